"""The copy of one's own data, fetched by browser under a short-lived signed address."""

from __future__ import annotations

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.web_api import guarded
from bot.channels.web_service import WebService
from bot.config import Environment
from bot.feedback import data_link, own_copy
from bot.store.models import Conversation
from knowledge.base import Knowledge

GONE = (
    "Đường dẫn này đã hết hạn hoặc không đúng. "
    "Anh/chị nhắn «dữ liệu của tôi» trong cuộc trò chuyện để lấy đường dẫn mới."
)
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class DataService(WebService, Protocol):
    """What the copy needs of the running service."""

    @property
    def env(self) -> Environment:
        """Addresses and secrets."""

    @property
    def kb(self) -> Knowledge:
        """The procedures, for their names."""


def routes(service: DataService) -> list[BaseRoute]:
    """GET /api/my-data/TOKEN: a page to keep; with ?format=json as JSON."""

    async def fetch(request: Request) -> Response:
        conversation_id = data_link.read(service.env.secret_key, request.path_params["token"], service.clock())
        if conversation_id is None:
            return _gone()
        async with service.store.read() as session:
            conversation = await session.get(Conversation, conversation_id)
            if conversation is None:
                return _gone()
            data = await own_copy.whole(session, conversation, service.kb.catalog)
        if request.query_params.get("format") == "json":
            return _file(own_copy.machine_readable(data), "application/json", "json")
        return _file(own_copy.page(data, service.settings.agency.name), "text/html; charset=utf-8", "html")

    return [Route(f"{data_link.PATH}{{token}}", guarded(fetch))]


def _gone() -> Response:
    return Response(GONE, 410, HEADERS, "text/plain; charset=utf-8")


def _file(text: str, mime: str, ending: str) -> Response:
    name = f'attachment; filename="du-lieu-cua-toi.{ending}"'
    return Response(text, media_type=mime, headers=HEADERS | {"Content-Disposition": name})
