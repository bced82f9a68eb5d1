"""Cases, clocks and events as lines of text, for the command line."""

from __future__ import annotations

from datetime import datetime

from bot.clock import local
from bot.feedback import words
from bot.store.models import Clock, Feedback, FeedbackEvent

_GOING = {"running": "đang tính", "paused": "tạm dừng", "met": "đã xong", "stopped": "không còn áp dụng"}


def line(case: Feedback) -> str:
    """Code, state, due date, unit and kind, apart by tabs."""
    due = case.due_on.strftime("%d/%m/%Y") if case.due_on else "không đặt hạn"
    unit = case.unit.name if case.unit else "chưa giao"
    return f"{case.code}\t{words.STATES[case.state]}\t{due}\t{unit}\t{words.said(words.KINDS, case.kind)}"


def whole(case: Feedback) -> str:
    """Everything told with a case, its text last."""
    sender = ", ".join(part for part in (case.name, case.phone, case.address) if part)
    lines = [
        line(case),
        f"Tiếp nhận: {_moment(case.received_at)} qua {words.said(words.CHANNELS, case.channel)}",
        f"Hạn xử lý: {case.due_why}",
        *([f"Người gửi: {sender}"] if sender else []),
        *([f"Đề xuất loại: {case.proposed_kind_why}"] if case.proposed_kind_why else []),
        *([f"Đề xuất đơn vị: {case.proposed_unit.name}. {case.proposed_why}"] if case.proposed_unit else []),
    ]
    return "\n".join(lines) + f"\n\n{case.text}\n"


def clock_line(clock: Clock) -> str:
    """Name, due date and state of a clock."""
    done = f" {_moment(clock.done_at)}" if clock.done_at else ""
    name = words.said(words.CLOCKS, clock.name)
    return f"{name}\thạn {clock.due_on:%d/%m/%Y}\t{_GOING[clock.state]}{done}"


def event_line(event: FeedbackEvent) -> str:
    """When, what, who, and what was written."""
    who = event.staff.name if event.staff else words.said(words.ACTORS, event.actor)
    note = f": {event.note}" if event.note else ""
    return f"{_moment(event.at)}\t{words.said(words.STEPS, event.step)}\t{who}{note}"


def _moment(value: datetime) -> str:
    return local(value).strftime("%d/%m/%Y %H:%M")
