"""Real delivery around a database, with a channel that remembers what it has sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, utc_now
from bot.config import Settings, load
from bot.delivery.inbox import Inbox
from bot.delivery.lanes import Lanes
from bot.delivery.live import Live
from bot.delivery.outbox import Outbox
from bot.delivery.ports import ChannelError, Outgoing
from bot.delivery.work import Apologise, Assistant, Handle, MakeDesk
from bot.desk import Desk
from bot.metrics import Metrics
from bot.store.db import Store
from bot.store.models import Conversation, Message
from bot.turns import Incoming, Reply, Turn
from knowledge.base import Knowledge, load_knowledge

ROOT = Path(__file__).parents[2]
SORRY = "Hệ thống gặp lỗi khi xử lý tin nhắn vừa rồi."


@cache
def settings() -> Settings:
    """The settings as they lie in the repository."""
    return load(ROOT / "config.toml")


@cache
def kb() -> Knowledge:
    """The knowledge as it lies in the repository."""
    return load_knowledge()


class Hand:
    """A clock that goes on only when told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **pause: float) -> None:
        self.now += timedelta(**pause)


@dataclass
class Recorder:
    """A channel to nowhere that keeps what it was given; `problems` are raised first, one per call."""

    name: str = "recorder"
    account: str = "bot"
    pulls: bool = False
    seconds_per_message: float = 0.0
    sent: list[tuple[str, str]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Exception] = field(default_factory=list)
    slow: float = 0.0

    async def send(self, message: Outgoing) -> list[str]:
        self.calls.append((message.conversation, message.html))
        await asyncio.sleep(self.slow)
        if self.problems:
            problem = self.problems.pop(0)
            if isinstance(problem, ChannelError) and problem.maybe_sent:
                self.sent.append((message.conversation, message.html))
            raise problem
        self.sent.append((message.conversation, message.html))
        return [f"x{len(self.sent)}"]

    async def start(self) -> None:
        """Nothing to receive."""

    async def stop(self) -> None:
        """Nothing to give back."""

    def texts(self, conversation: str) -> list[str]:
        return [html for to, html in self.sent if to == conversation]


async def echo(turn: Turn) -> None:
    """Say back what was said."""
    turn.say(f"nghe: {turn.incoming.text}")


def no_desk(session: AsyncSession, conversation: Conversation, message: Message) -> Desk | None:
    return None


def sorry(turn: Turn) -> Reply:
    return Reply(SORRY)


class Service:
    """Inbox, lanes and outbox on one database, as the app wires them."""

    def __init__(
        self,
        store: Store,
        channels: Sequence[Recorder] = (),
        handle: Handle = echo,
        clock: Clock = utc_now,
        make_desk: MakeDesk = no_desk,
        sole: bool = True,
        failed: Apologise = sorry,
    ) -> None:
        self.store = store
        self.discarded: list[str] = []
        self.live = Live()
        wired = {(channel.name, channel.account): channel for channel in channels}
        self.outbox = Outbox(store, wired, clock, self.live, sole=sole)
        assistant = Assistant(handle, failed, make_desk, kb(), settings(), self.discarded.extend)
        self.lanes = Lanes(store, assistant, clock, self.live, self.outbox, Metrics())
        self.inbox = Inbox(store, self.lanes, clock)

    async def __aenter__(self) -> Service:
        await self.outbox.start()
        await self.lanes.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.lanes.stop()
        await self.outbox.stop()


def said(text: str, key: str, conversation: str = "hoa", channel: str = "recorder", **parts: Any) -> Incoming:
    """A message of bà Hoa (or another conversation) on a channel."""
    return Incoming(
        channel=channel,
        account="bot",
        conversation=conversation,
        external_id=key,
        received_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
        text=text,
        sender=conversation,
        sender_name="bà Hoa",
        **parts,
    )


async def rows(store: Store, direction: str, state: str | None = None) -> list[Message]:
    """The messages of one direction, oldest first."""
    wanted = select(Message).where(Message.direction == direction).order_by(Message.id)
    async with store.read() as session:
        return list(await session.scalars(wanted if state is None else wanted.where(Message.state == state)))


async def count(store: Store, model: type[Any]) -> int:
    """How many rows a table has."""
    async with store.read() as session:
        return (await session.scalar(select(func.count()).select_from(model))) or 0


async def until(holds: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while True:
            result = holds()
            if await result if not isinstance(result, bool) else result:
                return
            await asyncio.sleep(0.01)
