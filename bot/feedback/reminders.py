"""Reminders of the due dates of people's own dossiers, as their conversation keeps them (`bot.turns.Reminders`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import ReminderView, ReminderWish
from bot.feedback import consents
from bot.store.models import Consent, Conversation, Reminder
from bot.store.unique import insert_new


class ReminderState(StrEnum):
    """How far a reminder has got."""

    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    MISSED = "missed"
    CANCELLED = "cancelled"


async def change(session: AsyncSession, seen: Reminder, before: ReminderState, **values: Any) -> bool:
    """Change a reminder that is in the state `before` and still for the day seen; of several at once one succeeds."""
    same = (Reminder.id == seen.id, Reminder.due_on == seen.due_on, Reminder.state == before.value)
    statement = update(Reminder).where(*same).values(**values)
    result = await session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount == 1


class SqlReminders:
    """The reminders of one conversation, inside the transaction of a turn."""

    def __init__(self, session: AsyncSession, conversation: Conversation, now: datetime) -> None:
        self._session = session
        self._conversation = conversation
        self._now = now

    async def add(self, wish: ReminderWish) -> ReminderView:
        """Keep a reminder with the consent to it; the same one asked for again is one."""
        kept = {key: value for key, value in asdict(wish).items() if key not in ("consent", "answer")}
        fresh = {"state": ReminderState.WAITING.value, "created_at": self._now}
        row = {"conversation_id": self._conversation.id, **kept, **fresh}
        new = await insert_new(self._session, Reminder, row) is not None
        same = {"conversation_id": self._conversation.id, "procedure": wish.procedure, "due_on": wish.due_on}
        reminder = (await self._session.scalars(select(Reminder).filter_by(**same))).one()
        if new or await change(self._session, reminder, ReminderState.CANCELLED, **kept, **fresh):
            self._consent(wish)
        await self._session.refresh(reminder)
        return _view(reminder)

    async def waiting(self) -> Sequence[ReminderView]:
        """Those still to come, the next one first."""
        mine = {"conversation_id": self._conversation.id, "state": ReminderState.WAITING.value}
        wanted = select(Reminder).filter_by(**mine).order_by(Reminder.due_on, Reminder.id)
        return [_view(reminder) for reminder in await self._session.scalars(wanted)]

    async def cancel(self, reminder_id: int) -> ReminderView | None:
        """Drop one that waits and take its consent back; None when there is none."""
        reminder = await self._mine(reminder_id)
        if reminder is None:
            return None
        gone = {"state": ReminderState.CANCELLED.value}
        if not await change(self._session, reminder, ReminderState.WAITING, **gone):
            return None
        await self._withdraw(reminder)
        return _view(reminder)

    async def answer(self, reminder_id: int, received: bool) -> ReminderView | None:
        """Note whether the result came; None when no such reminder was sent in this conversation."""
        reminder = await self._mine(reminder_id)
        if reminder is None or reminder.state in (ReminderState.WAITING, ReminderState.CANCELLED):
            return None
        reminder.state = (ReminderState.RECEIVED if received else ReminderState.MISSED).value
        reminder.answered_at = self._now
        return _view(reminder)

    async def _mine(self, reminder_id: int) -> Reminder | None:
        mine = {"id": reminder_id, "conversation_id": self._conversation.id}
        return (await self._session.scalars(select(Reminder).filter_by(**mine))).one_or_none()

    def _consent(self, wish: ReminderWish) -> None:
        self._session.add(
            Consent(
                conversation_id=self._conversation.id,
                purpose=consents.REMINDER,
                text=wish.consent,
                answer=wish.answer,
                given_at=self._now,
            )
        )

    async def _withdraw(self, reminder: Reminder) -> None:
        """Take back the consent that was given when the reminder was made."""
        given = (
            Consent.conversation_id == self._conversation.id,
            Consent.purpose == consents.REMINDER,
            Consent.given_at == reminder.created_at,
            Consent.withdrawn_at.is_(None),
        )
        await self._session.execute(update(Consent).where(*given).values(withdrawn_at=self._now))


def _view(reminder: Reminder) -> ReminderView:
    return ReminderView(reminder.id, reminder.procedure, reminder.filed_on, reminder.due_on, reminder.state)
