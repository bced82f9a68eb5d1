"""What replicas of the service do by the clock, on the database of a town."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.clock import ZONE
from bot.config import Settings
from bot.feedback.closing import Closing
from bot.feedback.redating import Redating
from bot.feedback.reminding import Reminding
from bot.feedback.shift import Shift
from bot.feedback.warnings import Warnings
from bot.store.db import Store
from bot.store.models import Clock, Feedback, StaffNotice
from knowledge.calendar import Calendar, SpecialDay
from tests.support.delivery import Hand, kb
from tests.support.feedback import Town


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of Vietnam time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def changed(*days: SpecialDay) -> Calendar:
    """The calendar of the repository with other days off or on."""
    return Calendar({**kb().calendar.special, **{row.day: row for row in days}})


def off(day: date, name: str = "Nghỉ theo thông báo mới") -> SpecialDay:
    """A working day that is taken off."""
    return SpecialDay(day, False, name, "sourced")


class Replica:
    """The jobs of one process."""

    def __init__(self, store: Store, settings: Settings, clock: Hand, calendar: Calendar) -> None:
        shift = Shift(store, settings, calendar, clock)
        self.redating = Redating(shift)
        self.reminding = Reminding(shift, kb().catalog)
        self.warnings = Warnings(shift)
        self.closing = Closing(shift)

    async def round(self) -> None:
        """Every job once, in the order of the service."""
        for job in (self.redating, self.reminding, self.warnings, self.closing):
            await job.run()


@dataclass
class Duty:
    """Replicas of one service and the clock that they read."""

    town: Town
    clock: Hand
    replicas: Sequence[Replica]

    async def round(self, moment: datetime | None = None) -> None:
        """All replicas do their round at the same time."""
        if moment is not None:
            self.clock.now = moment
        await asyncio.gather(*(replica.round() for replica in self.replicas))

    async def notices(self, code: str | None = None) -> list[StaffNotice]:
        """What the office was warned of, oldest first; what is told at a step has no key."""
        wanted = select(StaffNotice).where(StaffNotice.key.is_not(None)).order_by(StaffNotice.id)
        if code is not None:
            wanted = wanted.join(Feedback, Feedback.id == StaffNotice.feedback_id).where(Feedback.code == code)
        async with self.town.store.read() as session:
            return list(await session.scalars(wanted))

    async def clocks(self, code: str) -> dict[str, Clock]:
        """The clocks of a case by name."""
        wanted = select(Clock).join(Feedback, Feedback.id == Clock.feedback_id).where(Feedback.code == code)
        async with self.town.store.read() as session:
            return {clock.name: clock for clock in await session.scalars(wanted)}


def duty(town: Town, replicas: int = 1, calendar: Calendar | None = None) -> Duty:
    """The service of a town."""
    clock = Hand()
    made = [Replica(town.store, town.settings, clock, calendar or kb().calendar) for _ in range(replicas)]
    return Duty(town, clock, made)
