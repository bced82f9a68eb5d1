"""Serving an App by HTTP: from the configuration file to the last request."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
import uvicorn
from sqlalchemy.exc import DBAPIError

from bot.app import App
from bot.config import ConfigError, Environment, Settings, environment, load
from bot.console.words import missing_words
from bot.store.db import StoreError
from knowledge.calendar import CalendarError
from knowledge.tomlfile import TomlError

GRACE_SECONDS = 5
"""How long open requests (event streams have no end of their own) may go on after the order to stop."""


class StartError(Exception):
    """The service cannot start; the message says why and what to do."""


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `serve`: uvicorn's own way ends the process before the App has stopped."""
        yield


async def serve(config: Path, host: str | None = None, port: int | None = None, *, demo: bool = False) -> None:
    """Run the service until SIGTERM or SIGINT. Raises StartError."""
    settings, env = _configured(config, host, port)
    listener = _listen(settings.web.host, settings.web.port)
    with listener:
        settings = _with_real_port(settings, listener)
        app = _build(settings, env)
        try:
            await _start(app)
            if demo:
                await _load_demo(app)
            _greet(app)
            await _until_told(app, listener)
        finally:
            await app.stop()


def _configured(config: Path, host: str | None, port: int | None) -> tuple[Settings, Environment]:
    try:
        settings, env = load(config), environment()
    except ConfigError as error:
        raise StartError(str(error)) from error
    web = settings.web
    changed = web.model_copy(update={"host": host or web.host, "port": web.port if port is None else port})
    if web.public_url == f"http://{web.host}:{web.port}":
        # The public address was only the local one: it follows.
        changed = changed.model_copy(update={"public_url": f"http://{changed.host}:{changed.port}"})
    return settings.model_copy(update={"web": changed}), env


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay (40 ms per answer) off only for sockets that name their protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
        return listener
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"Cổng {port} tại {host} đang được một chương trình khác sử dụng. "
                "Hãy tắt chương trình đó, hoặc chọn cổng khác bằng --port."
            ) from error
        raise StartError(f"Không mở được cổng {port} tại {host}: {error.strerror or error}") from error


def _with_real_port(settings: Settings, listener: socket.socket) -> Settings:
    """Port 0 lets the system choose; links must name what it chose."""
    web = settings.web
    if web.port != 0:
        return settings
    real = listener.getsockname()[1]
    update = {"port": real, "public_url": web.public_url.removesuffix(":0") + f":{real}"}
    return settings.model_copy(update={"web": web.model_copy(update=update)})


def _build(settings: Settings, env: Environment) -> App:
    try:
        return App(settings, env)
    except (TomlError, CalendarError, StoreError) as error:
        raise StartError(str(error)) from error


async def _start(app: App) -> None:
    try:
        await app.start()
    except StoreError as error:
        raise StartError(str(error)) from error
    except (DBAPIError, OSError) as error:
        raise StartError(f"Không dùng được cơ sở dữ liệu (DATABASE_URL): {error}") from error


async def _load_demo(app: App) -> None:
    from bot.feedback import demo

    await demo.load(app)


def _greet(app: App) -> None:
    url = app.settings.web.public_url
    lines = [f"Trang hỏi đáp:   {url}/", f"Trang quản trị:  {url}/console"]
    if app.telegram is not None:
        lines.append("Telegram:        đang bật")
    if app.first_link:
        lines.append(f"Đặt mật khẩu quản trị lần đầu (dùng một lần): {app.first_link}")
    if missing := app.settings.missing():
        lines.append("Chưa điền trong tệp cấu hình (người dân sẽ được báo là chưa có thông tin):")
        lines += [f"  - {missing_words(key)}" for key in missing]
    typer.echo("\n".join(lines))


async def _until_told(app: App, listener: socket.socket) -> None:
    config = uvicorn.Config(
        app.asgi,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)

    def stop() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve(sockets=[listener])
