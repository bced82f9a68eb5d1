"""Slips of the finger and of the ear."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from knowledge.followup import affirmed
from knowledge.noise import MEASURED
from knowledge.spelling import Vocabulary, count_words, load_vocabulary
from knowledge.style_loss import clean, variants
from knowledge.understand import Understander
from knowledge.vietnamese import Word, compatible, fold, undo_slip
from tests.support.labels import label

USED = Vocabulary({"làm": 400, "nộp": 90, "giấy": 300, "phòng": 60, "suất": 9, "xuất": 30})


def word(typed: str) -> Word:
    return Word(fold(typed), typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nàm", "làm"),
        ("dấy", "giấy"),
        ("lộp", "nộp"),
        ("phogn", "phong"),
        ("suất", "suất"),
        ("làm", "làm"),
        ("x1", "x1"),
        ("", ""),
    ],
)
def test_a_word_that_nobody_uses_is_taken_for_one_that_people_use(typed: str, meant: str) -> None:
    assert USED.meant(word(typed)).typed == meant


def test_words_are_counted_as_typed_and_kept_in_a_file(tmp_path: Path) -> None:
    counts = count_words(["Giấy phép", "giấy tờ", "phép", "một lần"])
    assert counts == {"giấy": 2, "phép": 2}
    Vocabulary(counts).save(tmp_path / "words.json")
    assert load_vocabulary(tmp_path / "words.json").counts == counts


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("giấyphép", ["giấy", "phép"]),
        ("thutuc", ["thu", "tuc"]),
        ("phepp", ["phep"]),
        ("logo", ["logo"]),
        ("giấy", ["giấy"]),
        ("panorama", ["panorama"]),
    ],
)
def test_letters_typed_twice_and_spaces_missed_are_undone(typed: str, parts: list[str]) -> None:
    assert [part.typed for part in undo_slip(word(typed))] == parts


def test_hook_and_tilde_are_one_tone_and_other_tones_are_not() -> None:
    assert compatible(word("hỏng"), word("hõng"))
    assert not compatible(word("phí"), word("phì"))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("của viện, không phải chi nhánh", "cua vien"),
        ("không phải sáng kiến mà là nghiên cứu", "ma la nghien cuu"),
        ("bị rách chứ không mất", "bi rach"),
        ("không thêm nữa, bỏ bớt thôi", "bo bot thoi"),
        ("không phải nộp bản gốc à", "khong phai nop ban goc a"),
        ("có phải xin phép không", "co phai xin phep khong"),
    ],
)
def test_what_is_denied_is_left_out(understander: Understander, said: str, left: str) -> None:
    words = understander.lexicon.speller.read(said)
    assert " ".join(w.folded for w in affirmed(words)) == left


def test_the_loss_is_measured_on_what_was_typed_in_full_and_the_same_each_time() -> None:
    rows = [
        [label("xin giấy phép máy chụp răng")],
        [label("xin giay phep may chup rang")],
        [label("gp xquang k", "abbrev")],
    ]
    (kept,) = clean(rows)
    assert kept == rows[0]
    made = dict(variants([kept]))
    assert set(made) == set(MEASURED)
    assert made["accentless"][0][0].text == "xin giay phep may chup rang"
    assert made == dict(variants([kept]))
    assert {turn.codes for turns in made["slips"] for turn in turns} == {kept[0].codes}


@pytest.mark.parametrize("style", sorted(MEASURED))
def test_noise_for_measuring_stands_any_text(style: str) -> None:
    for text in ("", " ", "a", "ở", "x" * 300, "giấy\nphép 2.002380 ?!"):
        assert isinstance(MEASURED[style](text, Random(1)), str)
