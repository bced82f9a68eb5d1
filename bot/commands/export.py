"""`export feedback`: every case as one row, as CSV or XLSX."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

if TYPE_CHECKING:
    from bot.reports.export import Row

FORMATS = ("csv", "xlsx")


def register(app: typer.Typer) -> None:
    """Add the commands under `export`."""
    export = typer.Typer(help="Xuất số liệu ra tệp.", no_args_is_help=True)
    export.callback()(_export)
    export.command("feedback")(feedback)
    app.add_typer(export, name="export")


def _export() -> None:
    """Xuất số liệu ra tệp."""


def feedback(
    form: Annotated[str, typer.Option("--format", help="csv hoặc xlsx.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="Tệp ghi ra; csv mặc định in ra màn hình.")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Mỗi vụ việc một dòng, đủ các cột."""
    if form not in FORMATS:
        office.refuse(f"--format phải là csv hoặc xlsx, không phải «{form}»")
    if form == "xlsx" and out is None:
        office.refuse("--format xlsx cần --out TỆP")

    async def work() -> None:
        from bot.clock import local, utc_now
        from bot.feedback.actors import SYSTEM
        from bot.feedback.cases import CaseFilter
        from bot.reports import export
        from knowledge.catalog import load_catalog

        async with office.opened(config) as place:
            today = local(utc_now()).date()
            rows = export.rows(place.store, load_catalog(), CaseFilter(state="all"), SYSTEM, today)
            if form == "xlsx" and out is not None:
                await export.write_xlsx(rows, out)
            else:
                await _csv(rows, out)

    office.run(work())


async def _csv(rows: AsyncIterator[Sequence[Row]], out: Path | None) -> None:
    from bot.reports import export

    target = out.open("wb") if out else sys.stdout.buffer
    try:
        async for chunk in export.csv_chunks(rows):
            target.write(chunk)
        target.flush()
    finally:
        if out:
            target.close()
