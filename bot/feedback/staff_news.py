"""What people of the office are told when a case moves, so that nothing waits unseen for one of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings
from bot.feedback import notices, staff_notices
from bot.feedback.actors import Actor
from bot.feedback.roster import Roster, To
from bot.feedback.steps import OPEN, Step
from bot.store.models import Feedback

TOLD = frozenset(
    {
        Step.RECEIVE,
        Step.ASSIGN,
        Step.MOVE,
        Step.ADD,
        Step.CONSULT,
        Step.ADVISE,
        Step.SUBMIT,
        Step.RETURN,
        Step.REOPEN,
        Step.WITHDRAW,
        Step.REDACT,
        Step.REDATE,
    }
)
"""Steps after which somebody of the office has something to do, or to know."""

IN_GROUP = frozenset({Step.RECEIVE, Step.ASSIGN, Step.MOVE, Step.REOPEN})
"""Steps that the staff group reads about too."""


async def tell(
    session: AsyncSession, case: Feedback, step: Step, actor: Actor, now: datetime, settings: Settings
) -> None:
    """Tell who has to act next, unless that is who took the step."""
    if step not in TOLD:
        return
    late = case.due_on is not None and case.state in OPEN and local(now).date() > case.due_on
    html = notices.render("staff_step", case=case, step=step.value, late=late)
    to = _whom(await Roster.load(session), case, step)
    if not _is(to, actor):
        await staff_notices.tell(session, to, html, now=now, case=case)
    if step in IN_GROUP:
        await staff_notices.tell_group(session, case, html, settings, now=now)


def _whom(roster: Roster, case: Feedback, step: Step) -> To:
    match step:
        case Step.RECEIVE:
            return roster.dispatcher()
        case Step.CONSULT:
            return roster.head(case.consulted_unit_id)
        case Step.SUBMIT:
            return roster.head(case.unit_id)
        case Step.RETURN if case.draft_by_id in roster.people:
            return To(staff_id=case.draft_by_id)
        case Step.REDACT:
            return To(role="reviewer")
        case _:
            return roster.officer(case)


def _is(to: To, actor: Actor) -> bool:
    """Whether the one who took the step would be told of it."""
    if to.staff_id is not None:
        return to.staff_id == actor.staff_id
    return to.role == actor.role and to.unit_id in (None, actor.unit_id)
