"""Server-sent events: replies that come later than the request that asked for them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.channels import web_messages as messages
from bot.channels.web_api import client_address
from bot.channels.web_input import known_session
from bot.channels.web_limits import Limits
from bot.channels.web_service import WebService
from bot.delivery.live import ring

POLL = 3.0
"""Seconds after which the table is looked at unasked: another process may have written a reply."""

HEARTBEAT_EVERY = 5
"""Looks without news after which a comment is sent, so that proxies keep the connection and the end is noticed."""


class Events:
    """The endpoint /api/chat/events."""

    def __init__(self, service: WebService, limits: Limits) -> None:
        self._service = service
        self._limits = limits

    async def stream(self, request: Request) -> Response:
        """GET ?session=[&after=ID]: one event per reply, from Last-Event-ID (or `after`) on.

        204 tells the browser not to come again: the conversation does not exist (yet).
        """
        session, address = known_session(request), client_address(request)
        conversation = await messages.conversation_id(self._service.store, session)
        if conversation is None:
            return Response(status_code=204)
        after = _number(request.headers.get("last-event-id")) or _number(request.query_params.get("after"))
        with self._limits.stream(session, address):
            pass  # refuse with a status before the stream begins
        return StreamingResponse(
            self._events(conversation, after, session, address),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _events(self, conversation: int, after: int, session: str, address: str) -> AsyncIterator[str]:
        # The bell is taken before the first look, so that nothing falls between a look and a wait.
        with self._limits.stream(session, address), self._service.live.listen(conversation) as bell:
            yield "retry: 2000\n\n"
            quiet = 0
            while True:
                replies = await messages.arrived(self._service.store, conversation, after, self._service.clock())
                for reply in replies:
                    after = max(after, reply["id"])
                    yield f"id: {after}\ndata: {json.dumps(reply, ensure_ascii=False)}\n\n"
                quiet = 0 if replies else quiet + 1
                if quiet % HEARTBEAT_EVERY == HEARTBEAT_EVERY - 1:
                    yield ": \n\n"
                await ring(bell, POLL)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
