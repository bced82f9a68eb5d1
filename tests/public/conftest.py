"""The service on a real database, and a visitor without an account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.support.console import Console, open_console
from tests.support.databases import templates, url
from tests.support.delivery import Hand
from tests.support.feedback import NOW

__all__ = ["templates", "url"]


@pytest.fixture
def clock() -> Hand:
    hand = Hand()
    hand.now = NOW
    return hand


@pytest.fixture
async def console(url: str, tmp_path: Path, clock: Hand) -> AsyncIterator[Console]:
    async with open_console(url, tmp_path, clock) as opened:
        yield opened


@pytest.fixture
async def visitor(console: Console) -> httpx.AsyncClient:
    return (await console.browser()).client
