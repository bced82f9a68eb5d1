"""What holds for every page: security headers, and a limit for what may be sent up."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import neutral

JSON_BYTES = 256 * 1024
"""Holds the longest chat message (20,000 characters) even when every letter is written as \\uXXXX."""

FORM_BYTES = 1024 * 1024
"""For everything that is neither JSON nor an upload; Telegram's updates are far below it too."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

HSTS = "max-age=31536000"
"""One year (OWASP ASVS 5.0, 3.4.1); sent only when people come by https."""


class SecurityHeaders:
    """Adds the headers to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, dressed)


class BodyLimit:
    """Refuses a request that is larger than its kind may be, at the latest when it has grown so far."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self._limits = {"application/json": JSON_BYTES, "multipart/form-data": upload_bytes}
        sizes = {*self._limits.values(), FORM_BYTES}
        self._counting = {size: RequestBodyLimitMiddleware(app, size) for size in sizes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        limit = FORM_BYTES
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not scope["path"].endswith("/webhook"):
                limit = self._limits.get(headers.get("content-type", "").partition(";")[0].strip().lower(), limit)
            declared = headers.get("content-length", "")
            if declared.isascii() and declared.isdigit() and int(declared) > limit:
                await neutral(scope["path"], 413)(scope, receive, send)
                return
        await self._counting[limit](scope, receive, send)
