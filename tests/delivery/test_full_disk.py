"""A full disk: nothing half, nothing promised, and on it goes once there is room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.delivery import lanes
from bot.store.db import Store
from bot.turns import Turn
from tests.support.delivery import Recorder, Service, rows, said, until
from tests.support.store import migrated


class Disk:
    """Lets the database grow only as far as it says (PRAGMA max_page_count)."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages = 2**30
        event.listen(store.engine.sync_engine, "begin", self._limit)

    def _limit(self, connection: Any) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={self._pages}")

    async def fill(self) -> None:
        async with self._store.read() as session:
            used = (await session.execute(text("PRAGMA page_count"))).scalar_one()
        self._pages = used + 1

    def free(self) -> None:
        self._pages = 2**30


@pytest.fixture
async def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    await migrated(address)
    return address


async def long_answer(turn: Turn) -> None:
    turn.dialogue.tries += 1
    turn.say("dài " * 20_000)


async def test_a_message_that_cannot_be_kept_is_not_acknowledged(store: Store) -> None:
    disk = Disk(store)
    async with Service(store) as service:
        await disk.fill()
        with pytest.raises(OperationalError, match="full"):
            await service.inbox.accept(said("dài " * 20_000, "1"))
        disk.free()
        assert await service.inbox.accept(said("dài " * 20_000, "1")) is not None


async def test_a_turn_that_finds_the_disk_full_is_taken_up_when_there_is_room(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "POLL_SECONDS", 0.05)
    disk, channel, tries = Disk(store), Recorder(), []

    async def answer(turn: Turn) -> None:
        tries.append(turn.dialogue.tries)
        await long_answer(turn)

    sleeping = Service(store)
    await sleeping.inbox.accept(said("phí", "1"))
    await disk.fill()
    async with Service(store, [channel], answer):
        await until(lambda: len(tries) >= 2)
        assert await rows(store, "out") == []
        assert [row.state for row in await rows(store, "in")] == ["new"]
        disk.free()
        await until(lambda: bool(channel.sent))
    assert len(channel.sent) == 1
    assert set(tries) == {0}
