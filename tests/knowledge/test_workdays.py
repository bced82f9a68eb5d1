import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from bot.clock import local
from knowledge.calendar import Calendar, SpecialDay, load_calendar
from knowledge.catalog import HERE
from knowledge.workdays import MAX_VALUE, Unit, add, before, between, explain


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(HERE / "calendar.csv")


def test_five_working_days_from_20_november_2026_end_on_30_november_and_say_why(calendar: Calendar) -> None:
    due = add(date(2026, 11, 20), 5, "working", calendar)
    assert due.on == date(2026, 11, 30)
    assert explain(due) == (
        "5 ngày làm việc tính từ hôm sau ngày nhận 20/11/2026; 21–22/11 cuối tuần, "
        "24/11 nghỉ (Ngày Văn hóa Việt Nam), 28–29/11 cuối tuần → 30/11/2026"
    )


@pytest.mark.parametrize("day", [date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 7)])
def test_friday_saturday_and_sunday_receipt_give_the_same_due_date(calendar: Calendar, day: date) -> None:
    assert add(day, 20, "working", calendar).on == date(2026, 7, 3)


def test_the_due_day_itself_is_in_time_and_the_next_is_late(calendar: Calendar) -> None:
    due = add(date(2026, 11, 20), 5, "working", calendar)
    last_moment = local(datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC))
    assert not due.late(last_moment.date())
    assert due.late(local(datetime(2026, 11, 30, 17, 0, tzinfo=UTC)).date())


def test_a_swapped_saturday_counts_and_the_day_it_stands_in_for_does_not(calendar: Calendar) -> None:
    assert add(date(2026, 1, 9), 1, "working", calendar).on == date(2026, 1, 10)
    over_new_year = add(date(2025, 12, 31), 1, "working", calendar)
    assert over_new_year.on == date(2026, 1, 5)
    assert [(row.day, row.name) for row in over_new_year.skipped][:2] == [
        (date(2026, 1, 1), "Tết Dương lịch"),
        (date(2026, 1, 2), "hoán đổi với 10/01 (VB 12729/VPCP-KGVX 25/12/2025)"),
    ]
    assert "10/01 có tính (làm bù cho 02/01)" in explain(add(date(2026, 1, 9), 2, "working", calendar))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 10, date(2026, 11, 30)),
        (date(2026, 11, 20), 30, date(2026, 12, 21)),
        (date(2026, 4, 20), 6, date(2026, 4, 28)),
        (date(2026, 8, 20), 2, date(2026, 8, 22)),
    ],
)
def test_calendar_days_end_on_the_next_working_day_when_the_last_is_off(
    calendar: Calendar, start: date, days: int, end: date
) -> None:
    assert add(start, days, "calendar", calendar).on == end


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [(date(2026, 1, 31), 1, date(2026, 3, 2)), (date(2026, 3, 31), 3, date(2026, 6, 30))],
)
def test_months_end_on_the_same_number_or_the_last_day_of_a_shorter_month(
    calendar: Calendar, start: date, months: int, end: date
) -> None:
    assert add(start, months, "month", calendar).on == end


def test_why_a_calendar_term_moved_is_said(calendar: Calendar) -> None:
    assert explain(add(date(2026, 4, 20), 6, "calendar", calendar)) == (
        "6 ngày tính từ hôm sau ngày nhận 20/04/2026; ngày cuối rơi vào ngày nghỉ (26/04 cuối tuần, "
        "27/04 nghỉ bù Giỗ Tổ) nên lùi sang ngày làm việc kế tiếp → 28/04/2026"
    )


def test_every_holiday_is_named_and_days_under_one_name_are_told_together(calendar: Calendar) -> None:
    text = explain(add(date(2026, 2, 10), 15, "working", calendar))
    for part in ("14–15/02 cuối tuần", "16–20/02 nghỉ (Tết Bính Ngọ)", "28/02–01/03 cuối tuần"):
        assert part in text


