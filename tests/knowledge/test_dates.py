from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dates import parse_day

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("em nộp hồ sơ hôm 20/11/2026 thủ tục công bố hợp chuẩn", date(2026, 11, 20)),
        ("nop 3.11.2026", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("20/11/26", date(2026, 11, 20)),
        ("20-11", date(2026, 11, 20)),
        ("nộp 15h30 ngày 3-11", date(2026, 11, 3)),
        ("ngày 20 tháng 11", date(2026, 11, 20)),
        ("ngay 2 thang 9 nam 2025", date(2025, 9, 2)),
        ("25/12", date(2026, 12, 25)),
        ("5/1", date(2027, 1, 5)),
        ("5/1 năm nay", date(2026, 1, 5)),
        ("25/12 năm ngoái", date(2025, 12, 25)),
        ("hôm nay", date(2026, 11, 20)),
        ("hom qua em nop", date(2026, 11, 19)),
        ("hôm kia", date(2026, 11, 18)),
        ("ngày mai tôi nộp", date(2026, 11, 21)),
        ("thứ sáu", date(2026, 11, 20)),
        ("thu tu", date(2026, 11, 18)),
        ("nộp hôm t2", date(2026, 11, 16)),
        ("chủ nhật", date(2026, 11, 15)),
        ("chiều thứ sáu tuần trước", date(2026, 11, 13)),
        ("cn tuan truoc", date(2026, 11, 15)),
        ("thứ hai tuần sau", date(2026, 11, 23)),
        ("thứ sáu tới", date(2026, 11, 27)),
        ("thứ sáu vừa rồi", date(2026, 11, 13)),
        ("thứ 7 tuần này", date(2026, 11, 21)),
        ("3 ngày trước", date(2026, 11, 17)),
        ("cách đây hai tuần", date(2026, 11, 6)),
        ("ngày 5 em nộp", date(2026, 11, 5)),
        ("hôm mùng 3", date(2026, 11, 3)),
        ("ngày 25 em nộp", date(2026, 10, 25)),
        ("thứ hai ngày 9/11 tôi nộp", date(2026, 11, 9)),
    ],
)
def test_a_day_is_understood_as_people_write_it(text: str, day: date) -> None:
    assert parse_day(text, FRIDAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "làm bao lâu thì xong",
        "5 ngày làm việc",
        "cái thứ hai",
        "thủ tục 2.002380",
        "1.001693",
        "Nghị định 142/2020/NĐ-CP",
        "Quyết định 12/2023/QĐ-TTg",
        "31/2/2026",
        "ngày 30/13",
        "mùng 5 tháng giêng âm lịch",
        "tháng 11",
        "số 0912345678",
    ],
)
def test_what_names_no_day_gives_none(text: str) -> None:
    assert parse_day(text, FRIDAY) is None


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(-150, 150))
def test_a_day_without_a_year_is_the_nearest_one(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    if (day.month, day.day) != (2, 29):
        assert parse_day(f"ngày {day.day}/{day.month}", today) == day


@given(st.text(max_size=60), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_no_text_breaks_it(text: str, today: date) -> None:
    parse_day(text, today)
