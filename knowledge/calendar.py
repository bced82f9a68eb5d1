"""Days off and make-up working days, from a file that names the origin of every row.

The five-day week of public offices is the rule; the file `calendar.csv` holds the exceptions: `off`
= a weekday that is not worked, `WORK` = a Saturday or Sunday worked in exchange. Holidays of a year
are only known once the Prime Minister has decided them (Bộ luật Lao động 2019, Điều 112), so a year
counts as confirmed when the file shows that decision (see `Calendar.gaps`).
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ["date", "weekday", "kind", "name", "confidence"]
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SATURDAY = 5

TET_DAYS = 5
QUOC_KHANH_DAYS = 2


class CalendarError(Exception):
    """The calendar file cannot be used; the message is "file:line: reason"."""


@dataclass(frozen=True)
class SpecialDay:
    """One row: a weekday off or a worked weekend day, its name, and how sure its origin is."""

    day: dt.date
    works: bool
    name: str
    confidence: str


@dataclass(frozen=True)
class Calendar:
    """Which days public offices work."""

    special: Mapping[dt.date, SpecialDay]

    def is_working(self, day: dt.date) -> bool:
        """Whether `day` counts as a working day."""
        row = self.special.get(day)
        return row.works if row else day.weekday() < SATURDAY

    def name(self, day: dt.date) -> str | None:
        """Why `day` differs from the ordinary week; None for an ordinary day."""
        row = self.special.get(day)
        return row.name if row else None

    def gaps(self, year: int) -> tuple[str, ...]:
        """What the file lacks of a year's holidays, in Vietnamese; empty = nothing.

        A full year has five weekdays off for Tết Nguyên đán and two for Quốc khánh: the Labour Code
        grants so many days, and those that fall on a weekend are made up on weekdays.
        """
        names = [row.name for row in self.special.values() if row.day.year == year and not row.works]
        tet = sum("Tết" in name and "Tết Dương lịch" not in name for name in names)
        quoc_khanh = sum("Quốc khánh" in name for name in names)
        found = []
        if tet < TET_DAYS:
            found.append("nghỉ Tết Nguyên đán")
        if quoc_khanh < QUOC_KHANH_DAYS:
            found.append("nghỉ Quốc khánh")
        return tuple(found)

    def confirmed(self, year: int) -> bool:
        """Whether the file holds all holidays of `year`, so that its due dates are certain."""
        return not self.gaps(year)

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which the file says anything."""
        return tuple(sorted({day.year for day in self.special}))


def load_calendar(path: Path) -> Calendar:
    """Read and check a calendar file. Raises CalendarError naming file, line and reason."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return Calendar({row.day: row for row in _rows(path, csv.reader(file))})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalendarError(f"{path}:1: cannot be read: {error}") from error


def _rows(path: Path, lines: Iterator[list[str]]) -> Iterator[SpecialDay]:
    if next(lines, None) != COLUMNS:
        raise CalendarError(f"{path}:1: the columns must be {','.join(COLUMNS)}")
    seen: set[dt.date] = set()
    for number, cells in enumerate(lines, 2):
        if not cells:
            continue
        try:
            row = _row(cells)
            if row.day in seen:
                raise ValueError(f"{row.day} stands in the file twice")
        except ValueError as error:
            raise CalendarError(f"{path}:{number}: {error}") from error
        seen.add(row.day)
        yield row


def _row(cells: list[str]) -> SpecialDay:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"needs {len(COLUMNS)} cells, has {len(cells)}")
    text, weekday, kind, name, confidence = (cell.strip() for cell in cells)
    day = dt.date.fromisoformat(text)
    if weekday != WEEKDAYS[day.weekday()]:
        raise ValueError(f"{day} is a {WEEKDAYS[day.weekday()]}, not {weekday!r}")
    if kind not in ("off", "WORK"):
        raise ValueError(f"kind must be off or WORK, not {kind!r}")
    weekend = day.weekday() >= SATURDAY
    if kind == "off" and weekend:
        raise ValueError(f"{day} is a weekend day and off anyway; give the weekday made up for it instead")
    if kind == "WORK" and not weekend:
        raise ValueError(f"{day} is a weekday and worked anyway")
    if not name or not confidence:
        raise ValueError("name and confidence must be given")
    return SpecialDay(day, kind == "WORK", name, confidence)
