"""Numbers and secrets that a person need not send: found, masked, and told apart from the codes we live by.

Found: identity numbers of 12 digits (province 001-096, then sex and century: Nghị định 137/2015/NĐ-CP, Điều 13;
Thông tư 59/2021/TT-BCA, Điều 4), old ones of 9 digits when named, bank cards, bank accounts and one-time codes
when named, passwords. Telephone numbers are found but stay. Codes of procedures, dossiers and cases, laws, dates,
amounts and serial numbers are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge import personal_patterns as patterns
from knowledge.personal_numbers import Kind, Place, is_round_amount, named_identity, numbers
from knowledge.vietnamese import SYLLABLES

NAMES: dict[str, str] = {
    "identity": "số căn cước",
    "old_identity": "số chứng minh nhân dân",
    "card": "số thẻ ngân hàng",
    "code": "mã bảo mật",
    "password": "mật khẩu",
    "account": "số tài khoản ngân hàng",
}
"""How each kind that is masked is called to the person, also within the mask."""

_MASK = r"\[da che: [^\]\n]{3,30}\]"
_NOTE = re.compile(rf"(?:(?:{patterns.NAMED}){patterns.GAP})?{_MASK}(?:{patterns.IS}(?:{patterns.NAMED}))?")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[:=]|->|(?<![^\W\d])la(?![^\W\d])")
_NO_SECRET = re.compile(
    r"https?:|www\.|\S+@\S+\.[a-z]{2,}$|\d\.\d{6}$|\d{1,2}[/.-]\d{1,4}(?:[/.-]\d{2,4})?$|\d+/\d{4}/|(?:19|20)\d\d$|\[da$"
)
_PLAIN_WORD = re.compile(r"[a-z]+")
_INNER_CAPITAL = re.compile(r"[a-z0-9][A-Z]")


@dataclass(frozen=True)
class Found:
    """A number or secret at `text[start:end]`."""

    kind: Kind
    start: int
    end: int


def find(text: str) -> tuple[Found, ...]:
    """What is personal in a composed (NFC) text, in order, telephone numbers too. Time is linear in its length."""
    taken = bytearray(len(text))
    found: list[Found] = []
    for kind, start, end in _candidates(text, patterns.flat(text)):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            if kind is not None:
                found.append(Found(kind, start, end))
    return tuple(sorted(found, key=lambda one: one.start))


def hide(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with a mask «[đã che: số căn cước]» for each number and secret, and the kinds masked, in order."""
    parts: list[str] = []
    kinds: list[str] = []
    at = 0
    for one in find(text):
        if one.kind in NAMES:
            parts += [text[at : one.start], f"[đã che: {NAMES[one.kind]}]"]
            at = one.end
            kinds.append(one.kind)
    return "".join([*parts, text[at:]]), tuple(dict.fromkeys(kinds))


def mask(text: str) -> str:
    """The text with its numbers and secrets masked."""
    return hide(text)[0]


def rest(masked: str) -> str:
    """What a masked text says besides the masks and the words that introduce them; "" when that is nothing."""
    left: list[str] = []
    at = 0
    for note in _NOTE.finditer(patterns.flat(masked)):
        left.append(masked[at : note.start()])
        at = note.end()
    said = " ".join(" ".join([*left, masked[at:]]).split())
    words = _WORD.findall(patterns.flat(said))
    return "" if all(word in patterns.TELLING_NOTHING for word in words) else said


def _candidates(text: str, flat: str) -> Iterator[Place | tuple[None, int, int]]:
    """Named things first, then what is of a thing (None), then numbers that speak for themselves."""
    if patterns.PASSWORD.search(flat):
        yield from _passwords(text, flat)
    if not _DIGIT.search(flat):
        return
    if patterns.CODE.search(flat):
        yield from (("code", *match.span("it")) for match in _matches(patterns.CODES, flat))
    if patterns.CARD.search(flat):
        yield from (("card", *match.span("it")) for match in _matches(patterns.CARDS, flat))
    if patterns.IDENTITY.search(flat):
        yield from _identities(flat)
    if patterns.ACCOUNT.search(flat):
        yield from _accounts(flat)
    yield from ((None, *match.span("it")) for match in patterns.THINGS.finditer(flat))
    yield from numbers(text)


def _matches(group: Iterable[re.Pattern[str]], flat: str) -> Iterator[re.Match[str]]:
    for pattern in group:
        yield from pattern.finditer(flat)


def _identities(flat: str) -> Iterator[Place]:
    for match in _matches(patterns.IDENTITIES, flat):
        found = named_identity(flat, *match.span("it"))
        if found and not patterns.OTHER_NAME.search(match["gap"]) and not is_round_amount(match["it"]):
            yield found


def _accounts(flat: str) -> Iterator[Place]:
    for match in _matches(patterns.ACCOUNTS, flat):
        if not patterns.OTHER_NAME.search(match["gap"]) and not is_round_amount(match["it"]):
            yield "account", *match.span("it")


def _passwords(text: str, flat: str) -> Iterator[Place]:
    for match in _matches(patterns.PASSWORDS, flat):
        start, end = match.span("it")
        quoted = flat[end : end + 1] in ('"', "”", "»", "'") and flat[start - 1] in "\"“«'"
        if not quoted:
            end = start + len(flat[start:end].rstrip(".?)]'"))
        joined = _JOINED.search(match["gap"]) is not None
        short = match["name"] in ("mk", "pass")
        if (quoted and joined) or (end - start >= 4 and _is_secret(text[start:end], joined=joined, short=short)):
            yield "password", start, end


def _is_secret(word: str, *, joined: bool, short: bool) -> bool:
    """Whether a word after «mật khẩu» is one: «là Hoa@1990», «123456», but not «là gì», «1.001677».

    `short` names («mk», «pass») have other meanings, so they need a colon or «là», and a digit.
    """
    plain = patterns.flat(word)
    if _NO_SECRET.match(plain):
        return False
    digit = any(char.isdigit() for char in plain)
    if short:
        return joined and digit and (not plain.isdigit() or len(plain) >= 6)
    if digit:
        return joined or plain.isalnum() or len(plain) >= 6
    if not joined:
        return False
    named = _PLAIN_WORD.fullmatch(plain) is not None
    return not named or _INNER_CAPITAL.search(word) is not None or (len(plain) >= 6 and plain not in SYLLABLES)
