"""`answer`: questions as JSON Lines on standard input, one answer a line, in order; no database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.commands.offline import Offline


def register(app: typer.Typer) -> None:
    """Add the command `answer`."""
    app.command("answer")(answer)


def answer(
    kb: Annotated[Path | None, typer.Option(metavar="DIR", help="Thư mục bản ghi khác.")] = None,
    neighbours: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Tệp thủ tục của cơ quan khác (.jsonl, .jsonl.xz).")
    ] = None,
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
) -> None:
    """Trả lời từng dòng JSON {"id","text","session"?} đọc từ đầu vào chuẩn."""
    import asyncio

    from bot.commands.offline import open_offline
    from bot.config import ConfigError
    from knowledge.calendar import CalendarError
    from knowledge.tomlfile import TomlError

    try:
        offline = open_offline(config, kb, neighbours)
    except (ConfigError, TomlError, CalendarError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    if asyncio.run(_answer_all(offline)):
        raise typer.Exit(2)


async def _answer_all(offline: Offline) -> int:
    """Answer every line; returns how many could not be read."""
    import json
    import sys

    bad = 0
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        try:
            row = _row(raw)
        except ValueError as error:
            bad += 1
            typer.echo(f"dòng {number}: {error}", err=True)
            continue
        answered = json.dumps(await _answered(offline, row), ensure_ascii=False)
        sys.stdout.buffer.write(answered.encode() + b"\n")
        sys.stdout.buffer.flush()
    return bad


def _row(raw: bytes) -> dict[str, Any]:
    """One input line. Raises ValueError saying what is wrong with it."""
    import json

    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("không phải UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"không phải JSON: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str | int):
        raise ValueError('cần một đối tượng có "id" và "text"')
    if not isinstance(row.get("session"), str | int | None):
        raise ValueError('"session" phải là chuỗi')
    return row


async def _answered(offline: Offline, row: dict[str, Any]) -> dict[str, Any]:
    from time import perf_counter

    from bot.commands.offline import labels_of, text_of

    session = row.get("session")
    started = perf_counter()
    turn = await offline.turn(row["text"], None if session is None else str(session))
    spent = (perf_counter() - started) * 1000
    outcome = turn.outcome
    assert outcome is not None
    return {
        "id": row["id"],
        "kind": outcome.kind,
        "codes": list(outcome.codes),
        "facet": outcome.facet,
        "topic": outcome.topic,
        "text": text_of(turn),
        "buttons": labels_of(turn),
        "score": round(outcome.score, 4),
        "ms": round(spent, 3),
    }
