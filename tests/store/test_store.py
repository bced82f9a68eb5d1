"""Sessions: all or nothing, readers beside a writer, settings that survive a power cut."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from bot.store.db import Store, StoreError, async_url
from bot.store.migrate import upgrade
from bot.store.models import Conversation, Message, Setting, SignInTry


async def values(store: Store) -> list[str]:
    async with store.read() as session:
        return list(await session.scalars(select(Setting.value).order_by(Setting.key)))


async def test_a_block_that_raises_changes_nothing(store: Store) -> None:
    async def broken() -> None:
        async with store.write() as session:
            session.add(Setting(key="a", value="1"))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken()
    assert await values(store) == []


async def test_what_a_reader_changes_is_thrown_away(store: Store) -> None:
    async with store.read() as session:
        session.add(Setting(key="a", value="1"))
        await session.flush()
    assert await values(store) == []


async def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    async with store.write() as session:
        session.add(Setting(key="a", value="1"))
        await session.flush()
        async with asyncio.timeout(1):
            assert await values(store) == []
    assert await values(store) == ["1"]


async def test_a_writer_does_not_wait_for_a_reader(store: Store) -> None:
    async with store.read() as reader:
        await reader.scalars(select(Setting))
        async with asyncio.timeout(1), store.write() as session:
            session.add(Setting(key="a", value="1"))
    assert await values(store) == ["1"]


async def test_writers_of_two_processes_take_turns(url: str, store: Store) -> None:
    other = Store(url)

    async def add(to: Store, name: str) -> None:
        async with to.write() as session:
            session.add(Setting(key=name, value=name))

    await asyncio.gather(*(add(to, f"{number}{to is other}") for number in range(20) for to in (store, other)))
    await other.close()
    assert len(await values(store)) == 40


async def test_a_row_without_its_parent_is_refused(store: Store) -> None:
    orphan = Message(conversation_id=99, direction="in", state="new", created_at=datetime.now(UTC))
    with pytest.raises(IntegrityError):
        async with store.write() as session:
            session.add(orphan)


async def test_a_time_comes_back_as_the_same_moment(store: Store) -> None:
    moment = datetime(2026, 11, 20, 23, 59, 59, 123456, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    async with store.write() as session:
        session.add(SignInTry(login="minh", address="127.0.0.1", at=moment))
    async with store.read() as session:
        kept = (await session.scalars(select(SignInTry.at).where(SignInTry.at == moment))).one()
    assert kept == moment
    assert kept.utcoffset() is not None


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"):
        async with store.write() as session:
            session.add(SignInTry(login="minh", address="127.0.0.1", at=datetime(2026, 11, 20)))


async def test_vietnamese_and_emoji_come_back_as_written(store: Store) -> None:
    written = {"greeted": True, "unanswered": "Giấy phép X-quang 🦷 «đủ»"}
    now = datetime.now(UTC)
    async with store.write() as session:
        session.add(
            Conversation(
                channel="web", account="site", external_id="hoa", state=written, created_at=now, updated_at=now
            )
        )
    async with store.read() as session:
        assert (await session.scalars(select(Conversation.state))).one() == written


async def test_settings_are_those_that_survive_a_power_cut(store: Store) -> None:
    await store.check()
    if store.sqlite:
        async with store.read() as session:
            found = [
                (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        assert found == ["wal", 2, 1]


async def test_a_weaker_setting_stops_the_start(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'weak.sqlite3'}")

    def weaken(connection: object, _record: object) -> None:
        connection.cursor().execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]

    event.listen(store.engine.sync_engine, "connect", weaken)
    with pytest.raises(StoreError, match="synchronous"):
        await store.check()
    await store.close()


async def test_errors_do_not_tell_what_people_wrote(store: Store) -> None:
    with pytest.raises(IntegrityError) as told:
        async with store.write() as session:
            session.add_all([Setting(key="0912345678", value="1"), Setting(key="0912345678", value="2")])
    assert "0912345678" not in str(told.value)


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", ""])
def test_an_address_of_another_database_is_refused(address: str) -> None:
    with pytest.raises(StoreError, match="DATABASE_URL"):
        async_url(address)


async def test_rows_can_be_read_after_the_block(store: Store) -> None:
    async with store.write() as session:
        session.add(Setting(key="a", value="1"))
    async with store.read() as session:
        rows = (await session.scalars(select(Setting))).all()
    assert [row.value for row in rows] == ["1"]


async def test_emptying_the_log_waits_for_no_reader_and_keeps_no_writer_waiting(tmp_path: Path) -> None:
    file = tmp_path / "bot.sqlite3"
    store = Store(f"sqlite:///{file}")
    await upgrade(store)
    async with store.write() as session:
        session.add(Setting(key="a", value="Quintara"))
    log = file.with_name(f"{file.name}-wal")
    async with store.read() as reader:
        await reader.scalars(select(Setting))
        async with store.write() as session:
            session.add(Setting(key="b", value="2"))
        wiping = asyncio.create_task(store.wipe())
        await asyncio.sleep(0.1)
        async with asyncio.timeout(1), store.write() as session:
            session.add(Setting(key="c", value="3"))
    assert await wiping
    assert log.stat().st_size == 0
    assert await values(store) == ["Quintara", "2", "3"]
    await store.close()
