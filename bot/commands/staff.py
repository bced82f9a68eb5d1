"""`staff add | link | list | disable`: the people of the office."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Tên đăng nhập.")]


def register(app: typer.Typer) -> None:
    """Add the commands under `staff`."""
    staff = typer.Typer(help="Cán bộ dùng trang quản trị: thêm, cấp liên kết, liệt kê, ngừng.", no_args_is_help=True)
    staff.command("add")(add)
    staff.command("link")(link)
    staff.command("list")(list_staff)
    staff.command("disable")(disable)
    app.add_typer(staff, name="staff")


def add(
    login: Login,
    name: Annotated[str, typer.Option(help="Họ tên.")],
    role: Annotated[str, typer.Option(help="admin, dispatcher, head, officer hoặc auditor.")],
    unit: Annotated[str | None, typer.Option(help="Mã đơn vị trong tệp cấu hình.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Thêm cán bộ và in liên kết đăng nhập một lần."""

    async def work() -> None:
        from bot.clock import utc_now
        from bot.console import accounts

        async with office.opened(config) as place, place.store.write() as session:
            staff = await accounts.add_staff(session, login, name, role, unit, utc_now())
            typer.echo(await accounts.make_link(session, staff, place.settings.web.public_url, utc_now()))

    office.run(work())


def link(login: Login, config: Config = DEFAULT_CONFIG) -> None:
    """Cấp liên kết đăng nhập mới cho người quên mật khẩu."""

    async def work() -> None:
        from bot.clock import utc_now
        from bot.console import accounts

        async with office.opened(config) as place, place.store.write() as session:
            staff = await accounts.known(session, login)
            typer.echo(await accounts.make_link(session, staff, place.settings.web.public_url, utc_now()))

    office.run(work())


def list_staff(config: Config = DEFAULT_CONFIG) -> None:
    """Tên đăng nhập, vai trò, đơn vị, tình trạng và họ tên của từng người."""

    async def work() -> None:
        from sqlalchemy import select

        from bot.store.models import Staff

        async with office.opened(config) as place, place.store.read() as session:
            for row in await session.scalars(select(Staff).order_by(Staff.login)):
                state = "đã ngừng" if row.disabled_at else "đang dùng" if row.password_hash else "chưa đặt mật khẩu"
                unit = row.unit.key if row.unit else "-"
                typer.echo(f"{row.login}\t{row.role}\t{unit}\t{state}\t{row.name}")

    office.run(work())


def disable(login: Login, config: Config = DEFAULT_CONFIG) -> None:
    """Ngừng tài khoản; mọi phiên làm việc của người đó kết thúc ngay."""

    async def work() -> None:
        from bot.clock import utc_now
        from bot.console import accounts

        async with office.opened(config) as place, place.store.write() as session:
            await accounts.disable(session, await accounts.known(session, login), utc_now())
        typer.echo(f"Đã ngừng tài khoản {login}.")

    office.run(work())
