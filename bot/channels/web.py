"""The web chat: its page, its files and its interface under /api/chat."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.channels.web_api import WebApi, guarded
from bot.channels.web_input import MAX_FILES
from bot.channels.web_limits import Limits
from bot.channels.web_messages import ACCOUNT, NAME
from bot.channels.web_refusals import MAX_TEXT
from bot.channels.web_service import WebService
from bot.channels.web_sse import Events
from bot.config import PLACEHOLDER, Settings
from bot.delivery.ports import ChannelError, Outgoing

HERE = Path(__file__).parent


class WebChannel:
    """The web chat as delivery sees it: browsers fetch their messages, so nothing is ever pushed."""

    name = NAME
    account = ACCOUNT
    pulls = True
    seconds_per_message = 0.0

    async def send(self, message: Outgoing) -> list[str]:
        """Not possible: a browser cannot be called. Raises ChannelError (permanent)."""
        raise ChannelError("the web chat is fetched by its clients", permanent=True)

    async def start(self) -> None:
        """Nothing to begin: the web server serves the routes."""

    async def stop(self) -> None:
        """Nothing to give back."""


def routes(service: WebService) -> list[BaseRoute]:
    """The page, its static files and the interface of the web chat."""
    limits = Limits(service.settings.web.messages_per_minute)
    api, events = WebApi(service, limits), Events(service, limits)
    page = _page(service.settings)

    async def show(request: Request) -> Response:
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    return [
        Route("/", show),
        Route("/api/chat", guarded(api.chat), methods=["POST"]),
        Route("/api/chat/files", guarded(api.files), methods=["POST"]),
        Route("/api/chat/history", guarded(api.history)),
        Route("/api/chat/events", guarded(events.stream)),
        Mount("/static/chat", _Static(directory=HERE / "static"), name="chat-static"),
    ]


class _Static(StaticFiles):
    """Static files that a browser asks about every time, so that page and script never differ in age."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _page(settings: Settings) -> str:
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    agency = {key: None if PLACEHOLDER in value else value for key, value in settings.agency}
    return templates.get_template("chat.html").render(
        agency=agency, max_megabytes=settings.files.max_megabytes, max_files=MAX_FILES, max_text=MAX_TEXT
    )
