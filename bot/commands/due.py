"""`due`: the last day of a term, and why it is that day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, NoReturn

import typer


def register(app: typer.Typer) -> None:
    """Add the command `due`."""
    app.command("due")(due)


def due(
    start: Annotated[str, typer.Argument(metavar="NGÀY", help="Ngày nhận: 2026-11-20 hoặc 20/11/2026.")],
    days: Annotated[str, typer.Option(metavar="N", help="Số ngày của thời hạn.")],
    unit: Annotated[str, typer.Option(help="working = ngày làm việc, calendar = ngày, month = tháng.")] = "working",
) -> None:
    """Ngày hết hạn (dòng đầu) và cách tính (dòng sau)."""
    from knowledge.calendar import CalendarError, load_calendar
    from knowledge.catalog import HERE
    from knowledge.workdays import add, explain

    day, count, kind = _day(start), _count(days), _unit(unit)
    try:
        found = add(day, count, kind, load_calendar(HERE / "calendar.csv"))
    except CalendarError as error:
        _refuse(str(error))
    except OverflowError:
        _refuse(f"ngày «{start}» cộng {count} vượt quá lịch")
    typer.echo(found.on.isoformat())
    typer.echo(explain(found))


def _day(text: str) -> dt.date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    _refuse(f"ngày «{text}» không đúng; viết như 2026-11-20 hoặc 20/11/2026")


def _count(text: str) -> int:
    from knowledge.workdays import MAX_VALUE

    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_VALUE):
        _refuse(f"--days phải là số nguyên từ 1 đến {MAX_VALUE}, không phải «{text}»")
    return int(text)


def _unit(text: str) -> Literal["working", "calendar", "month"]:
    match text:
        case "working" | "calendar" | "month":
            return text
    _refuse(f"--unit phải là working (ngày làm việc), calendar (ngày) hoặc month (tháng), không phải «{text}»")


def _refuse(text: str) -> NoReturn:
    typer.echo(f"Lỗi: {text}", err=True)
    raise typer.Exit(2)
