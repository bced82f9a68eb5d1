"""The tables that migrations make are the tables that the program means."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, delete, inspect, text, update
from sqlalchemy.exc import DBAPIError

from bot.clock import utc_now
from bot.store.db import Store
from bot.store.migrate import is_current, upgrade
from bot.store.models import Base, Feedback, FeedbackEvent


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migrated_tables_equal_the_models(store: Store) -> None:
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_migrated_database_is_current_and_stays_so(store: Store) -> None:
    assert await is_current(store)
    await upgrade(store)
    assert await is_current(store)


async def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert not await is_current(store)
    await store.close()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'bot.sqlite3'}")
    async with store.write() as session:
        await session.execute(text("CREATE TABLE message (id INTEGER)"))
    with pytest.raises(DBAPIError):
        await upgrade(store)
    async with store.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["message"]
    await store.close()


async def test_foreign_keys_hold_after_a_migration(store: Store) -> None:
    await upgrade(store)
    await store.check()


@pytest.fixture
async def event(store: Store) -> int:
    async with store.write() as session:
        case = Feedback(
            code="PA-TEST-0001", kind="phan_anh", state="moi", channel="web", text="…", received_at=utc_now()
        )
        session.add(case)
        await session.flush()
        row = FeedbackEvent(feedback_id=case.id, at=utc_now(), actor="citizen", step="receive", to_state="moi")
        session.add(row)
    return row.id


async def test_history_of_a_case_cannot_be_changed(store: Store, event: int) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with store.write() as session:
            await session.execute(update(FeedbackEvent).where(FeedbackEvent.id == event).values(note="khác"))


async def test_history_of_a_case_cannot_be_deleted(store: Store, event: int) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        async with store.write() as session:
            await session.execute(delete(FeedbackEvent))
