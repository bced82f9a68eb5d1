"""What the sender of a case may read about it: where it stands, what is waited for, and how its dates were counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings
from bot.desk import CaseView, ClockView
from bot.feedback import clocks, proof
from bot.feedback.actors import CITIZEN
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.steps import OPEN, State, Step
from bot.store.models import Clock, Feedback, FeedbackEvent

TOLD_CLOCKS = ("reply", "promise", "interim", "transfer", "publish")
"""The clocks that concern the sender; how fast the office sorts its post does not."""

_REPLIES = (Step.REPLY.value, Step.APPROVE.value)
_QUOTED = (*_REPLIES, Step.ASK.value, Step.EXTEND.value, Step.APOLOGISE.value, Step.REOPEN.value)


def neutral(case: Feedback, settings: Settings, now: datetime) -> CaseView:
    """State, unit and due date, and nothing that only the sender may know."""
    return CaseView(
        code=case.code,
        kind=case.kind,
        state=case.state,
        received_at=case.received_at,
        unit=case.unit.name if case.unit else settings.agency.feedback_office,
        due_on=case.due_on,
        due_why=case.due_why,
        last_reply=None,
        closed_reason=None,
        overdue=_late(case, case.due_on, now),
        access="neutral",
        has_phone=proof.possible(case),
    )


def brief(case: Feedback, settings: Settings, lifecycle: Lifecycle, now: datetime, *, own: bool = True) -> CaseView:
    """What stands in the row of the case itself; `own` false: in another conversation, after the second factor."""
    can = {step.value for step in lifecycle.possible(case, CITIZEN)}
    return replace(
        neutral(case, settings, now),
        access="own" if own else "proven",
        can=frozenset(can if own else can - {Step.WITHDRAW.value}),
        closed_reason=case.close_reason,
        extended=case.extended_at is not None,
        promised_on=case.promised_on,
        promise_broken=_late(case, case.promised_on, now),
        responsible=case.responsible,
        transferred_to=case.transferred_to,
        rating=case.rating,
    )


async def whole(
    session: AsyncSession, case: Feedback, settings: Settings, lifecycle: Lifecycle, now: datetime, *, own: bool
) -> CaseView:
    """Everything that the sender may read."""
    original = await session.get(Feedback, case.original_id) if case.original_id is not None else None
    said = await _said(session, case)
    answered = said if original is None else await _said(session, original)
    going = await clocks.of(session, case)
    return replace(
        brief(case, settings, lifecycle, now, own=own),
        last_reply=next((answered[step] for step in answered if step in _REPLIES), None),
        asked=said.get(Step.ASK.value) if case.state == State.WAITING else None,
        paused=any(clock.name == "reply" and clock.state == "paused" for clock in going),
        reasons={key: said[key] for key in (Step.EXTEND.value, Step.APOLOGISE.value) if key in said},
        reopened=Step.REOPEN.value in said,
        original=original.code if original else None,
        original_state=original.state if original else None,
        clocks=tuple(_clock(clock) for clock in _told(going)),
    )


def _late(case: Feedback, due: date | None, now: datetime) -> bool:
    return due is not None and case.state in OPEN and local(now).date() > due


async def _said(session: AsyncSession, case: Feedback) -> Mapping[str, str]:
    """The newest words of each step that is quoted to the sender, the newest step first."""
    newest = (
        select(func.max(FeedbackEvent.id))
        .where(FeedbackEvent.feedback_id == case.id, FeedbackEvent.step.in_(_QUOTED))
        .group_by(FeedbackEvent.step)
    )
    rows = select(FeedbackEvent).where(FeedbackEvent.id.in_(newest)).order_by(FeedbackEvent.id.desc())
    return {row.step: row.note or "" for row in await session.scalars(rows)}


def _told(going: Sequence[Clock]) -> list[Clock]:
    """Clocks still going, and the reply with its new date whatever became of them."""
    kept = [clock for clock in going if clock.state in clocks.GOING or clock.name in ("reply", "promise")]
    return sorted((clock for clock in kept if clock.name in TOLD_CLOCKS), key=lambda c: TOLD_CLOCKS.index(c.name))


def _clock(clock: Clock) -> ClockView:
    return ClockView(clock.name, clock.due_on, clock.why, clock.state)
