"""`bench`: measure the speed on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command `bench`."""
    app.command("bench")(bench)


def bench(
    count: Annotated[int, typer.Option("--turns", min=20, max=100_000, help="Số lượt hỏi đáp để đo.")] = 500,
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
) -> None:
    """Đo tốc độ: hiểu một câu hỏi, và một lượt hỏi đáp trọn vẹn trên SQLite."""
    from tempfile import TemporaryDirectory

    from bot.bench import measure
    from bot.config import ConfigError, load

    try:
        settings = load(config)
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    with TemporaryDirectory(prefix="bench-") as folder:
        for line in measure(settings, Path(folder), count):
            typer.echo(line)
