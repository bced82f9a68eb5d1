"""One message, one turn, one transaction: what it changes and what it says are written together."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, local
from bot.config import Settings
from bot.delivery import outgoing
from bot.delivery.inbox import unpack
from bot.desk import Desk
from bot.dialogue import Dialogue
from bot.metrics import Metrics
from bot.store.db import Store
from bot.store.models import Attachment, Conversation, Message
from bot.turns import Reply, Turn
from knowledge.base import Knowledge

Handle = Callable[[Turn], Awaitable[None]]
Apologise = Callable[[Turn], Reply]
MakeDesk = Callable[[AsyncSession, Conversation, Message], Desk | None]
Discard = Callable[[Sequence[str]], None]

TURN_SECONDS = 20.0
"""Longest a handler may take; SQLite lets nobody else write meanwhile."""

TRIES = 3
"""Turns begun for one message before a database error in them counts as the message's own."""

log = structlog.get_logger(__name__)


class StoreTrouble(Exception):
    """The database could not be used; the message still waits in it."""


class HandlerTooSlow(Exception):
    """A handler did not come to an end."""


@dataclass(frozen=True)
class Worked:
    """A message that was answered, or given up; `more` tells that the conversation has another one."""

    channel: str
    message_id: int
    more: bool


@dataclass
class Assistant:
    """What answers: the handlers and what they need.

    `failed` words the apology for a failed turn; `make_desk` gives a turn its desk for cases; `discard`
    removes the files of a message that must not be kept.
    """

    handle: Handle
    failed: Apologise
    make_desk: MakeDesk
    kb: Knowledge
    settings: Settings
    discard: Discard


@dataclass
class _Taken:
    """The rows of the message being answered."""

    conversation: Conversation
    message: Message
    files: list[Attachment]