def test_the_many_weekends_of_a_long_term_are_told_together(calendar: Calendar) -> None:
    due = add(date(2026, 8, 18), 60, "working", calendar)
    text = explain(due)
    weekends = sum(row.name == "cuối tuần" for row in due.skipped)
    assert f"{weekends} ngày cuối tuần từ 23/08 đến 08/11" in text
    assert "01–02/09 nghỉ (Quốc khánh)" in text
    assert len(text) < 300


def test_a_term_into_a_year_without_announced_holidays_carries_a_warning_naming_it(calendar: Calendar) -> None:
    due = add(date(2026, 12, 20), 20, "working", calendar)
    assert due.warnings == (
        "Lịch nghỉ năm 2027 chưa có đủ ngày nghỉ Tết Nguyên đán và nghỉ Quốc khánh, nên hạn này có thể phải tính lại.",
    )
    assert "Lưu ý: lịch nghỉ năm 2027" in explain(due)
    assert "01/01/2027 nghỉ (Tết Dương lịch)" in explain(due)
    assert add(date(2026, 12, 1), 20, "working", calendar).warnings == ()


@pytest.fixture
def server_in_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("server_in_utc")
def test_a_message_at_23_59_and_one_at_00_01_belong_to_their_local_days(calendar: Calendar) -> None:
    before_midnight = local(datetime(2026, 11, 19, 16, 59, tzinfo=UTC)).date()
    after_midnight = local(datetime(2026, 11, 19, 17, 1, tzinfo=UTC)).date()
    assert (before_midnight, after_midnight) == (date(2026, 11, 19), date(2026, 11, 20))
    assert add(before_midnight, 5, "working", calendar).on == date(2026, 11, 27)
    assert add(after_midnight, 5, "working", calendar).on == date(2026, 11, 30)


@pytest.mark.parametrize("value", [0, -1, MAX_VALUE + 1])
@pytest.mark.parametrize("unit", ["working", "calendar", "month"])
def test_a_term_of_no_days_or_of_more_than_the_limit_is_refused(calendar: Calendar, value: int, unit: Unit) -> None:
    with pytest.raises(ValueError, match="a term has 1 to"):
        add(date(2026, 11, 20), value, unit, calendar)


def random_calendar(random: Random) -> Calendar:
    special = {}
    for _ in range(random.randrange(0, 120)):
        day = date(2026, 1, 1) + timedelta(days=random.randrange(500))
        weekend = day.weekday() >= 5
        special[day] = SpecialDay(day, weekend, "làm bù" if weekend else "nghỉ", "thử")
    return Calendar(special)


def oracle(start: date, value: int, calendar: Calendar) -> date:
    """Day by day over every day that could matter, with nothing but the definition."""
    days = [start + timedelta(days=step) for step in range(1, value * 7 + 400)]
    off = {day for day, row in calendar.special.items() if not row.works}
    made_up = set(calendar.special) - off
    return [day for day in days if day in made_up or (day.isoweekday() <= 5 and day not in off)][value - 1]


def test_10_000_random_terms_equal_a_slow_count_and_lead_back_to_their_start() -> None:
    random = Random(147_148)
    calendars = [random_calendar(random) for _ in range(50)]
    for _ in range(10_000):
        calendar = random.choice(calendars)
        start = date(2026, 1, 1) + timedelta(days=random.randrange(400))
        value = random.randrange(1, 40)
        due = add(start, value, "working", calendar)
        assert due.on == oracle(start, value, calendar)
        assert calendar.is_working(due.on)
        assert due.on < add(start, value + 1, "working", calendar).on
        assert due.on <= add(start + timedelta(days=1), value, "working", calendar).on
        assert between(start, due.on, calendar) == value
        assert all(not calendar.is_working(row.day) for row in due.skipped)
        if calendar.is_working(start):
            assert before(due.on, value, calendar) == start


def test_counting_back_passes_over_holidays_too(calendar: Calendar) -> None:
    assert before(date(2026, 11, 25), 1, calendar) == date(2026, 11, 23)
    assert before(date(2026, 11, 25), 0, calendar) == date(2026, 11, 25)
    assert between(date(2026, 11, 25), date(2026, 11, 20), calendar) == 0
