"""Personal data of a case: a request of its sender carried out, and a case kept because the law asks for it."""

from __future__ import annotations

from starlette.responses import Response

from bot import privacy
from bot.console import forms
from bot.console.pages.case import find
from bot.console.visit import Visit
from bot.feedback import erasure, erasure_scope
from bot.feedback.refused import StepRefused
from bot.feedback.steps import Step

DONE = {
    "erased": "Đã thực hiện. Anh/chị trả lời người gửi để họ biết kết quả.",
    "hold": "Đã giữ lại: vụ việc không bị xóa theo thời hạn hay theo yêu cầu.",
    "unhold": "Đã thôi giữ lại.",
}


async def show(visit: Visit) -> Response:
    """What carrying out the request would do, and whether the case is on hold."""
    return await _page(visit)


async def erase(visit: Visit) -> Response:
    """Carry the request out."""
    async with visit.host.store.read() as session:
        case = await find(visit, session)
    host = visit.host
    try:
        await privacy.carry_out(host.store, host.files, host.lifecycle, case.code, visit.actor, visit.now, host.env.var)
    except StepRefused as refused:
        return await _page(visit, 409, str(refused))
    return visit.go(f"/console/cases/{case.code}/data?done=erased")


async def hold(visit: Visit) -> Response:
    """Keep the case from being erased, or let it go, with a reason."""
    on, reason = visit.given("hold") != "off", visit.given("reason")
    word = "Giữ lại theo yêu cầu pháp lý" if on else "Thôi giữ lại"
    try:
        if not reason or len(reason) > forms.TEXT_LENGTH:
            raise StepRefused("Vui lòng nêu lý do: cơ quan yêu cầu, số và ngày văn bản.")
        async with visit.host.store.write() as session:
            case = await find(visit, session)
            detail = {"hold": "on" if on else "off"}
            await visit.host.lifecycle.apply(
                session, case, Step.NOTE, visit.actor, visit.now, text=f"{word}: {reason}", detail=detail
            )
    except StepRefused as refused:
        return await _page(visit, 409, str(refused))
    return visit.go(f"/console/cases/{case.code}/data?done={'hold' if on else 'unhold'}")


async def _page(visit: Visit, status: int = 200, problem: str = "") -> Response:
    async with visit.host.store.read() as session:
        case = await find(visit, session)
        asked = case.data_request in (erasure_scope.ERASE, erasure_scope.WITHDRAW) and case.erased_at is None
        plan = await erasure.plan(session, case) if asked else None
    done = DONE.get(visit.request.query_params.get("done", ""), "")
    reason = visit.form.get("reason", "") if problem else ""
    return visit.page("personal_data", status, case=case, plan=plan, problem=problem, done=done, reason=reason)
