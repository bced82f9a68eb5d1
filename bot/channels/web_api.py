"""The HTTP interface of the web chat: messages in, replies out, history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels import web_messages as messages
from bot.channels.receive import take_in
from bot.channels.web_input import MAX_FILES, Sent, file_name, known_session, read_form, read_json
from bot.channels.web_limits import Limits
from bot.channels.web_refusals import UNAVAILABLE, Refused
from bot.channels.web_service import WebService
from bot.files import FileRefused
from bot.turns import Incoming, IncomingFile

REPLY_WAIT = 20.0
"""Seconds that a request waits for its reply; a later one comes as an event."""

Endpoint = Callable[[Request], Awaitable[Response]]


def guarded(endpoint: Endpoint) -> Endpoint:
    """The endpoint, with refusals and a database out of reach told in a sentence."""

    async def call(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refusal:
            return refusal.response()
        except (SQLAlchemyError, OSError):
            return Refused(503, UNAVAILABLE, 30).response()

    return call


class WebApi:
    """The endpoints under /api/chat."""

    def __init__(self, service: WebService, limits: Limits) -> None:
        self._service = service
        self._limits = limits

    async def chat(self, request: Request) -> Response:
        """POST {"session"?, "text"?, "action"?, "id"?} -> {"session", "replies"}."""
        sent = await read_json(request)
        self._limits.message(sent.session, client_address(request))
        return await self._answer(sent, (), None)

    async def files(self, request: Request) -> Response:
        """POST multipart (session, text?, id?, files): as `chat`, with what the person attached."""
        limit = self._service.settings.files.max_megabytes
        # One file more than fits: a file over the limit is refused by name, and the text with it survives.
        async with read_form(request, (MAX_FILES + 1) * limit * 1024 * 1024) as sent:
            self._limits.message(sent.session, client_address(request))
            kept, problem = await self._keep(sent.uploads)
        return await self._answer(sent, kept, problem)

    async def history(self, request: Request) -> Response:
        """GET ?session= -> {"messages": [...]}, oldest first."""
        store, session = self._service.store, known_session(request)
        conversation = await messages.conversation_id(store, session)
        if conversation is None:
            return JSONResponse({"session": session, "messages": []})
        shown = await messages.history(store, conversation, self._service.clock())
        return JSONResponse({"session": session, "messages": shown})

    async def _answer(self, sent: Sent, files: tuple[IncomingFile, ...], problem: str | None) -> Response:
        service = self._service
        message_id = await take_in(service.inbox, service.files, self._incoming(sent, files, problem))
        if message_id is None:
            message_id = await messages.known_message(service.store, _external_id(sent))
        if message_id is None:
            raise Refused(503, UNAVAILABLE, 30)
        await service.lanes.wait(message_id, timeout=REPLY_WAIT)
        replies = await messages.replies_to(service.store, message_id, service.clock())
        answer = {"session": sent.session, "message": message_id, "replies": replies}
        if not replies and not await messages.handled(service.store, message_id):
            answer["pending"] = True
        return JSONResponse(answer)

    def _incoming(self, sent: Sent, files: tuple[IncomingFile, ...], problem: str | None) -> Incoming:
        return Incoming(
            channel=messages.NAME,
            account=messages.ACCOUNT,
            conversation=sent.session,
            external_id=_external_id(sent),
            received_at=self._service.clock(),
            text=sent.text,
            action=sent.action,
            sender=sent.session,
            files=files,
            problem=problem,
        )

    async def _keep(self, uploads: tuple[UploadFile, ...]) -> tuple[tuple[IncomingFile, ...], str | None]:
        """Keep what may be kept; returns the files and the first reason why one was refused."""
        kept: list[IncomingFile] = []
        problem: str | None = None
        limit = self._service.settings.files.max_megabytes * 1024 * 1024
        for upload in uploads:
            if (upload.size or 0) > limit:
                problem = problem or "file_too_large"
                continue
            try:
                data = await upload.read()
                kept.append(await self._service.files.keep(file_name(upload), data, upload.content_type))
            except FileRefused as refusal:
                problem = problem or refusal.problem
        return tuple(kept), problem


def client_address(request: Request) -> str:
    """The address a request comes from (behind a proxy, uvicorn has put the client's here)."""
    return request.client.host if request.client else "unknown"


def _external_id(sent: Sent) -> str:
    return f"{sent.session}:{sent.client_id}"
