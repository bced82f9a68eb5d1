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
    neighbours: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Đo thêm khi nạp kèm thủ tục của cơ quan khác (.jsonl, .jsonl.xz)."),
    ] = None,
    sizes: Annotated[str, typer.Option(metavar="SỐ,SỐ…", help="Với --neighbours: đo ở các cỡ này.")] = "0",
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
) -> None:
    """Đo tốc độ: hiểu một câu hỏi, và một lượt hỏi đáp trọn vẹn trên SQLite."""
    from tempfile import TemporaryDirectory

    from bot.bench import growth, measure
    from bot.config import ConfigError, load
    from knowledge.tomlfile import TomlError

    try:
        settings, wanted = load(config), _sizes(sizes)
        with TemporaryDirectory(prefix="bench-") as folder:
            for line in measure(settings, Path(folder), count):
                typer.echo(line)
            for line in growth(neighbours, wanted, Path(folder), count * 4) if neighbours else ():
                typer.echo(line)
    except (ConfigError, TomlError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def _sizes(text: str) -> list[int]:
    """Numbers with commas between. Raises ValueError."""
    if not all(part.strip().isdecimal() for part in text.split(",")):
        raise ValueError(f"--sizes {text}: viết như 0,500,1000")
    return [int(part) for part in text.split(",")]
