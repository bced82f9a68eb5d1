"""The forms of a case: each takes one step of the lifecycle and comes back to the page."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.console import forms
from bot.console.pages.case import case_page, find
from bot.console.visit import Visit
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.steps import Step, StepData
from bot.store.models import Staff, Unit

_Row = TypeVar("_Row", Unit, Staff)

_FIELDS = {
    Step.ASSIGN: ("kind",),
    Step.NOTE: ("text",),
    Step.REPLY: ("text", "basis", "signer"),
    Step.CLOSE: ("reason",),
    Step.REOPEN: ("reason",),
}
"""The text fields that each form may set; anything else in a form is ignored."""


async def assign(visit: Visit) -> Response:
    """Give the case to a unit, and to an officer of it."""
    return await _take(visit, Step.ASSIGN)


async def note(visit: Visit) -> Response:
    """Add an internal note."""
    return await _take(visit, Step.NOTE)


async def reply(visit: Visit) -> Response:
    """Answer the citizen."""
    return await _take(visit, Step.REPLY)


async def close(visit: Visit) -> Response:
    """Close with a reason."""
    return await _take(visit, Step.CLOSE)


async def reopen(visit: Visit) -> Response:
    """Open again with a reason."""
    return await _take(visit, Step.REOPEN)


async def _take(visit: Visit, step: Step) -> Response:
    try:
        async with visit.host.store.write() as session:
            case = await find(visit, session)
            data = await _data(session, visit, step)
            await visit.host.lifecycle.apply(session, case, step, visit.actor, visit.now, **data)
    except StepRefused as refused:
        return await case_page(visit, 409, str(refused), {**visit.form, "step": step.value})
    if case.conversation_id is not None and step in (Step.REPLY, Step.CLOSE):
        visit.host.outbox.wake()
        visit.host.live.publish(case.conversation_id)
    return visit.go(f"/console/cases/{case.code}?done={step.value}")


async def _data(session: AsyncSession, visit: Visit, step: Step) -> StepData:
    """The form as data of the step. Raises StepRefused for a value that cannot be."""
    data: StepData = {}
    for name in _FIELDS[step]:
        value = visit.given(name)
        if len(value) > forms.TEXT_LENGTH:
            raise StepRefused(f"Nội dung dài tối đa {forms.TEXT_LENGTH} ký tự.")
        if value:
            data[name] = value  # type: ignore[literal-required]
    version = visit.given("version")
    if step is not Step.NOTE:
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise StepRefused(CHANGED_BY_ANOTHER)
        data["version"] = int(version)
    if step is Step.ASSIGN:
        data["unit"] = await _row(session, Unit, visit.given("unit"))
        data["officer"] = await _row(session, Staff, visit.given("officer"))
    return data


async def _row(session: AsyncSession, table: type[_Row], number: str) -> _Row | None:
    """The row that a choice names; None for no choice. Raises StepRefused for a row that does not exist."""
    if not number:
        return None
    row = await session.get(table, int(number)) if number.isascii() and number.isdigit() and len(number) < 16 else None
    if row is None:
        raise StepRefused("Lựa chọn không còn hợp lệ. Vui lòng tải lại trang.")
    return row
