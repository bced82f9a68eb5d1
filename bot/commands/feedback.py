"""`feedback list | show | table | hold | unhold`, and a command for each step of a case, without a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import feedback_steps, office
from bot.commands.feedback_steps import As, Code
from bot.commands.office import DEFAULT_CONFIG, Config


def register(app: typer.Typer) -> None:
    """Add the commands under `feedback`."""
    feedback = typer.Typer(help="Vụ việc: liệt kê, xem, và từng bước xử lý.", no_args_is_help=True)
    feedback.command("list")(list_cases)
    feedback.command("show")(show)
    feedback.command("table")(table)
    feedback_steps.register(feedback)
    feedback.command("hold")(hold)
    feedback.command("unhold")(unhold)
    app.add_typer(feedback, name="feedback")


def list_cases(
    state: Annotated[str, typer.Option(help="open (chưa xong), all, received, assigned, answered, closed.")] = "open",
    unit: Annotated[str, typer.Option(help="Mã đơn vị.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Chỉ vụ việc quá hạn.")] = False,
    page: Annotated[int, typer.Option(min=1, help="Trang.")] = 1,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Mã, trạng thái, hạn, đơn vị và loại của từng vụ việc, theo hạn xử lý."""
    from bot.feedback.cases import STATE_CHOICES

    if state not in STATE_CHOICES:
        office.refuse(f"--state phải là một trong: {', '.join(STATE_CHOICES)}")

    async def work() -> None:
        from bot.clock import local, utc_now
        from bot.commands.feedback_lines import line
        from bot.feedback import cases
        from bot.feedback.actors import SYSTEM

        wanted = cases.CaseFilter(state=state, unit=unit, overdue=overdue)
        async with office.opened(config) as place, place.store.read() as session:
            rows, total = await cases.page(session, wanted, SYSTEM, local(utc_now()).date(), page)
        for case in rows:
            typer.echo(line(case))
        typer.echo(f"{total} vụ việc", err=True)

    office.run(work())


def show(code: Code, config: Config = DEFAULT_CONFIG) -> None:
    """Một vụ việc với thời hạn và diễn biến của nó."""

    async def work() -> None:
        from sqlalchemy import select

        from bot.commands import feedback_lines as lines
        from bot.feedback import clocks
        from bot.store.models import FeedbackEvent

        async with office.opened(config) as place, place.store.read() as session:
            case = await feedback_steps.known(session, code)
            wanted = select(FeedbackEvent).where(FeedbackEvent.feedback_id == case.id).order_by(FeedbackEvent.id)
            events = (await session.scalars(wanted)).all()
            going = await clocks.of(session, case)
        typer.echo(lines.whole(case))
        for text in (*map(lines.clock_line, going), "", *map(lines.event_line, events)):
            typer.echo(text)

    office.run(work())


def table() -> None:
    """Bảng các bước và sơ đồ trạng thái của một vụ việc (Markdown), như trong README."""
    from bot.feedback import table as drawn

    typer.echo(drawn.page())


def hold(
    code: Code,
    reason: Annotated[str, typer.Option(help="Vì sao phải giữ: cơ quan yêu cầu, số văn bản.")],
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Giữ lại theo yêu cầu pháp lý: không xóa theo thời hạn, không xóa theo yêu cầu."""
    held = {"text": f"Giữ lại theo yêu cầu pháp lý: {reason}", "detail": {"hold": "on"}}
    office.run(feedback_steps.take(config, code, "note", by, held))


def unhold(
    code: Code,
    reason: Annotated[str, typer.Option(help="Vì sao thôi giữ.")],
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Thôi giữ lại vụ việc."""
    free = {"text": f"Thôi giữ lại: {reason}", "detail": {"hold": "off"}}
    office.run(feedback_steps.take(config, code, "note", by, free))
