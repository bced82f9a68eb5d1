"""Office hours: whether an office is open, when it opens next, and terms of working hours.

A term of hours runs from the stated moment (Bộ luật Dân sự 2015, Điều 147 khoản 1), here only while the
office works. Moments are local and may be aware or naive; the zone is not looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.calendar import Calendar

_ONE_DAY = dt.timedelta(days=1)
_FURTHEST = 366
"""Days after which an office that never opens is a mistake of the calendar."""


@dataclass(frozen=True)
class OfficeHours:
    """The spans of a working day, in order: (opens, closes)."""

    spans: tuple[tuple[dt.time, dt.time], ...]

    @classmethod
    def parse(cls, texts: Sequence[str]) -> OfficeHours:
        """From "07:30-11:30" and the like. Raises ValueError for a time that is none or out of order."""
        spans = []
        for text in texts:
            opens, _, closes = text.partition("-")
            spans.append((dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)))
        moments = [moment for span in spans for moment in span]
        if not spans or any(later <= earlier for earlier, later in pairwise(moments)):
            raise ValueError("working hours must follow one another, each from an earlier to a later time")
        return cls(tuple(spans))

    def is_open(self, moment: dt.datetime, calendar: Calendar) -> bool:
        """Whether the office works at `moment`; the closing minute itself no longer."""
        time = moment.time().replace(tzinfo=None)
        return calendar.is_working(moment.date()) and any(opens <= time < closes for opens, closes in self.spans)

    def next_open(self, moment: dt.datetime, calendar: Calendar) -> dt.datetime:
        """`moment` itself when the office is open, else when it opens next."""
        return next(start for start, _ in self._open_from(moment, calendar))

    def add(self, moment: dt.datetime, minutes: int, calendar: Calendar) -> dt.datetime:
        """The moment at which `minutes` of working time after `moment` have passed.

        Raises ValueError for a negative number.
        """
        if minutes < 0:
            raise ValueError(f"a term cannot have {minutes} minutes")
        left = dt.timedelta(minutes=minutes)
        for start, end in self._open_from(moment, calendar):
            if left < end - start or (left == end - start and left):
                return start + left
            left -= end - start
        raise ValueError("the office never opens again")

    def _open_from(self, moment: dt.datetime, calendar: Calendar) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """The spans from `moment` on, the first one cut off by it."""
        for number in range(_FURTHEST):
            day = moment + number * _ONE_DAY
            if not calendar.is_working(day.date()):
                continue
            for opens, closes in self.spans:
                start, end = (
                    day.replace(hour=t.hour, minute=t.minute, second=0, microsecond=0) for t in (opens, closes)
                )
                if end > moment:
                    yield max(start, moment), end
