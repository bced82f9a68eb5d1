from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, strategies

from bot.feedback import codes

bodies = strategies.text(codes.ALPHABET, min_size=codes.RANDOM, max_size=codes.RANDOM)


def written(body: str) -> str:
    return codes._written(codes._with_check(body))


def test_a_code_is_short_and_has_no_lookalikes() -> None:
    code = codes.new_code()
    assert re.fullmatch(r"PA-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5}", code)
    assert codes.check(code) == codes.CodeCheck("ok", code)


def test_the_shape_of_a_code_that_people_are_told_is_the_shape_of_a_code() -> None:
    root = Path(__file__).parents[2]
    texts = [*(root / "handlers").rglob("*.j2"), *(root / "knowledge").glob("*.toml"), root / "README.md"]
    told = [shape for path in texts for shape in re.findall(r"PA-[A-Z0-9-]+", path.read_text(encoding="utf-8"))]
    assert told
    assert {re.sub("[A-Z0-9]", "X", shape) for shape in told} == {re.sub("[A-Z0-9]", "X", codes.new_code())}


def test_twenty_thousand_codes_are_all_different() -> None:
    assert len({codes.new_code() for _ in range(20_000)}) == 20_000


@given(bodies)
def test_every_single_wrong_character_is_noticed(body: str) -> None:
    code = written(body)
    for place in range(3, len(code)):
        for letter in codes.ALPHABET:
            if code[place] not in ("-", letter):
                assert codes.check(code[:place] + letter + code[place + 1 :]).code is None


@given(bodies)
def test_every_swap_of_neighbours_is_noticed(body: str) -> None:
    letters = codes._with_check(body)
    for place in range(len(letters) - 1):
        first, second = letters[place], letters[place + 1]
        if first != second:
            swapped = letters[:place] + second + first + letters[place + 2 :]
            assert codes.check(codes._written(swapped)).code is None


@given(bodies)
def test_a_code_may_be_typed_carelessly(body: str) -> None:
    code = written(body)
    loose = code.replace("-", "").lower()
    for typed in (code.lower(), f"  {code} ", loose, code.replace("-", " "), code.replace("-", "–"), loose[2:]):
        assert codes.check(typed) == codes.CodeCheck("ok", code)
    assert codes.check(code.replace("0", "O").replace("1", "l")) == codes.CodeCheck("ok", code)


def test_a_missing_character_is_a_slip_and_a_sentence_is_no_code() -> None:
    code = written("7K3M92QF")
    assert codes.check(code[:-1]).status == "mistyped"
    for text in ("xin chào", "pa gia hạn", "cấp phép", "phản ánh", "", "1.001392", "0912345678", "PA"):
        assert codes.check(text).status == "not_a_code"


@pytest.mark.parametrize("around", ["{}", "mã của tôi là {} ạ", "({})", "{}.", "Theo dõi:{}\ncảm ơn"])
def test_a_code_is_found_in_a_message(around: str) -> None:
    code = written("7K3M92QF")
    assert codes.find_in(around.format(code)) == code
    assert codes.find_in(around.format(code.lower())) == code


def test_a_mistyped_code_is_found_as_it_was_typed() -> None:
    code = written("7K3M92QF")
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert codes.find_in(f"xem giúp {wrong} với") == wrong
    assert codes.find_in("tôi muốn gia hạn giấy phép") is None
