"""`ask`: one question, answered in the terminal, without a database."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.options import CONFIG, ConfigFile, OtherAgencies, OtherRecords, open_offline_or_stop


def register(app: typer.Typer) -> None:
    """Add the command `ask`."""
    app.command("ask")(ask)


def ask(
    question: Annotated[str, typer.Argument(metavar="CÂU-HỎI", help="Câu hỏi, có dấu hay không dấu.")],
    kb: OtherRecords = None,
    neighbours: OtherAgencies = None,
    config: ConfigFile = CONFIG,
) -> None:
    """Hỏi một câu và in câu trả lời kèm các nút."""
    import asyncio

    from bot.commands.offline import labels_of, text_of

    offline = open_offline_or_stop(config, kb, neighbours)
    turn = asyncio.run(offline.turn(question))
    typer.echo(text_of(turn))
    if labels := labels_of(turn):
        typer.echo()
        typer.echo(" ".join(f"[{label}]" for label in labels))
