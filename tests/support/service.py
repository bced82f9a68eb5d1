"""The whole service as people meet it: the real App on a folder of its own, served on a free port."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn

from bot.app import App
from bot.channels.telegram import TelegramChannel
from bot.config import Settings, environment, load
from knowledge.base import Knowledge, load_knowledge
from tests.support.delivery import Hand
from tests.support.ports import free_port
from tests.support.telegram import TOKEN

ROOT = Path(__file__).parents[2]
START_SECONDS = 20.0

T = TypeVar("T")


@cache
def _kb() -> Knowledge:
    return load_knowledge()


def settings_for(port: int, **changes: dict[str, Any]) -> Settings:
    """The settings of the repository on a local port, with changed keys by table."""
    tables: dict[str, dict[str, Any]] = {
        "web": {"host": "127.0.0.1", "port": port, "public_url": f"http://127.0.0.1:{port}"}
    }
    for name, values in changes.items():
        tables[name] = tables.get(name, {}) | values
    settings = load(ROOT / "config.toml")
    update = {name: getattr(settings, name).model_copy(update=values) for name, values in tables.items()}
    return settings.model_copy(update=update)


class LiveService:
    """A service that answers on `url`. Its loop runs in a thread; `run` executes a coroutine there."""

    def __init__(self, folder: Path, clock: Hand, settings: Settings, telegram: str | None = None) -> None:
        self.clock = clock
        self.url = settings.web.public_url
        self._folder = folder
        self._settings = settings
        self._telegram = telegram
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="service", daemon=True)
        self._up = threading.Event()
        self._trouble: BaseException | None = None
        self._app: App | None = None
        self._server: uvicorn.Server | None = None

    @property
    def app(self) -> App:
        """The running App; use it only through `run`."""
        assert self._app is not None
        return self._app

    def start(self) -> None:
        """Serve; returns when the service answers."""
        self._thread.start()
        assert self._up.wait(START_SECONDS), "the service did not start"
        if self._trouble is not None:
            raise self._trouble
        deadline = time.monotonic() + START_SECONDS
        while self._server is None or not self._server.started:
            assert self._thread.is_alive(), "the service has stopped"
            assert time.monotonic() < deadline, "the service does not answer"
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop in good order."""
        if self._server is not None:
            self._server.should_exit = True
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the service did not stop"

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Execute a coroutine in the service's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def client(self) -> httpx.Client:
        """An HTTP client of the service."""
        return httpx.Client(base_url=self.url, timeout=30)

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._main())

    async def _main(self) -> None:
        try:
            self._app = App(self._settings, self._environment(), self.clock, _kb())
            if isinstance(self._app.telegram, TelegramChannel):
                self._app.telegram.seconds_per_message = 0.02
            await self._app.start()
        except BaseException as error:
            self._trouble = error
            raise
        finally:
            self._up.set()
        web = self._settings.web
        config = uvicorn.Config(
            self._app.asgi,
            host=web.host,
            port=web.port,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        try:
            await self._server.serve()
        finally:
            await self._app.stop()

    def _environment(self) -> Any:
        values = {"BOT_VAR": str(self._folder)}
        if self._telegram is not None:
            values |= {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_BASE_URL": self._telegram}
        return environment(values)


@contextmanager
def live_service(
    folder: Path, clock: Hand | None = None, bot_api: str | None = None, **changes: Any
) -> Iterator[LiveService]:
    """Run the service while the block lasts.

    `bot_api` is the address of a Telegram server, None for none; `changes` are settings by table.
    """
    service = LiveService(folder, clock or Hand(), settings_for(free_port(), **changes), bot_api)
    service.start()
    try:
        yield service
    finally:
        service.stop()


def eventually(look: Callable[[], T | None], seconds: float = 15.0) -> T:
    """What `look` finds, once it finds something; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")
