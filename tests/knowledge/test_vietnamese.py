"""Reading what people type: accents, Telex, VNI, chat spelling, abbreviations."""

from __future__ import annotations

import pytest

from knowledge.understand import Understander
from knowledge.vietnamese import Word, compatible, fold


def read(understander: Understander, text: str) -> str:
    return " ".join(word.folded for word in understander.lexicon.speller.read(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Giấy phép X-QUANG", "giay phep xquang"),
        ("giaays pheps x quang", "giay phep xquang"),
        ("gia6y1 phe1p xquang", "giay phep xquang"),
        ("gjấy fép xquang", "giay phep xquang"),
        ("hoà giải hòa giải", "hoa giai hoa giai"),
        ("gcn của dn khcn", "giay chung nhan cua doanh nghiep khoa hoc cong nghe"),
        ("hết bn tiền z", "het bao nhieu tien vay"),
        ("ntn đc k", "nhu the nao duoc khong"),
        ("dấu chữ e", "dau dinh luong"),
        ("mần răng chừ", "lam sao gio"),
    ],
)
def test_different_spellings_read_the_same(understander: Understander, typed: str, meant: str) -> None:
    assert read(understander, typed) == meant


def test_a_tooth_stays_a_tooth_though_rang_also_means_how(understander: Understander) -> None:
    assert "rang" in read(understander, "máy chụp răng").split()


def test_decomposed_and_composed_accents_are_the_same() -> None:
    assert fold("hồ sơ") == fold("hồ sơ") == "ho so"


@pytest.mark.parametrize(
    ("typed", "meant", "same"),
    [("phí", "phí", True), ("phi", "phí", True), ("phì", "phí", False), ("giơ", "giờ", True), ("dăng", "đăng", True)],
)
def test_an_accent_typed_otherwise_is_another_word_a_missing_one_is_not(typed: str, meant: str, same: bool) -> None:
    assert compatible(Word(fold(typed), typed), Word(fold(meant), meant)) is same
