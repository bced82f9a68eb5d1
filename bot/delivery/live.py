"""Waking those who wait for messages: a browser's event stream, a client that fetches."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select, update

from bot.store.db import Store
from bot.store.models import Message


class Live:
    """Bells of conversations in this process. Another replica's news are found by fetching again."""

    def __init__(self) -> None:
        self._bells: dict[int, set[asyncio.Event]] = {}

    def publish(self, conversation_id: int) -> None:
        """Ring: there may be something new in the conversation."""
        for bell in self._bells.get(conversation_id, ()):
            bell.set()

    @contextmanager
    def listen(self, conversation_id: int) -> Iterator[asyncio.Event]:
        """A bell that rings from now on: take it before fetching, so that nothing falls between."""
        bell = asyncio.Event()
        self._bells.setdefault(conversation_id, set()).add(bell)
        try:
            yield bell
        finally:
            bells = self._bells[conversation_id]
            bells.discard(bell)
            if not bells:
                del self._bells[conversation_id]

    async def wait(self, conversation_id: int, timeout: float) -> bool:  # noqa: ASYNC109
        """Wait at most `timeout` seconds for the next ring; whether it rang."""
        with self.listen(conversation_id) as bell:
            return await ring(bell, timeout)


async def ring(bell: asyncio.Event, timeout: float) -> bool:  # noqa: ASYNC109
    """Wait at most `timeout` seconds for the bell and reset it; whether it rang."""
    try:
        async with asyncio.timeout(timeout):
            await bell.wait()
    except TimeoutError:
        return False
    bell.clear()
    return True


async def fetch(store: Store, conversation_id: int, after_id: int, *, now: datetime) -> Sequence[Message]:
    """The outgoing messages with an id above `after_id`, oldest first; those queued become sent."""
    async with store.read() as session:
        wanted = (
            select(Message)
            .where(Message.conversation_id == conversation_id, Message.direction == "out", Message.id > after_id)
            .order_by(Message.id)
        )
        rows = (await session.scalars(wanted)).all()
    if queued := [row.id for row in rows if row.state == "queued"]:
        async with store.write() as session:
            taken = update(Message).where(Message.id.in_(queued), Message.state == "queued")
            await session.execute(taken.values(state="sent", done_at=now, tries=1))
    return rows
