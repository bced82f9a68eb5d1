"""Which results wait for a decision on publishing, which are public, which are kept or taken down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback.actors import Actor
from bot.feedback.cases import scope
from bot.feedback.steps import State
from bot.store.models import Clock, Feedback

Shelf = Literal["waiting", "published", "kept"]

SHELVES: dict[Shelf, str] = {"waiting": "Chờ quyết định", "published": "Đã công khai", "kept": "Không công khai, đã gỡ"}

PAGE = 50
"""Results on a page."""

_TOLD = (State.ANSWERED.value, State.CLOSED.value)


@dataclass(frozen=True)
class Waiting:
    """A case on a shelf; `due_on` is the last day for the decision, None when no clock runs."""

    case: Feedback
    due_on: date | None


async def page(session: AsyncSession, actor: Actor, shelf: Shelf, number: int) -> tuple[Sequence[Waiting], int]:
    """Page `number` (from 1) of a shelf within what the actor may see, and how many there are in all."""
    where = [part for part in (_on(shelf), scope(actor)) if part is not None]
    total = await session.scalar(select(func.count()).select_from(Feedback).where(*where)) or 0
    first = (number - 1) * PAGE
    if shelf == "waiting":
        order = (Clock.due_on.is_(None), Clock.due_on, Feedback.id)
        found = select(Feedback.id, Clock.due_on).outerjoin(Clock, _clock()).where(*where).order_by(*order)
        due: dict[int, date | None] = {
            row.id: row.due_on for row in await session.execute(found.limit(PAGE).offset(first))
        }
    else:
        newest = select(Feedback.id).where(*where).order_by(Feedback.published_at.desc(), Feedback.id.desc())
        due = dict.fromkeys(await session.scalars(newest.limit(PAGE).offset(first)))
    rows = {row.id: row for row in await session.scalars(select(Feedback).where(Feedback.id.in_(due)))}
    return [Waiting(rows[id_], on) for id_, on in due.items()], total


def _clock() -> ColumnElement[bool]:
    return and_(Clock.feedback_id == Feedback.id, Clock.name == "publish", Clock.state == "running")


def _on(shelf: Shelf) -> ColumnElement[bool]:
    if shelf == "published":
        return Feedback.publication == "published"
    if shelf == "kept":
        return Feedback.publication.in_(("kept", "withdrawn"))
    # By the two indexes, each few rows: nearly all cases of the years have been decided on.
    running = select(Clock.feedback_id).where(Clock.state == "running", Clock.name == "publish")
    proposed = select(Feedback.id).where(Feedback.publication == "proposed")
    return and_(Feedback.id.in_(union(running, proposed)), Feedback.state.in_(_TOLD))
