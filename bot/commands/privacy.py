"""`privacy plan | erase`: requests about personal data, carried out without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

if TYPE_CHECKING:
    from bot.feedback.erasure_scope import Plan

Code = Annotated[str, typer.Argument(metavar="MÃ", help="Mã của yêu cầu về dữ liệu cá nhân.")]
As = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help="Ghi nhận người làm; mặc định: quản trị máy.")]


def register(app: typer.Typer) -> None:
    """Add the commands under `privacy`."""
    privacy = typer.Typer(help="Yêu cầu về dữ liệu cá nhân: xem sẽ xóa gì, thực hiện.", no_args_is_help=True)
    privacy.command("plan")(plan)
    privacy.command("erase")(erase)
    app.add_typer(privacy, name="privacy")


def plan(code: Code, config: Config = DEFAULT_CONFIG) -> None:
    """Sẽ xóa gì, giữ gì và vì sao; không thay đổi gì."""

    async def work() -> None:
        from bot.feedback import cases, erasure
        from bot.feedback.refused import StepRefused

        async with office.opened(config) as place, place.store.read() as session:
            request = await cases.by_code(session, code)
            if request is None:
                raise StepRefused(f"Không có vụ việc «{code}».")
            _print(await erasure.plan(session, request))

    office.run(work())


def erase(code: Code, by: As = None, config: Config = DEFAULT_CONFIG) -> None:
    """Thực hiện yêu cầu xóa dữ liệu hoặc rút lại sự đồng ý; không hoàn lại được."""

    async def work() -> None:
        from bot import privacy
        from bot.clock import utc_now
        from bot.config import environment
        from bot.feedback.lifecycle import Lifecycle
        from bot.files import Files
        from knowledge.calendar import load_calendar
        from knowledge.catalog import HERE

        env = environment()
        async with office.opened(config) as place:
            async with place.store.read() as session:
                actor = await office.acting(session, by)
            files = Files(env.files, place.settings.files)
            lifecycle = Lifecycle(place.settings, load_calendar(HERE / "calendar.csv"))
            _print(await privacy.carry_out(place.store, files, lifecycle, code, actor, utc_now(), env.var))

    office.run(work())


def _print(plan: Plan) -> None:
    for what in plan.erased:
        typer.echo(f"Xóa: {what}")
    for what in plan.kept:
        typer.echo(f"Giữ: {what}")
