"""`ask`: one question, answered in the terminal, without a database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command `ask`."""
    app.command("ask")(ask)


def ask(
    question: Annotated[str, typer.Argument(metavar="CÂU-HỎI", help="Câu hỏi, có dấu hay không dấu.")],
    kb: Annotated[Path | None, typer.Option(metavar="DIR", help="Thư mục bản ghi khác.")] = None,
    neighbours: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Tệp thủ tục của cơ quan khác (.jsonl, .jsonl.xz).")
    ] = None,
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
) -> None:
    """Hỏi một câu và in câu trả lời kèm các nút."""
    import asyncio

    from bot.commands.offline import labels_of, open_offline, text_of
    from bot.config import ConfigError
    from knowledge.calendar import CalendarError
    from knowledge.tomlfile import TomlError

    try:
        offline = open_offline(config, kb, neighbours)
    except (ConfigError, TomlError, CalendarError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    turn = asyncio.run(offline.turn(question))
    typer.echo(text_of(turn))
    if labels := labels_of(turn):
        typer.echo()
        typer.echo(" ".join(f"[{label}]" for label in labels))
