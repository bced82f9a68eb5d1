"""How long a case may take: which limits hold for its kind, and the day on which one ends, explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.config import TimeLimit, TimeLimits
from bot.feedback.steps import ClockName
from bot.store.models import Clock
from knowledge import workdays
from knowledge.calendar import Calendar

ANONYMOUS = "gop_y_an_danh"
PERSONAL_DATA = "du_lieu_ca_nhan"

PUBLISHED = frozenset({"hanh_vi", "noi_dung_quy_dinh", "van_ban_qppl", "kien_nghi_khac"})
"""Kinds whose result is published or kept private with a reason (NĐ 20/2008/NĐ-CP, Điều 19)."""

NO_PROMISE = "Góp ý ẩn danh được ghi nhận để tham khảo, không đặt hạn trả lời."


@dataclass(frozen=True)
class DueDate:
    """The last day in time (None: no promise) and the sentence that explains it."""

    on: date | None
    why: str


def limits(kind: str, request: str | None, settings: TimeLimits) -> Mapping[ClockName, TimeLimit]:
    """The limits that begin with the receipt of a case of this kind; none for anonymous suggestions.

    `request` is what a person wants done with their personal data (NĐ 356/2025/NĐ-CP, Điều 5).
    """
    if kind == ANONYMOUS:
        return {}
    if kind == PERSONAL_DATA:
        wanted = {
            "view": settings.data_view,
            "correct": settings.data_correct,
            "withdraw": settings.data_withdraw,
            "erase": settings.data_erase,
        }
        return {"interim": settings.data_answer, "reply": wanted[request or "erase"]}
    return {
        "classify": settings.classify,
        "transfer": settings.transfer,
        "interim": settings.interim,
        "reply": settings.reply,
    }


def count(clock: Clock, calendar: Calendar) -> DueDate:
    """The due date of a clock: its limit, then its extension, then the working days for which it stood still."""
    if clock.value == 0:
        return DueDate(clock.due_on, clock.why)
    due = workdays.add(clock.started_on, clock.value, _unit(clock.unit), calendar)
    why = [workdays.explain(due).removesuffix(".")]
    if clock.extension is not None:
        due = workdays.add(due.on, clock.extension, _unit(clock.extension_unit or clock.unit), calendar)
        why.append(f"Gia hạn: {workdays.explain(due).removesuffix('.')}")
    if clock.paused_days:
        due = workdays.add(due.on, clock.paused_days, "working", calendar)
        why.append(f"Cộng {clock.paused_days} ngày làm việc chờ người gửi bổ sung → {due.on:%d/%m/%Y}")
    return DueDate(due.on, f"{'. '.join(why)}. Căn cứ: {clock.basis}.")


def _unit(name: str) -> workdays.Unit:
    return "calendar" if name == "calendar" else "working"


def days_left(due_on: date, today: date) -> int:
    """Calendar days until the due date; negative when it is missed. The due day itself is in time."""
    return (due_on - today).days


def share_used(clock: Clock, today: date, calendar: Calendar) -> int:
    """Percent of the working days of a clock that have begun; 100 on the due day itself, more after it."""
    whole = max(workdays.between(clock.started_on, clock.due_on, calendar), 1)
    return round(100 * workdays.between(clock.started_on, today, calendar) / whole)
