"""The service's console on a real database, and browsers that keep cookies."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
from argon2 import PasswordHasher

from bot.app import App
from bot.config import Environment, Settings
from bot.store.models import Attachment, Message
from tests.support.delivery import Hand, kb, settings
from tests.support.feedback import Town, found_town
from tests.support.pictures import png

PASSWORD = "con mèo nằm trên mái ngói"
PNG = png()
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@cache
def _kept() -> str:
    return PasswordHasher().hash(PASSWORD.encode())


class Browser:
    """Keeps cookies and sends the token of the form that it has seen last."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def get(self, path: str) -> httpx.Response:
        answer = await self.client.get(path)
        self._remember(answer)
        return answer

    async def post(self, path: str, fields: Mapping[str, str] | None = None) -> httpx.Response:
        answer = await self.client.post(path, data={"csrf": self.csrf, **(fields or {})})
        self._remember(answer)
        return answer

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Send the form; on success look at the list, as a browser does."""
        await self.get("/console/sign-in")
        answer = await self.post("/console/sign-in", {"login": login, "password": password})
        if answer.status_code == 303:
            await self.get(answer.headers["location"])
        return answer

    def _remember(self, answer: httpx.Response) -> None:
        if "html" in answer.headers.get("content-type", "") and (found := _CSRF.search(answer.text)):
            self.csrf = found.group(1)


@dataclass
class Console:
    """The service, its people and cases, and browsers that are closed in the end."""

    app: App
    town: Town
    clock: Hand
    browsers: AsyncExitStack

    async def browser(self, address: str = "10.0.0.1") -> Browser:
        """A browser of somebody at an address."""
        transport = httpx.ASGITransport(app=self.app.asgi, client=(address, 1000))
        base = self.app.settings.web.public_url
        client = await self.browsers.enter_async_context(httpx.AsyncClient(transport=transport, base_url=base))
        return Browser(client)

    async def entered(self, role: str) -> Browser:
        """A browser in which the person of a role has signed in."""
        browser = await self.browser()
        answer = await browser.sign_in(role)
        assert answer.status_code == 303, answer.text
        return browser

    async def attach(self, code: str, name: str = "anh.png", data: bytes = PNG, *, linked: bool = True) -> int:
        """A photo that came with a message of the case's conversation; returns its id."""
        kept = await self.app.files.keep(name, data)
        case = await self.town.case(code)
        assert case.conversation_id is not None
        async with self.app.store.write() as session:
            message = Message(
                conversation_id=case.conversation_id,
                direction="in",
                state="done",
                author="citizen",
                created_at=self.clock(),
                feedback_id=case.id if linked else None,
            )
            session.add(message)
            await session.flush()
            row = Attachment(
                message_id=message.id,
                feedback_id=case.id if linked else None,
                kind=kept.kind,
                file_name=name,
                mime=kept.mime,
                size=kept.size,
                sha256=kept.sha256,
                path=kept.path,
                shown_path=kept.shown_path,
                created_at=self.clock(),
            )
            session.add(row)
            await session.flush()
            return row.id


@asynccontextmanager
async def open_console(url: str, folder: Path, clock: Hand, wanted: Settings | None = None) -> AsyncIterator[Console]:
    """The app on a database (not started: nothing is sent or received), with one person of every role."""
    env = Environment(database_url=url, var=folder, secret_key="x" * 40)
    app = App(wanted or settings(), env, clock, kb())
    try:
        town = await found_town(app.store)
        async with app.store.write() as session:
            for person in town.people.values():
                person.password_hash = _kept()
                await session.merge(person)
        async with AsyncExitStack() as browsers:
            yield Console(app, town, clock, browsers)
    finally:
        await app.store.close()
