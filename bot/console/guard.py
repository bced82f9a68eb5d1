"""What stands before every page: the session, the role, the form's token. `bot.errors` catches what breaks."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import bell, forms, sessions
from bot.console.host import Host
from bot.console.visit import Page, Visit

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
}
"""What the console sets itself; `bot.guard` adds the rest."""

SENTENCES = {
    400: "Yêu cầu không hợp lệ.",
    403: "Anh/chị không có quyền làm việc này, hoặc phiên làm việc đã hết. Vui lòng tải lại trang và thử lại.",
    404: "Không tìm thấy trang hoặc vụ việc này.",
    405: "Thao tác này không được hỗ trợ.",
    413: "Nội dung gửi lên quá lớn.",
    415: "Dạng dữ liệu gửi lên không được hỗ trợ.",
}

log = structlog.get_logger("console")

Endpoint = Callable[[Request], Awaitable[Response]]


def secure(host: Host) -> bool:
    """Whether people reach the console over https."""
    return host.settings.web.public_url.startswith("https:")


def session_cookie(host: Host) -> str:
    """The cookie's name; browsers bind `__Host-` cookies to https, this host and every path."""
    return "__Host-console" if secure(host) else "console"


def form_cookie(host: Host) -> str:
    """The cookie that ties a form without a session to the browser that asked for it."""
    return "__Host-console-form" if secure(host) else "console-form"


def set_cookie(host: Host, answer: Response, name: str, value: str) -> None:
    """A cookie that scripts cannot read and other sites cannot make the browser send with a form."""
    answer.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=secure(host))


def guarded(host: Host, page: Page, roles: frozenset[str] | None) -> Endpoint:
    """The endpoint of a page. `roles` None: no sign-in needed."""

    async def endpoint(request: Request) -> Response:
        visit = Visit(host, request, host.clock())
        try:
            answer = await _answer(visit, page, roles)
        except HTTPException as problem:
            answer = _error(visit, problem.status_code)
        answer.headers.update(HEADERS)
        return answer

    return endpoint


async def _answer(visit: Visit, page: Page, roles: frozenset[str] | None) -> Response:
    host, request = visit.host, visit.request
    if token := request.cookies.get(session_cookie(host)):
        visit.session = await sessions.find(host.store, token, host.settings.sign_in, visit.now)
    if roles is not None and visit.session is None:
        if request.method == "POST":
            raise HTTPException(403)
        return RedirectResponse(f"/console/sign-in?next={quote(_own_path(request))}", status_code=303)
    if roles is not None and visit.staff.role not in roles:
        raise HTTPException(403)
    visit.form_token = request.cookies.get(form_cookie(host), "")
    if request.method == "POST":
        visit.form = await forms.read(request)
        _check_token(visit)
    if visit.session is not None:
        async with host.store.read() as session:
            visit.unseen = await bell.waiting(session, visit.staff)
    fresh = roles is None and not visit.form_token
    if fresh:
        visit.form_token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    answer = await page(visit)
    if fresh:
        set_cookie(host, answer, form_cookie(host), visit.form_token)
    return answer


def _check_token(visit: Visit) -> None:
    """Raise HTTPException 403 unless the form was made for this very session or browser."""
    wanted = visit.session.csrf if visit.session else visit.form_token
    sent = visit.form.get("csrf", "")
    if not wanted or not hmac.compare_digest(sent.encode(), wanted.encode()):
        raise HTTPException(403)


def _own_path(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _error(visit: Visit, status: int) -> Response:
    return visit.page("error", status, sentence=SENTENCES.get(status, SENTENCES[400]))
