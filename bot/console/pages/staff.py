"""The people of the office: list, add, new link, disable."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.console import accounts, guard
from bot.console.visit import Visit
from bot.console.words import DONE
from bot.store.models import Staff, Unit


async def index(visit: Visit) -> Response:
    """Everybody with their role and unit."""
    return await _page(visit)


async def add(visit: Visit) -> Response:
    """Add a person; the answer shows the one-time link, which is kept nowhere in clear."""
    try:
        async with visit.host.store.write() as session:
            staff = await accounts.add_staff(
                session, visit.given("login"), visit.given("name"), visit.given("role"), visit.given("unit"), visit.now
            )
            link = await accounts.make_link(session, staff, visit.host.settings.web.public_url, visit.now)
    except accounts.AccountError as problem:
        return await _page(visit, 400, problem=str(problem))
    guard.log.info("staff added", by=visit.staff.login, staff=staff.login, role=staff.role)
    return await _page(visit, link=link, owner=staff.name, kept=False)


async def link(visit: Visit) -> Response:
    """A new one-time link for somebody who lost theirs or their password."""
    try:
        async with visit.host.store.write() as session:
            staff = await _staff(visit, session)
            fresh = await accounts.make_link(session, staff, visit.host.settings.web.public_url, visit.now)
    except accounts.AccountError as problem:
        return await _page(visit, 400, problem=str(problem))
    guard.log.info("sign-in link made", by=visit.staff.login, staff=staff.login)
    return await _page(visit, link=fresh, owner=staff.name)


async def disable(visit: Visit) -> Response:
    """Stop an account; its sessions end at once."""
    try:
        async with visit.host.store.write() as session:
            staff = await _staff(visit, session)
            if staff.id == visit.staff.id:
                raise accounts.AccountError("Anh/chị không thể tự ngừng tài khoản của mình.")
            await accounts.disable(session, staff, visit.now)
    except accounts.AccountError as problem:
        return await _page(visit, 400, problem=str(problem))
    guard.log.info("staff disabled", by=visit.staff.login, staff=staff.login)
    return visit.go("/console/staff?done=disabled")


async def _staff(visit: Visit, session: AsyncSession) -> Staff:
    staff = await session.get(Staff, visit.request.path_params["staff"])
    if staff is None:
        raise HTTPException(404)
    return staff


async def _page(
    visit: Visit, status: int = 200, *, problem: str = "", link: str = "", owner: str = "", kept: bool = True
) -> Response:
    async with visit.host.store.read() as session:
        people = (await session.scalars(select(Staff).order_by(Staff.disabled_at.is_not(None), Staff.name))).all()
        units = (await session.scalars(select(Unit).where(Unit.active.is_(True)).order_by(Unit.id))).all()
    return visit.page(
        "staff",
        status,
        people=people,
        units=units,
        problem=problem,
        link=link,
        owner=owner,
        hours=accounts.LINK_HOURS,
        kept=visit.form if kept else {},
        done=DONE.get(visit.request.query_params.get("done", ""), ""),
    )
