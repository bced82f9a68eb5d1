"""The rows of outgoing messages: which is next, who sends it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, not_, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.delivery.ports import ChannelError, Outgoing
from bot.store.db import Store
from bot.store.models import Conversation, Message
from bot.turns import Button

LEASE = timedelta(seconds=150)
"""How long a claimed row is another sender's business; longer than a call may take."""

FIRST_RETRY = timedelta(minutes=5)
NEXT_RETRY = timedelta(minutes=30)
"""After temporary failures: 5 minutes, then every 30 (FixMyStreet, reference/practice.md B.3)."""

UNKNOWN_RETRY = timedelta(seconds=30)
"""After a call whose result nobody knows; a crash is retried at once."""

MAYBE_SENT = "maybe_sent"
"""Mark in `Message.extra`: this row may have arrived once already, so it is sent once more at most."""


@dataclass(frozen=True)
class Job:
    """A row claimed for sending; `unreachable` tells that the person could not be reached before."""

    conversation_id: int
    outgoing: Outgoing
    unreachable: bool


@dataclass(frozen=True)
class Settled:
    """The new state of a row, and whether its conversation has another one that is not settled."""

    state: str
    more: bool


class Postbook:
    """Claims and settles outgoing rows; safe with several senders on one database."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def due(self, accounts: Sequence[tuple[str, str]]) -> Sequence[tuple[int, tuple[str, str]]]:
        """Conversations of the channel accounts with something to send now, each with its account."""
        if not accounts:
            return []
        wanted = (
            select(Conversation.id, Conversation.channel, Conversation.account)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(Message.direction == "out", self._sendable())
            .where(tuple_(Conversation.channel, Conversation.account).in_(accounts))
            .distinct()
        )
        async with self._store.read() as session:
            rows = (await session.execute(wanted)).all()
        return [(row.id, (row.channel, row.account)) for row in rows]

    async def claim(self, conversation_id: int) -> Job | None:
        """Take the oldest unsettled row of the conversation, if it is due and nobody else has it."""
        head = (
            select(Message.id, Message.tries, Message.html, Message.buttons)
            .add_columns(Conversation.external_id, Conversation.unreachable)
            .join(Conversation, Message.conversation_id == Conversation.id)
            .where(*_unsettled(conversation_id))
            # Not by the bare id: SQLite would walk all old messages by it instead of the few open ones.
            .order_by(Message.id + 0)
            .limit(1)
        )
        async with self._store.write() as session:
            row = (await session.execute(head)).one_or_none()
            if row is None:
                return None
            # Whoever changes the row first has it: the condition still held, or nothing is changed.
            mine = update(Message).where(Message.id == row.id, Message.tries == row.tries, self._sendable())
            lease = {"state": "sending", "tries": row.tries + 1, "next_at": self._clock() + LEASE}
            if await _changed(session, mine.values(lease)) != 1:
                return None
        buttons = tuple(Button(button["label"], button["action"]) for button in row.buttons)
        outgoing = Outgoing(row.id, row.external_id, row.html or "", buttons)
        return Job(conversation_id, outgoing, row.unreachable is not None)

    async def settle(self, job: Job, ids: Sequence[str], error: ChannelError | None) -> Settled:
        """Write down what became of a claimed row."""
        async with self._store.write() as session:
            if error is None:
                state = await self._sent(session, job, ids)
            else:
                state = await self._not_sent(session, job, error)
            next_one = select(Message.id).where(*_unsettled(job.conversation_id)).limit(1)
            return Settled(state, await session.scalar(next_one) is not None)

    async def recover(self, *, everything: bool = False) -> None:
        """Rows whose sender is gone may have arrived: state unknown, one retry, never a second.

        `everything` takes also those whose lease still runs: right only when nobody else sends.
        """
        left = select(Message).where(Message.direction == "out", Message.state == "sending")
        if not everything:
            left = left.where(Message.next_at <= self._clock())
        async with self._store.read() as session:
            if (await session.scalars(left.limit(1))).first() is None:
                return
        async with self._store.write() as session:
            for row in await session.scalars(left.with_for_update(skip_locked=True)):
                row.error = "sender stopped before it wrote down the result"
                self._unknown(row, timedelta())

    def _sendable(self) -> ColumnElement[bool]:
        now = self._clock()
        states = Message.state.in_(("queued", "unknown"))
        settled = and_(Message.state == "unknown", Message.next_at.is_(None))
        return and_(states, not_(settled), or_(Message.next_at.is_(None), Message.next_at <= now))

    async def _sent(self, session: AsyncSession, job: Job, ids: Sequence[str]) -> str:
        sent = {"state": "sent", "external_ids": list(ids), "error": None, "next_at": None, "done_at": self._clock()}
        await _changed(session, update(Message).where(Message.id == job.outgoing.message_id).values(sent))
        if job.unreachable:
            (await session.get_one(Conversation, job.conversation_id)).unreachable = None
        return "sent"

    async def _not_sent(self, session: AsyncSession, job: Job, error: ChannelError) -> str:
        row = await session.get_one(Message, job.outgoing.message_id)
        row.error = str(error)[:2000]
        if error.permanent:
            conversation = await session.get_one(Conversation, job.conversation_id)
            conversation.unreachable = row.error
        self._next_try(row, error)
        await session.flush()
        return row.state

    def _next_try(self, row: Message, error: ChannelError) -> None:
        now = self._clock()
        if error.permanent:
            row.state, row.next_at, row.done_at = "failed", None, now
        elif error.maybe_sent:
            self._unknown(row, UNKNOWN_RETRY)
        elif error.retry_after is not None:
            # Being asked to wait is no failure: it does not count as a try.
            row.state, row.tries = "queued", row.tries - 1
            row.next_at = now + timedelta(seconds=error.retry_after)
        else:
            row.state = "queued"
            row.next_at = now + (FIRST_RETRY if row.tries <= 1 else NEXT_RETRY)

    def _unknown(self, row: Message, pause: timedelta) -> None:
        again = MAYBE_SENT in row.extra
        row.state = "unknown"
        row.next_at = None if again else self._clock() + pause
        row.extra = {**row.extra, MAYBE_SENT: True}


def _unsettled(conversation_id: int) -> Sequence[ColumnElement[bool]]:
    """Rows of the conversation whose fate is open; a later one waits for an earlier one."""
    states = Message.state.in_(("queued", "sending", "unknown"))
    undecided = or_(Message.state != "unknown", Message.next_at.is_not(None))
    return (Message.conversation_id == conversation_id, Message.direction == "out", states, undecided)


async def _changed(session: AsyncSession, statement: Any) -> int:
    result = cast("CursorResult[Any]", await session.execute(statement.execution_options(synchronize_session=False)))
    return result.rowcount
