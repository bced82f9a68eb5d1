"""The public pages of results: the search, one result, the feed. No sign-in, no script, no cookie."""

from __future__ import annotations

import asyncio
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.clock import local
from bot.config import PLACEHOLDER
from bot.feedback import words
from bot.public import filters, results
from bot.public.figures import ENOUGH, FigureBoard

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.config import Settings
    from bot.store.db import Store
    from knowledge.base import Knowledge

HERE = Path(__file__).parent

STATIC = "/static/ket-qua"

SEARCHES_AT_ONCE = 2
"""However many people search, the chat gets its share of the machine."""

HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noarchive"}
"""What is taken down must not live on in a cache."""

GONE = "Kết quả này đã được gỡ khỏi trang công khai."

_NUMBER = re.compile(r"KQ-\d{4}-\d{5,9}")
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Host(Protocol):
    """The parts of the service that the public pages use (`bot.app.App` has them)."""

    @property
    def settings(self) -> Settings:
        """The department's settings."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def kb(self) -> Knowledge:
        """The procedures."""


def routes(host: Host) -> list[BaseRoute]:
    """The routes of the public pages."""
    pages = _Pages(host)
    return [
        Route("/ket-qua", pages.index),
        Route("/ket-qua.rss", pages.feed),
        Route("/ket-qua/{number}", pages.detail),
        Mount(STATIC, StaticFiles(directory=HERE / "static"), name="public-static"),
    ]


class _Pages:
    """The pages of one service."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._board = FigureBoard(host.store, host.clock)
        self._searching = asyncio.Semaphore(SEARCHES_AT_ONCE)

    async def index(self, request: Request) -> Response:
        """Results that fit the address, and the figures of its period."""
        catalog, today = self._host.kb.catalog, local(self._host.clock()).date()
        wanted = filters.read(request.query_params, catalog.fields, today)
        number = filters.page_number(request.query_params)
        async with self._searching, self._host.store.read() as session:
            found, total = await results.search(session, wanted, catalog, number)
            units = await results.units(session)
        first, last = wanted.period(today)
        return self._page(
            "results",
            wanted=wanted,
            found=found,
            total=total,
            number=number,
            last_page=max(1, -(-total // results.PAGE)),
            units=units,
            kinds=filters.PUBLIC_KINDS,
            procedures=sorted(catalog, key=lambda record: record.name),
            fields=catalog.fields,
            years=range(today.year, filters.FIRST_YEAR - 1, -1),
            figures=await self._board.of(first, last),
            first=first,
            last=last,
            enough=ENOUGH,
        )

    async def detail(self, request: Request) -> Response:
        """One result; a number that was taken down says so (410)."""
        number = request.path_params["number"].upper()
        if not _NUMBER.fullmatch(number):
            raise HTTPException(404)
        async with self._host.store.read() as session:
            found = await results.find(session, number, self._host.kb.catalog)
            gone = found is None and await results.was_taken_down(session, number)
        if gone:
            return self._page("gone", 410, sentence=GONE)
        if found is None:
            raise HTTPException(404)
        return self._page("result", one=found)

    async def feed(self, request: Request) -> Response:
        """The newest results that fit the address, as RSS 2.0."""
        catalog, today = self._host.kb.catalog, local(self._host.clock()).date()
        wanted = filters.read(request.query_params, catalog.fields, today)
        async with self._searching, self._host.store.read() as session:
            found, _ = await results.search(session, wanted, catalog, 1, results.FEED)
        answer = self._page("feed", ending="xml", found=found, site=self._host.settings.web.public_url)
        answer.headers["Content-Type"] = "application/rss+xml; charset=utf-8"
        return answer

    def _page(self, name: str, status: int = 200, *, ending: str = "html", **context: Any) -> Response:
        template = _templates().get_template(f"{name}.{ending}")
        agency = {key: None if PLACEHOLDER in value else value for key, value in self._host.settings.agency}
        return HTMLResponse(template.render(agency=agency, **context), status, HEADERS)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": lambda value: value.strftime("%d/%m/%Y"),
        "local_day": lambda value: local(value).strftime("%d/%m/%Y"),
        "moment": lambda value: value.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "said": lambda key, table: words.said(table, key),
        "xml": lambda text: _NOT_XML.sub("", text),
        "number": lambda value: f"{value:,}".replace(",", "."),
        "percent": lambda value: f"{value:.1f}".replace(".", ","),
    }
    environment.globals |= {"words": words}
    return environment
