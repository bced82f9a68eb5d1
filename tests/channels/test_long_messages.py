"""Long replies are cut into parts that a channel takes, with no tag broken and no word lost."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import markup
from tests.support.growth import grows_evenly

LIMIT = 4000
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy áàảãạắằẳẵặếềểễệứừửữự.,;:-&<>\"'  \n\n0123456789😀🏠👩‍👧"
RUNS = st.text(alphabet=LETTERS, min_size=0, max_size=60)
PIECES = st.tuples(RUNS, st.sampled_from(["", "", "b", "i", "a"]), st.integers(1, 40))


def build(pieces: list[tuple[str, str, int]]) -> str:
    """A reply: escaped texts, some of them in a tag, each repeated to reach real lengths."""
    made = []
    for text, tag, times in pieces:
        inner = markup.escape(text * times)
        start = '<a href="https://dichvucong.gov.vn/?a=1&amp;b=2">' if tag == "a" else f"<{tag}>"
        made.append(f"{start}{inner}</{tag}>" if tag else inner)
    return "".join(made)


def visible(part: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", part))


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def well_nested(part: str) -> bool:
    stack: list[str] = []
    for closing, name in re.findall(r"<(/?)([bia])\b[^>]*>", part):
        if not closing:
            stack.append(name)
        elif not stack or stack.pop() != name:
            return False
    return not stack


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25), st.sampled_from([LIMIT, LIMIT, 600, 60]))
def test_every_part_fits_keeps_its_tags_and_loses_no_letter(pieces: list[tuple[str, str, int]], limit: int) -> None:
    whole = build(pieces)
    parts = markup.split(whole, limit)
    assert all(utf16(visible(part)) <= limit for part in parts)
    assert all(well_nested(part) for part in parts)
    assert all("<" not in re.sub(r"<(/?[bi]|a href=\"[^\"<>]*\"|/a)>", "", part) for part in parts)
    joined = "".join(visible(part) for part in parts)
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", visible(whole))


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECES, min_size=10, max_size=25))
def test_no_part_is_empty_when_there_is_something_to_say(pieces: list[tuple[str, str, int]]) -> None:
    whole = build(pieces)
    parts = markup.split(whole, 100)
    if visible(whole).strip():
        assert all(visible(part).strip() for part in parts)


def test_a_list_is_cut_between_its_items() -> None:
    items = [f"{number}. Đơn đề nghị theo mẫu số {number:02}, bản chính" for number in range(1, 200)]
    parts = markup.split("\n".join(items), LIMIT)
    assert len(parts) > 1
    assert [line for part in parts for line in part.split("\n")] == items


def test_a_short_reply_stays_one_message() -> None:
    assert markup.split("<b>Xin chào</b> anh/chị.", LIMIT) == ["<b>Xin chào</b> anh/chị."]


@pytest.mark.parametrize("piece", ["<", "&", " ", "a", "<b>&"])
def test_a_hostile_text_is_cut_in_the_time_its_length_needs(piece: str) -> None:
    assert grows_evenly(lambda text: markup.split(markup.escape(text), LIMIT), piece, 20_000)
