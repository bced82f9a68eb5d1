"""`chat`: a conversation in the terminal, kept in the database like on every other channel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.app import App

END = {"thoát", "thoat", "exit", "quit"}


def register(app: typer.Typer) -> None:
    """Add the command `chat`."""
    app.command("chat")(chat)


def chat(
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
    name: Annotated[str, typer.Option(help="Tên cuộc trò chuyện; dùng lại tên để nói tiếp.")] = "terminal",
) -> None:
    """Trò chuyện trong cửa sổ dòng lệnh; gõ số để bấm nút, «thoát» để kết thúc."""
    import logging

    from bot import logs
    from bot.app import App
    from bot.config import ConfigError, environment, load
    from bot.store.db import StoreError
    from knowledge.calendar import CalendarError
    from knowledge.tomlfile import TomlError

    logs.set_up(logging.WARNING)
    try:
        settings = load(config)
        # Telegram belongs to `run`; two pollers of one bot would take each other's updates.
        env = environment().model_copy(update={"telegram_token": None})
        _talk(App(settings, env), name)
    except (ConfigError, TomlError, CalendarError, StoreError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _talk(app: App, name: str) -> None:
    import asyncio

    from bot.channels.terminal import Talk, TerminalChannel

    channel = TerminalChannel()
    app.channels[channel.name, channel.account] = channel
    with asyncio.Runner() as loop:
        try:
            loop.run(app.start())
            talk = Talk(app, name)
            typer.echo("Gõ câu hỏi; gõ số để bấm nút; «thoát» để kết thúc.")
            while (line := _read()) is not None:
                for shown in loop.run(talk.say(line)):
                    typer.echo(shown)
        finally:
            loop.run(app.stop())


def _read() -> str | None:
    """The next typed line; None at the end."""
    try:
        line = input("> ").strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if line.lower() in END else line
