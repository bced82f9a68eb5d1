"""Databases for tests: the same tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.engine import URL, make_url

from bot.store.db import Store
from bot.store.migrate import upgrade

SERVER = "postgresql://postgres@127.0.0.1:5432/test"


def server() -> URL:
    """The PostgreSQL server of the tests; a server that is not there fails them."""
    return make_url(os.environ.get("TEST_DATABASE_URL", SERVER))


async def command(sql: str) -> None:
    """Run one statement on the PostgreSQL server, outside of a transaction."""
    connection = await asyncpg.connect(server().render_as_string(hide_password=False))
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def own_url(name: str) -> str:
    """The address of the database `name` on the PostgreSQL server."""
    return server().set(database=name).render_as_string(hide_password=False)


@asynccontextmanager
async def postgres_database(template: str | None = None) -> AsyncIterator[str]:
    """The address of a PostgreSQL database of its own, dropped afterwards."""
    name = f"t_{secrets.token_hex(6)}"
    await command(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    try:
        yield own_url(name)
    finally:
        await command(f"DROP DATABASE {name} WITH (FORCE)")


async def migrated(url: str) -> None:
    """Make the tables in an empty database."""
    store = Store(url)
    try:
        await upgrade(store)
    finally:
        await store.close()


class Templates:
    """An empty, migrated database of each kind, made once and copied for every test."""

    def __init__(self, folder: Path) -> None:
        self._sqlite = folder / "template.sqlite3"
        self._postgres: str | None = None

    @asynccontextmanager
    async def copy(self, kind: str, folder: Path) -> AsyncIterator[str]:
        """The address of a fresh database of the kind "sqlite" or "postgresql"."""
        if kind == "sqlite":
            if not self._sqlite.exists():
                await migrated(f"sqlite:///{self._sqlite}")
            copy = folder / "bot.sqlite3"
            shutil.copyfile(self._sqlite, copy)
            yield f"sqlite:///{copy}"
            return
        if self._postgres is None:
            self._postgres = f"tpl_{secrets.token_hex(6)}"
            await command(f"CREATE DATABASE {self._postgres}")
            await migrated(own_url(self._postgres))
        async with postgres_database(self._postgres) as url:
            yield url

    def close(self) -> None:
        """Drop what was made on the server."""
        if self._postgres is not None:
            asyncio.run(command(f"DROP DATABASE {self._postgres} WITH (FORCE)"))
