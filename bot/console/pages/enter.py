"""Entering a case for somebody at the counter, on the telephone, by paper or e-mail, and its receipt."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.clock import ZONE, local
from bot.console import choices, qr
from bot.console.step_forms import LINE, TEXT
from bot.console.visit import Visit
from bot.feedback import cases, entering, proof, words
from bot.feedback.entering import Entry
from bot.feedback.refused import StepRefused
from bot.store.models import Feedback

_LIMITS = {"text": TEXT, "name": 200, "phone": 40, "address": LINE}
"""Longest entries, in characters."""


async def form(visit: Visit) -> Response:
    """The empty form."""
    return _page(visit)


async def enter(visit: Visit) -> Response:
    """Take the case and show its receipt; a refusal keeps everything that was typed."""
    host = visit.host
    try:
        entry = _entry(visit)
        async with host.store.write() as session:
            case = await entering.enter(session, host.settings, host.kb, host.lifecycle, visit.actor, entry, visit.now)
    except StepRefused as refused:
        return _page(visit, 409, str(refused), legal=isinstance(refused, entering.LooksLegal))
    host.outbox.wake()
    return visit.go(f"/console/cases/{case.code}/receipt")


async def receipt(visit: Visit) -> Response:
    """A page to print: code, due date, how it is counted, and where to follow the case."""
    async with visit.host.store.read() as session:
        case = await _find(visit, session)
    where = visit.host.settings.web.public_url
    digits = proof.DIGITS if proof.possible(case) else 0
    return visit.page(
        "receipt", case=case, where=where, qr=qr.svg(where), digits=digits, visible=visit.actor.covers(case)
    )


async def _find(visit: Visit, session: AsyncSession) -> Feedback:
    """The case of the address, for who may see it and for who has entered it."""
    case = await cases.by_code(session, visit.request.path_params["code"])
    if case is None or not (visit.actor.covers(case) or case.entered_by_id == visit.staff.id):
        raise HTTPException(404)
    return case


def _page(visit: Visit, status: int = 200, problem: str = "", *, legal: bool = False) -> Response:
    agency = visit.host.settings.agency
    return visit.page(
        "enter",
        status,
        problem=problem,
        legal=legal,
        kept=visit.form,
        channels={key: words.CHANNELS[key] for key in entering.CHANNELS},
        asked=entering.ASKED,
        consents=entering.CONSENTS,
        consent_text=entering.consent_text(agency),
        procedures=choices.procedures(visit.host.kb),
        moment_now=f"{local(visit.now):%Y-%m-%dT%H:%M}",
        limits=_LIMITS,
    )


def _entry(visit: Visit) -> Entry:
    """The form as an entry. Raises StepRefused."""
    for name, longest in _LIMITS.items():
        if len(visit.given(name)) > longest:
            raise StepRefused(f"Có ô dài quá {longest} ký tự. Vui lòng rút ngắn.")
    return Entry(
        channel=visit.given("channel"),
        asked=visit.given("asked"),
        text=visit.given("text"),
        procedure=visit.given("procedure") or None,
        name=visit.given("name"),
        phone=visit.given("phone"),
        address=visit.given("address"),
        consent=visit.given("consent"),
        received_at=_moment(visit),
        not_legal=visit.given("not_legal") == "1",
    )


def _moment(visit: Visit) -> datetime:
    """When it came in, in Vietnam time; now when nothing was given."""
    given = visit.given("received_at")
    if not given:
        return visit.now
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise StepRefused("Thời điểm tiếp nhận chưa đúng. Vui lòng chọn ngày và giờ.") from error
    return moment.replace(tzinfo=ZONE)
