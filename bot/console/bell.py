"""The bell of the console: how many notices wait for the viewer, the list of them, and seeing one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback.staff_notices import meant_for
from bot.store.models import Feedback, Staff, StaffNotice

SHOWN = 100
"""How many notices the page lists."""


async def waiting(session: AsyncSession, staff: Staff) -> int:
    """How many notices for a person nobody has seen."""
    wanted = select(func.count()).select_from(StaffNotice).where(meant_for(staff), StaffNotice.seen_at.is_(None))
    return await session.scalar(wanted) or 0


async def newest(session: AsyncSession, staff: Staff) -> Sequence[tuple[StaffNotice, str | None]]:
    """The unseen ones, then the others, newest first, each with the code of its case."""
    wanted = (
        select(StaffNotice, Feedback.code)
        .outerjoin(Feedback, Feedback.id == StaffNotice.feedback_id)
        .where(meant_for(staff))
        .order_by(StaffNotice.seen_at.is_not(None), StaffNotice.id.desc())
        .limit(SHOWN)
    )
    return [(notice, code) for notice, code in await session.execute(wanted)]


async def see(session: AsyncSession, staff: Staff, number: int, now: datetime) -> tuple[bool, str | None]:
    """Mark one notice as seen; whether it is the person's, and the code of its case."""
    wanted = (
        select(StaffNotice.id, Feedback.code)
        .outerjoin(Feedback, Feedback.id == StaffNotice.feedback_id)
        .where(StaffNotice.id == number, meant_for(staff))
    )
    found = (await session.execute(wanted)).first()
    if found is None:
        return False, None
    unseen = update(StaffNotice).where(StaffNotice.id == number, StaffNotice.seen_at.is_(None))
    await session.execute(unseen.values(seen_at=now))
    return True, found.code
