"""Nobody's identity, card or secret is kept; everything we live by stays readable."""

from __future__ import annotations

import re
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.personal import NAMES, find, hide, mask, rest
from tests.knowledge.personal_samples import COUNT, harmless, private
from tests.support.growth import grows_evenly

MISSED_AT_MOST = 0.02


def test_of_200_messages_with_numbers_and_secrets_at_most_two_in_a_hundred_slip_through() -> None:
    samples = private()
    missed = [one for one in samples if one.secret in mask(one.text)]
    assert len(samples) == COUNT
    assert len(missed) <= MISSED_AT_MOST * COUNT, missed


def test_the_person_is_told_the_right_name_of_what_was_sent() -> None:
    wrong = [(one, hide(one.text)[1]) for one in private() if one.kind not in hide(one.text)[1]]
    assert len(wrong) <= MISSED_AT_MOST * COUNT, wrong


def test_of_200_harmless_messages_none_is_touched(kb: Knowledge) -> None:
    texts = list(islice(harmless(kb), COUNT))
    touched = {text: mask(text) for text in texts if mask(text) != text}
    assert len(texts) == COUNT
    assert not touched


def test_masking_again_changes_nothing() -> None:
    for one in private():
        masked = mask(f"{one.text}, hồ sơ 12 tháng 6 năm 2026")
        assert mask(masked) == masked


@pytest.mark.parametrize("code", ["1.001234", "000.00.16.H40-241105-0003", "H31.12-240603-0012", "PA-7K3M-92QFW"])
def test_codes_that_others_refuse_are_not_even_looked_at(code: str) -> None:
    assert find(code) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CCCD 033099001234.", "CCCD [đã che: số căn cước]."),
        ("cmnd 145678901 12 bản", "cmnd [đã che: số chứng minh nhân dân] 12 bản"),
        ("thẻ 4111 1111 1111 1111 12/27", "thẻ [đã che: số thẻ ngân hàng] 12/27"),
        ("gửi 2 033 099 001 234", "gửi 2 [đã che: số căn cước]"),
        ("033099001234 0912345678", "[đã che: số căn cước] 0912345678"),
        ("OTP 482913, mật khẩu: Hoa@1990", "OTP [đã che: mã bảo mật], mật khẩu: [đã che: mật khẩu]"),
    ],
)
def test_only_the_number_is_masked(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "097099001234",
        "000099001234",
        "033499001234",
        "0912 345 678 12",
        "05.11.2024 0930",
        "4111 1111 1111 1112",
        "8934567890123",
        "tờ khai SN-033099001234",
    ],
)
def test_numbers_that_cannot_be_a_persons_stay(text: str) -> None:
    assert mask(text) == text


def test_a_telephone_is_seen_but_stays() -> None:
    (phone,) = find("gọi 0912 345 678 nhé")
    assert (phone.kind, phone.start, phone.end) == ("phone", 4, 16)
    assert mask("gọi 0912 345 678 nhé") == "gọi 0912 345 678 nhé"


@pytest.mark.parametrize(
    ("masked", "said"),
    [
        ("CCCD của em là [đã che: số căn cước] ạ", ""),
        ("[đã che: mã bảo mật] là mã OTP", ""),
        ("[đã che: số căn cước]", ""),
        ("cccd [đã che: số căn cước], hỏi phí x-quang", ", hỏi phí x-quang"),
    ],
)
def test_what_else_a_message_says_is_left(masked: str, said: str) -> None:
    assert rest(masked) == said


def test_the_understander_gets_no_words_of_the_mask(kb: Knowledge) -> None:
    masked = mask("cccd của em 033099001234, giấy phép máy x-quang bị mất")
    assert kb.understander.understand(rest(masked)).codes[0] == "2.002384"


@given(st.text(alphabet="0123456789 .-/:cCdDđĐotpmậtkhẩulà\u0301@[]", max_size=80) | st.text(max_size=80))
def test_any_text_is_masked_once_and_the_rest_kept(text: str) -> None:
    places = [(one.start, one.end) for one in find(text)]
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    hidden, kinds = hide(text)
    assert (hidden == text) == (not kinds)
    for name in NAMES.values():
        hidden = hidden.replace(f"[đã che: {name}]", "\x00")
    assert re.fullmatch(".*".join(map(re.escape, hidden.split("\x00"))), text, re.DOTALL)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1-",
        "0912 345 ",
        "033099001234 ",
        "otp 1234 ",
        "mật khẩu là ",
        "căn cước 12345678 ",
        "stk nộp 1234567 ",
        "cccd 1 cmnd stk otp mk: a1 thẻ atm ",
        "12345678 là ",
        "mat khau la la la la la la la la la ",
        "[đã che: ",
        "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1a",
        " ",
        "cccd cua toi la so cua em ",
    ],
)
def test_a_hostile_message_of_100_kb_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_evenly(lambda text: rest(mask(text)), piece, 100_000)
