"""Working hours: terms run while the office works, and only then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from bot.clock import ZONE, local
from knowledge.calendar import Calendar, load_calendar
from knowledge.catalog import HERE
from knowledge.workhours import OfficeHours

ALL_DAY = OfficeHours.parse(["08:00-17:00"])
WITH_LUNCH = OfficeHours.parse(["07:30-11:30", "13:30-17:00"])
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(HERE / "calendar.csv")


def test_an_hour_from_friday_half_past_four_ends_on_monday_morning(calendar: Calendar) -> None:
    """K1."""
    assert ALL_DAY.add(datetime(2026, 6, 5, 16, 30), 60, calendar) == datetime(2026, 6, 8, 8, 30)


def test_lunch_is_not_counted(calendar: Calendar) -> None:
    """K2."""
    assert WITH_LUNCH.add(datetime(2026, 6, 5, 11, 45), 30, calendar) == datetime(2026, 6, 5, 14, 0)


def test_a_term_over_tet_goes_on_after_the_holidays(calendar: Calendar) -> None:
    assert WITH_LUNCH.add(datetime(2026, 2, 13, 16, 0), 90, calendar) == datetime(2026, 2, 23, 8, 0)


def test_a_swapped_saturday_is_worked_and_an_ordinary_one_is_not(calendar: Calendar) -> None:
    assert WITH_LUNCH.is_open(datetime(2026, 1, 10, 9, 0), calendar)
    assert not WITH_LUNCH.is_open(datetime(2026, 1, 17, 9, 0), calendar)
    assert WITH_LUNCH.add(datetime(2026, 1, 9, 17, 0), 30, calendar) == datetime(2026, 1, 10, 8, 0)


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(7, 29, False), (7, 30, True), (11, 29, True), (11, 30, False), (13, 30, True), (16, 59, True), (17, 0, False)],
)
def test_the_office_is_open_from_the_opening_minute_to_the_one_before_closing(
    calendar: Calendar, hour: int, minute: int, is_open: bool
) -> None:
    assert WITH_LUNCH.is_open(datetime(2026, 11, 20, hour, minute), calendar) is is_open


@pytest.mark.parametrize(
    ("closing", "opening"),
    [
        (datetime(2026, 11, 20, 11, 30), datetime(2026, 11, 20, 13, 30)),
        (datetime(2026, 11, 20, 17, 0), datetime(2026, 11, 23, 7, 30)),
    ],
)
def test_at_the_closing_moment_the_next_opening_is_named(
    calendar: Calendar, closing: datetime, opening: datetime
) -> None:
    assert WITH_LUNCH.next_open(closing, calendar) == opening


def test_a_term_that_fills_the_day_ends_when_the_office_closes(calendar: Calendar) -> None:
    assert WITH_LUNCH.add(datetime(2026, 11, 20, 16, 30), 30, calendar) == datetime(2026, 11, 20, 17, 0)
    assert WITH_LUNCH.add(datetime(2026, 11, 20, 16, 30), 31, calendar) == datetime(2026, 11, 23, 7, 31)


def test_hours_are_those_of_vietnam_whatever_the_zone_of_the_moment(calendar: Calendar) -> None:
    morning = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert WITH_LUNCH.is_open(local(morning), calendar)
    assert WITH_LUNCH.next_open(local(morning - MINUTE), calendar) == morning


def test_a_term_ends_after_minutes_that_were_worked_and_a_longer_one_never_earlier(calendar: Calendar) -> None:
    random = Random(20261120)
    for _ in range(500):
        start = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=random.randrange(300 * 24 * 60))
        minutes = random.randrange(1, 3000)
        end = WITH_LUNCH.add(start, minutes, calendar)
        assert WITH_LUNCH.is_open(end - MINUTE, calendar)
        assert WITH_LUNCH.add(start, minutes - 1, calendar) <= end <= WITH_LUNCH.add(start, minutes + 1, calendar)
        assert WITH_LUNCH.add(start + MINUTE, minutes, calendar) >= end


def test_the_minutes_of_a_term_are_exactly_the_open_ones(calendar: Calendar) -> None:
    random = Random(7)
    for _ in range(40):
        start = datetime(2026, 2, 10) + timedelta(minutes=random.randrange(14 * 24 * 60))
        minutes = random.randrange(1, 900)
        end = WITH_LUNCH.add(start, minutes, calendar)
        span = int((end - start) / MINUTE)
        assert sum(WITH_LUNCH.is_open(start + n * MINUTE, calendar) for n in range(span)) == minutes


def test_no_minutes_end_at_once_while_open_and_at_the_opening_while_closed(calendar: Calendar) -> None:
    for moment in (datetime(2026, 11, 20, 9, 0), datetime(2026, 11, 21, 9, 0)):
        assert WITH_LUNCH.add(moment, 0, calendar) == WITH_LUNCH.next_open(moment, calendar)


def test_a_negative_term_and_hours_out_of_order_are_refused(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="-5"):
        WITH_LUNCH.add(datetime(2026, 11, 20, 9, 0), -5, calendar)
    for spans in ([], ["11:30-07:30"], ["07:30-11:30", "11:00-17:00"], ["07:30"], ["25:00-26:00"]):
        with pytest.raises(ValueError):  # noqa: PT011 - each from another check
            OfficeHours.parse(spans)


def test_the_first_opening_after_tet_2026(calendar: Calendar) -> None:
    assert WITH_LUNCH.next_open(datetime(2026, 2, 15, 3, 0), calendar) == datetime(2026, 2, 23, 7, 30)
    assert calendar.is_working(date(2026, 2, 23))
