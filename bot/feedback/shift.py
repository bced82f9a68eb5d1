"""What everything that is done by the clock shares: the database, the rules, the calendar and the hours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from bot.clock import Clock, local
from bot.config import Settings
from bot.feedback.lifecycle import Lifecycle
from bot.store.db import Store
from knowledge.calendar import Calendar

log = structlog.get_logger(__name__)


@contextmanager
def by_itself(work: str, row_id: int) -> Iterator[None]:
    """What goes wrong with one row is logged and keeps nothing from the others, now and in every later round."""
    try:
        yield
    except Exception:
        log.exception("one of many failed", work=work, row_id=row_id)


@dataclass(frozen=True)
class Moment:
    """One look at the clock: the moment, its local day, and whether the office works."""

    at: datetime
    day: date
    open: bool


@dataclass(frozen=True)
class Shift:
    """The office as the jobs see it. A job looks at the clock once and uses that moment throughout."""

    store: Store
    settings: Settings
    calendar: Calendar
    clock: Clock

    @property
    def lifecycle(self) -> Lifecycle:
        """What moves cases by the rules of this office."""
        return Lifecycle(self.settings, self.calendar)

    def moment(self) -> Moment:
        """The present moment."""
        now = self.clock()
        here = local(now)
        return Moment(now, here.date(), self.settings.working_hours.office.is_open(here, self.calendar))
