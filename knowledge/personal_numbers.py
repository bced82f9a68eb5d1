"""Long numbers, in groups or not: an identity number, a bank card, a telephone, or nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from knowledge.personal_patterns import RUN

Kind = Literal["identity", "old_identity", "card", "code", "password", "account", "phone"]
Place = tuple[Kind, int, int]
Groups = list[tuple[int, int]]

LONGEST = 19
"""Digits of the longest card number (ISO/IEC 7812-1)."""

SHORTEST = 10
"""Digits of the shortest number that is known without a name: a telephone."""

MIN_GROUP = 3
"""Digits of a group that is surely part of a long number."""

MOBILE_GROUPS = ((10,), (4, 3, 3), (3, 3, 4), (4, 6))

_GROUP = re.compile(r"\d+")
_PERSON = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])[0-3]\d{8}")
_PHONE = re.compile(r"(?:84|0)\d{9,10}")
_MOBILE = re.compile(r"0[35789]\d{8}")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})*\.000")
_ISSUERS = (
    (re.compile(r"4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6|35(?:2[89]|[3-8])|9704"), (16,)),
    (re.compile(r"4|6|9704"), (17, 18, 19)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14,)),
)
"""Which numbers begin a card number, by length: Visa, Mastercard, JCB, UnionPay, Napas; Amex; Diners."""


def numbers(text: str) -> Iterator[Place]:
    """Numbers that need no name to be known. A code like HD-012345678901 is one of a thing."""
    for match in RUN.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        if len(before) == 2 and before[1] in "-_./" and before[0].isupper():
            continue
        yield from _in_run(_groups(text, *match.span("it")), text)


def named_identity(text: str, start: int, end: int) -> Place | None:
    """The identity number at the beginning of a place named as one; None when there is no such number."""
    groups = _groups(text, start, end)
    whole = _prefix(groups, 12)
    old = _prefix(groups, 9)
    if whole is not None and (old is None or is_person(_digits(text, start, whole))):
        return "identity", start, whole
    return None if old is None else ("old_identity", start, old)


def is_person(digits: str) -> bool:
    """Whether twelve digits can be the number of somebody alive: province, then sex and century (0-3)."""
    return _PERSON.fullmatch(digits) is not None


def is_card(digits: str) -> bool:
    """Whether digits begin as cards do, have their length and pass the check of Luhn (ISO/IEC 7812-1, annex B)."""
    issuers = [issuer for issuer, lengths in _ISSUERS if len(digits) in lengths]
    return any(issuer.match(digits) for issuer in issuers) and _luhn(digits)


def is_round_amount(written: str) -> bool:
    """Whether a number is written like money: 145.678.000."""
    return _THOUSANDS.fullmatch(written) is not None


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _in_run(groups: Groups, text: str) -> Iterator[Place]:
    """What a run of groups holds, from left to right."""
    at = 0
    while at < len(groups):
        small = groups[at][1] - groups[at][0] < MIN_GROUP
        found = None if small and at else _at_group(groups, at, text)
        if found is None:
            at += 1
        else:
            kind, after = found
            yield kind, groups[at][0], groups[after - 1][1]
            at = after


def _at_group(groups: Groups, at: int, text: str) -> tuple[Kind, int] | None:
    """The kind of number that begins with a group, and the first group after it.

    Groups of one or two digits make a number only all together: between others they are dates and counts.
    """
    digits = ""
    small = False
    for after in range(at + 1, len(groups) + 1):
        start, end = groups[after - 1]
        small = small or end - start < MIN_GROUP
        digits += text[start:end]
        if len(digits) > LONGEST or (small and at):
            return None
        if len(digits) < SHORTEST or (small and not (after == len(groups) and _alike(groups, text))):
            continue
        if kind := _kind(digits, groups[at:after], groups[after:]):
            return kind, after
    return None


def _kind(digits: str, groups: Groups, behind: Groups) -> Kind | None:
    count = len(digits)
    if count == 12 and is_person(digits) and not _phone_and_more(groups, digits):
        return "identity"
    if count <= 12 and _PHONE.fullmatch(digits) and not _goes_on(digits, behind):
        return "phone"
    return "card" if count > 12 and is_card(digits) else None


def _alike(groups: Groups, text: str) -> bool:
    """Whether the same stands between all groups."""
    return len({text[one[1] : other[0]] for one, other in pairwise(groups)}) <= 1


def _goes_on(digits: str, behind: Groups) -> bool:
    """Whether the next group makes twelve digits of what could be a telephone: 033 099 0012 34."""
    return bool(behind) and len(digits) < 12 and len(digits) + behind[0][1] - behind[0][0] == 12


def _phone_and_more(groups: Groups, digits: str) -> bool:
    """Whether twelve digits are a mobile number, in the usual groups, and two more: 0912 345 678 12."""
    sizes = tuple(end - start for start, end in groups)
    return sizes[:-1] in MOBILE_GROUPS and _MOBILE.fullmatch(digits[:10]) is not None


def _groups(text: str, start: int, end: int) -> Groups:
    return [match.span() for match in _GROUP.finditer(text, start, end)]


def _digits(text: str, start: int, end: int) -> str:
    return "".join(_GROUP.findall(text[start:end]))


def _prefix(groups: Groups, wanted: int) -> int | None:
    """Where the first groups with so many digits end."""
    count = 0
    for start, end in groups:
        count += end - start
        if count == wanted:
            return end
    return None
