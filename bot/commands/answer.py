"""`answer`: questions as JSON Lines on standard input, one answer a line, in order; no database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from bot.commands.options import CONFIG, ConfigFile, OtherAgencies, OtherRecords, open_offline_or_stop

if TYPE_CHECKING:
    from bot.commands.offline import Offline


def register(app: typer.Typer) -> None:
    """Add the command `answer`."""
    app.command("answer")(answer)


def answer(
    kb: OtherRecords = None,
    neighbours: OtherAgencies = None,
    config: ConfigFile = CONFIG,
) -> None:
    """Trả lời từng dòng JSON {"id","text","session"?} đọc từ đầu vào chuẩn."""
    import asyncio

    offline = open_offline_or_stop(config, kb, neighbours)
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
