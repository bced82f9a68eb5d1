"""Records that have been kept long enough: which they are. Taking them away: `bot.feedback.expiry`.

Classes of `settings.retention`, in months after the end of a record, 0 = for ever: words and files of an ended case;
its name, telephone and address; messages that belong to no case; evidence of consents. An open case and one under
legal hold are never touched (Luật Lưu trữ 2024; thời hạn do Sở quy định).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import ZONE, local
from bot.config import Retention
from bot.feedback import forgetting
from bot.feedback.steps import OPEN, State
from bot.store.models import ERASED, Consent, Conversation, Feedback, Message, Reminder

RecordClass = Literal["cases", "contact", "questions", "consent"]
CLASSES: tuple[RecordClass, ...] = ("cases", "contact", "questions", "consent")

Rows = Select[*tuple[Any, ...]]

_OPEN = [state.value for state in OPEN]
_ENDED = [state.value for state in State if state not in (*OPEN, State.ANSWERED)]


@dataclass(frozen=True)
class Due:
    """A record that has been kept long enough: its class, its id, and how the office knows it."""

    record_class: RecordClass
    row: int
    name: str


def cutoff(now: datetime, months: int) -> datetime:
    """Records that ended before this moment have been kept for so many months."""
    today = local(now).date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    day = min(today.day, monthrange(year, month + 1)[1])
    return datetime(year, month + 1, day, tzinfo=ZONE)


async def due(
    session: AsyncSession, record_class: RecordClass, rules: Retention, now: datetime, after: int, most: int
) -> Sequence[Due]:
    """The next records of a class to go, by id; none for a class that is kept for ever."""
    months: int = getattr(rules, record_class)
    if months == 0:
        return []
    rows = await session.execute(_WANTED[record_class](rules, now, after).limit(most))
    return [Due(record_class, row, name) for row, name in ((found[0], _name(record_class, found)) for found in rows)]


async def still_due(session: AsyncSession, record: Due, rules: Retention, now: datetime) -> bool:
    """Whether a record, locked by now, is still one to go: somebody may have been faster."""
    found = await due(session, record.record_class, rules, now, record.row - 1, 1)
    return bool(found) and found[0].row == record.row


def _name(record_class: RecordClass, found: Any) -> str:
    if record_class == "questions":
        return f"cuộc trò chuyện số {found[0]}: {found[1]} tin nhắn"
    if record_class == "consent":
        return f"sự đồng ý số {found[0]}" + (f" của {found[1]}" if found[1] else "")
    return str(found[1])


def _ended(before: datetime) -> ColumnElement[bool]:
    return and_(Feedback.state.in_(_ENDED), Feedback.closed_at < before, Feedback.legal_hold.is_(False))


def _cases(rules: Retention, now: datetime, after: int) -> Rows:
    ended = _ended(cutoff(now, rules.cases))
    wanted = select(Feedback.id, Feedback.code).where(ended, Feedback.erased_at.is_(None), Feedback.id > after)
    return wanted.order_by(Feedback.id)


def _contact(rules: Retention, now: datetime, after: int) -> Rows:
    """What goes with the whole case is not named twice."""
    whole: ColumnElement[bool] = not_(true())
    if rules.cases:
        whole = and_(_ended(cutoff(now, rules.cases)), Feedback.erased_at.is_(None))
    held = or_(Feedback.name.is_not(None), Feedback.phone.is_not(None), Feedback.address.is_not(None))
    ended = _ended(cutoff(now, rules.contact))
    return select(Feedback.id, Feedback.code).where(ended, held, not_(whole), Feedback.id > after).order_by(Feedback.id)


def _questions(rules: Retention, now: datetime, after: int) -> Rows:
    return (
        select(Message.conversation_id, func.count())
        .where(mere_questions(cutoff(now, rules.questions)), Message.conversation_id > after)
        .group_by(Message.conversation_id)
        .order_by(Message.conversation_id)
    )


def mere_questions(before: datetime) -> ColumnElement[bool]:
    """Messages of no case, in conversations where no case is open or on hold, whose words are still there."""
    busy = select(Feedback.conversation_id).where(
        or_(Feedback.state.in_(_OPEN), Feedback.legal_hold.is_(True)), Feedback.conversation_id.is_not(None)
    )
    return and_(
        Message.feedback_id.is_(None),
        Message.created_at < before,
        Message.state.not_in(forgetting.UNDER_WAY),
        or_(Message.text.is_(None), Message.text != ERASED),
        Message.conversation_id.not_in(busy),
    )


def deserted(before: datetime) -> ColumnElement[bool]:
    """Conversations of a person in which nothing happened since, with no case and no reminder to come."""
    cases = select(Feedback.id).where(Feedback.conversation_id == Conversation.id)
    reminders = select(Reminder.id).where(Reminder.conversation_id == Conversation.id, Reminder.state == "waiting")
    return and_(
        Conversation.updated_at < before, Conversation.person_id.is_not(None), ~cases.exists(), ~reminders.exists()
    )


def _consent(rules: Retention, now: datetime, after: int) -> Rows:
    """Kept as long as the data it allowed, and so many months longer."""
    before = cutoff(now, rules.consent)
    waiting = select(Reminder.id).where(
        Reminder.conversation_id == Consent.conversation_id, Reminder.state == "waiting"
    )
    over = or_(
        Feedback.erased_at < before,
        and_(Consent.withdrawn_at < before, or_(Consent.feedback_id.is_(None), Feedback.state.in_(_ENDED))),
        and_(Consent.feedback_id.is_(None), Consent.given_at < before, ~waiting.exists()),
    )
    free = or_(Consent.feedback_id.is_(None), Feedback.legal_hold.is_(False))
    joined = select(Consent.id, Feedback.code).outerjoin(Feedback, Feedback.id == Consent.feedback_id)
    return joined.where(over, free, Consent.id > after).order_by(Consent.id)


_WANTED: dict[RecordClass, Callable[[Retention, datetime, int], Rows]] = {
    "cases": _cases,
    "contact": _contact,
    "questions": _questions,
    "consent": _consent,
}
