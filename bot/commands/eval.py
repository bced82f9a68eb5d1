"""`eval`: labelled questions through the real handlers, as a table of figures; no database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.options import CONFIG, ConfigFile, OtherAgencies, OtherRecords, open_offline_or_stop, refuse

if TYPE_CHECKING:
    from bot.commands.offline import Offline
    from knowledge.evaluation import Score


def register(app: typer.Typer) -> None:
    """Add the command `eval`."""
    app.command("eval")(evaluate)


def evaluate(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Tệp câu hỏi có nhãn (JSON Lines).")],
    least: Annotated[
        list[str] | None,
        typer.Option(
            "--min", metavar="TÊN=SỐ", help="Thoát 1 nếu chỉ số thấp hơn (với wrong_, false_, …_ours: cao hơn)."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="In từng câu không đúng.")] = False,
    confusion: Annotated[bool, typer.Option("--confusion", help="In những cặp bị nhầm.")] = False,
    ablation: Annotated[bool, typer.Option("--ablation", help="Chấm lại khi bỏ lần lượt từng phần.")] = False,
    styles: Annotated[
        bool,
        typer.Option("--styles", help="Chấm lại khi gõ không dấu, sót phím Telex, sai chính tả …; in phần mất đi."),
    ] = False,
    kb: OtherRecords = None,
    neighbours: OtherAgencies = None,
    config: ConfigFile = CONFIG,
) -> None:
    """Chấm điểm trên các câu hỏi có nhãn và in bảng kết quả."""
    import asyncio

    from bot.commands import eval_report
    from knowledge.evaluation import missed

    try:
        floors = [_floor(text) for text in least or ()]
        conversations = [turns for path in files for turns in _read(path)]
    except ValueError as error:
        refuse(str(error))
    offline = open_offline_or_stop(config, kb, neighbours)
    score = asyncio.run(_run(offline, conversations))
    lines = [*(eval_report.misses(score) if show else ()), *eval_report.table(score)]
    for line in [*lines, *(eval_report.confusions(score) if confusion else ())]:
        typer.echo(line)
    if ablation:
        _print_ablation(score, conversations, config, kb, neighbours)
    if styles:
        _print_styles(offline, conversations)
    figures = score.figures()
    below = [line for name, value in floors for line in missed(figures, name, value)]
    for line in below:
        typer.echo(line, err=True)
    raise typer.Exit(1 if below else 0)


def _floor(text: str) -> tuple[str, float]:
    from bot.commands.eval_report import MEANING

    name, _, value = text.partition("=")
    try:
        if name in MEANING:
            return name, float(value)
    except ValueError as error:
        raise ValueError(f"--min {text}: {value!r} không phải là số") from error
    raise ValueError(f"--min {text}: không có chỉ số {name!r}; có: {', '.join(MEANING)}")


def _read(path: Path) -> list[Any]:
    """The conversations of a file. Raises ValueError naming file and line."""
    import json

    from knowledge.evaluation import conversation

    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}:1: không đọc được: {error}") from error
    for number, line in enumerate(lines, 1):
        try:
            found.append(conversation(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}:{number}: không phải câu hỏi có nhãn: {error}") from error
    return found


async def _run(offline: Offline, conversations: list[Any]) -> Score:
    from dataclasses import replace

    from knowledge.evaluation import Given, Score
    from knowledge.others import namesakes

    score = Score()
    for number, turns in enumerate(conversations):
        for label in turns:
            outcome = (await offline.turn(label.text, str(number))).outcome
            assert outcome is not None
            given = Given(outcome.kind, outcome.codes, outcome.facet, outcome.topic, outcome.others)
            score.add(replace(label, others=namesakes(offline.kb.others, label.others)), given)
    return score


def _print_styles(offline: Offline, conversations: list[Any]) -> None:
    import asyncio

    from knowledge import style_loss

    typer.echo("")
    for line in style_loss.report(conversations, lambda rows: asyncio.run(_run(offline.fresh(), list(rows)))):
        typer.echo(line)


def _print_ablation(full: Score, conversations: list[Any], config: Path, kb: Path | None, file: Path | None) -> None:
    import asyncio
    from dataclasses import fields

    from bot.commands import eval_report
    from bot.commands.offline import open_offline
    from knowledge.meaning import Parts

    without = {}
    for part in fields(Parts):
        offline = open_offline(config, kb, file, Parts(**{part.name: False}))
        without[part.name] = asyncio.run(_run(offline, conversations))
    for line in eval_report.ablation(full, without):
        typer.echo(line)
