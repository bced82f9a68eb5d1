"""Due dates: counted by the calendar, and explained.

The day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147). A term of calendar days that ends on
a day off ends with the next working day (Điều 148 khoản 5). A term of months ends on the day of the same
number, or on the last day of a shorter month (Điều 148 khoản 3). Times of day play no part: the due day
itself, up to its midnight, is in time (Điều 148 khoản 6).
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.calendar import Calendar

Unit = Literal["working", "calendar", "month"]

WEEKEND = "cuối tuần"
MAX_VALUE = 3650
"""A longer term is a mistake: ten years in days."""

_UNIT_NAMES = {"working": "ngày làm việc", "calendar": "ngày", "month": "tháng"}
_FULL_WEEKENDS = 4
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Skipped:
    """A day that was not counted, or a weekend day that was, and its name."""

    day: dt.date
    name: str


@dataclass(frozen=True)
class Due:
    """A due date. `on` is the last day in time; `skipped` are the days passed over on the way to it.

    `warnings` are Vietnamese sentences: why the date may still change. `made_up` are the weekend days
    that count because they are worked in exchange for another day.
    """

    start: dt.date
    value: int
    unit: Unit
    on: dt.date
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    made_up: tuple[Skipped, ...] = ()

    def late(self, today: dt.date) -> bool:
        """Whether the date is missed on `today` (local). The due day itself is in time."""
        return today > self.on


def add(start: dt.date, value: int, unit: Unit, calendar: Calendar) -> Due:
    """The day on which a term of `value` days or months that starts with an event on `start` ends.

    Raises ValueError unless 1 <= value <= MAX_VALUE.
    """
    if not 1 <= value <= MAX_VALUE:
        raise ValueError(f"a term has 1 to {MAX_VALUE} days or months, not {value}")
    on, left = start, value
    if unit != "working":
        last = start + dt.timedelta(days=value) if unit == "calendar" else _months_after(start, value)
        on, left = last - _ONE_DAY, 1
    skipped, made_up = [], []
    while left:
        on += _ONE_DAY
        if not calendar.is_working(on):
            skipped.append(Skipped(on, calendar.name(on) or WEEKEND))
            continue
        left -= 1
        if name := calendar.name(on):
            made_up.append(Skipped(on, name))
    return Due(start, value, unit, on, tuple(skipped), _warnings(start.year, on.year, calendar), tuple(made_up))


def _months_after(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def before(on: dt.date, value: int, calendar: Calendar) -> dt.date:
    """The day `value` working days before `on`; `value` 0 gives `on` itself."""
    day = on
    for _ in range(value):
        day -= _ONE_DAY
        while not calendar.is_working(day):
            day -= _ONE_DAY
    return day


def between(start: dt.date, end: dt.date, calendar: Calendar) -> int:
    """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
    span = (end - start).days
    return sum(calendar.is_working(start + dt.timedelta(days=step)) for step in range(1, span + 1))


def _warnings(first: int, last: int, calendar: Calendar) -> tuple[str, ...]:
    open_years = [year for year in range(first, last + 1) if not calendar.confirmed(year)]
    if not open_years:
        return ()
    gaps = dict.fromkeys(gap for year in open_years for gap in calendar.gaps(year))
    years = ", ".join(map(str, open_years))
    return (f"Lịch nghỉ năm {years} chưa có đủ ngày {' và '.join(gaps)}, nên hạn này có thể phải tính lại.",)


def explain(due: Due) -> str:
    """Why the due date is that day, in Vietnamese; plain text, with every day passed over named."""
    long = due.start.year != due.on.year
    parts = [f"{due.value} {_UNIT_NAMES[due.unit]} tính từ hôm sau ngày nhận {_full(due.start)}"]
    if due.skipped:
        passed = ", ".join(_skips(due.skipped, long))
        last_day_off = f"ngày cuối rơi vào ngày nghỉ ({passed}) nên lùi sang ngày làm việc kế tiếp"
        parts.append(passed if due.unit == "working" else last_day_off)
    parts += [f"{_span([row], long)} có tính ({_short(row.name)})" for row in due.made_up]
    sentence = f"{'; '.join(parts)} → {_full(due.on)}"
    return ". ".join([sentence, *(f"Lưu ý: {warning[:1].lower()}{warning[1:]}" for warning in due.warnings)])


def _skips(skipped: Sequence[Skipped], long: bool) -> Iterator[str]:
    """The days passed over, in order; many weekends are told together, at the end."""
    runs = list(_runs(skipped))
    weekends = [run for run in runs if run[0].name == WEEKEND]
    together = len(weekends) > _FULL_WEEKENDS
    for run in runs:
        if run[0].name != WEEKEND:
            name = _short(run[0].name)
            yield f"{_span(run, long)} {name if name.startswith('nghỉ') else f'nghỉ ({name})'}"
        elif not together:
            yield f"{_span(run, long)} {WEEKEND}"
    if together:
        days = sum(len(run) for run in weekends)
        first, last = weekends[0][0].day, weekends[-1][-1].day
        yield f"{days} ngày {WEEKEND} từ {_day(first, long)} đến {_day(last, long)}"


def _runs(skipped: Sequence[Skipped]) -> Iterator[list[Skipped]]:
    """Days that follow each other under one name."""
    run: list[Skipped] = []
    for row in skipped:
        if run and (row.day - run[-1].day != _ONE_DAY or _short(row.name) != _short(run[-1].name)):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _short(name: str) -> str:
    """The name without the remark in parentheses: "Quốc khánh (ngày liền kề)" -> "Quốc khánh"."""
    return name.split(" (")[0]


def _span(run: Sequence[Skipped], long: bool) -> str:
    first, last = run[0].day, run[-1].day
    if first == last:
        return _day(first, long)
    head = f"{first:%d}" if (first.year, first.month) == (last.year, last.month) else _day(first, long)
    return f"{head}–{_day(last, long)}"


def _day(day: dt.date, long: bool) -> str:
    return _full(day) if long else f"{day:%d/%m}"


def _full(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"
