"""One case: everything known about it, and the forms that the viewer may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from bot.clock import local
from bot.console import conversation
from bot.console.visit import Visit
from bot.console.words import DONE, SENDING
from bot.feedback import cases, deadlines
from bot.feedback.steps import OPEN
from bot.store.models import Conversation, Feedback, FeedbackEvent, Message, Staff, Unit

_LONGEST_ID = 16


async def show(visit: Visit) -> Response:
    """The page of a case."""
    return await case_page(visit)


async def case_page(
    visit: Visit, status: int = 200, problem: str = "", kept: Mapping[str, str] | None = None
) -> Response:
    """The page; after a refused step with the sentence why and everything that had been typed."""
    async with visit.host.store.read() as session:
        case = await find(visit, session)
        talk = await conversation.read(
            session, case, visit.actor, _number(visit.request.query_params.get("before", ""))
        )
        known = await _known(session, case)
        choices = await _choices(session, visit)
    record = visit.host.kb.catalog.get(case.procedure) if case.procedure else None
    today = local(visit.now).date()
    done = visit.request.query_params.get("done", "")
    return visit.page(
        "case",
        status,
        case=case,
        talk=talk,
        record=record,
        steps=visit.host.lifecycle.possible(case, visit.actor),
        left=deadlines.days_left(case.due_on, today) if case.due_on and case.state in OPEN else None,
        problem=problem,
        kept=kept or {},
        done=DONE.get(done, ""),
        contacts=visit.staff.role != "auditor",
        **known,
        **choices,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else None


async def file(visit: Visit) -> Response:
    """A received file, always as a download of its own type."""
    async with visit.host.store.read() as session:
        case = await find(visit, session)
        row = await conversation.attachment(session, case, visit.actor, visit.request.path_params["file"])
    if row is None:
        raise HTTPException(404)
    try:
        path = visit.host.files.open(row.path)
    except (OSError, ValueError) as error:
        raise HTTPException(404) from error
    if not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type=row.mime, filename=row.file_name, content_disposition_type="attachment")


async def find(visit: Visit, session: AsyncSession) -> Feedback:
    """The case of the address. One that the viewer may not see is as if it did not exist."""
    case = await cases.by_code(session, visit.request.path_params["code"])
    if case is None or not visit.actor.covers(case):
        raise HTTPException(404)
    return case


async def _known(session: AsyncSession, case: Feedback) -> dict[str, Any]:
    """The history, and how far the newest reply has come."""
    wanted = select(FeedbackEvent).where(FeedbackEvent.feedback_id == case.id).order_by(FeedbackEvent.id)
    events = (await session.scalars(wanted)).all()
    reply = await session.scalar(
        select(Message.state)
        .where(Message.feedback_id == case.id, Message.direction == "out", Message.author == "staff")
        .order_by(Message.id.desc())
        .limit(1)
    )
    where = await session.get(Conversation, case.conversation_id) if case.conversation_id else None
    return {
        "events": events,
        "reply_state": reply,
        "reply_words": SENDING.get(reply, reply) if reply else None,
        "unreachable": where.unreachable if where else None,
    }


async def _choices(session: AsyncSession, visit: Visit) -> dict[str, Any]:
    """Units and officers that the viewer may assign to."""
    units = select(Unit).where(Unit.active.is_(True)).order_by(Unit.id)
    officers = (
        select(Staff).where(Staff.disabled_at.is_(None), Staff.role.in_(("officer", "head"))).order_by(Staff.name)
    )
    if visit.staff.role == "head":
        units = units.where(Unit.id == visit.staff.unit_id)
        officers = officers.where(Staff.unit_id == visit.staff.unit_id)
    return {"units": (await session.scalars(units)).all(), "officers": (await session.scalars(officers)).all()}
