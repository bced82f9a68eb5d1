"""The console with its own database, and people of every role who have a password."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.console import Console, open_console
from tests.support.databases import templates, url
from tests.support.delivery import Hand

__all__ = ["templates", "url"]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def console(url: str, tmp_path: Path, clock: Hand) -> AsyncIterator[Console]:
    async with open_console(url, tmp_path, clock) as opened:
        yield opened
