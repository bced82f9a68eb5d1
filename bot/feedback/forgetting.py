"""Taking words and files out of rows whose moments and counts stay.

The bytes of a file are removed after the commit: by whoever has the paths (`paths`), at the latest by the
round that removes files without a row (`bot.sweep`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, and_, cast, delete, literal, select, update
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback.steps import Step
from bot.store.models import (
    ERASED,
    Attachment,
    Clock,
    Consent,
    Conversation,
    Feedback,
    FeedbackEvent,
    LookupTry,
    Message,
    Person,
    PublicResult,
    StaffNotice,
)

UNDER_WAY = ("new", "queued", "sending")
"""States of messages that still wait to be handled or sent; they are left alone."""

PROMISED = "Ngày hẹn lại kèm lời xin lỗi"
AGREED = "Đã đồng ý (lời đáp đã xóa)"


async def paths(session: AsyncSession, which: ColumnElement[bool]) -> list[str]:
    """The files, shown copies too, of the messages that fit."""
    wanted = select(Attachment.path, Attachment.shown_path).join(Message, Message.id == Attachment.message_id)
    return [path for row in await session.execute(wanted.where(_settled(which))) for path in row if path]


async def messages(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """Take words, names, ids of the channel and files out of the messages that fit; returns how many."""
    ids = list(await session.scalars(select(Message.id).where(_settled(which)).order_by(Message.id)))
    for part in _parts(ids):
        await session.execute(delete(Attachment).where(Attachment.message_id.in_(part)))
        await session.execute(
            update(Message)
            .where(Message.id.in_(part))
            .values(
                key=either((Message.key.is_not(None), literal("erased:") + cast(Message.id, String)), else_=None),
                text=ERASED,
                html=either((Message.html.is_not(None), ERASED), else_=None),
                buttons=[],
                action=None,
                group=None,
                extra={},
                error=None,
                external_ids=[],
            )
            .execution_options(synchronize_session=False)
        )
    return len(ids)


async def case(session: AsyncSession, ended: Feedback) -> None:
    """Take out what other rows hold of a case: its messages, files, the words of its history."""
    await messages(session, Message.feedback_id == ended.id)
    await session.execute(delete(Attachment).where(Attachment.feedback_id == ended.id))
    await session.execute(delete(LookupTry).where(LookupTry.feedback_id == ended.id))
    await session.execute(delete(PublicResult).where(PublicResult.feedback_id == ended.id))
    changes = (
        update(FeedbackEvent)
        .where(
            FeedbackEvent.feedback_id == ended.id,
            FeedbackEvent.note.is_not(None),
            # Why something was erased is what must stay.
            FeedbackEvent.step != Step.ERASE.value,
        )
        .values(note=ERASED),
        update(Clock).where(Clock.feedback_id == ended.id, Clock.name == "promise").values(why=PROMISED),
        update(StaffNotice).where(StaffNotice.feedback_id == ended.id).values(text=ERASED),
        update(Consent).where(Consent.feedback_id == ended.id).values(answer=AGREED),
    )
    for statement in changes:
        await session.execute(statement.execution_options(synchronize_session=False))
    await _unanswered(session, ended)


async def person(session: AsyncSession, conversation: Conversation, word: str) -> None:
    """Take away who is behind a conversation on its channel; nothing can be sent there any more."""
    name = f"{word}-{conversation.id}"
    if conversation.person_id is not None and not await _elsewhere(session, conversation):
        who = update(Person).where(Person.id == conversation.person_id).values(external_id=name)
        await session.execute(who.execution_options(synchronize_session=False))
    conversation.external_id, conversation.unreachable = name, word


async def _elsewhere(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the person is in another conversation too (a group)."""
    others = select(Conversation.id).where(
        Conversation.person_id == conversation.person_id, Conversation.id != conversation.id
    )
    return await session.scalar(others.limit(1)) is not None


async def _unanswered(session: AsyncSession, ended: Feedback) -> None:
    """The dialogue keeps the last question asked; it may be the words of the case."""
    if ended.conversation_id is None:
        return
    conversation = await session.get_one(Conversation, ended.conversation_id, with_for_update={"key_share": True})
    if conversation.state.get("unanswered"):
        conversation.state = {**conversation.state, "unanswered": None}


def _settled(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(which, Message.state.not_in(UNDER_WAY))


def _parts(ids: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]
