"""`rounds`: what the running service does by the clock, once and now."""

from __future__ import annotations

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config


def register(app: typer.Typer) -> None:
    """Add the command `rounds`."""
    app.command("rounds")(rounds)


def rounds(config: Config = DEFAULT_CONFIG) -> None:
    """Làm ngay một lượt các việc theo giờ: tính lại hạn, nhắc hẹn, báo sắp đến hạn và quá hạn, đóng vụ việc.

    Ngoài giờ làm việc không báo ai; việc đó làm khi cơ quan mở cửa.
    """

    failed: list[str] = []

    async def work() -> None:
        from bot.app import App
        from bot.config import environment

        async with office.opened(config) as place:
            app = App(place.settings, environment())
            try:
                failed.extend(await app.rounds.all())
            finally:
                await app.store.close()

    office.run(work())
    if failed:
        typer.echo(f"Chưa làm được: {', '.join(failed)}. Xem nhật ký để biết lý do.", err=True)
        raise typer.Exit(1)
