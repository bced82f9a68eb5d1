"""What a browser sends to the web chat, checked and cleaned."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message

from bot.channels.web_refusals import (
    BAD_ACTION,
    BAD_ID,
    BAD_SESSION,
    EMPTY,
    MAX_TEXT,
    TOO_LARGE,
    TOO_LONG,
    TOO_MANY_FILES,
    UNREADABLE,
    Refused,
)
from bot.delivery.inbox import clean
from bot.turns import ACTION_BYTES

SESSION = re.compile(r"[A-Za-z0-9_-]{8,64}")
CLIENT_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")

MAX_BODY = 512 * 1024
"""Bytes of a JSON request: MAX_TEXT characters stay below it even when every one is escaped."""

MAX_FILES = 10
"""Files in one message, as many as a Telegram album holds."""


@dataclass(frozen=True)
class Sent:
    """One message from a browser. `client_id` makes sending it again harmless."""

    session: str
    client_id: str
    text: str | None = None
    action: str | None = None
    uploads: tuple[UploadFile, ...] = ()


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    session: str | None = None
    text: str | None = None
    action: str | None = None
    id: str | None = None


def new_session() -> str:
    """A name for a conversation that nobody can guess (192 random bits)."""
    return secrets.token_urlsafe(24)


def known_session(request: Request) -> str:
    """The conversation named in the address. Raises Refused (422) unless it is a well-formed name."""
    session = request.query_params.get("session", "")
    if not SESSION.fullmatch(session):
        raise Refused(422, BAD_SESSION)
    return session


async def read_json(request: Request) -> Sent:
    """The message in a JSON request. Raises Refused (400, 413, 422)."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise Refused(413, TOO_LONG)
    try:
        body = _Body.model_validate_json(bytes(data))
    except ValidationError as error:
        malformed = any(part["type"] == "json_invalid" for part in error.errors())
        raise Refused(400 if malformed else 422, UNREADABLE) from error
    return _checked(body)


@asynccontextmanager
async def read_form(request: Request, max_bytes: int) -> AsyncIterator[Sent]:
    """The message and files in a multipart request of at most `max_bytes`; the files close with the block.

    Raises Refused (400, 413, 422).
    """
    form = await _form(_limited(request, max_bytes))
    try:
        uploads = tuple(part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename)
        if len(uploads) > MAX_FILES:
            raise Refused(413, TOO_MANY_FILES.format(limit=MAX_FILES))
        fields = {key: value for key, value in form.items() if isinstance(value, str)}
        yield _checked(_Body.model_validate(fields), uploads)
    finally:
        await form.close()


def file_name(upload: UploadFile) -> str:
    """The name a person gave a file, without folders."""
    last = re.split(r"[/\\]", upload.filename or "")[-1]
    return " ".join(clean(last).split())[:200] or "tep"


def _checked(body: _Body, uploads: tuple[UploadFile, ...] = ()) -> Sent:
    text, action = clean(body.text or "").strip(), clean(body.action or "").strip()
    if not (text or action or uploads):
        raise Refused(400, EMPTY)
    if len(text) > MAX_TEXT:
        raise Refused(413, TOO_LONG)
    if len(action.encode()) > ACTION_BYTES:
        raise Refused(422, BAD_ACTION)
    if body.session is not None and not SESSION.fullmatch(body.session):
        raise Refused(422, BAD_SESSION)
    if body.id is not None and not CLIENT_ID.fullmatch(body.id):
        raise Refused(422, BAD_ID)
    return Sent(body.session or new_session(), body.id or new_session(), text or None, action or None, uploads)


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_fields=10)
    except (HTTPException, MultiPartException) as error:
        raise Refused(400, UNREADABLE) from error


def _limited(request: Request, max_bytes: int) -> Request:
    """The request with a body that stops with a refusal once it is longer than `max_bytes`."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > max_bytes:
            raise Refused(413, TOO_LARGE)
        return message

    return Request(request.scope, receive)
