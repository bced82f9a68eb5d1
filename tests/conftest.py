"""Fixtures for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.support.delivery import Hand
from tests.support.service import LiveService, live_service
from tests.support.telegram import FakeTelegram, fake_telegram

# Unconfigured, structlog paints each traceback with all its values: seconds of work in the middle of a turn.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.set_exc_info,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A fake Telegram server of its own."""
    with fake_telegram() as server:
        yield server


@pytest.fixture
def clock() -> Hand:
    """A clock at 8 o'clock of 20 November 2026 in Vietnam, which goes on only when told."""
    return Hand()


@pytest.fixture
def service(tmp_path: Path, clock: Hand) -> Iterator[LiveService]:
    """The whole service on a folder of its own, without Telegram."""
    with live_service(tmp_path / "var", clock) as running:
        yield running
