"""The units of config.toml as rows, so that cases and staff can point to them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.store.models import Unit


async def sync_units(session: AsyncSession, settings: Settings) -> None:
    """Make the rows follow `[[units]]`. A unit no longer listed stays, inactive: old cases point to it."""
    rows = {row.key: row for row in await session.scalars(select(Unit))}
    for listed in settings.units:
        row = rows.pop(listed.key, None)
        if row is None:
            row = Unit(key=listed.key)
            session.add(row)
        row.name, row.parent_key, row.active = listed.name, listed.parent, True
    for gone in rows.values():
        gone.active = False
    await session.flush()
