"""The list of cases, its filters, and its export."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from sqlalchemy import select
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response, StreamingResponse

from bot.clock import local
from bot.console import contacts, forms, guard
from bot.console.pages.case import done_words
from bot.console.visit import Visit
from bot.console.words import missing_words
from bot.feedback import cases
from bot.feedback.actors import CONTACTS, Actor
from bot.feedback.cases import PAGE, STATE_CHOICES, CaseFilter
from bot.feedback.steps import OPEN
from bot.reports import export, sheet
from bot.store.models import Feedback, Unit
from knowledge import workdays

SOON = 2
"""Working days ahead in which a case counts as due soon."""

_LAST_PAGE = 1_000_000


async def index(visit: Visit) -> Response:
    """Cases by due date."""
    query = visit.request.query_params
    today, soon = _days(visit)
    wanted, number = read_filter(query, soon), _page_number(query.get("page", "1"))
    async with visit.host.store.read() as session:
        rows, total = await cases.page(session, wanted, visit.actor, today, number)
        counts = await cases.counts(session, visit.actor, today, soon)
        units = (await session.scalars(select(Unit).where(Unit.active.is_(True)).order_by(Unit.id))).all()
    missing = [missing_words(key) for key in visit.host.settings.missing()]
    return visit.page(
        "cases",
        rows=rows,
        total=total,
        number=number,
        last=max(1, -(-total // PAGE)),
        counts=counts,
        units=units,
        wanted=wanted,
        address=lambda **changes: address(wanted, **changes),
        missing=missing,
        sender=lambda case: sender(visit.actor, case),
        summary=lambda case: case.text if visit.actor.role in CONTACTS else contacts.hidden(case.text, case),
        open_states=OPEN,
        done=done_words(visit),
    )


async def download(visit: Visit) -> Response:
    """The filtered cases as a file: CSV streamed, XLSX written to a temporary file first."""
    query = visit.request.query_params
    actor, (today, soon) = visit.actor, _days(visit)
    rows = export.rows(visit.host.store, visit.host.kb.catalog, read_filter(query, soon), actor, today)
    name = f"vu-viec-{today:%Y%m%d}"
    guard.log.info("export", staff=visit.staff.login, format=query.get("format"), query=visit.request.url.query)
    if query.get("format") == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingResponse(export.csv_chunks(rows), media_type="text/csv; charset=utf-8", headers=headers)
    if query.get("format") == "xlsx":
        folder = TemporaryDirectory(prefix="export-")
        try:
            await export.write_xlsx(rows, path := Path(folder.name) / "export.xlsx")
        except BaseException:
            folder.cleanup()
            raise
        cleanup = BackgroundTask(folder.cleanup)
        return FileResponse(path, filename=f"{name}.xlsx", media_type=export.XLSX, background=cleanup)
    raise HTTPException(404)


def _days(visit: Visit) -> tuple[date, date]:
    """Today, and the last day of what is due soon."""
    today = local(visit.now).date()
    return today, workdays.add(today, SOON, "working", visit.host.kb.calendar).on


def read_filter(query: Mapping[str, str], soon: date) -> CaseFilter:
    """The filter that an address holds; values that do not exist are ignored."""
    state = query.get("state", "open")
    return CaseFilter(
        state=state if state in STATE_CHOICES else "open",
        unit=forms.clean(query.get("unit", ""))[:60],
        overdue=query.get("overdue") == "1",
        due_by=soon if query.get("soon") == "1" else None,
        mine=query.get("mine") == "1",
        code=forms.clean(query.get("code", ""))[:60],
    )


def address(wanted: CaseFilter, path: str = "/console", **changes: object) -> str:
    """The address of the list (or another path) with this filter and changes to it."""
    values: dict[str, object] = {
        "state": wanted.state if wanted.state != "open" else "",
        "unit": wanted.unit,
        "overdue": "1" if wanted.overdue else "",
        "soon": "1" if wanted.due_by else "",
        "mine": "1" if wanted.mine else "",
        "code": wanted.code,
    }
    query = urlencode({key: value for key, value in (values | changes).items() if value})
    return f"{path}?{query}" if query else path


def sender(actor: Actor, case: Feedback) -> str:
    """Who sent a case, as a list shows it: whole for the roles that need it, else initials and three digits."""
    if actor.role in CONTACTS:
        return " · ".join(part for part in (case.name, case.phone) if part)
    return " · ".join(part for part in (sheet.masked_name(case.name), sheet.masked_phone(case.phone)) if part)


def _page_number(text: str) -> int:
    return min(max(int(text), 1), _LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1
