"""The text of a case as it may be read in public: what leads to a person is cut, and why is said.

`propose` is a proposal that a person corrects; `leftovers` is what must not be left when it is published
(NĐ 20/2008/NĐ-CP, Điều 19; Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.config import PLACEHOLDER, Agency
from bot.feedback import codes
from bot.store.models import Feedback
from knowledge import personal, personal_names, personal_traces
from knowledge.personal_patterns import flat

KINDS = {
    "name": "họ tên",
    "phone": "số điện thoại",
    "email": "thư điện tử",
    "address": "địa chỉ",
    "plate": "biển số xe",
    "dossier": "mã hồ sơ",
    "case": "mã phản ánh",
    "file": "tên tệp",
    "link": "đường dẫn",
    "quote": "trích thư từ",
    "number": "dãy số",
    **personal.NAMES,
}
"""What stands in the mask for each kind that is cut."""

BARE_MASK = re.compile(r"\[\s*(?:…|\.{2,}|(?:đã )?che\s*:?|\*+|x+)\s*\]", re.IGNORECASE)
"""A cut that does not say what was cut."""

_WIDER = re.compile(r"(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tp|tỉnh)\b", re.IGNORECASE)
_CODE = re.compile(r"(?<![^\W_])PA[\s–-]?[0-9A-Z]{4}[\s–-]?[0-9A-Z]{5}(?![^\W_])", re.IGNORECASE)
_SEPARATED = r"[\s.\-–()]{0,3}"
_SHORTEST_PLACE = 5
"""Letters of a part of the sender's address that is looked for; shorter ones are found everywhere."""


@dataclass(frozen=True)
class Cut:
    """Something cut, or to be cut: its kind (key of KINDS), its words, and why."""

    kind: str
    text: str
    why: str


@dataclass(frozen=True)
class Redacted:
    """What may be read in public, and everything that was cut from it."""

    question: str
    answer: str
    basis: str
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class _Place:
    kind: str
    start: int
    end: int
    why: str


def propose(case: Feedback, reply: str, basis: str = "") -> Redacted:
    """Question, answer and legal basis with a mask «[đã che: …]» for everything that leads to a person."""
    question, in_question = _cut(case, case.text)
    answer, in_answer = _cut(case, reply)
    law, in_basis = _cut(case, basis)
    return Redacted(question, answer, law, (*in_question, *in_answer, *in_basis))


def leftovers(case: Feedback, text: str, agency: Agency) -> tuple[Cut, ...]:
    """What is left in a text to be published and must not be: the sender's name, phone or address, numbers, codes.

    The agency's own telephone and e-mail address may stand.
    """
    composed = unicodedata.normalize("NFC", text)
    found = [*_own(case, composed), *_numbers(composed), *_emails(composed)]
    cuts = (Cut(one.kind, composed[one.start : one.end], one.why) for one in _apart(found, len(composed)))
    return tuple(dict.fromkeys(cut for cut in cuts if not _of_agency(cut, agency)))


def _cut(case: Feedback, text: str) -> tuple[str, list[Cut]]:
    composed = unicodedata.normalize("NFC", text)
    parts: list[str] = []
    cuts: list[Cut] = []
    at = 0
    for one in _apart(_all(case, composed), len(composed)):
        parts += [composed[at : one.start], f"[đã che: {KINDS[one.kind]}]"]
        cuts.append(Cut(one.kind, composed[one.start : one.end], one.why))
        at = one.end
    return "".join([*parts, composed[at:]]), cuts


def _apart(found: Iterable[_Place], length: int) -> list[_Place]:
    """The places in order; where two overlap, the one that was found first, and the rest of the other."""
    taken = bytearray(length)
    kept: list[_Place] = []
    for one in found:
        start, end = one.start, one.end
        while start < end and taken[start]:
            start += 1
        while end > start and taken[end - 1]:
            end -= 1
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append(_Place(one.kind, start, end, one.why))
    return sorted(kept, key=lambda one: one.start)


def _all(case: Feedback, text: str) -> Iterator[_Place]:
    masks = [_Place("mask", *match.span(), "") for match in re.finditer(r"\[đã che: [^\]\n]{1,40}\]", text)]
    hidden = [(one.start, one.end) for one in masks]
    for one in _everything(case, text):
        if not any(start < one.end and one.start < end for start, end in hidden):
            yield one


def _everything(case: Feedback, text: str) -> Iterator[_Place]:
    traces = [_Place(one.kind, one.start, one.end, one.why) for one in personal_traces.find(text)]
    yield from (one for one in traces if one.kind == "quote")
    yield from (one for one in traces if one.kind in ("email", "link", "file", "dossier"))
    yield from _own(case, text)
    yield from _numbers(text)
    yield from (one for one in traces if one.kind in ("plate", "address"))
    if case.name:
        known = personal_names.KnownName(unicodedata.normalize("NFC", case.name))
        yield from (_Place("name", one.start, one.end, one.why) for one in known.likely(text))
    for name in personal_names.find(text):
        yield _Place("name", name.start, name.end, name.why)


def _own(case: Feedback, text: str) -> Iterator[_Place]:
    """The sender's own name, telephone, address, and the code by which the case is followed."""
    if case.name:
        known = personal_names.KnownName(unicodedata.normalize("NFC", case.name))
        yield from (_Place("name", one.start, one.end, one.why) for one in known.sure(text))
    digits = re.sub(r"\D", "", case.phone or "").removeprefix("84").lstrip("0")
    if len(digits) >= 6:
        pattern = re.compile(rf"(?<!\d)(?:\+?{_SEPARATED}84|0)?{_SEPARATED}{_SEPARATED.join(digits)}(?!\d)")
        for match in pattern.finditer(text):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield _Place("phone", start, match.end(), "số điện thoại của người gửi")
    folded = flat(text)
    for place in _places(case.address or ""):
        for match in re.finditer(rf"(?<![^\W_]){re.escape(place)}(?![^\W_])", folded):
            yield _Place("address", *match.span(), "địa chỉ của người gửi")
    for match in _CODE.finditer(text):
        if codes.check(match.group()).code:
            yield _Place("case", *match.span(), "ai có mã này đều xem được tình trạng vụ việc")


def _places(address: str) -> list[str]:
    """The parts of an address that point at a house; those of a commune, district or province do not."""
    parts = [part.strip() for part in re.split(r"[,;\n–]| - ", unicodedata.normalize("NFC", address))]
    near = [part for part in parts if len(part) >= _SHORTEST_PLACE and not _WIDER.match(part)]
    return [flat(part) for part in near[:2]]


def _numbers(text: str) -> Iterator[_Place]:
    for one in personal.find(text):
        yield _Place(one.kind, one.start, one.end, KINDS[one.kind])
    for trace in personal_traces.long_numbers(text):
        yield _Place("number", trace.start, trace.end, trace.why)


def _emails(text: str) -> Iterator[_Place]:
    for match in personal_traces.EMAIL.finditer(text):
        yield _Place("email", *match.span(), "địa chỉ thư điện tử")


def _of_agency(cut: Cut, agency: Agency) -> bool:
    """Whether what was found is the agency's own telephone or e-mail address, which may stand."""
    if cut.kind == "email":
        return cut.text.lower() == agency.email.lower()
    own = re.sub(r"\D", "", agency.phone)
    return PLACEHOLDER not in agency.phone and cut.kind in ("phone", "number") and re.sub(r"\D", "", cut.text) in own
