"""What the viewer has been told: new work, warnings before a date, answers of the sender."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.console import bell
from bot.console.visit import Visit
from bot.feedback import staff_notices

_LONGEST_ID = 16


async def index(visit: Visit) -> Response:
    """The notices, unseen ones first."""
    async with visit.host.store.read() as session:
        rows = await bell.newest(session, visit.staff)
    newest = max((notice.id for notice, _ in rows), default=0)
    return visit.page("notices", rows=rows, newest=newest, shown=bell.SHOWN)


async def see_all(visit: Visit) -> Response:
    """Mark what the page showed as seen; what came since stays."""
    upto = visit.given("upto")
    if not (upto.isascii() and upto.isdigit() and len(upto) < _LONGEST_ID):
        raise HTTPException(400)
    async with visit.host.store.write() as session:
        await staff_notices.mark_seen(session, visit.staff, int(upto), visit.now)
    return visit.go("/console/notices")


async def see_one(visit: Visit) -> Response:
    """Mark one notice as seen and go on to its case."""
    number = visit.request.path_params["notice"]
    if len(str(number)) >= _LONGEST_ID:
        raise HTTPException(404)
    async with visit.host.store.write() as session:
        mine, code = await bell.see(session, visit.staff, number, visit.now)
    if not mine:
        raise HTTPException(404)
    return visit.go(f"/console/cases/{code}" if code else "/console/notices")
