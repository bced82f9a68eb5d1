"""One lane per conversation: its messages are answered in order, other conversations beside it."""

from __future__ import annotations

import asyncio
from typing import Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.delivery.live import Live, ring
from bot.delivery.work import Assistant, StoreTrouble, Work
from bot.metrics import Metrics
from bot.store.db import Store
from bot.store.models import Message

BESIDE = 8
"""Conversations answered at the same time; more only contend for the same processor and database."""

POLL_SECONDS = 1.0
"""How often rows are looked for that nobody told of: of a replica that died, or after a database failure."""

STOP_SECONDS = 30.0

log = structlog.get_logger(__name__)


class Waker(Protocol):
    """Who sends what a turn has said."""

    def wake(self) -> None:
        """There are new rows to send."""


class Lanes:
    """Answers every message in state `new`, also those left over by an earlier run."""

    def __init__(
        self, store: Store, assistant: Assistant, clock: Clock, live: Live, outbox: Waker, metrics: Metrics
    ) -> None:
        self._store = store
        self._work = Work(store, assistant, clock, metrics)
        self._live = live
        self._outbox = outbox
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._seats = asyncio.Semaphore(BESIDE)
        self._done: dict[int, list[asyncio.Event]] = {}
        self._poll: asyncio.Task[None] | None = None
        self._open = False

    async def start(self) -> None:
        """Begin to answer, first what still waits in the database."""
        self._open = True
        await self._wake_waiting()
        self._poll = asyncio.create_task(self._keep_polling(), name="lanes")

    async def stop(self) -> None:
        """Finish the turns under way and begin no new one; what waits, waits in the database."""
        self._open = False
        if self._poll is not None:
            self._poll.cancel()
            await asyncio.wait([self._poll])
        if self._lanes:
            _, late = await asyncio.wait(self._lanes.values(), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def wake(self, conversation_id: int) -> None:
        """There is a new message in the conversation."""
        if not self._open:
            return
        if conversation_id in self._lanes:
            self._again.add(conversation_id)
        else:
            self._lanes[conversation_id] = asyncio.create_task(self._run(conversation_id), name="lane")

    async def wait(self, message_id: int, timeout: float) -> bool:  # noqa: ASYNC109
        """Wait at most `timeout` seconds until the message is answered or has failed; whether it is."""
        bell = asyncio.Event()
        self._done.setdefault(message_id, []).append(bell)
        deadline = asyncio.get_running_loop().time() + timeout
        try:
            while await self._is_waiting(message_id):
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0:
                    return False
                # Another replica may be the one that answers, so the row is looked at again.
                if await ring(bell, min(left, POLL_SECONDS)):
                    return True
            return True
        finally:
            self._done[message_id].remove(bell)
            if not self._done[message_id]:
                del self._done[message_id]

    async def _run(self, conversation_id: int) -> None:
        more = True
        try:
            while more and self._open:
                self._again.discard(conversation_id)
                async with self._seats:
                    worked = await self._work.next(conversation_id)
                if worked is not None:
                    self._tell(conversation_id, worked.message_id)
                more = (worked is not None and worked.more) or conversation_id in self._again
        except StoreTrouble as trouble:
            log.error("database trouble, message waits", conversation_id=conversation_id, reason=str(trouble))
        except Exception:
            # The outermost loop: whatever happened here, the next poll takes the row again.
            log.exception("lane broke", conversation_id=conversation_id)
        finally:
            self._again.discard(conversation_id)
            del self._lanes[conversation_id]

    def _tell(self, conversation_id: int, message_id: int) -> None:
        for bell in self._done.get(message_id, ()):
            bell.set()
        self._outbox.wake()
        self._live.publish(conversation_id)

    async def _is_waiting(self, message_id: int) -> bool:
        async with self._store.read() as session:
            return await session.scalar(select(Message.state).where(Message.id == message_id)) == "new"

    async def _keep_polling(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._wake_waiting()
            except (DBAPIError, OSError) as error:
                log.error("database trouble, asking again", reason=str(error))

    async def _wake_waiting(self) -> None:
        waiting = select(Message.conversation_id).where(Message.direction == "in", Message.state == "new").distinct()
        async with self._store.read() as session:
            for conversation_id in await session.scalars(waiting):
                if conversation_id not in self._lanes:
                    self.wake(conversation_id)
