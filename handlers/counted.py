"""The due dates of a procedure for a day of filing: one for every time limit that runs from it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.turns import Turn
from handlers import told
from knowledge import workdays
from knowledge.model import Procedure, TimeLimit

_UNITS: dict[str, workdays.Unit] = {"ngày làm việc": "working", "ngày": "calendar", "tháng": "month"}


@dataclass(frozen=True)
class Counted:
    """A time limit with the day it ends on and the reason. `unit` is that of `knowledge.workdays`."""

    limit: TimeLimit
    unit: workdays.Unit
    on: dt.date
    why: str


def countable(limit: TimeLimit) -> bool:
    """Whether a due date follows from the day of filing."""
    return told.from_filing(limit) and limit.unit in _UNITS and limit.value <= workdays.MAX_VALUE


def dates(turn: Turn, record: Procedure, day: dt.date) -> list[Counted]:
    """The due dates of a procedure filed on `day`, in the order of its record."""
    return [_count(turn, limit, day) for limit in told.limits(record)[0] if countable(limit)]


def _count(turn: Turn, limit: TimeLimit, day: dt.date) -> Counted:
    unit = _UNITS[limit.unit]
    due = workdays.add(day, limit.value, unit, turn.kb.calendar)
    return Counted(limit, unit, due.on, workdays.explain(due))
