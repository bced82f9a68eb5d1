"""Reading a form of a case as data of its step."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot.console.step_forms import CONTACT, FORMS, Field
from bot.console.visit import Visit
from bot.feedback import cases
from bot.feedback.changes import ADDS
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.steps import Step, StepData
from bot.store.models import Feedback, Staff, Unit

_Row = TypeVar("_Row", Unit, Staff)

_LONGEST_ID = 16
_LONGEST_VERSION = 10


async def read(session: AsyncSession, visit: Visit, case: Feedback, step: Step) -> StepData:
    """The fields of the step's form, nothing else that was sent. Raises StepRefused for a value that cannot be."""
    data: dict[str, Any] = {}
    for field in FORMS[step].fields:
        if len(visit.given(field.name)) > field.longest:
            raise StepRefused(f"«{field.label}» dài tối đa {field.longest} ký tự.")
        value = await _value(session, visit, field)
        if value is not None or (field.input == "procedure" and field.name in visit.form):
            data[field.name] = value
    if step is Step.CORRECT:
        data = {"contact": _changed(visit, case)}
    if step not in ADDS:
        data["version"] = _version(visit.given("version"))
    return cast(StepData, data)


async def _value(session: AsyncSession, visit: Visit, field: Field) -> Any:
    """What was given for a field as its step wants it; None for nothing."""
    given = visit.given(field.name)
    if not given:
        return None
    match field.input:
        case "unit" | "other_unit":
            return await _row(session, Unit, given)
        case "officer":
            return await _row(session, Staff, given)
        case "date":
            return _day(given)
        case "procedure":
            if visit.host.kb.catalog.get(given) is None:
                raise StepRefused("Thủ tục được chọn không có trong danh mục. Vui lòng chọn lại.")
            return given
        case "case":
            return await _case(session, visit, given)
        case _:
            return given


async def _row(session: AsyncSession, table: type[_Row], number: str) -> _Row:
    """The row that a choice names."""
    row = await session.get(table, int(number)) if _is_number(number, _LONGEST_ID) else None
    if row is None:
        raise StepRefused("Lựa chọn không còn hợp lệ. Vui lòng tải lại trang.")
    return row


async def _case(session: AsyncSession, visit: Visit, code: str) -> Feedback:
    """The case with a code, if it is one that the person may see."""
    found = await cases.by_code(session, code)
    if found is None or not visit.actor.covers(found):
        raise StepRefused(f"Không tìm thấy vụ việc mang mã «{code}». Vui lòng kiểm tra lại mã.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise StepRefused("Ngày chưa đúng. Vui lòng chọn ngày trong lịch.") from error


def _changed(visit: Visit, case: Feedback) -> dict[str, str]:
    """The parts of the contact that differ from what the case holds."""
    sent = {name: visit.given(name) for name in CONTACT if name in visit.form}
    return {name: value for name, value in sent.items() if value != (getattr(case, name) or "")}


def _version(text: str) -> int:
    """The version that the person saw. A form without one was not made for this case."""
    if not _is_number(text, _LONGEST_VERSION):
        raise StepRefused(CHANGED_BY_ANOTHER)
    return int(text)


def _is_number(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < longest
