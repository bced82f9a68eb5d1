"""The only place that changes a case: checks the step, changes the row, writes the event, tells the citizen."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Unpack, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import notices, words
from bot.feedback.actors import Actor
from bot.feedback.steps import Rule, State, Step, StepData, rule_for
from bot.store.models import Feedback, FeedbackEvent

CHANGED_BY_ANOTHER = (
    "Vụ việc vừa được người khác cập nhật. Nội dung Anh/chị đã nhập vẫn còn bên dưới; "
    "vui lòng xem lại thay đổi rồi lưu lần nữa."
)

_MISSING = {
    "text": "Vui lòng nhập nội dung.",
    "basis": "Vui lòng nhập căn cứ pháp lý.",
    "signer": "Vui lòng nhập người ký.",
    "unit": "Vui lòng chọn đơn vị xử lý.",
    "reason": "Vui lòng nêu lý do.",
}


class StepRefused(Exception):
    """The step is not possible; the message is a Vietnamese sentence for the person who tried."""


async def apply(
    session: AsyncSession, case: Feedback, step: Step, actor: Actor, now: datetime, **data: Unpack[StepData]
) -> FeedbackEvent:
    """Take a step within the caller's transaction and return its event. Raises StepRefused.

    `version` in the data is the version that the person saw. When another step was saved since, the
    step is refused, so a later save never overwrites. Notes only add and need no version.
    """
    rule = _allowed(case, step, actor, data)
    before = case.state
    target = _target(rule, case)
    if rule.clock == "starts":
        case.state, case.version, case.received_at = target, 1, now
        session.add(case)
        await session.flush()
    elif rule.target is not None:
        await _change(session, case, data.get("version", case.version), _changes(rule, case, target, data, now))
    event = FeedbackEvent(
        feedback_id=case.id,
        at=now,
        actor=actor.role,
        staff_id=actor.staff_id,
        step=step.value,
        from_state=before,
        to_state=target,
        note=data.get("text") or data.get("reason"),
        data=_detail(case, step, data),
    )
    session.add(event)
    await notices.tell_citizen(session, case, step, data, now=now, staff_id=actor.staff_id)
    await session.flush()
    return event


def _allowed(case: Feedback, step: Step, actor: Actor, data: StepData) -> Rule:
    """The row of the table that allows the step. Raises StepRefused."""
    if data.get("version", case.version) != case.version:
        # Told first: the step may be impossible only because of what the other person did.
        raise StepRefused(CHANGED_BY_ANOTHER)
    rule = rule_for(State(case.state) if case.state else None, step)
    word = words.STEPS[step].lower()
    if rule is None:
        raise StepRefused(f"Không thể {word} khi vụ việc ở trạng thái «{words.said(words.STATES, case.state)}».")
    if actor.role not in rule.roles:
        raise StepRefused(f"Vai trò «{words.said(words.ACTORS, actor.role)}» không được {word} ở trạng thái này.")
    if not actor.covers(case):
        raise StepRefused("Vụ việc không thuộc đơn vị của Anh/chị.")
    for need in rule.needs:
        value = data.get(need)
        if not (value.strip() if isinstance(value, str) else value):
            raise StepRefused(_MISSING[need])
    if data.get("kind", case.kind) not in words.KINDS:
        raise StepRefused("Loại vụ việc không hợp lệ.")
    if step is Step.ASSIGN:
        _check_assignee(actor, data)
    return rule


def _check_assignee(actor: Actor, data: StepData) -> None:
    unit, officer = data.get("unit"), data.get("officer")
    assert unit is not None
    if actor.role == "head" and unit.id != actor.unit_id:
        raise StepRefused("Lãnh đạo đơn vị chỉ giao việc trong đơn vị mình; chuyển đơn vị khác do đầu mối thực hiện.")
    if not unit.active:
        raise StepRefused("Đơn vị này không còn hoạt động.")
    if officer is not None and (officer.unit_id != unit.id or officer.disabled_at is not None):
        raise StepRefused("Cán bộ được chọn không thuộc đơn vị xử lý hoặc đã ngừng tài khoản.")


def _target(rule: Rule, case: Feedback) -> str:
    if rule.target is None:
        return case.state
    # "Đang xử lý" means that a unit has the case; one reopened before it had a unit waits to be assigned.
    if rule.step is Step.REOPEN and case.unit_id is None:
        return State.RECEIVED.value
    return rule.target.value


def _changes(rule: Rule, case: Feedback, target: str, data: StepData, now: datetime) -> dict[str, Any]:
    """The columns that the step sets."""
    values: dict[str, Any] = {"state": target, "kind": data.get("kind", case.kind)}
    if rule.step is Step.ASSIGN:
        unit, officer = data.get("unit"), data.get("officer")
        values |= {"unit_id": unit and unit.id, "officer_id": officer and officer.id}
    if rule.clock == "answered":
        values["answered_at"] = case.answered_at or now
    elif rule.clock == "closed":
        values |= {"closed_at": now, "close_reason": data.get("reason")}
    elif rule.clock == "runs_again":
        values |= {"answered_at": None, "closed_at": None, "close_reason": None}
    return values


async def _change(session: AsyncSession, case: Feedback, seen: int, values: dict[str, Any]) -> None:
    """Change the row if it is still the one that the person saw. Raises StepRefused."""
    statement = (
        update(Feedback)
        .where(Feedback.id == case.id, Feedback.version == seen)
        .values(version=seen + 1, **values)
        .execution_options(synchronize_session=False)
    )
    result = cast(CursorResult[Any], await session.execute(statement))
    if result.rowcount != 1:
        raise StepRefused(CHANGED_BY_ANOTHER)
    await session.refresh(case)


def _detail(case: Feedback, step: Step, data: StepData) -> dict[str, str]:
    """What the event keeps beside its note, in words that stay true when units and staff change."""
    detail = dict(data.get("detail", {}))
    if step in (Step.ASSIGN, Step.REPLY) and case.unit is not None:
        detail["unit"] = case.unit.name
    if step is Step.ASSIGN:
        detail["kind"] = case.kind
        if case.officer is not None:
            detail["officer"] = case.officer.name
    for key in ("basis", "signer"):
        if key in data:
            detail[key] = str(data[key])
    return detail
