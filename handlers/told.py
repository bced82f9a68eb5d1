"""What may be told of one part of a procedure, as values for the templates `facet_*.j2`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge import facts
from knowledge.model import UNSOURCED, Dossier, Facet, Fee, Paper, Procedure, Source, TimeLimit
from knowledge.understand import matching_cases
from knowledge.vietnamese import fold

COVERED = {
    Facet.OVERVIEW: ("plain", "name"),
    Facet.WHERE: ("handled_by", "channels"),
    Facet.HOW: ("channels",),
    Facet.STEPS: ("steps",),
    Facet.CONDITIONS: ("conditions",),
    Facet.RESULT: ("result",),
    Facet.VALIDITY: ("result_validity",),
    Facet.APPLICANTS: ("applicants",),
    Facet.AUTHORITY: ("handled_by",),
    Facet.ONLINE: ("online_level", "channels"),
    Facet.CHANGES: ("later_changes",),
    Facet.LEGAL: ("legal",),
}
"""The keys of a record that a part without a basis of its own is made of."""

_REMARK = re.compile(r"(\s*\([^()]*\)|\s+– dùng để đối chiếu[^()]*)+\s*$")
_YEAR = re.compile(r"/(20\d\d)/")
_FILING = re.compile(r"\bnhan\b.*\b(ho so|phieu khai bao|ban cong bo|dang ky kiem tra|giay de nghi|de nghi)\b")
_OTHER_START = re.compile(
    r"\b(ket qua|hoi dong|y kien|bien ban|de xuat phuong an|co quan quan ly|don vi su nghiep|cac chang|hai chang)\b"
)
_BASIS_SHOWN = 2
_TABLE_ROWS = 3


@dataclass(frozen=True)
class Fees:
    """Rows to show, by name of the fee; `hidden` more rows exist; `unknown` cases without a verified amount."""

    groups: tuple[tuple[str, tuple[Fee, ...]], ...]
    hidden: int
    unknown: tuple[str, ...]
    free: bool
    only_zero: bool


@dataclass(frozen=True)
class Case:
    """The papers of one case. `extra` are those beyond the papers common to several cases.

    `for_all`: they are asked for in every case. `shared`: so many papers are counted before `extra`.
    `remark`: what stands as the case of the only dossier is a remark on it.
    """

    dossier: Dossier
    extra: tuple[Paper, ...]
    shared: int
    for_all: bool
    remark: bool


@dataclass(frozen=True)
class Papers:
    """Papers common to several cases, then the cases; `hidden` more cases exist."""

    common: tuple[Paper, ...]
    cases: tuple[Case, ...]
    hidden: int


def known(record: Procedure, facet: Facet) -> bool:
    """Whether there is something verified to tell of this part."""
    if facet is Facet.WHERE:
        return facts.part_status(record, "handled_by").tellable
    return facts.status(record, facet).tellable


def fees(record: Procedure, words: str, everything: bool) -> Fees:
    """The rows that the person's words point to and those that hold for every case; else all."""
    told = record.told_fees
    named = [fee for fee in record.fees if fee.case]
    picked = [] if everything else [named[at] for at in matching_cases(words, [fee.case for fee in named])]
    shown = [fee for fee in told if fee in picked or not fee.case] if picked else list(told)
    unknown = [fee.case for fee in (picked or named) if fee.case and fee not in told]
    return Fees(
        groups=tuple((name, tuple(rows)) for name, rows in groupby(shown, key=lambda fee: fee.name)),
        hidden=len(told) - len(shown),
        unknown=tuple(unknown),
        free=not record.fees and record.no_fee,
        only_zero=bool(told) and not record.no_fee and all(fee.amount == 0 for fee in told),
    )


def papers(record: Procedure, words: str, number: int | None, everything: bool) -> Papers:
    """The dossier of case `number` (from 1), of the cases that the words point to, else of all."""
    told = record.told_dossier
    if number is not None and 1 <= number <= len(told):
        picked = [number - 1]
    else:
        picked = [] if everything else list(matching_cases(words, [dossier.case for dossier in told]))
    wanted = [told[at] for at in picked] or list(told)
    shown = [dossier for dossier in told if dossier in wanted or for_all(dossier)]
    common = _common(shown)
    general = sum(len(dossier.items) for dossier in told if for_all(dossier)) if len(told) > 1 else 0
    cases = tuple(_case(dossier, common, general) for dossier in shown)
    return Papers(common, cases, len(told) - len(shown))


