"""Reminding people on the due date of their dossier, when the office opens; and dating reminders anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import outgoing
from bot.feedback import notices
from bot.feedback.reminders import ReminderState, change
from bot.feedback.shift import Moment, Shift, by_itself
from bot.store.models import Conversation, Reminder
from bot.turns import Button, Reply
from knowledge import workdays
from knowledge.catalog import Catalog

BATCH = 200
"""Reminders looked at together."""

_UNITS: dict[str, workdays.Unit] = {"working": "working", "calendar": "calendar", "month": "month"}


class Reminding:
    """Sends what is due. A change of the calendar moves the others first, once a day."""

    def __init__(self, shift: Shift, catalog: Catalog) -> None:
        self._shift = shift
        self._catalog = catalog
        self._counted: date | None = None

    async def run(self) -> set[int]:
        """Send the reminders of today; returns the conversations in which something was queued."""
        moment = self._shift.moment()
        if not moment.open:
            return set()
        queued = set() if self._counted == moment.day else await self._recount(moment)
        self._counted = moment.day
        last = 0
        while batch := await self._waiting(last, Reminder.due_on <= moment.day):
            last = batch[-1].id
            for reminder in batch:
                with by_itself("reminding", reminder.id):
                    queued |= await self._send(reminder, moment)
        return queued

    async def _waiting(self, after: int, *which: ColumnElement[bool]) -> Sequence[Reminder]:
        wanted = select(Reminder).where(Reminder.state == ReminderState.WAITING.value, Reminder.id > after, *which)
        async with self._shift.store.read() as session:
            return (await session.scalars(wanted.order_by(Reminder.id).limit(BATCH))).all()

    async def _send(self, reminder: Reminder, moment: Moment) -> set[int]:
        """Mark as sent and queue the message, in one transaction: it is said once."""
        async with self._shift.store.write() as session:
            sent = {"state": ReminderState.SENT.value, "sent_at": moment.at}
            if not await change(session, reminder, ReminderState.WAITING, **sent):
                return set()
            buttons = (
                Button("Đã nhận", f"rem:got:{reminder.id}"),
                Button("Chưa, muốn phản ánh", f"rem:miss:{reminder.id}"),
            )
            return await self._say(session, reminder, "reminder_due", moment, buttons, today=moment.day)

    async def _recount(self, moment: Moment) -> set[int]:
        """Move the reminders whose due date the calendar has changed, and tell their owners."""
        queued: set[int] = set()
        last = 0
        while batch := await self._waiting(last):
            last = batch[-1].id
            for reminder in batch:
                with by_itself("reminder", reminder.id):
                    due = self._count(reminder)
                    if due.on != reminder.due_on:
                        queued |= await self._move(reminder, due, moment)
        return queued

    def _count(self, reminder: Reminder) -> workdays.Due:
        return workdays.add(reminder.filed_on, reminder.value, _UNITS[reminder.unit], self._shift.calendar)

    async def _move(self, reminder: Reminder, due: workdays.Due, moment: Moment) -> set[int]:
        new = {"due_on": due.on, "why": workdays.explain(due)}
        try:
            async with self._shift.store.write() as session:
                if not await change(session, reminder, ReminderState.WAITING, **new):
                    return set()
                return await self._say(session, reminder, "reminder_moved", moment, (), due=due, why=new["why"])
        except IntegrityError:
            # Another reminder of the same dossier is for that day already: one of them is enough.
            async with self._shift.store.write() as session:
                await change(session, reminder, ReminderState.WAITING, state=ReminderState.CANCELLED.value)
            return set()

    async def _say(
        self,
        session: AsyncSession,
        reminder: Reminder,
        template: str,
        moment: Moment,
        buttons: tuple[Button, ...],
        **context: object,
    ) -> set[int]:
        record = self._catalog.get(reminder.procedure)
        name = record.label if record else reminder.procedure
        html = notices.render(template, reminder=reminder, procedure=name, **context)
        conversation = await session.get_one(Conversation, reminder.conversation_id)
        outgoing.queue(session, conversation, Reply(html, buttons), now=moment.at)
        return {conversation.id}
