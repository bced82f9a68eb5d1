"""The forms of a case: each takes one step of the lifecycle and comes back to the page."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.console import step_input
from bot.console.pages.case import case_page, find
from bot.console.visit import Page, Visit
from bot.feedback.lifecycle import TABLE
from bot.feedback.refused import StepRefused
from bot.feedback.steps import Step
from bot.feedback.words import ROLES
from bot.store.models import Feedback


def roles_of(step: Step) -> frozenset[str]:
    """The roles of the office that may take a step in some state."""
    return frozenset(role for rule in TABLE if rule.step is step for role in rule.roles if role in ROLES)


def page_of(step: Step) -> Page:
    """The page that takes a step: back to the case when it is done, else the case with what was typed."""

    async def take(visit: Visit) -> Response:
        return await _take(visit, step)

    return take


async def _take(visit: Visit, step: Step) -> Response:
    try:
        async with visit.host.store.write() as session:
            case = await find(visit, session)
            data = await step_input.read(session, visit, case, step)
            await visit.host.lifecycle.apply(session, case, step, visit.actor, visit.now, **data)
            told = await _conversations(session, case)
    except StepRefused as refused:
        return await case_page(visit, 409, str(refused), {**visit.form, "step": step.value})
    visit.host.outbox.wake()
    for conversation_id in told:
        visit.host.live.publish(conversation_id)
    if not visit.actor.covers(case):
        return visit.go(f"/console?done={step.value}")
    return visit.go(f"/console/cases/{case.code}?done={step.value}")


async def _conversations(session: AsyncSession, case: Feedback) -> list[int]:
    """Where somebody may be waiting for news: the sender, and those who had sent the same."""
    same = select(Feedback.conversation_id).where(
        Feedback.original_id == case.id, Feedback.conversation_id.is_not(None)
    )
    found = {case.conversation_id, *await session.scalars(same)}
    return [id_ for id_ in found if id_ is not None]
