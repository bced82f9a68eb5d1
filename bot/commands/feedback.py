"""`feedback list | show | assign | reply | close`: cases, without a browser."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Unpack

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.feedback.steps import Step, StepData
    from bot.store.models import Feedback, FeedbackEvent

Code = Annotated[str, typer.Argument(metavar="MÃ", help="Mã vụ việc, ví dụ PA-7K3M-92QFX.")]
As = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help="Ghi nhận người làm; mặc định: quản trị máy.")]


def register(app: typer.Typer) -> None:
    """Add the commands under `feedback`."""
    feedback = typer.Typer(help="Vụ việc: liệt kê, xem, giao, trả lời, đóng.", no_args_is_help=True)
    feedback.command("list")(list_cases)
    feedback.command("show")(show)
    feedback.command("assign")(assign)
    feedback.command("reply")(reply)
    feedback.command("close")(close)
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
        from bot.feedback import cases
        from bot.feedback.actors import SYSTEM

        wanted = cases.CaseFilter(state=state, unit=unit, overdue=overdue)
        async with office.opened(config) as place, place.store.read() as session:
            rows, total = await cases.page(session, wanted, SYSTEM, local(utc_now()).date(), page)
        for case in rows:
            typer.echo(_line(case))
        typer.echo(f"{total} vụ việc", err=True)

    office.run(work())


def show(code: Code, config: Config = DEFAULT_CONFIG) -> None:
    """Một vụ việc với diễn biến của nó."""

    async def work() -> None:
        from sqlalchemy import select

        from bot.store.models import FeedbackEvent

        async with office.opened(config) as place, place.store.read() as session:
            case = await _case(session, code)
            wanted = select(FeedbackEvent).where(FeedbackEvent.feedback_id == case.id).order_by(FeedbackEvent.id)
            events = (await session.scalars(wanted)).all()
        _print(case)
        for event in events:
            typer.echo(_event_line(event))

    office.run(work())


def assign(
    code: Code,
    unit: Annotated[str | None, typer.Option(help="Mã đơn vị; mặc định đơn vị của cán bộ.")] = None,
    officer: Annotated[str | None, typer.Option(help="Tên đăng nhập của cán bộ.")] = None,
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Giao vụ việc cho đơn vị, cho cán bộ."""

    async def work() -> None:
        from sqlalchemy import select

        from bot.console import accounts
        from bot.feedback.steps import Step
        from bot.store.models import Unit

        async with office.opened(config) as place, place.store.write() as session:
            person = await accounts.known(session, officer) if officer else None
            found = person.unit if person else None
            if unit:
                found = await session.scalar(select(Unit).where(Unit.key == unit))
            await _apply(place, session, code, Step.ASSIGN, by, unit=found, officer=person)

    office.run(work())


def reply(
    code: Code,
    text: Annotated[str, typer.Option(help="Nội dung trả lời.")],
    basis: Annotated[str, typer.Option(help="Căn cứ pháp lý.")],
    signer: Annotated[str, typer.Option(help="Người ký.")],
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Trả lời người gửi qua đúng kênh đã gửi."""
    from bot.feedback.steps import Step

    _step(config, code, Step.REPLY, by, text=text, basis=basis, signer=signer)


def close(
    code: Code,
    reason: Annotated[str, typer.Option(help="Lý do đóng.")],
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Đóng vụ việc."""
    from bot.feedback.steps import Step

    _step(config, code, Step.CLOSE, by, reason=reason)


def hold(
    code: Code,
    reason: Annotated[str, typer.Option(help="Vì sao phải giữ: cơ quan yêu cầu, số văn bản.")],
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Giữ lại theo yêu cầu pháp lý: không xóa theo thời hạn, không xóa theo yêu cầu."""
    from bot.feedback.steps import Step

    _step(config, code, Step.NOTE, by, text=f"Giữ lại theo yêu cầu pháp lý: {reason}", detail={"hold": "on"})


def unhold(
    code: Code,
    reason: Annotated[str, typer.Option(help="Vì sao thôi giữ.")],
    by: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Thôi giữ lại vụ việc."""
    from bot.feedback.steps import Step

    _step(config, code, Step.NOTE, by, text=f"Thôi giữ lại: {reason}", detail={"hold": "off"})


def _step(config: Path, code: str, step: Step, by: str | None, **data: Unpack[StepData]) -> None:
    async def work() -> None:
        async with office.opened(config) as place, place.store.write() as session:
            await _apply(place, session, code, step, by, **data)

    office.run(work())


async def _apply(
    place: office.Office, session: AsyncSession, code: str, step: Step, by: str | None, **data: Unpack[StepData]
) -> None:
    """Take the step; a service that runs sends what it queues."""
    from bot.clock import utc_now
    from bot.feedback.lifecycle import Lifecycle
    from knowledge.calendar import load_calendar
    from knowledge.catalog import HERE

    case = await _case(session, code)
    lifecycle = Lifecycle(place.settings, load_calendar(HERE / "calendar.csv"))
    await lifecycle.apply(session, case, step, await office.acting(session, by), utc_now(), **data)
    typer.echo(_line(case))


async def _case(session: AsyncSession, code: str) -> Feedback:
    from bot.feedback import cases
    from bot.feedback.refused import StepRefused

    case = await cases.by_code(session, code)
    if case is None:
        raise StepRefused(f"Không có vụ việc «{code}».")
    return case


def _line(case: Feedback) -> str:
    from bot.feedback import words

    due = case.due_on.strftime("%d/%m/%Y") if case.due_on else "không đặt hạn"
    unit = case.unit.name if case.unit else "chưa giao"
    return f"{case.code}\t{words.STATES[case.state]}\t{due}\t{unit}\t{words.said(words.KINDS, case.kind)}"


def _print(case: Feedback) -> None:
    typer.echo(_line(case))
    typer.echo(f"Tiếp nhận: {_moment(case.received_at)} qua {case.channel}")
    typer.echo(f"Hạn xử lý: {case.due_why}")
    if case.name or case.phone or case.address:
        typer.echo(f"Người gửi: {', '.join(part for part in (case.name, case.phone, case.address) if part)}")
    typer.echo(f"\n{case.text}\n")


def _event_line(event: FeedbackEvent) -> str:
    from bot.feedback import words

    who = event.staff.name if event.staff else words.said(words.ACTORS, event.actor)
    note = f": {event.note}" if event.note else ""
    return f"{_moment(event.at)}\t{words.said(words.STEPS, event.step)}\t{who}{note}"


def _moment(value: datetime) -> str:
    from bot.clock import local

    return local(value).strftime("%d/%m/%Y %H:%M")
