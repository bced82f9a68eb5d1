"""Telling people of the office: in the console, and in the staff group when one is set.

The group reads the code and a link, never what a citizen wrote.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import markup
from bot.config import Settings
from bot.delivery import outgoing
from bot.feedback.notices import render
from bot.feedback.roster import To
from bot.store.models import Conversation, Feedback, Staff, StaffNotice
from bot.store.unique import insert_new
from bot.turns import Reply

STAFF_CHANNEL = ("telegram", "bot")
"""Channel and account of the staff group."""


async def tell(
    session: AsyncSession,
    to: To,
    html: str,
    *,
    now: datetime,
    case: Feedback | None = None,
    key: str | None = None,
) -> bool:
    """Write a notice for the console; whether this call wrote it.

    Of any number of calls with the same `key`, in any process, exactly one writes. `html` is in the small
    markup of replies and is kept as plain text.
    """
    row = {
        "key": key,
        "at": now,
        "staff_id": to.staff_id,
        "role": to.role,
        "unit_id": to.unit_id,
        "feedback_id": case.id if case else None,
        "text": markup.plain(html),
    }
    return await insert_new(session, StaffNotice, row) is not None


async def tell_group(
    session: AsyncSession, case: Feedback, html: str, settings: Settings, *, now: datetime
) -> int | None:
    """Queue a notice about a case for the staff group, with a link to the case; the id of the group's conversation.

    None when no group is set. The caller gives no word of the citizen in `html`.
    """
    if settings.telegram.staff_chat == 0:
        return None
    group = await _group(session, str(settings.telegram.staff_chat), now)
    link = f"{settings.web.public_url}/console/cases/{case.code}"
    text = render("staff_group", text=html, link=link)
    outgoing.queue(session, group, Reply(text), now=now, feedback_id=case.id)
    return group.id


async def _group(session: AsyncSession, chat: str, now: datetime) -> Conversation:
    channel, account = STAFF_CHANNEL
    key = {"channel": channel, "account": account, "external_id": chat}
    await insert_new(session, Conversation, {**key, "state": {}, "created_at": now, "updated_at": now})
    return (await session.scalars(select(Conversation).filter_by(**key))).one()


def meant_for(staff: Staff) -> ColumnElement[bool]:
    """The notices that concern a person: their own, those of their role, those of their role in their unit."""
    of_role = and_(StaffNotice.role == staff.role, StaffNotice.unit_id.is_(None))
    of_unit = and_(StaffNotice.role == staff.role, StaffNotice.unit_id == staff.unit_id)
    return or_(StaffNotice.staff_id == staff.id, of_role, of_unit)


async def mark_seen(session: AsyncSession, staff: Staff, up_to: int, now: datetime) -> None:
    """Note that the person has read what concerns them, up to the notice with the id `up_to`."""
    mine = update(StaffNotice).where(meant_for(staff), StaffNotice.seen_at.is_(None), StaffNotice.id <= up_to)
    await session.execute(mine.values(seen_at=now))
