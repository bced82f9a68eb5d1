"""A fresh database, and the town: a conversation of bà Hoa, units, and people of every role."""

from __future__ import annotations

import pytest

from bot.store.db import Store
from tests.support.databases import store, templates, url
from tests.support.feedback import Town, found_town

__all__ = ["store", "templates", "url"]


@pytest.fixture
async def town(store: Store) -> Town:
    return await found_town(store)
