"""Taking away one record that has been kept long enough (`bot.feedback.retention` says which)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Retention
from bot.feedback import forgetting
from bot.feedback.actors import SYSTEM
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.retention import Due, cutoff, deserted, mere_questions, still_due
from bot.feedback.steps import Step
from bot.store.models import Attachment, Consent, Conversation, Feedback, Message, Person


async def expire(
    session: AsyncSession, lifecycle: Lifecycle, rules: Retention, record: Due, now: datetime
) -> list[str]:
    """Take the record away; returns the files to remove after the commit. Raises StepRefused.

    StepRefused: somebody else changed the case meanwhile; it is looked at again the next day.
    """
    if not await _locked(session, record) or not await still_due(session, record, rules, now):
        raise StepRefused(CHANGED_BY_ANOTHER)
    match record.record_class:
        case "cases":
            return await _case(session, lifecycle, rules, record, now)
        case "contact":
            ended = await session.get_one(Feedback, record.row)
            why = _why(rules.contact, rules)
            await lifecycle.apply(session, ended, Step.ERASE, SYSTEM, now, reason=why, detail={"scope": "contact"})
            return []
        case "questions":
            return await _questions(session, record, cutoff(now, rules.questions))
        case "consent":
            await session.execute(delete(Consent).where(Consent.id == record.row))
            return []


async def _locked(session: AsyncSession, record: Due) -> bool:
    """Keep other replicas, and turns of the conversation, off the record until this is committed."""
    model: type[Feedback] | type[Conversation] | type[Consent] = Feedback
    if record.record_class == "questions":
        model = Conversation
    elif record.record_class == "consent":
        model = Consent
    lock = select(model.id).where(model.id == record.row).with_for_update(key_share=True)
    return await session.scalar(lock) is not None


def _why(months: int, rules: Retention) -> str:
    return f"Hết thời hạn lưu {months} tháng ({rules.basis})"


async def _case(session: AsyncSession, lifecycle: Lifecycle, rules: Retention, record: Due, now: datetime) -> list[str]:
    ended = await session.get_one(Feedback, record.row)
    paths = await forgetting.paths(session, Message.feedback_id == ended.id)
    own = select(Attachment.path, Attachment.shown_path).where(Attachment.feedback_id == ended.id)
    paths += [path for row in await session.execute(own) for path in row if path]
    await lifecycle.apply(session, ended, Step.ERASE, SYSTEM, now, reason=_why(rules.cases, rules))
    return paths


async def _questions(session: AsyncSession, record: Due, before: datetime) -> list[str]:
    conversation = await session.get_one(Conversation, record.row)
    which = (Message.conversation_id == conversation.id) & mere_questions(before)
    paths = await forgetting.paths(session, which)
    await forgetting.messages(session, which)
    if await session.scalar(select(Conversation.id).where(Conversation.id == conversation.id, deserted(before))):
        conversation.state = {}
        await session.execute(update(Person).where(Person.id == conversation.person_id).values(name=None))
        await forgetting.person(session, conversation, "expired")
    return paths
