"""How far each part of a record may be trusted, and so whether a citizen may be told it."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.model import UNSOURCED, Dossier, Facet, FactStatus, Fee, Procedure, TimeLimit

_ONE_PART = {
    Facet.DOSSIER: "dossier",
    Facet.FEE: "fees",
    Facet.TIME: "times",
    Facet.HOW: "channels",
    Facet.STEPS: "steps",
    Facet.CONDITIONS: "conditions",
    Facet.RESULT: "result",
    Facet.VALIDITY: "result_validity",
    Facet.LEGAL: "legal",
    Facet.APPLICANTS: "applicants",
    Facet.AUTHORITY: "handled_by",
    Facet.CHANGES: "later_changes",
}

_WEAKEST_FIRST = (FactStatus.UNVERIFIED, FactStatus.RECORD, FactStatus.SOURCED)


def status(record: Procedure, facet: Facet) -> FactStatus:
    """How far the facet may be trusted. Tell it only when the status is `tellable`.

    A facet made of several parts is only as good as the weakest part that the record has. The
    exception is the overview: it stands as long as its sentence does, for the official name is the
    label of whatever is told.
    """
    if facet is Facet.OVERVIEW:
        name = part_status(record, "name")
        return name if name is FactStatus.SOURCED else part_status(record, "plain")
    if facet is Facet.WHERE:
        return _weakest(part_status(record, "handled_by"), part_status(record, "channels"))
    if facet is Facet.FORM:
        return _form(record)
    if facet is Facet.ONLINE:
        return part_status(record, "online_level" if record.online_level else "channels")
    return part_status(record, _ONE_PART[facet])


def part_status(record: Procedure, part: str) -> FactStatus:
    """How far one key of the record may be trusted: "channels", "handled_by", "fees" ...

    "fees" also answers for `no_fee`. What stands in a record without any real source is unverified.
    """
    if part == "fees":
        return _fees(record)
    if part in ("times", "dossier"):
        return _based(record.times if part == "times" else record.dossier)
    found = record.status_of_part(part)
    return found if found is not FactStatus.RECORD else _of_record(record)


def _of_record(record: Procedure) -> FactStatus:
    real = any(key != UNSOURCED for key in record.sources)
    return FactStatus.RECORD if real else FactStatus.UNVERIFIED


def _based(facts: Iterable[TimeLimit | Fee | Dossier]) -> FactStatus:
    verified = [fact.verified for fact in facts]
    if not verified:
        return FactStatus.MISSING
    return FactStatus.SOURCED if any(verified) else FactStatus.UNVERIFIED


def _fees(record: Procedure) -> FactStatus:
    if record.fees or not record.no_fee:
        return _based(record.fees)
    covering = {
        key for key, source in record.sources.items() for part in ("fees", "no_fee") if source.covers_part(part)
    }
    if covering - {UNSOURCED}:
        return FactStatus.SOURCED
    return FactStatus.UNVERIFIED if covering else _of_record(record)


def _form(record: Procedure) -> FactStatus:
    with_form = [dossier for dossier in record.dossier if any(paper.form for paper in dossier.items)]
    return _based(with_form)


def _weakest(*found: FactStatus) -> FactStatus:
    present = [one for one in found if one is not FactStatus.MISSING]
    return min(present, key=_WEAKEST_FIRST.index, default=FactStatus.MISSING)
