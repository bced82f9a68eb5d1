"""One case: everything known about it, and the forms that the viewer may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.clock import local
from bot.console import case_view, choices, contacts, conversation, step_forms
from bot.console.visit import Visit
from bot.console.words import SENDING
from bot.feedback import cases, deadlines, similar
from bot.feedback.steps import HANDLERS, OPEN
from bot.store.models import Conversation, Feedback, Message, Staff
from knowledge.wording import readable

_LONGEST_ID = 16


async def show(visit: Visit) -> Response:
    """The page of a case."""
    return await case_page(visit)


async def case_page(
    visit: Visit, status: int = 200, problem: str = "", kept: Mapping[str, str] | None = None
) -> Response:
    """The page; after a refused step with the sentence why and everything that had been typed."""
    today = local(visit.now).date()
    kept = kept or {}
    async with visit.host.store.read() as session:
        case = await find(visit, session)
        whole = contacts.sees(visit.actor, case)
        talk = await conversation.read(
            session, case, visit.actor, _number(visit.request.query_params.get("before", ""))
        )
        known = await _known(session, case)
        choice = await choices.of(session, case, visit.actor, visit.host.kb)
        clocks = await case_view.shown_clocks(session, case, visit.host.settings, today)
        related = await case_view.relatives(session, case, visit.actor)
        alike = await similar.similar(session, case, visit.actor)
        following = await cases.next_after(session, case, visit.actor)
    possible = visit.host.lifecycle.possible(case, visit.actor)
    offer = step_forms.offer(case, possible, visit.actor, today, visit.host.kb.calendar)
    catalog = visit.host.kb.catalog
    record = catalog.get(case.procedure) if case.procedure else None
    return visit.page(
        "case",
        status,
        case=case,
        talk=talk,
        record=record,
        plain=lambda text: readable(text, catalog, record),
        catalog=catalog,
        offer=offer,
        word=case_view.last_word(known["events"]),
        lost=step_forms.lost(offer, kept),
        forms=step_forms.FORMS,
        choices=choice,
        start=lambda step, field: choices.start(field, step, case, choice, kept),
        kept=kept,
        left=deadlines.days_left(case.due_on, today) if case.due_on and case.state in OPEN else None,
        clocks=clocks,
        related=related,
        alike=alike,
        following=following,
        problem=problem,
        done=done_words(visit),
        contacts=whole,
        originals=visit.actor.role in HANDLERS,
        shown=(lambda text: text) if whole else (lambda text: contacts.hidden(text, case)),
        **known,
    )


def done_words(visit: Visit) -> str:
    """What the form before this page has done; empty for none."""
    done = visit.request.query_params.get("done", "")
    return next((form.done for step, form in step_forms.FORMS.items() if step.value == done), "")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else None


async def find(visit: Visit, session: AsyncSession) -> Feedback:
    """The case of the address. One that the viewer may not see is as if it did not exist."""
    case = await cases.by_code(session, visit.request.path_params["code"])
    if case is None or not visit.actor.covers(case):
        raise HTTPException(404)
    return case


async def _known(session: AsyncSession, case: Feedback) -> dict[str, Any]:
    """The history, and how far the newest reply has come."""
    reply = await session.scalar(
        select(Message.state)
        .where(Message.feedback_id == case.id, Message.direction == "out", Message.author == "staff")
        .order_by(Message.id.desc())
        .limit(1)
    )
    by = await session.get(Staff, case.entered_by_id) if case.entered_by_id else None
    where = await session.get(Conversation, case.conversation_id) if case.conversation_id else None
    return {
        "events": await case_view.history(session, case),
        "entered_by": by.name if by else None,
        "reply_state": reply,
        "reply_words": SENDING.get(reply, reply) if reply else None,
        "unreachable": where.unreachable if where else None,
    }
