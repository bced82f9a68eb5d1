"""Codes of cases: PA-7K3M-92QFW. Eight random characters and a check character.

The alphabet is Crockford's base 32 (crockford.com/base32.html): no I, L, O, U. Eight characters are 40
random bits, so nobody can guess a code or the next one. The ninth is chosen so that the weighted sum of
all nine is zero in the field of 32 elements, every position with a weight of its own. A single wrong
character, or two characters swapped, always makes the sum differ from zero.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "PA"
RANDOM = 8
LENGTH = RANDOM + 1

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = "-‐‑‒–—―−_."
_JOINTS = re.compile(rf"[\s{re.escape(_DASHES)}]+")
_POLYNOMIAL = 0b100101
"""x^5 + x^2 + 1, irreducible over the field of two elements."""

_IN_TEXT = re.compile(rf"(?<![0-9A-Za-z])PA(?:[\s{re.escape(_DASHES)}]*[0-9A-Z]){{{LENGTH}}}(?![0-9A-Za-z])", re.I)


@dataclass(frozen=True)
class CodeCheck:
    """What a typed text is: a code ("ok", `code` in its written form), one with a slip, or no code."""

    status: Literal["ok", "mistyped", "not_a_code"]
    code: str | None = None


def new_code() -> str:
    """A fresh code. Two equal ones are as likely as two equal numbers of 40 random bits."""
    return _written(_with_check("".join(secrets.choice(ALPHABET) for _ in range(RANDOM))))


def check(text: str) -> CodeCheck:
    """Read a typed code: lower case, missing or other dashes, blanks, O for 0 and I, L for 1 are fine."""
    typed = _JOINTS.sub("", unicodedata.normalize("NFKC", text).upper())
    named = typed.startswith(PREFIX)
    body = typed.removeprefix(PREFIX).translate(_LOOKALIKES)
    # The nine characters may themselves begin with the letters of the prefix.
    for nine in (body, typed.translate(_LOOKALIKES)):
        if len(nine) == LENGTH and all(letter in _VALUE for letter in nine) and _sum(nine) == 0:
            return CodeCheck("ok", _written(nine))
    if not named or not body.isascii() or not body.isalnum() or abs(len(body) - LENGTH) > 1:
        return CodeCheck("not_a_code")
    looks_meant = any(letter.isdigit() for letter in typed) or re.match(r"\s*PA\s*-", text, re.I)
    return CodeCheck("mistyped" if looks_meant else "not_a_code")


def find_in(text: str) -> str | None:
    """The first code in a message: in its written form when right, as it was typed when mistyped."""
    slip: str | None = None
    for match in _IN_TEXT.finditer(unicodedata.normalize("NFKC", text)):
        found = check(match.group())
        if found.code:
            return found.code
        if found.status == "mistyped":
            slip = slip or match.group()
    return slip or (text.strip() if check(text).status == "mistyped" else None)


def outside(text: str, change: Callable[[str], str]) -> str:
    """A message with `change` done to what stands around the codes in it."""
    done, at = [], 0
    for match in _IN_TEXT.finditer(text):
        done += [change(text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*done, change(text[at:])])


def without(text: str) -> str:
    """What stands around the codes in a message."""
    return " ".join(_IN_TEXT.sub(" ", text).split())


def _written(body: str) -> str:
    return f"{PREFIX}-{body[:4]}-{body[4:]}"


def _with_check(body: str) -> str:
    return next(body + letter for letter in ALPHABET if _sum(body + letter) == 0)


def _sum(body: str) -> int:
    """The weighted sum; the weight of position n is x to the power n, so no two are equal."""
    total, weight = 0, 1
    for letter in body:
        total ^= _times(weight, _VALUE[letter])
        weight = _times(weight, 2)
    return total


def _times(left: int, right: int) -> int:
    """The product in the field of 32 elements."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0b100000:
            left ^= _POLYNOMIAL
        right >>= 1
    return product
