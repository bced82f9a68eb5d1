"""Engine and units of work. Nothing is written unless a `write()` block ends without an error."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.store import sqlite

SQLITE_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
"""What `check` asserts: WAL, synchronous=FULL (2), foreign keys on (sqlite.org/pragma.html)."""


BUSY_MS = 10_000
"""How long a writer waits for another process."""

WIPE_TRIES = 25
"""A reader or writer may be in the way; none takes seconds."""


class StoreError(Exception):
    """The database cannot be used as it is; the message says why."""


def async_url(url: str) -> str:
    """The address with the asyncio driver of its database: aiosqlite (`bot.store.sqlite`) or asyncpg.

    Raises StoreError for an address that is not one of SQLite or PostgreSQL.
    """
    drivers = {"sqlite": sqlite.DRIVER, "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    try:
        parsed = make_url(url)
        name = drivers[parsed.drivername.partition("+")[0]]
    except Exception as error:
        raise StoreError("DATABASE_URL must be sqlite:///… or postgresql://…") from error
    return parsed.set(drivername=name).render_as_string(hide_password=False)


class Store:
    """The database of one process: `read()` and `write()` give a session each."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.sqlite = self.url.startswith("sqlite")
        # What people wrote must not get into logs with an error's parameters.
        options: dict[str, Any] = {"hide_parameters": True}
        if not self.sqlite:
            options |= {"pool_size": 10, "pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        # SQLite lets one writer in at a time; queueing here is fair and cheaper than its busy wait.
        self._writer = asyncio.Lock() if self.sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; whatever it changed is thrown away."""
        async with self._sessions() as session:
            if self.sqlite:
                await session.connection(execution_options={"reading": True})
            # Closing undoes what was changed and leaves the rows readable; a rollback would expire them.
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, undone when it raises."""
        if self._writer is None:
            async with self._sessions.begin() as session:
                yield session
        else:
            async with self._writer, self._sessions.begin() as session:
                yield session

    async def check(self) -> None:
        """Raise StoreError unless the durability settings are in force (SQLite)."""
        if not self.sqlite:
            return
        async with self.engine.connect() as plain:
            connection = await plain.execution_options(reading=True)
            for name, wanted in SQLITE_SETTINGS.items():
                found = (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
                if found != wanted:
                    raise StoreError(f"SQLite: {name} is {found}, must be {wanted}")

    async def wipe(self) -> bool:
        """After something was erased: empty the write-ahead log, in which it may still stand (SQLite).

        Returns whether that was possible now; PostgreSQL sees to it itself (autovacuum, WAL recycling).
        """
        if not self.sqlite:
            return True
        for _ in range(WIPE_TRIES):
            if await asyncio.to_thread(_emptied, self.engine.url.database or ""):
                return True
            await asyncio.sleep(0.2)
        return False

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()


def _emptied(file: str) -> bool:
    """Empty the log by a connection of its own; waiting for a long reader would keep every writer waiting too."""
    with closing(sqlite3.connect(file, timeout=0)) as connection:
        busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions by itself: `_begin_immediate` does (SQLAlchemy docs, pysqlite).
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    options = connection.get_execution_options()
    if options.get("migrating"):
        # A migration may rebuild a table; dropping the old one must not cascade. Has no effect once begun.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")
