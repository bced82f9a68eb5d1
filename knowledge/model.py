"""The words of a procedure record: what one administrative procedure needs, and who says so.

A record is a snapshot (`as_of`) of one procedure at the department. Every fact names the keys of
the sources it rests on. The key `R` stands for "no source at all": a fact that rests on `R` alone
is kept for the knowledge officer and is never told to a citizen (see `FactStatus`).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

UNSOURCED = "R"


class Facet(StrEnum):
    """The part of a procedure that a person asks about."""

    OVERVIEW = "overview"
    DOSSIER = "dossier"
    FEE = "fee"
    TIME = "time"
    WHERE = "where"
    HOW = "how"
    STEPS = "steps"
    CONDITIONS = "conditions"
    RESULT = "result"
    VALIDITY = "validity"
    LEGAL = "legal"
    FORM = "form"
    APPLICANTS = "applicants"
    AUTHORITY = "authority"
    ONLINE = "online"
    CHANGES = "changes"


class FactStatus(StrEnum):
    """How far a fact of a record may be trusted.

    `SOURCED`: a source is named for it. `RECORD`: it stands in a record that has sources, none of
    which is named for this very fact. `UNVERIFIED`: its only basis is `R`; never told to a
    citizen. `MISSING`: the record has nothing.
    """

    SOURCED = "sourced"
    RECORD = "record"
    UNVERIFIED = "unverified"
    MISSING = "missing"

    @property
    def tellable(self) -> bool:
        """Whether a citizen may be told the fact."""
        return self in (FactStatus.SOURCED, FactStatus.RECORD)


Text = Annotated[str, Field(min_length=1)]
Basis = tuple[Text, ...]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Based(_Record):
    """A fact with the keys of the sources it rests on."""

    basis: Basis

    @property
    def verified(self) -> bool:
        """True when at least one real source stands behind the fact."""
        return any(key != UNSOURCED for key in self.basis)


class Source(_Record):
    """A page or a law text, and the parts of the record that it covers."""

    url: str | None = None
    title: Text
    covers: tuple[Text, ...] = ()

    def covers_part(self, part: str) -> bool:
        """Whether the source covers `part`; covers entries may carry a remark in parentheses."""
        return any(entry == part or entry.startswith(part + " ") for entry in self.covers)


class TimeLimit(_Based):
    """A time limit: `value` in `unit` (ngày làm việc, ngày, giờ, tháng), running from `start`."""

    case: str | None = None
    value: Annotated[int, Field(gt=0)]
    unit: Literal["ngày làm việc", "ngày", "giờ", "tháng"]
    start: Annotated[Text, Field(alias="from")]
    whose: Literal["office", "applicant"]


class Fee(_Based):
    """One row of the fee table: an `amount` in đồng per `unit`, or a `formula` in words.

    `kind` "phí, lệ phí": the source does not say which of the two it is.
    """

    kind: Literal["phí", "lệ phí", "phí, lệ phí"]
    name: Text
    case: str | None = None
    amount: Annotated[int, Field(ge=0)] | None = None
    formula: str | None = None
    unit: Text
    legal: str | None = None

    @model_validator(mode="after")
    def _amount_or_formula(self) -> Fee:
        if (self.amount is None) == (self.formula is None):
            raise ValueError("a fee needs either an amount or a formula")
        return self


class Paper(_Record):
    """One item of a dossier with the number of originals and copies asked for."""

    name: Text
    originals: Annotated[int, Field(ge=0)] | None = None
    copies: Annotated[int, Field(ge=0)] | None = None
    form: str | None = None
    note: str | None = None


class Dossier(_Based):
    """The papers for one case of a procedure, in `sets`."""

    case: str | None = None
    sets: Annotated[int, Field(gt=0)] | None = None
    items: tuple[Paper, ...]


class LegalText(_Record):
    """A law text that the procedure rests on."""

    number: Text
    kind: Text
    issuer: Text
    title: Text
    date: dt.date | None = None


class Procedure(_Record):
    """One administrative procedure (TTHC) with everything the service may say about it.

    `membership` "other": the procedure of another agency, known only to point people there; `agency` names
    the ministry or court whose field it is.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-z][0-9a-z.-]*$", max_length=50)]
    code: str | None = None
    code_confirmed: bool
    name: Text
    short_name: str | None = None
    field: Text
    plain: Text
    action: Text
    object: Text
    keywords: tuple[Text, ...] = ()
    situations: tuple[Text, ...] = ()
    as_of: dt.date
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    membership: Literal["national", "doubtful", "seed", "redirect", "other"]
    membership_note: str | None = None
    redirect_to: tuple[str, ...] = ()
    applicants: tuple[Text, ...] = ()
    handled_by: Text
    agency: str | None = None
    channels: tuple[Text, ...] = ()
    online_level: str | None = None
    no_fee: bool
    steps: tuple[Text, ...] = ()
    conditions: tuple[Text, ...] = ()
    result: tuple[Text, ...] = ()
    result_validity: str | None = None
    later_changes: str | None = None
    notes: str | None = None
    times: tuple[TimeLimit, ...] = ()
    fees: tuple[Fee, ...] = ()
    dossier: tuple[Dossier, ...] = ()
    legal: tuple[LegalText, ...] = ()
    sources: dict[str, Source] = {}

    @property
    def label(self) -> str:
        """The name for a button or a heading: the short name, else the official one."""
        return self.short_name or self.name

    def status_of_part(self, part: str) -> FactStatus:
        """Trust in a part that has no basis of its own (steps, conditions, result, channels ...).

        It follows from which sources say that they cover the part.
        """
        if not getattr(self, part):
            return FactStatus.MISSING
        covering = {key for key, source in self.sources.items() if source.covers_part(part)}
        if covering - {UNSOURCED}:
            return FactStatus.SOURCED
        return FactStatus.UNVERIFIED if covering else FactStatus.RECORD

    @property
    def told_times(self) -> tuple[TimeLimit, ...]:
        """The time limits that a citizen may be told."""
        return tuple(limit for limit in self.times if limit.verified)

    @property
    def told_fees(self) -> tuple[Fee, ...]:
        """The fee rows that a citizen may be told."""
        return tuple(fee for fee in self.fees if fee.verified)

    @property
    def told_dossier(self) -> tuple[Dossier, ...]:
        """The dossiers that a citizen may be told."""
        return tuple(dossier for dossier in self.dossier if dossier.verified)

    def in_force(self, day: dt.date) -> bool:
        """Whether the record holds on `day` (both ends included)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
