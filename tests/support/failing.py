"""A database whose n-th write fails, as on a broken disk."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.store.db import Store
from bot.store.models import Base

_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


class Failing:
    """Counts the writes of a store and lets the `at`-th fail; the commit of a transaction counts as one too."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.writes = 0

    @property
    def failed(self) -> bool:
        """Whether so many writes were tried."""
        return self.writes >= self.at

    def statement(self, _connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        """Before a statement goes to the driver."""
        if _WRITES.match(sql):
            self._count(sql)

    def commit(self, _connection: Any) -> None:
        """Before a transaction is committed."""
        self._count("COMMIT")

    def _count(self, sql: str) -> None:
        self.writes += 1
        if self.writes == self.at:
            raise OperationalError(sql, None, sqlite3.OperationalError("disk I/O error"))


@contextmanager
def failing(store: Store, at: int) -> Iterator[Failing]:
    """While the block lasts, the `at`-th write on the store fails."""
    breaker = Failing(at)
    engine = store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", breaker.statement)
    event.listen(engine, "commit", breaker.commit)
    try:
        yield breaker
    finally:
        event.remove(engine, "before_cursor_execute", breaker.statement)
        event.remove(engine, "commit", breaker.commit)


@contextmanager
def refusing(store: Store, table: str) -> Iterator[None]:
    """While the block lasts, no row can be added to a table."""

    def refuse(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if re.match(rf"\s*INSERT INTO {table}\b", sql):
            raise OperationalError(sql, None, sqlite3.OperationalError("database or disk is full"))

    engine = store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


async def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with store.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = await session.execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(row) for row in rows]
    return found
