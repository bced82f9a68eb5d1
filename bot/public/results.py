"""Published results as the public reads them. Nothing else of a case is ever selected here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.public.filters import Wanted
from bot.store.models import Feedback, PublicResult, Unit
from knowledge.catalog import Catalog

PAGE = 20
"""Results on a page."""

FEED = 30
"""Results in the feed."""


@dataclass(frozen=True)
class Result:
    """One published result. `late_days` None: no due date was set; 0: in time."""

    number: str
    kind: str
    unit: str
    procedure: str
    question: str
    answer: str
    basis: str
    received_on: date
    answered_on: date | None
    published_at: datetime
    due_on: date | None
    late_days: int | None


_COLUMNS = (
    Feedback.id,
    Feedback.public_no,
    Feedback.kind,
    Unit.name.label("unit"),
    Feedback.procedure,
    Feedback.public_question,
    Feedback.public_answer,
    Feedback.public_basis,
    Feedback.received_at,
    Feedback.answered_at,
    Feedback.published_at,
    Feedback.due_on,
)


def _shown() -> Select[*tuple[Any, ...]]:
    """Published at this moment: the row of the case says so too, whatever the searched rows say."""
    return select(*_COLUMNS).outerjoin(Unit, Unit.id == Feedback.unit_id).where(Feedback.publication == "published")


async def search(
    session: AsyncSession, wanted: Wanted, catalog: Catalog, number: int, size: int = PAGE
) -> tuple[Sequence[Result], int]:
    """Page `number` (from 1) of what is wanted, newest first, and how many there are in all."""
    where = _conditions(wanted, catalog)
    found, total = await (_by_words if wanted.words else _by_index)(session, where, (number - 1) * size, size)
    rows = {row.id: row for row in await session.execute(_shown().where(Feedback.id.in_(found)))}
    return [_result(rows[id_], catalog) for id_ in found if id_ in rows], total


_NEWEST = (PublicResult.published_on.desc(), PublicResult.feedback_id.desc())


async def _by_words(
    session: AsyncSession, where: Sequence[ColumnElement[bool]], first: int, size: int
) -> tuple[Sequence[int], int]:
    """Ids and their number in one walk: looking through all the texts is what takes the time."""
    page = select(PublicResult.feedback_id, func.count().over()).where(*where).order_by(*_NEWEST)
    hits = (await session.execute(page.limit(size).offset(first))).all()
    if hits or first == 0:
        return [id_ for id_, _ in hits], hits[0][1] if hits else 0
    return [], await _count(session, where)


async def _by_index(
    session: AsyncSession, where: Sequence[ColumnElement[bool]], first: int, size: int
) -> tuple[Sequence[int], int]:
    """Ids and their number when the index alone answers."""
    page = select(PublicResult.feedback_id).where(*where).order_by(*_NEWEST).limit(size).offset(first)
    return list(await session.scalars(page)), await _count(session, where)


async def _count(session: AsyncSession, where: Sequence[ColumnElement[bool]]) -> int:
    return await session.scalar(select(func.count()).select_from(PublicResult).where(*where)) or 0


async def find(session: AsyncSession, number: str, catalog: Catalog) -> Result | None:
    """The published result with this number."""
    row = (await session.execute(_shown().where(Feedback.public_no == number))).one_or_none()
    return _result(row, catalog) if row is not None else None


async def was_taken_down(session: AsyncSession, number: str) -> bool:
    """Whether this number was given once and is not public now."""
    wanted = select(Feedback.id).where(Feedback.public_no == number, Feedback.publication != "published")
    return await session.scalar(wanted) is not None


async def units(session: AsyncSession) -> Sequence[Unit]:
    """Every unit, also those that are no more: their results are still there."""
    return (await session.scalars(select(Unit).order_by(Unit.active.desc(), Unit.id))).all()


def _conditions(wanted: Wanted, catalog: Catalog) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        # The longest word first: it is the rarest, and the others are looked for only where it stands.
        PublicResult.folded.like(f"% {word}%")
        for word in sorted(wanted.words, key=len, reverse=True)
    ]
    if wanted.kind:
        found.append(PublicResult.kind == wanted.kind)
    if wanted.unit:
        found.append(PublicResult.unit_id.in_(select(Unit.id).where(Unit.key == wanted.unit)))
    if wanted.procedure:
        found.append(PublicResult.procedure == wanted.procedure)
    if wanted.field:
        found.append(PublicResult.procedure.in_([record.id for record in catalog.of_field(wanted.field)]))
    first, last = wanted.period(date.max)
    if first is not None:
        found.append(PublicResult.published_on.between(first, last))
    return found


def _result(row: Row[Any], catalog: Catalog) -> Result:
    record = catalog.get(row.procedure) if row.procedure else None
    answered = local(row.answered_at).date() if row.answered_at else None
    late = max(0, (answered - row.due_on).days) if answered and row.due_on else None
    return Result(
        number=row.public_no,
        kind=row.kind,
        unit=row.unit or "",
        procedure=record.name if record else "",
        question=row.public_question or "",
        answer=row.public_answer or "",
        basis=row.public_basis or "",
        received_on=local(row.received_at).date(),
        answered_on=answered,
        published_at=row.published_at,
        due_on=row.due_on,
        late_days=late,
    )
