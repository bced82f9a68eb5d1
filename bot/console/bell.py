"""Notices to people of the office: whose they are, how many are unseen, marking them as seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback.actors import Actor
from bot.store.models import Feedback, StaffNotice

SHOWN = 100
"""How many notices the page lists."""


def whose(actor: Actor) -> ColumnElement[bool]:
    """The condition for notices to this very person, or to their role (of their unit, when one is named)."""
    role = and_(
        StaffNotice.staff_id.is_(None),
        StaffNotice.role == actor.role,
        or_(StaffNotice.unit_id.is_(None), StaffNotice.unit_id == actor.unit_id),
    )
    return or_(StaffNotice.staff_id == actor.staff_id, role)


async def unseen(session: AsyncSession, actor: Actor) -> int:
    """How many notices nobody of those they are for has seen."""
    wanted = select(func.count()).select_from(StaffNotice).where(whose(actor), StaffNotice.seen_at.is_(None))
    return await session.scalar(wanted) or 0


async def newest(session: AsyncSession, actor: Actor) -> Sequence[tuple[StaffNotice, str | None]]:
    """The unseen ones, then the others, newest first, each with the code of its case."""
    wanted = (
        select(StaffNotice, Feedback.code)
        .outerjoin(Feedback, Feedback.id == StaffNotice.feedback_id)
        .where(whose(actor))
        .order_by(StaffNotice.seen_at.is_not(None), StaffNotice.id.desc())
        .limit(SHOWN)
    )
    return [(notice, code) for notice, code in await session.execute(wanted)]


async def see(session: AsyncSession, actor: Actor, now: datetime, *, one: int | None = None, upto: int = 0) -> bool:
    """Mark one notice, or all up to an id, as seen; false when there was none of the actor's to mark."""
    which = StaffNotice.id == one if one is not None else StaffNotice.id <= upto
    statement = (
        update(StaffNotice)
        .where(whose(actor), which, StaffNotice.seen_at.is_(None))
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], await session.execute(statement)).rowcount > 0
