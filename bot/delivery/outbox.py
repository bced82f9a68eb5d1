"""Sending what is queued: in order per conversation, within the limits of each channel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.delivery.live import Live, ring
from bot.delivery.ports import Channel, ChannelError
from bot.delivery.postbook import Job, Postbook
from bot.metrics import Metrics
from bot.store.db import Store

BESIDE = 8
"""Conversations of one channel sent to at the same time (more is slower, reference: PTB's connection pool)."""

POLL_SECONDS = 1.0

SEND_SECONDS = 60.0
"""Longest call of a channel; after it nobody knows whether the message has arrived."""

STOP_SECONDS = 15.0

Account = tuple[str, str]

log = structlog.get_logger(__name__)


class Outbox:
    """Sends the queued rows of all channels that push. Several may work on one database.

    `channels` is read when sending starts, so that channels may be made after the outbox.
    `sole`: no other process sends from this database, so a row found being sent at the start was left
    by a crash.
    """

    def __init__(
        self,
        store: Store,
        channels: Mapping[Account, Channel],
        clock: Clock,
        live: Live,
        *,
        metrics: Metrics | None = None,
        sole: bool = False,
    ) -> None:
        self._all = channels
        self._channels: dict[Account, Channel] = {}
        self._book = Postbook(store, clock)
        self._clock = clock
        self._live = live
        self._metrics = metrics or Metrics()
        self._sole = sole
        self._bell = asyncio.Event()
        self._senders: dict[int, asyncio.Task[None]] = {}
        self._again: set[int] = set()
        self._seats: dict[Account, asyncio.Semaphore] = {}
        self._paused: dict[Account, datetime] = {}
        self._sent_at: dict[int, float] = {}
        self._recover_at = 0.0
        self._main: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to send, first what an earlier run left."""
        self._channels = {key: channel for key, channel in self._all.items() if not channel.pulls}
        self._seats = {key: asyncio.Semaphore(BESIDE) for key in self._channels}
        if self._channels:
            await self._book.recover(everything=self._sole)
            self._main = asyncio.create_task(self._keep_sending(), name="outbox")

    async def stop(self) -> None:
        """Finish the calls under way; what waits, waits in the database."""
        if self._main is None:
            return
        self._main.cancel()
        await asyncio.wait([self._main])
        self._main = None
        if self._senders:
            _, late = await asyncio.wait(self._senders.values(), timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def wake(self) -> None:
        """There are new rows to send."""
        self._bell.set()

    async def _keep_sending(self) -> None:
        while True:
            self._bell.clear()
            try:
                await self._round()
            except (DBAPIError, OSError) as error:
                log.error("database trouble, sending waits", reason=str(error))
                await asyncio.sleep(POLL_SECONDS)
            await ring(self._bell, POLL_SECONDS)

    async def _round(self) -> None:
        await self._recover_now_and_then()
        open_channels = [key for key in self._channels if self._pause_left(key) <= 0]
        for conversation_id, account in await self._book.due(open_channels):
            if conversation_id in self._senders:
                self._again.add(conversation_id)
            else:
                task = asyncio.create_task(self._run(conversation_id, account), name="sender")
                self._senders[conversation_id] = task

    async def _recover_now_and_then(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._recover_at:
            self._recover_at = now + POLL_SECONDS
            await self._book.recover()

    async def _run(self, conversation_id: int, account: Account) -> None:
        try:
            async with self._seats[account]:
                while self._main is not None and self._pause_left(account) <= 0:
                    await self._pace(conversation_id, account)
                    job = await self._book.claim(conversation_id)
                    if job is None or not await self._deliver(job, account):
                        break
        except (DBAPIError, OSError) as error:
            log.error("database trouble while sending", conversation_id=conversation_id, reason=str(error))
        except Exception:
            # The outermost loop: the row is found again as one that may have been sent.
            log.exception("sender broke", conversation_id=conversation_id)
        finally:
            del self._senders[conversation_id]
            if conversation_id in self._again:
                self._again.discard(conversation_id)
                self._bell.set()

    def _pause_left(self, account: Account) -> float:
        """Seconds that the channel has asked to be left alone for."""
        now = self._clock()
        return (self._paused.get(account, now) - now).total_seconds()

    async def _pace(self, conversation_id: int, account: Account) -> None:
        """Keep the least pause between two messages of one conversation."""
        loop = asyncio.get_running_loop()
        least = self._channels[account].seconds_per_message
        for other, sent_at in list(self._sent_at.items()):
            if loop.time() - sent_at > least:
                del self._sent_at[other]
        if conversation_id in self._sent_at:
            await asyncio.sleep(self._sent_at[conversation_id] + least - loop.time())

    async def _deliver(self, job: Job, account: Account) -> bool:
        """Send a claimed row and write down the result; whether the conversation has another one."""
        ids: list[str] = []
        error: ChannelError | None = None
        if (left := self._pause_left(account)) > 0:
            # Another conversation was told to wait while this row was being claimed.
            error = ChannelError("the channel pauses", retry_after=left)
        else:
            ids, error = await self._call(job, account)
        settled = await self._book.settle(job, ids, error)
        self._metrics.message("out", account[0], settled.state)
        self._live.publish(job.conversation_id)
        if error is not None:
            log.warning("message not sent", message_id=job.outgoing.message_id, state=settled.state, reason=str(error))
        return settled.more

    async def _call(self, job: Job, account: Account) -> tuple[list[str], ChannelError | None]:
        error: ChannelError | None = None
        ids: list[str] = []
        try:
            async with asyncio.timeout(SEND_SECONDS):
                ids = await self._channels[account].send(job.outgoing)
        except ChannelError as refused:
            error = refused
        except TimeoutError:
            error = ChannelError(f"no answer within {SEND_SECONDS:.0f} s", maybe_sent=True)
        self._sent_at[job.conversation_id] = asyncio.get_running_loop().time()
        if error is not None and error.retry_after is not None:
            self._paused[account] = self._clock() + timedelta(seconds=error.retry_after)
        return ids, error
