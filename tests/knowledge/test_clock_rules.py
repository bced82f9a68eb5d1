"""Clocks by the day (reference: practice.md, K3-K5, K7, K11)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from knowledge.calendar import Calendar, SpecialDay, load_calendar
from knowledge.catalog import HERE
from knowledge.workdays import add, before, between, explain

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(HERE / "calendar.csv")


def test_receipt_on_friday_saturday_or_sunday_ends_on_the_same_day(calendar: Calendar) -> None:
    """K3."""
    ends = {add(date(2026, 6, 5) + n * DAY, 20, "working", calendar).on for n in range(3)}
    assert ends == {date(2026, 7, 3)}


def test_the_due_day_is_in_time_and_the_day_after_is_late(calendar: Calendar) -> None:
    """K4, by the day; the very minutes are in tests/feedback/test_clock_rules.py."""
    due = add(date(2026, 11, 20), 5, "working", calendar)
    assert not due.late(due.on)
    assert due.late(due.on + DAY)


def test_the_day_that_was_swapped_away_never_counts_and_its_saturday_does(calendar: Calendar) -> None:
    """K5."""
    assert add(date(2026, 1, 9), 1, "working", calendar).on == date(2026, 1, 10)
    for start in (date(2025, 12, 25) + n * DAY for n in range(12)):
        for days in range(1, 15):
            assert add(start, days, "working", calendar).on != date(2026, 1, 2)


def test_ten_thousand_random_terms_agree_with_counting_day_by_day() -> None:
    """K7."""
    random = Random(2026)
    calendars = [_random_calendar(random) for _ in range(50)]
    for _ in range(10_000):
        calendar = random.choice(calendars)
        start, days = date(2026, 1, 1) + random.randrange(365) * DAY, random.randrange(1, 40)
        due = add(start, days, "working", calendar).on
        assert due == _slowly(start, days, calendar)
        assert between(start, due, calendar) == days
        assert due < add(start, days + 1, "working", calendar).on
        assert due <= add(start + DAY, days, "working", calendar).on
        if calendar.is_working(start):
            assert before(due, days, calendar) == start


def test_why_a_date_names_every_day_that_was_skipped(calendar: Calendar) -> None:
    """K11."""
    due = add(date(2026, 2, 6), 8, "working", calendar)
    text = explain(due)
    for part in ("07–08/02 cuối tuần", "14–15/02 cuối tuần", "16–20/02 nghỉ (Tết Bính Ngọ)", "21–22/02 cuối tuần"):
        assert part in text
    named = {date(2026, 2, day) for day in (7, 8, 14, 15, 16, 17, 18, 19, 20, 21, 22)}
    assert {row.day for row in due.skipped} == named
    assert text.endswith("→ 25/02/2026")


def _random_calendar(random: Random) -> Calendar:
    days = {date(2026, 1, 1) + random.randrange(500) * DAY for _ in range(random.randrange(40))}
    return Calendar({day: SpecialDay(day, day.weekday() >= 5, "ngày thử", "test") for day in days})


def _slowly(start: date, days: int, calendar: Calendar) -> date:
    """One day after the other, by the words of the law: the day of receipt is not counted."""
    day, counted = start, 0
    while counted < days:
        day += DAY
        row = calendar.special.get(day)
        works = row.works if row is not None else day.isoweekday() <= 5
        counted += works
    return day
