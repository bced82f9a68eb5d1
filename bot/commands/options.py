"""Options and refusals that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.commands.offline import Offline

OtherRecords = Annotated[Path | None, typer.Option("--kb", metavar="DIR", help="Thư mục bản ghi khác.")]
OtherAgencies = Annotated[
    Path | None,
    typer.Option("--neighbours", metavar="FILE", help="Tệp thủ tục của cơ quan khác (.jsonl, .jsonl.xz)."),
]
ConfigFile = Annotated[Path, typer.Option("--config", help="Tệp cấu hình.")]
CONFIG = Path("config.toml")


def refuse(text: str) -> NoReturn:
    """Say what is wrong with what was asked for, and stop with exit code 2."""
    typer.echo(text, err=True)
    raise typer.Exit(2)


def day(text: str) -> dt.date:
    """A date as typed in the command line; stops when it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        refuse(f"Lỗi: ngày «{text}» không đúng; viết như 2026-11-20")


def open_offline_or_stop(config: Path, kb: Path | None, neighbours: Path | None) -> Offline:
    """The service without a database; stops when settings or records are bad."""
    from bot.commands.offline import open_offline
    from bot.config import ConfigError
    from knowledge.calendar import CalendarError
    from knowledge.tomlfile import TomlError

    try:
        return open_offline(config, kb, neighbours)
    except (ConfigError, TomlError, CalendarError) as error:
        refuse(str(error))
