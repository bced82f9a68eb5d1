"""Bring the tables to the form that this version of the program needs (Alembic, without an ini file)."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.db import Store

FOLDER = Path(__file__).with_name("migrations")

_LOCK = 0x5454_4843
"""Key of the PostgreSQL advisory lock that lets one replica migrate at a time; any fixed number serves."""


async def upgrade(store: Store) -> None:
    """Run every migration that the database has not seen, all or none of them."""
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(migrating=True)
        async with connection.begin():
            if not store.sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(_upgrade)
        if store.sqlite:
            # Foreign keys were off on this connection: it must not go back to the pool.
            await connection.invalidate()


async def is_current(store: Store) -> bool:
    """Whether the database has seen every migration of this version, and none of a later one."""
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(reading=True)
        found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_heads())
    return set(found) == set(ScriptDirectory.from_config(_config()).get_heads())


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
