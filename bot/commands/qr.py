"""`qr list | add | disable | print`: QR codes of desks, units and procedures that open the feedback dialogue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

if TYPE_CHECKING:
    from bot.config import Settings

Key = Annotated[str, typer.Argument(metavar="KEY", help="Khóa của điểm góp ý, như quay-3.")]
NOT_SET = {"telegram": "entry_points.telegram_bot", "zalo": "entry_points.zalo_link"}


def register(app: typer.Typer) -> None:
    """Add the commands under `qr`."""
    qr = typer.Typer(help="Mã QR góp ý theo quầy, đơn vị, thủ tục.", no_args_is_help=True)
    qr.command("list")(list_points)
    qr.command("add")(add)
    qr.command("disable")(disable)
    qr.command("print")(print_code)
    app.add_typer(qr, name="qr")


def list_points(config: Config = DEFAULT_CONFIG) -> None:
    """Khóa, tình trạng, đơn vị, thủ tục, số phản ánh đã nhận và tên của từng điểm góp ý."""

    async def work() -> None:
        from bot.feedback import entry_points

        async with office.opened(config) as place, place.store.read() as session:
            counted = await entry_points.counts(session)
            for row in await entry_points.every(session):
                state = "đã ngừng" if row.disabled_at else "đang dùng"
                unit = row.unit.key if row.unit else "-"
                parts = (row.key, state, unit, row.procedure or "-", str(counted.get(row.key, 0)), row.name)
                typer.echo("\t".join(parts))

    office.run(work())


def add(
    key: Key,
    name: Annotated[str, typer.Option(help="Tên hiện cho người dân, như «Quầy 3, Bộ phận Một cửa».")],
    unit: Annotated[str | None, typer.Option(help="Mã đơn vị trong tệp cấu hình.")] = None,
    procedure: Annotated[str | None, typer.Option(help="Mã thủ tục.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Thêm điểm góp ý và in các địa chỉ của nó."""

    async def work() -> None:
        from bot.clock import utc_now
        from bot.feedback import entry_points
        from knowledge.catalog import load_catalog

        async with office.opened(config) as place, place.store.write() as session:
            made = await entry_points.add(session, key, name, load_catalog(), utc_now(), unit=unit, procedure=procedure)
            for channel, address in entry_points.links(made.key, place.settings).items():
                typer.echo(f"{channel}\t{address}")

    office.run(work())


def disable(key: Key, config: Config = DEFAULT_CONFIG) -> None:
    """Ngừng một điểm góp ý; mã đã in ra chỉ còn mở lời chào thường."""

    async def work() -> None:
        from bot.clock import utc_now
        from bot.feedback import entry_points

        async with office.opened(config) as place, place.store.write() as session:
            found = await entry_points.disable(session, key, utc_now())
        typer.echo(f"Đã ngừng điểm góp ý {found.key}.")

    office.run(work())


def print_code(
    key: Key,
    channel: Annotated[str, typer.Option(help="web, telegram hoặc zalo.")] = "web",
    out: Annotated[Path | None, typer.Option(help="Tệp .svg hoặc .png; mặc định KEY-KÊNH.svg.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Ghi mã QR của một điểm góp ý ra tệp để in."""

    async def work() -> None:
        from bot import qr
        from bot.feedback import entry_points

        async with office.opened(config) as place, place.store.read() as session:
            found = await entry_points.known(session, key)
        if found.disabled_at is not None:
            office.refuse(f"điểm góp ý «{found.key}» đã ngừng")
        address = _address(found.key, channel, place.settings)
        target = out or Path(f"{found.key}-{channel}.svg")
        try:
            qr.save(address, target, found.name)
        except ValueError:
            office.refuse(f"--out phải là tệp .svg hoặc .png, không phải «{target.name}»")
        typer.echo(f"{target}\t{address}")
        if channel == "zalo":
            typer.echo(f"In kèm dòng: quét mã rồi nhắn «{entry_points.WORD} {found.key}»")

    office.run(work())


def _address(key: str, channel: str, settings: Settings) -> str:
    """The address for a channel; stops when the settings do not tell it."""
    from bot.feedback import entry_points

    address = entry_points.links(key, settings).get(channel)
    if address is None and channel in NOT_SET:
        office.refuse(f"chưa điền {NOT_SET[channel]} trong tệp cấu hình")
    if address is None:
        office.refuse(f"--channel phải là web, telegram hoặc zalo, không phải «{channel}»")
    return address