class Work:
    """Answers the messages of conversations, the oldest first."""

    def __init__(self, store: Store, assistant: Assistant, clock: Clock, metrics: Metrics) -> None:
        self._store = store
        self._assistant = assistant
        self._clock = clock
        self._metrics = metrics
        self._troubles: Counter[int] = Counter()

    async def next(self, conversation_id: int) -> Worked | None:
        """Answer the oldest waiting message of the conversation; None when there is none.

        A turn that fails leaves nothing behind but the message marked failed and an apology to the
        person. Raises StoreTrouble when the database cannot be used; the message then still waits.
        """
        found: list[Worked] = []
        started = time.perf_counter()
        try:
            forgotten = await self._turn(conversation_id, found, started)
        except Exception as error:
            # The outermost loop of a turn: its message must not block the next one.
            if self._is_trouble(error, found):
                raise StoreTrouble(str(error)) from error
            await self._fail(conversation_id, found[0].message_id, error)
            state = "failed"
        else:
            self._assistant.discard(forgotten)
            state = "done"
        if not found:
            return None
        self._troubles.pop(found[0].message_id, None)
        self._metrics.turn(time.perf_counter() - started)
        self._metrics.message("in", found[0].channel, state)
        return found[0]

    async def _turn(self, conversation_id: int, found: list[Worked], started: float) -> Sequence[str]:
        async with self._store.write() as session:
            # The lock keeps other replicas off the conversation until this turn has committed.
            conversation = await session.get_one(Conversation, conversation_id, with_for_update={"key_share": True})
            waiting = (await session.scalars(_waiting(conversation_id))).all()
            if not waiting:
                return ()
            found.append(Worked(conversation.channel, waiting[0].id, len(waiting) > 1))
            taken = await _take(session, conversation, waiting[0])
            turn = self._prepare(session, taken)
            await self._handle(turn)
            return await self._keep(session, taken, turn, time.perf_counter() - started)

    async def _handle(self, turn: Turn) -> None:
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._assistant.handle(turn)
        except TimeoutError as error:
            raise HandlerTooSlow(f"no answer within {TURN_SECONDS} s") from error

    def _is_trouble(self, error: Exception, found: list[Worked]) -> bool:
        """Whether the database is to blame and the message is worth another try."""
        if not found:
            return True
        if not isinstance(error, OperationalError | InterfaceError | OSError):
            return False
        self._troubles[found[0].message_id] += 1
        return self._troubles[found[0].message_id] < TRIES

    def _prepare(self, session: AsyncSession, taken: _Taken) -> Turn:
        return Turn(
            incoming=unpack(taken.message, taken.conversation, taken.files),
            dialogue=_dialogue(taken.conversation),
            now=local(self._clock()),
            kb=self._assistant.kb,
            settings=self._assistant.settings,
            desk=self._assistant.make_desk(session, taken.conversation, taken.message),
            message_id=taken.message.id,
        )

    async def _keep(self, session: AsyncSession, taken: _Taken, turn: Turn, seconds: float) -> Sequence[str]:
        """Write what the turn has changed and said; returns the paths of files to remove."""
        conversation, message = taken.conversation, taken.message
        now = self._clock()
        conversation.state = turn.dialogue.model_dump(mode="json")
        conversation.updated_at = now
        for reply in turn.replies:
            outgoing.queue(session, conversation, reply, now=now, reply_to=message.id)
        message.understood = understood(turn, seconds)
        message.text = message.text if turn.keep_as is None else turn.keep_as
        message.state, message.done_at = "done", now
        if turn.forget:
            message.text, message.extra = None, {}
        return await _drop_files(session, taken) if turn.forget or turn.drop_files else ()

    async def _fail(self, conversation_id: int, message_id: int, error: Exception) -> None:
        """Mark the message failed and tell the person, in a transaction of its own."""
        log.error("turn failed", message_id=message_id, exc_info=error)
        now = self._clock()
        try:
            async with self._store.write() as session:
                conversation = await session.get_one(Conversation, conversation_id)
                message = await session.get_one(Message, message_id)
                taken = await _take(session, conversation, message)
                if apology := self._apology(self._prepare(session, taken)):
                    outgoing.queue(session, conversation, apology, now=now, reply_to=message_id)
                message.state, message.done_at, message.tries = "failed", now, message.tries + 1
                message.error = f"{type(error).__name__}: {error}"[:2000]
        except (DBAPIError, OSError) as trouble:
            raise StoreTrouble(str(trouble)) from trouble

    def _apology(self, turn: Turn) -> Reply | None:
        try:
            return self._assistant.failed(turn)
        except Exception:
            # Also outermost: an apology that cannot be worded must not keep the message from being closed.
            log.exception("no apology", message_id=turn.message_id)
            return None


def understood(turn: Turn, seconds: float) -> dict[str, Any]:
    """What is logged of a turn: what the message was taken for, and how long it took."""
    outcome = asdict(turn.outcome) if turn.outcome else {}
    return {**outcome, "codes": list(outcome.get("codes", ())), "ms": round(seconds * 1000, 1)}


def _waiting(conversation_id: int) -> Any:
    mine = (Message.conversation_id == conversation_id, Message.direction == "in", Message.state == "new")
    return select(Message).where(*mine).order_by(Message.id).limit(2)


async def _take(session: AsyncSession, conversation: Conversation, message: Message) -> _Taken:
    if "files" not in message.extra:
        return _Taken(conversation, message, [])
    wanted = select(Attachment).where(Attachment.message_id == message.id).order_by(Attachment.id)
    return _Taken(conversation, message, list(await session.scalars(wanted)))


async def _drop_files(session: AsyncSession, taken: _Taken) -> Sequence[str]:
    for row in taken.files:
        await session.delete(row)
    taken.message.extra = {name: value for name, value in taken.message.extra.items() if name != "files"}
    return [path for row in taken.files for path in (row.path, row.shown_path) if path]


def _dialogue(conversation: Conversation) -> Dialogue:
    try:
        return Dialogue.model_validate(conversation.state)
    except ValidationError as error:
        # A state of an older version must not lock a person out for ever.
        log.warning("dialogue not readable, begun anew", conversation_id=conversation.id, problems=error.error_count())
        return Dialogue()
