"""The due date of a case, counted by the calendar from the local day of receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.clock import local
from bot.config import TimeLimit
from knowledge import workdays
from knowledge.calendar import Calendar

NO_PROMISE = "Góp ý ẩn danh được ghi nhận để tham khảo, không đặt hạn trả lời."


@dataclass(frozen=True)
class DueDate:
    """The last day in time (None: no promise) and the sentence that explains it."""

    on: date | None
    why: str


def due_date(kind: str, received_at: datetime, limit: TimeLimit, calendar: Calendar) -> DueDate:
    """The due date of a case received at an aware moment; anonymous suggestions get none (NĐ 20/2008, Điều 9)."""
    if kind == "gop_y_an_danh":
        return DueDate(None, NO_PROMISE)
    due = workdays.add(local(received_at).date(), limit.value, limit.unit, calendar)
    return DueDate(due.on, f"{workdays.explain(due).removesuffix('.')}. Căn cứ: {limit.basis}.")


def days_left(due_on: date, today: date) -> int:
    """Calendar days until the due date; negative when it is missed. The due day itself is in time."""
    return (due_on - today).days
