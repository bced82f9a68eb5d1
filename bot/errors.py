"""What a browser is shown when something goes wrong: one sentence, never a trace."""

from __future__ import annotations

import secrets
from pathlib import Path

import structlog
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SENTENCES = {
    400: "Yêu cầu không hợp lệ. Anh/chị vui lòng tải lại trang rồi thử lại.",
    401: "Anh/chị cần đăng nhập để xem trang này.",
    403: "Anh/chị không có quyền xem trang này.",
    404: "Không tìm thấy trang này. Anh/chị vui lòng kiểm tra lại địa chỉ.",
    405: "Trang này không nhận thao tác vừa gửi.",
    413: "Nội dung gửi lên quá lớn. Anh/chị vui lòng gửi ít hơn trong một lần.",
    429: "Anh/chị thao tác nhanh quá. Vui lòng chờ một lát rồi thử lại.",
    500: "Hệ thống gặp lỗi, yêu cầu chưa được thực hiện. Anh/chị vui lòng thử lại sau ít phút.",
}

_templates = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=select_autoescape())

log = structlog.get_logger(__name__)


def neutral(path: str, status: int, reference: str | None = None) -> Response:
    """The answer for an error: JSON for the interfaces under /api, else a page."""
    sentence = SENTENCES.get(status) or SENTENCES[400 if status < 500 else 500]
    if path.startswith("/api/"):
        return JSONResponse({"error": sentence} | ({"reference": reference} if reference else {}), status)
    page = _templates.get_template("error.html").render(status=status, sentence=sentence, reference=reference)
    return HTMLResponse(page, status)


async def http_error(request: Request, error: Exception) -> Response:
    """Handler for Starlette's HTTPException."""
    assert isinstance(error, HTTPException)
    response = neutral(request.url.path, error.status_code)
    response.headers.update(error.headers or {})
    return response


class NeutralErrors:
    """The outermost layer: an unexpected error is logged under a reference, which the person is shown."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        begun = False

        async def watch(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("request failed", reference=reference, path=scope.get("path"))
            if begun or scope["type"] != "http":
                raise
            await neutral(scope["path"], 500, reference)(scope, receive, send)
