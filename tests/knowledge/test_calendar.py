from datetime import date
from pathlib import Path

import pytest

from knowledge.calendar import Calendar, CalendarError, load_calendar
from knowledge.catalog import HERE

HEAD = "date,weekday,kind,name,confidence\n"


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar(HERE / "calendar.csv")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
        (date(2026, 11, 28), False),
        (date(2026, 1, 10), True),
        (date(2026, 1, 11), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2031, 3, 5), True),
    ],
)
def test_an_office_is_open_on_weekdays_and_make_up_saturdays_and_closed_on_holidays(
    calendar: Calendar, day: date, works: bool
) -> None:
    assert calendar.is_working(day) is works


def test_a_special_day_has_its_name_and_an_ordinary_one_none(calendar: Calendar) -> None:
    assert calendar.name(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam (lần đầu)"
    assert calendar.name(date(2026, 1, 10)) == "làm bù cho 02/01"
    assert calendar.name(date(2026, 11, 25)) is None


def test_a_year_is_confirmed_once_tet_and_both_days_of_quoc_khanh_are_known(calendar: Calendar) -> None:
    assert [year for year in range(2023, 2029) if calendar.confirmed(year)] == [2024, 2025, 2026]
    assert calendar.gaps(2027) == ("nghỉ Tết Nguyên đán", "nghỉ Quốc khánh")
    assert calendar.years == (2024, 2025, 2026, 2027)


@pytest.mark.parametrize(
    ("row", "line", "reason"),
    [
        ("2026-11-24,Mon,off,Ngày Văn hóa,law", 2, "is a Tue, not 'Mon'"),
        ("2026-11-28,Sat,off,nghỉ,law", 2, "off anyway"),
        ("2026-11-24,Tue,WORK,làm bù,law", 2, "worked anyway"),
        ("2026-11-24,Tue,maybe,nghỉ,law", 2, "kind must be off or WORK"),
        ("2026-13-24,Tue,off,nghỉ,law", 2, "month must be in 1..12"),
        ("2026-11-24,Tue,off,,law", 2, "name and confidence must be given"),
        ("2026-11-24,Tue,off,nghỉ", 2, "needs 5 cells, has 4"),
        ("2026-11-24,Tue,off,nghỉ,law\n2026-11-24,Tue,off,nghỉ,law", 3, "stands in the file twice"),
    ],
)
def test_a_bad_row_is_told_with_file_line_and_reason(tmp_path: Path, row: str, line: int, reason: str) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(CalendarError) as caught:
        load_calendar(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize("content", [b"day,name\n", b"", b"\xff\xfe"])
def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "calendar.csv"
    path.write_bytes(content)
    with pytest.raises(CalendarError, match=r"calendar\.csv:1: "):
        load_calendar(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="cannot be read"):
        load_calendar(tmp_path / "none.csv")
