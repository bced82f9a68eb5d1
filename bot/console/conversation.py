"""What a viewer may read of the conversation behind a case, ready for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.console import contacts
from bot.console.words import SENDING
from bot.feedback.actors import EVERYWHERE, Actor
from bot.store.models import Attachment, Feedback, Message, Staff

SHOWN = 200
"""Messages per page of a conversation."""


@dataclass(frozen=True)
class Line:
    """One message: `text` of a person, `html` (small markup) of the assistant or the office."""

    id: int
    who: str
    author: str
    at: datetime
    text: str | None
    html: str | None
    delivery: str | None
    state: str
    files: tuple[Attachment, ...]
    of_case: bool


@dataclass(frozen=True)
class Talk:
    """A page of the conversation, oldest first; `older` is the id to page back from, None at the start.

    `partly` tells that only the messages tied to this case are shown: the same person has a case of a
    unit whose cases the viewer may not see, or the viewer does not need to know who it is.
    """

    lines: tuple[Line, ...]
    older: int | None
    partly: bool


async def read(session: AsyncSession, case: Feedback, actor: Actor, before: int | None = None) -> Talk:
    """The newest messages, or those before a message id."""
    if case.conversation_id is None:
        return Talk((), None, False)
    partly = not await sees_all(session, case, actor)
    wanted = select(Message).where(visible(case, partly=partly))
    if before is not None:
        wanted = wanted.where(Message.id < before)
    found = list(await session.scalars(wanted.order_by(Message.id.desc()).limit(SHOWN + 1)))
    rows = found[:SHOWN][::-1]
    files = await _files(session, rows)
    names = await _staff_names(session, rows)
    labels = {button["action"]: button["label"] for row in rows for button in row.buttons}
    lines = tuple(_line(row, case, tuple(files.get(row.id, ())), names, labels) for row in rows)
    return Talk(lines, rows[0].id if len(found) > SHOWN else None, partly)


async def sees_all(session: AsyncSession, case: Feedback, actor: Actor) -> bool:
    """Whether the viewer may read the whole conversation: no other case in it lies outside their scope.

    In it people also say who they are; who does not need to know reads what is tied to the case.
    """
    if not contacts.sees(actor, case):
        return False
    if actor.role in EVERYWHERE:
        return True
    foreign = select(Feedback.id).where(
        Feedback.conversation_id == case.conversation_id,
        or_(Feedback.unit_id != actor.unit_id, Feedback.unit_id.is_(None)),
    )
    return await session.scalar(foreign.limit(1)) is None


def visible(case: Feedback, *, partly: bool) -> ColumnElement[bool]:
    """The condition for the messages that may be read with the case."""
    if partly:
        return Message.feedback_id == case.id
    return Message.conversation_id == case.conversation_id


async def attachment(session: AsyncSession, case: Feedback, actor: Actor, attachment_id: int) -> Attachment | None:
    """A file that may be read with the case: its own, or one of a message that may be read with it."""
    partly = not await sees_all(session, case, actor)
    wanted = (
        select(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .where(Attachment.id == attachment_id, or_(Attachment.feedback_id == case.id, visible(case, partly=partly)))
    )
    return await session.scalar(wanted)


async def _files(session: AsyncSession, rows: Sequence[Message]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    ids = [row.id for row in rows]
    for row in await session.scalars(select(Attachment).where(Attachment.message_id.in_(ids)).order_by(Attachment.id)):
        found.setdefault(row.message_id, []).append(row)
    return found


async def _staff_names(session: AsyncSession, rows: Sequence[Message]) -> dict[int, str]:
    ids = {row.staff_id for row in rows if row.staff_id is not None}
    return {row.id: row.name for row in await session.scalars(select(Staff).where(Staff.id.in_(ids)))}


def _line(
    row: Message, case: Feedback, files: tuple[Attachment, ...], names: dict[int, str], labels: dict[str, str]
) -> Line:
    incoming = row.direction == "in"
    who = "Người gửi" if incoming else "Trợ lý"
    if row.author == "staff" and not incoming:
        who = f"Cán bộ {names.get(row.staff_id or 0, '')}".strip()
    text = row.text
    if incoming and not text:
        text = f"[Bấm nút] {labels.get(row.action, '')}".strip() if row.action else None
    return Line(
        id=row.id,
        who=who,
        author="citizen" if incoming else row.author,
        at=row.created_at,
        text=text,
        html=None if incoming else row.html,
        delivery=None if incoming else SENDING.get(row.state, row.state),
        state=row.state,
        files=files,
        of_case=row.feedback_id == case.id,
    )
