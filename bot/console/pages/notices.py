"""What the viewer has been told: new work, warnings before a date, answers of the sender."""

from __future__ import annotations

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.console import bell
from bot.console.visit import Visit
from bot.store.models import Feedback, StaffNotice

_LONGEST_ID = 16


async def index(visit: Visit) -> Response:
    """The notices, unseen ones first."""
    async with visit.host.store.read() as session:
        rows = await bell.newest(session, visit.actor)
    newest = max((notice.id for notice, _ in rows), default=0)
    return visit.page("notices", rows=rows, newest=newest, shown=bell.SHOWN)


async def see_all(visit: Visit) -> Response:
    """Mark what the page showed as seen; what came since stays."""
    upto = visit.given("upto")
    if not (upto.isascii() and upto.isdigit() and len(upto) < _LONGEST_ID):
        raise HTTPException(400)
    async with visit.host.store.write() as session:
        await bell.see(session, visit.actor, visit.now, upto=int(upto))
    return visit.go("/console/notices")


async def see_one(visit: Visit) -> Response:
    """Mark one notice as seen and go on to its case."""
    number = visit.request.path_params["notice"]
    async with visit.host.store.write() as session:
        wanted = (
            select(StaffNotice.id, Feedback.code)
            .outerjoin(Feedback, Feedback.id == StaffNotice.feedback_id)
            .where(StaffNotice.id == number, bell.whose(visit.actor))
        )
        found = (await session.execute(wanted)).first()
        if found is None:
            raise HTTPException(404)
        await bell.see(session, visit.actor, visit.now, one=number)
    return visit.go(f"/console/cases/{found.code}" if found.code else "/console/notices")
