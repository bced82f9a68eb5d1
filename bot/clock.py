"""What time it is. Everything takes its clock as an argument; this is the real one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone of every date that a person reads or a deadline is counted by."""

Clock = Callable[[], datetime]
"""Gives the present moment, aware, in UTC."""


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """An aware moment in Vietnam time."""
    return moment.astimezone(ZONE)