def for_all(dossier: Dossier) -> bool:
    """Whether the papers are asked for in every case of a procedure with several."""
    return dossier.case is None or dossier.case.startswith("giấy tờ chung")


def _common(dossiers: Sequence[Dossier]) -> tuple[Paper, ...]:
    """Papers that more than half of three or more cases ask for in the same way."""
    if len(dossiers) < _TABLE_ROWS:
        return ()
    counts = Counter(paper for dossier in dossiers for paper in set(dossier.items))
    found = {paper for paper, count in counts.items() if count * 2 > len(dossiers)}
    full = [dossier for dossier in dossiers if found <= set(dossier.items)]
    if len(full) * 2 <= len(dossiers):
        return ()
    return tuple(paper for paper in full[0].items if paper in found)


def _case(dossier: Dossier, common: tuple[Paper, ...], general: int) -> Case:
    shares = bool(common) and set(common) <= set(dossier.items)
    extra = tuple(paper for paper in dossier.items if not shares or paper not in common)
    shared = 0 if for_all(dossier) else general + shares * len(common)
    return Case(dossier, extra, shared, for_all(dossier), (dossier.case or "").startswith("theo "))


def limits(record: Procedure) -> tuple[tuple[TimeLimit, ...], tuple[TimeLimit, ...]]:
    """The time limits of the office, and those that the applicant must keep."""
    told = record.told_times
    return (
        tuple(limit for limit in told if limit.whose == "office"),
        tuple(limit for limit in told if limit.whose == "applicant"),
    )


def from_filing(limit: TimeLimit) -> bool:
    """Whether the limit starts with the filing of the dossier, so that a day can be counted from it."""
    start = fold(limit.start)
    return _FILING.search(start) is not None and _OTHER_START.search(start) is None


def forms(record: Procedure) -> tuple[Paper, ...]:
    """The papers that have a form, each once."""
    rows = {(paper.name, paper.form): paper for dossier in record.told_dossier for paper in dossier.items if paper.form}
    return tuple(rows.values())


def source_keys(record: Procedure, facet: Facet) -> tuple[str, ...]:
    """The keys of the sources behind a part, without the one for "no source"."""
    based: Iterable[TimeLimit | Fee | Dossier] = ()
    if facet is Facet.FEE:
        based = record.told_fees
    elif facet is Facet.TIME:
        based = record.told_times
    elif facet in (Facet.DOSSIER, Facet.FORM):
        based = record.told_dossier
    keys = [key for fact in based for key in fact.basis]
    parts = ("fees", "no_fee") if facet is Facet.FEE and not record.fees else COVERED.get(facet, ())
    keys += [key for part in parts for key, source in record.sources.items() if source.covers_part(part)]
    return tuple(key for key in dict.fromkeys(keys) if key != UNSOURCED)


def legal_basis(record: Procedure, facet: Facet) -> tuple[str, ...]:
    """What to name as the basis in one line: the law of a fee, else law texts among the sources."""
    if facet is Facet.FEE:
        named = [fee.legal for fee in record.told_fees if fee.legal]
        if named:
            return tuple(text for text in dict.fromkeys(named) if not _part_of_another(text, named))
    titles = [record.sources[key].title for key in source_keys(record, facet) if key.startswith("L")]
    if facet is not Facet.CHANGES:
        titles = [title for title in titles if not _later(title, record)]
    return tuple(_REMARK.sub("", title) for title in titles[:_BASIS_SHOWN])


def _part_of_another(text: str, texts: Iterable[str]) -> bool:
    return any(text != other and other.startswith(text) for other in texts)


def _later(title: str, record: Procedure) -> bool:
    """Whether a law text is younger than the data, so that the facts cannot rest on it."""
    year = _YEAR.search(title)
    return year is not None and int(year[1]) > record.as_of.year


def general_sources(record: Procedure) -> tuple[Source, ...]:
    """The sources of a record as a whole: not those that only tell what changed since."""
    return tuple(
        source for key, source in record.sources.items() if key != UNSOURCED and set(source.covers) != {"later_changes"}
    )
