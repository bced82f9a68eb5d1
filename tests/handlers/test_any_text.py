"""Whatever is typed, at whatever length, wherever the talk stands: a reply that fits, soon, and no error."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram_send import MAX_TEXT as LIMIT
from bot.markup import plain, split
from tests.handlers.talk import Talk
from tests.handlers.test_facts import assert_clean_markup

LONGEST = 20_000
"""Characters that a channel lets through (the longest message of the web chat)."""

STANDS: dict[str, tuple[str, ...]] = {
    "nothing said": (),
    "a procedure told": ("phí xin giấy phép máy chụp răng",),
    "a question open": ("giấy phép x quang",),
    "a feedback begun": ("tôi muốn phản ánh cây xăng bơm thiếu",),
    "a feedback asks for the phone": ("tôi muốn phản ánh cây xăng bơm thiếu", "không", "xong", "Hoa"),
    "a day asked for": ("tính giúp ngày trả kết quả, em nộp hôm nay",),
}
WORDS = st.sampled_from(
    ("giấy phép x quang", "phí", "2", "không phải", "PA-1234-56789", "<b>", "&amp;", "{{ x }}", "\n", "0912345678", "ơ")
)
PIECES = st.lists(st.tuples(st.one_of(st.text(max_size=40), WORDS), st.integers(1, 2_000)), max_size=6)
TEXTS = PIECES.map(lambda pieces: " ".join(piece * times for piece, times in pieces)[:LONGEST])

HOSTILE = (
    "a",
    " ",
    "\n",
    "giấy phép ",
    "phí máy chụp răng ",
    "x-",
    "(((",
    "<b>",
    "&",
    "a\u0301\u0323",
    "1",
    "1/",
    "1/1/2026 ",
    "ngày 1 tháng ",
    "09 12.",
    "PA-",
    "0-O-1-I-",
    "H31.12-24",
    "a@a.",
    "http://",
    "không phải ",
    "🤣",
)
"""Pieces that make a careless pattern go back again and again."""

SLACK = 0.1
"""Seconds by which two short times may differ for reasons of the machine."""


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(STANDS)), TEXTS)
def test_any_text_of_any_length_gets_a_reply(stand: str, text: str) -> None:
    asyncio.run(answered(stand, text))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=2, max_size=6))
def test_any_texts_one_after_the_other_get_replies(texts: list[str]) -> None:
    asyncio.run(answered("nothing said", *texts))


async def answered(stand: str, *texts: str) -> None:
    talk = await standing(stand)
    for text in texts:
        assert (await talk.say(text)).strip()
        assert talk.kind
        for reply in talk.replies:
            assert_clean_markup(reply.html)
            assert all(len(plain(part).encode("utf-16-le")) // 2 <= LIMIT for part in split(reply.html, LIMIT))


@pytest.mark.parametrize("stand", STANDS)
@pytest.mark.parametrize("piece", HOSTILE)
async def test_twice_the_text_takes_no_more_than_twice_the_time(stand: str, piece: str) -> None:
    shorter, longer = [await seconds(stand, piece, size) for size in (50_000, 100_000)]
    # A quadratic pattern takes four times as long, and at this size many seconds.
    assert longer <= 3 * shorter + SLACK


async def seconds(stand: str, piece: str, size: int) -> float:
    """Processor time of a turn with `size` characters; the better of two, because others use the machine too."""
    times = []
    for _ in range(2):
        talk = await standing(stand)
        started = time.process_time()
        await talk.say((piece * size)[:size])
        times.append(time.process_time() - started)
    return min(times)


async def standing(stand: str) -> Talk:
    """A conversation that has come so far."""
    talk = Talk()
    for text in STANDS[stand]:
        await talk.say(text)
    return talk
