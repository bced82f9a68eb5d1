"""The units of the configuration as rows."""

from __future__ import annotations

from sqlalchemy import select

from bot.config import Settings
from bot.store.db import Store
from bot.store.models import Unit
from bot.store.units import sync_units
from tests.support.delivery import settings


async def sync(store: Store, wanted: Settings) -> dict[str, tuple[str, bool]]:
    async with store.write() as session:
        await sync_units(session, wanted)
    async with store.read() as session:
        return {row.key: (row.name, row.active) for row in await session.scalars(select(Unit))}


async def test_every_listed_unit_has_a_row(store: Store) -> None:
    found = await sync(store, settings())
    assert found == {unit.key: (unit.name, True) for unit in settings().units}
    assert await sync(store, settings()) == found


async def test_a_unit_no_longer_listed_stays_but_is_inactive(store: Store) -> None:
    await sync(store, settings())
    *others, last = settings().units
    found = await sync(store, settings().model_copy(update={"units": tuple(others)}))
    assert found[last.key] == (last.name, False)
    assert found[others[0].key][1]


async def test_a_renamed_unit_keeps_its_row(store: Store) -> None:
    await sync(store, settings())
    first, *others = settings().units
    renamed = first.model_copy(update={"name": "Văn phòng"})
    found = await sync(store, settings().model_copy(update={"units": (renamed, *others)}))
    assert found[first.key] == ("Văn phòng", True)
    assert len(found) == len(settings().units)
