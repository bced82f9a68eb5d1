"""Finding cases: what a person may see, filters, order and paging, shared by console, export and command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import codes
from bot.feedback.actors import EVERYWHERE, Actor
from bot.feedback.steps import OPEN, State
from bot.store.models import Feedback, Unit

OPEN_STATES = tuple(state.value for state in OPEN)
STATE_CHOICES = ("open", "all", *(state.value for state in State))

_UNASSIGNED = (State.RECEIVED.value, State.CLASSIFIED.value)

PAGE = 50
"""Cases per page of the list."""


@dataclass(frozen=True)
class CaseFilter:
    """What a list shows. `state` is one of STATE_CHOICES, `unit` a key, `code` a whole code or a piece of one.

    `due_by` leaves the open cases that are due from today to that day.
    """

    state: str = "open"
    unit: str = ""
    overdue: bool = False
    due_by: date | None = None
    mine: bool = False
    code: str = ""


@dataclass(frozen=True)
class Counts:
    """How many open cases of one's scope are new, wait for approval, are due today or soon, and are late."""

    new: int
    approval: int
    due_today: int
    soon: int
    overdue: int


def scope(actor: Actor) -> ColumnElement[bool] | None:
    """The condition for cases that the actor may see; None for all. Without a unit nothing is seen."""
    if actor.role in EVERYWHERE or actor.role == "system":
        return None
    if actor.unit_id is None:
        return false()
    return or_(Feedback.unit_id == actor.unit_id, Feedback.consulted_unit_id == actor.unit_id)


def conditions(wanted: CaseFilter, actor: Actor, today: date) -> list[ColumnElement[bool]]:
    """The conditions of a filter within the actor's scope."""
    found = [part for part in (scope(actor), _state(wanted)) if part is not None]
    if wanted.unit:
        found.append(Feedback.unit_id.in_(select(Unit.id).where(Unit.key == wanted.unit)))
    if wanted.overdue:
        found.append(late(today))
    if wanted.due_by:
        found.append(due(today, wanted.due_by))
    if wanted.mine:
        found.append(Feedback.officer_id == actor.staff_id)
    if wanted.code.strip():
        found.append(_code(wanted.code))
    return found


def late(today: date) -> ColumnElement[bool]:
    """Open cases whose due date has passed on `today`; the due day itself is in time."""
    return and_(Feedback.state.in_(OPEN_STATES), Feedback.due_on < today)


def due(first: date, last: date) -> ColumnElement[bool]:
    """Open cases that are due between two days, both included."""
    return and_(Feedback.state.in_(OPEN_STATES), Feedback.due_on >= first, Feedback.due_on <= last)


def _state(wanted: CaseFilter) -> ColumnElement[bool] | None:
    if wanted.state == "all" or (wanted.state == "open" and wanted.code.strip()):
        return None
    if wanted.state == "open":
        return Feedback.state.in_(OPEN_STATES)
    return Feedback.state == wanted.state


def _code(text: str) -> ColumnElement[bool]:
    exact = codes.check(text).code
    if exact:
        return Feedback.code == exact
    return Feedback.code.contains(text.strip().upper(), autoescape=True)


async def page(
    session: AsyncSession, wanted: CaseFilter, actor: Actor, today: date, number: int
) -> tuple[Sequence[Feedback], int]:
    """Page `number` (from 1) of the cases, by due date, and how many there are in all."""
    where = conditions(wanted, actor, today)
    total = await session.scalar(select(func.count()).select_from(Feedback).where(*where)) or 0
    # Ids first: sorting bare ids is many times faster than sorting rows with their texts and joins.
    order = (Feedback.due_on.is_(None), Feedback.due_on, Feedback.id)
    if wanted.state not in ("open", *OPEN_STATES):
        order = (Feedback.state.not_in(OPEN_STATES), *order)  # type: ignore[assignment]
    ids = list(
        await session.scalars(
            select(Feedback.id).where(*where).order_by(*order).limit(PAGE).offset((max(number, 1) - 1) * PAGE)
        )
    )
    rows = {row.id: row for row in await session.scalars(select(Feedback).where(Feedback.id.in_(ids)))}
    return [rows[id_] for id_ in ids], total


async def counts(session: AsyncSession, actor: Actor, today: date, soon: date) -> Counts:
    """The figures above the list; `soon` is the last day of what is due soon."""
    mine = scope(actor)
    where = [] if mine is None else [mine]

    async def count(*conditions: ColumnElement[bool]) -> int:
        return await session.scalar(select(func.count()).select_from(Feedback).where(*where, *conditions)) or 0

    return Counts(
        new=await count(Feedback.state == State.RECEIVED.value),
        approval=await count(Feedback.state == State.APPROVAL.value),
        due_today=await count(due(today, today)),
        soon=await count(due(today, soon)),
        overdue=await count(late(today)),
    )


async def next_after(session: AsyncSession, case: Feedback, actor: Actor) -> Feedback | None:
    """The case that the actor would take up next: the most urgent one that waits for just this role."""
    waits = {
        "admin": Feedback.state.in_(_UNASSIGNED),
        "dispatcher": Feedback.state.in_(_UNASSIGNED),
        "head": Feedback.state == State.APPROVAL.value,
        "officer": and_(Feedback.state == State.ASSIGNED.value, Feedback.officer_id == actor.staff_id),
        "reviewer": Feedback.publication == "proposed",
    }
    if actor.role not in waits:
        return None
    mine = scope(actor)
    where = [waits[actor.role], Feedback.id != case.id, *([] if mine is None else [mine])]
    order = (Feedback.due_on.is_(None), Feedback.due_on, Feedback.id)
    return await session.scalar(select(Feedback).where(*where).order_by(*order).limit(1))


async def by_code(session: AsyncSession, code: str) -> Feedback | None:
    """The case with this code, typed any way that `codes.check` reads."""
    exact = codes.check(code).code
    return await session.scalar(select(Feedback).where(Feedback.code == exact)) if exact else None
