"""Conversations for these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.db import Store
from tests.handlers.talk import DeskTalk, Talk
from tests.support.databases import templates
from tests.support.feedback import Town, found_town
from tests.support.store import Templates

__all__ = ["templates"]


@pytest.fixture
def talk() -> Talk:
    """A fresh conversation in memory."""
    return Talk()


@pytest.fixture
async def desk(templates: Templates, tmp_path: Path) -> AsyncIterator[DeskTalk]:
    """A fresh conversation of the real service on SQLite."""
    async with templates.copy("sqlite", tmp_path) as url:
        store = Store(url)
        async with DeskTalk(store) as talk:
            yield talk
        await store.close()


@pytest.fixture
async def town(desk: DeskTalk) -> Town:
    """The office behind the conversation: units, and one person of every role."""
    return await found_town(desk.store)
