"""The webhook: Telegram calls, and gets 200 only when the row has been written."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1024 * 1024
"""Bytes of an update; Telegram's own are a few kilobytes."""

log = structlog.get_logger(__name__)


def secret_token(secret_key: str, token: str) -> str:
    """What Telegram sends with each call to prove who it is; made from both secrets, tells neither."""
    return hmac.new(secret_key.encode(), f"telegram-webhook:{token}".encode(), hashlib.sha256).hexdigest()


def route(secret: str, take: Callable[[Any], Awaitable[None]]) -> BaseRoute:
    """The webhook's route: 403 without the secret, 413 for too much, 503 when nothing can be written."""

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            update = json.loads(body)
        except ValueError:
            # Asking again brings the same bytes, and a refusal would block the chat.
            log.warning("telegram webhook: not JSON")
            return Response(status_code=200)
        try:
            await take(update)
        except (SQLAlchemyError, OSError) as error:
            log.error("telegram update not written, asked to come again", reason=type(error).__name__)
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response(status_code=200)

    return Route(PATH, receive, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            return None
    return bytes(data)
