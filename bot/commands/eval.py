"""`eval`: labelled questions through the real handlers, as a table of figures; no database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from bot.commands.offline import Offline
    from knowledge.evaluation import Score

MEANING = {
    "answered_right": "hỏi thủ tục: trả lời ngay, đúng thủ tục và đúng phần",
    "procedure_right": "  … đúng thủ tục (phần nào cũng tính)",
    "answered_or_offered": "  … đúng thủ tục được trả lời hoặc có trong câu hỏi lại",
    "other_facet": "  … đúng thủ tục, nói nhầm phần",
    "wrong_though_sure": "  … trả lời chắc chắn nhưng sai thủ tục",
    "refused_ours": "  … việc của Sở mà từ chối",
    "clarify_right": "câu mơ hồ: hỏi lại với lựa chọn đúng",
    "general_right": "câu hỏi chung: đúng chủ đề",
    "feedback_right": "nhận ra phản ánh, góp ý, khen",
    "legal_complaint_right": "nhận ra khiếu nại, tố cáo",
    "emergency_right": "nhận ra tình huống khẩn cấp",
    "false_alarms": "báo khẩn cấp nhầm",
    "refuse_right": "việc của nơi khác, đùa, phá: từ chối đúng",
    "refuse_ours": "  … trả lời như việc của Sở",
    "all_right": "tất cả: đúng",
}
VERDICTS = ("right", "facet", "asked", "lost", "wrong", "refused", "other")


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
    kb: Annotated[Path | None, typer.Option(metavar="DIR", help="Thư mục bản ghi khác.")] = None,
    config: Annotated[Path, typer.Option(help="Tệp cấu hình.")] = Path("config.toml"),
) -> None:
    """Chấm điểm trên các câu hỏi có nhãn và in bảng kết quả."""
    import asyncio

    from bot.commands.offline import open_offline
    from bot.config import ConfigError
    from knowledge.calendar import CalendarError
    from knowledge.evaluation import missed
    from knowledge.tomlfile import TomlError

    try:
        floors = [_floor(text) for text in least or ()]
        conversations = [turns for path in files for turns in _read(path)]
        offline = open_offline(config, kb)
    except (ConfigError, TomlError, CalendarError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    score = asyncio.run(_run(offline, conversations))
    _print(score, show)
    figures = score.figures()
    below = [line for name, value in floors for line in missed(figures, name, value)]
    for line in below:
        typer.echo(line, err=True)
    raise typer.Exit(1 if below else 0)


def _floor(text: str) -> tuple[str, float]:
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
    from knowledge.evaluation import Given, Score

    score = Score()
    for number, turns in enumerate(conversations):
        for label in turns:
            outcome = (await offline.turn(label.text, str(number))).outcome
            assert outcome is not None
            score.add(label, Given(outcome.kind, outcome.codes, outcome.facet, outcome.topic))
    return score


def _print(score: Score, show: bool) -> None:
    if show:
        for label, given, found in score.rows:
            if found != "right":
                wanted = f"{label.kind} {' '.join(label.codes)} {'/'.join(label.facets)}"
                got = f"{given.kind} {' '.join(given.codes)} {given.facet or given.topic or ''}"
                typer.echo(f"{found:9} {label.id:9} [{wanted}] -> [{got}] {label.text}")
        typer.echo()
    for name, value in score.figures().items():
        typer.echo(f"{name:22}{value:6.1f} %  {MEANING[name]}")
    for key, heading in (("style", "kiểu gõ"), ("facet", "phần được hỏi")):
        typer.echo()
        _groups(heading, score.by(key))


def _groups(heading: str, groups: dict[str, Counter[str]]) -> None:
    typer.echo(f"{heading:14}" + "".join(f"{verdict:>9}" for verdict in VERDICTS))
    for name, counts in groups.items():
        typer.echo(f"{name or '-':14}" + "".join(f"{counts[verdict]:9}" for verdict in VERDICTS))
