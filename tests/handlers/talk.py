"""Conversations with the assistant: in memory, and through the real inbox, lanes and desk on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.config import Settings
from bot.delivery.live import fetch
from bot.dialogue import Dialogue
from bot.feedback.desk import SqlDesk
from bot.markup import plain
from bot.store.db import Store
from bot.store.models import Feedback, Message
from bot.turns import Button, Incoming, IncomingFile, Outcome, Reply, Turn
from handlers import dispatch
from knowledge.base import Knowledge
from tests.support.delivery import Hand, Service, kb, said, settings

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def photo(name: str = "anh.jpg") -> IncomingFile:
    """A received picture."""
    return IncomingFile(name, "image/jpeg", 1000, "0" * 64, f"ab/{name}", "photo")


@dataclass
class Talk:
    """One conversation in memory; the dialogue goes through JSON after every turn, as in the database."""

    dialogue: Dialogue = field(default_factory=Dialogue)
    now: datetime = NOON
    knowledge: Knowledge = field(default_factory=kb)
    config: Settings = field(default_factory=settings)
    last: Turn | None = None
    count: int = 0

    async def say(self, text: str | None, **parts: Any) -> str:
        """Type a message; the replies as one plain text."""
        return await self._turn(text=text, **parts)

    async def press(self, label: str) -> str:
        """Press the button with this label under the last replies."""
        return await self.act(next(button.action for button in self.buttons if button.label == label))

    async def act(self, action: str) -> str:
        """Press a button by its action."""
        return await self._turn(action=action)

    @property
    def replies(self) -> list[Reply]:
        assert self.last is not None
        return self.last.replies

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.replies for button in reply.buttons]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def outcome(self) -> Outcome:
        assert self.last is not None
        assert self.last.outcome is not None
        return self.last.outcome

    @property
    def kind(self) -> str:
        return self.outcome.kind

    def wait(self, **pause: float) -> None:
        """Let time go by."""
        self.now += timedelta(**pause)

    async def _turn(self, **parts: Any) -> str:
        self.count += 1
        incoming = Incoming("test", "bot", "hoa", str(self.count), self.now, **parts)
        turn = Turn(incoming, self.dialogue, self.now, self.knowledge, self.config, message_id=self.count)
        await dispatch.handle(turn)
        self.dialogue = Dialogue.model_validate_json(turn.dialogue.model_dump_json())
        self.last = turn
        return "\n\n".join(plain(reply.html) for reply in turn.replies)


class DeskTalk:
    """One conversation of the real service: rows, lanes, one transaction a turn, cases on SQLite."""

    def __init__(self, store: Store, name: str = "hoa", beside: DeskTalk | None = None) -> None:
        self.store = store
        self.name = name
        self.clock: Hand = beside.clock if beside else Hand()
        self.service: Service = beside.service if beside else self._service()
        self.buttons: list[Button] = []
        self._seen = 0
        self._count = 0
        self._last = 0

    def _service(self) -> Service:
        return Service(
            self.store,
            handle=dispatch.handle,
            clock=self.clock,
            make_desk=lambda session, conversation, message: SqlDesk(
                session, conversation, settings(), kb(), self.clock(), message
            ),
            failed=dispatch.failed,
        )

    def other(self, name: str) -> DeskTalk:
        """Another conversation of the same service."""
        return DeskTalk(self.store, name, beside=self)

    async def __aenter__(self) -> DeskTalk:
        await self.service.__aenter__()
        return self

    async def __aexit__(self, *problem: object) -> None:
        await self.service.__aexit__(*problem)

    async def restart(self) -> None:
        """The process ends and another one goes on with the database."""
        await self.service.__aexit__()
        fresh = DeskTalk(self.store)
        fresh.clock.now = self.clock.now
        self.service = fresh.service
        self.clock = fresh.clock
        await self.service.__aenter__()

    async def say(self, text: str, **parts: Any) -> str:
        """Type a message; the replies as one plain text."""
        return await self._send(text, **parts)

    async def press(self, label: str) -> str:
        """Press the button with this label under the last replies."""
        action = next(button.action for button in self.buttons if button.label == label)
        return await self._send(None, action=action)

    async def act(self, action: str) -> str:
        """Press a button by its action."""
        return await self._send(None, action=action)

    @property
    def labels(self) -> list[str]:
        """The buttons under what was said last."""
        return [button.label for button in self.buttons]

    async def cases(self) -> Sequence[Feedback]:
        """All cases in the database."""
        async with self.store.read() as session:
            return (await session.scalars(select(Feedback).order_by(Feedback.id))).all()

    async def incoming(self) -> Sequence[Message]:
        """All received messages."""
        async with self.store.read() as session:
            return (await session.scalars(select(Message).where(Message.direction == "in").order_by(Message.id))).all()

    async def _send(self, text: str | None, **parts: Any) -> str:
        self._count += 1
        heard = said(text or "", f"{self.name}-{self._count}", **{"conversation": self.name, **parts})
        message_id = await self.service.inbox.accept(heard)
        assert message_id is not None
        assert await self.service.lanes.wait(message_id, 10)
        self._last = message_id
        return await self.read()

    async def read(self) -> str:
        """What came in the conversation of the last message since then, as one plain text."""
        async with self.store.read() as session:
            conversation_id = (await session.get_one(Message, self._last)).conversation_id
        rows = await fetch(self.store, conversation_id, self._seen, now=self.clock())
        self._seen = max([self._seen, *(row.id for row in rows)])
        self.buttons = [Button(**button) for row in rows for button in row.buttons]
        return "\n\n".join(row.text or "" for row in rows)
