"""Desks, units and procedures with a QR code: list, add, disable, and a sheet to print and put up."""

from __future__ import annotations

from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.console import choices, guard, qr
from bot.console.visit import Visit
from bot.feedback import entry_points
from bot.feedback.entry_points import EntryPointError
from bot.store.models import Unit

HOME = "/console/entry-points"

_CHANNELS = {"web": "Trang web", "telegram": "Telegram", "zalo": "Zalo"}


async def index(visit: Visit) -> Response:
    """All entry points, and the form for a new one."""
    return await _page(visit)


async def add(visit: Visit) -> Response:
    """Add one; a refusal keeps what was typed."""
    unit, procedure = visit.given("unit") or None, visit.given("procedure") or None
    try:
        async with visit.host.store.write() as session:
            made = await entry_points.add(
                session,
                visit.given("key"),
                visit.given("name"),
                visit.host.kb.catalog,
                visit.now,
                unit=unit,
                procedure=procedure,
            )
    except EntryPointError as problem:
        return await _page(visit, 409, str(problem))
    guard.log.info("entry point added", by=visit.staff.login, key=made.key)
    return visit.go(f"{HOME}/{made.key}")


async def disable(visit: Visit) -> Response:
    """Take one out of use."""
    try:
        async with visit.host.store.write() as session:
            point = await entry_points.disable(session, _key(visit), visit.now)
    except EntryPointError as problem:
        raise HTTPException(404) from problem
    guard.log.info("entry point disabled", by=visit.staff.login, key=point.key)
    return visit.go(HOME)


async def sheet(visit: Visit) -> Response:
    """The sheet of one entry point, made for A5: a code for every channel that the settings tell of."""
    async with visit.host.store.read() as session:
        point = await entry_points.find(session, _key(visit))
    if point is None:
        raise HTTPException(404)
    links = entry_points.links(point.key, visit.host.settings)
    record = visit.host.kb.catalog.get(point.procedure) if point.procedure else None
    codes = [(_CHANNELS[channel], channel, address, qr.svg(address)) for channel, address in links.items()]
    return visit.page("entry_sheet", point=point, codes=codes, record=record, word=entry_points.WORD)


def _key(visit: Visit) -> str:
    """The key in the address. Raises HTTPException 404 for what can be none."""
    key: str = visit.request.path_params["key"]
    if not entry_points.KEY.fullmatch(key):
        raise HTTPException(404)
    return key


async def _page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    async with visit.host.store.read() as session:
        points = await entry_points.every(session)
        units = (await session.scalars(select(Unit).where(Unit.active.is_(True)).order_by(Unit.id))).all()
    return visit.page(
        "entry_points",
        status,
        points=points,
        units=units,
        procedures=choices.procedures(visit.host.kb),
        catalog=visit.host.kb.catalog,
        problem=problem,
        kept=visit.form if problem else {},
        longest=entry_points.MAX_NAME,
    )
