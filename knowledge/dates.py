"""Finds the day that a Vietnamese message speaks of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from knowledge.vietnamese import fold

_DAY = dt.timedelta(days=1)

_RELATIVE = {
    "hom nay": 0,
    "bua nay": 0,
    "hom qua": -1,
    "bua qua": -1,
    "hom kia": -2,
    "hom kia nua": -3,
    "ngay mai": 1,
    "sang mai": 1,
    "chieu mai": 1,
    "mai nop": 1,
    "ngay kia": 2,
    "ngay mot": 2,
}
_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5,
}  # fmt: skip
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
_FULL = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_DAY_MONTH = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?![\d/-]|\.\d)")
_WORDS = re.compile(r"\b(\d{1,2})\s*thang\s*(\d{1,2})(?:\s*(?:nam|,|/)?\s*(\d{4}))?\b")
_RELATIVE_WORDS = re.compile("|".join(rf"\b{words}\b" for words in sorted(_RELATIVE, key=len, reverse=True)))
_AGO = re.compile(rf"(?<!\bthu )\b(\d{{1,3}}|{'|'.join(_NUMBERS)})\s*(ngay|hom|bua|tuan)\s*(truoc|nay roi)\b")
_AGO_LATER = re.compile(rf"\bcach day\s*(\d{{1,3}}|{'|'.join(_NUMBERS)})\s*(ngay|hom|bua|tuan)\b")
_WEEKDAY = re.compile(
    # "cái thứ hai" counts things; it is no Monday.
    r"(?<!\bcai )(?<!\bloai )(?<!\bmuc )(?<!\blan )(?<!\bnguoi )(?<!\bphan )(?<!\bviec )(?<!\bbuoc )(?<!\bso )"
    rf"\b(?:thu\s*({'|'.join(_WEEKDAYS)})|t([2-7])|(chu nhat|cn))\b"
    r"(?:\s*(tuan (?:truoc|roi|qua|nay|sau|toi)|toi day|sap toi|toi|truoc|vua roi|vua qua|roi|nay))?"
)
_DAY_ALONE = re.compile(r"\b(?:ngay|hom|mung|mong)\s*(\d{1,2})\b(?!\s*(?:thang|ngay|[/.-]?\d))")


def parse_day(text: str, today: dt.date) -> dt.date | None:
    """The first-ranking day named in `text`, with or without accents; None when there is none.

    Full dates go before day and month, and those before "hôm qua", "3 ngày trước", "thứ sáu tuần
    trước" and "ngày 20". A day without a year is the one nearest to `today`; a bare weekday or "ngày
    20" is the latest one not after `today`, for people tell when they handed something in. Dates of
    the lunar calendar are not understood.
    """
    plain = " ".join(fold(text).split())
    if re.search(r"\bam lich\b", plain):
        return None
    for find in _FINDERS:
        if (day := find(plain, today)) is not None:
            return day
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _full_date(plain: str, today: dt.date) -> dt.date | None:
    if found := _ISO.search(plain):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _FULL.search(plain):
        year = int(found[4])
        return _date(year if year > 99 else 2000 + year, int(found[3]), int(found[1]))
    if (found := _WORDS.search(plain)) and found[3]:
        return _date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _day_and_month(plain: str, today: dt.date) -> dt.date | None:
    found = _WORDS.search(plain) or _DAY_MONTH.search(plain)
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    years = (today.year + shift for shift in _named_year(plain))
    days = [one for year in years if (one := _date(year, month, day))]
    return min(days, key=lambda one: abs(one - today), default=None)


def _named_year(plain: str) -> tuple[int, ...]:
    if "nam ngoai" in plain or "nam truoc" in plain:
        return (-1,)
    if "nam nay" in plain:
        return (0,)
    return (1,) if "nam sau" in plain else (-1, 0, 1)


def _relative(plain: str, today: dt.date) -> dt.date | None:
    found = _RELATIVE_WORDS.search(plain)
    return today + _RELATIVE[found[0]] * _DAY if found else None


def _ago(plain: str, today: dt.date) -> dt.date | None:
    found = _AGO.search(plain) or _AGO_LATER.search(plain)
    if not found:
        return None
    count = _NUMBERS.get(found[1]) or int(found[1])
    return today - count * (7 if found[2] == "tuan" else 1) * _DAY


def _weekday(plain: str, today: dt.date) -> dt.date | None:
    found = _WEEKDAY.search(plain)
    if not found:
        return None
    wanted = 6 if found[3] else _WEEKDAYS[found[1] or found[2]]
    monday = today - today.weekday() * _DAY
    this_week = monday + wanted * _DAY
    match found[4]:
        case "tuan truoc" | "tuan roi" | "tuan qua":
            return this_week - 7 * _DAY
        case "tuan nay" | "nay":
            return this_week
        case "tuan sau" | "tuan toi":
            return this_week + 7 * _DAY
        case "toi" | "toi day" | "sap toi":
            return this_week if this_week > today else this_week + 7 * _DAY
        case "truoc" | "vua roi" | "vua qua" | "roi":
            return this_week if this_week < today else this_week - 7 * _DAY
        case _:
            return this_week if this_week <= today else this_week - 7 * _DAY


def _day_alone(plain: str, today: dt.date) -> dt.date | None:
    found = _DAY_ALONE.search(plain)
    if not found:
        return None
    number = int(found[1])
    if not 1 <= number <= 31:
        return None
    day = today
    while day.day != number:
        day -= _DAY
    return day


_FINDERS: tuple[Callable[[str, dt.date], dt.date | None], ...] = (
    _full_date,
    _day_and_month,
    _relative,
    _ago,
    _weekday,
    _day_alone,
)
