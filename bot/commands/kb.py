"""`kb check | list | show | export | import`: the records, for the knowledge officer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.kb_import import import_records
from bot.commands.options import day as as_day
from bot.commands.options import refuse

if TYPE_CHECKING:
    from knowledge.catalog import Catalog

Folder = Annotated[Path | None, typer.Option("--kb", help="Thư mục bản ghi khác với thư mục của dịch vụ.")]


def register(app: typer.Typer) -> None:
    """Add the commands under `kb`."""
    kb = typer.Typer(help="Bản ghi thủ tục: kiểm tra, liệt kê, xem, xuất, nhập.", no_args_is_help=True)
    kb.command("check")(check)
    kb.command("list")(list_records)
    kb.command("show")(show)
    kb.command("export")(export)
    kb.command("import")(import_records)
    app.add_typer(kb, name="kb")


def check(
    kb: Folder = None,
    day: Annotated[str | None, typer.Option(help="Xét như vào ngày này (NĂM-THÁNG-NGÀY); mặc định hôm nay.")] = None,
) -> None:
    """Bản ghi có gì, thiếu gì, mâu thuẫn ở đâu. Thoát 1 khi có mâu thuẫn."""
    from bot.clock import local, utc_now
    from knowledge.catalog import HERE
    from knowledge.check import check_folder
    from knowledge.sheet import table, totals

    found = check_folder(kb or HERE, as_day(day) if day else local(utc_now()).date())
    for line in table(found.own):
        typer.echo(line)
    typer.echo()
    for line in totals(found.own, found.published):
        typer.echo(line)
    typer.echo()
    for finding in found.findings:
        typer.echo(f"{finding.level}: {finding.where}: {finding.text}")
    typer.echo(f"{len(found.errors)} lỗi, {len(found.findings) - len(found.errors)} lưu ý")
    if found.errors:
        raise typer.Exit(1)


def list_records(
    kb: Folder = None,
    field: Annotated[str | None, typer.Option(help="Chỉ lĩnh vực có chứa chữ này, có dấu hay không đều được.")] = None,
) -> None:
    """Mã, tên ngắn và tên của từng thủ tục, theo lĩnh vực."""
    from knowledge.vietnamese import fold

    catalog = _catalog(kb)
    chosen = [name for name in catalog.fields if fold(field or "") in fold(name)]
    if not chosen:
        refuse(f"Lỗi: không có lĩnh vực nào chứa «{field}»; các lĩnh vực: {'; '.join(catalog.fields)}")
    for name in chosen:
        typer.echo(f"# {name}")
        for record in catalog.of_field(name):
            typer.echo(f"{record.id}\t{record.label}\t{record.name}")


def show(code: Annotated[str, typer.Argument(help="Mã thủ tục, ví dụ 2.002380.")], kb: Folder = None) -> None:
    """Toàn bộ một bản ghi, kèm nguồn; điều chưa xác minh được đánh dấu."""
    from knowledge.sheet import record_text

    record = _catalog(kb).get(code)
    if record is None:
        refuse(f"Lỗi: không có bản ghi mã «{code}»; xem: python -m bot kb list")
    for line in record_text(record):
        typer.echo(line)


def export(
    file: Annotated[Path, typer.Argument(help="Tệp JSON Lines để ghi; - là màn hình.")], kb: Folder = None
) -> None:
    """Xuất mọi bản ghi, mỗi bản ghi một dòng JSON."""
    catalog = _catalog(kb)
    records = [*catalog, *catalog.redirects]
    text = "".join(record.model_dump_json(by_alias=True) + "\n" for record in records)
    if str(file) == "-":
        sys.stdout.write(text)
        return
    part = file.with_name(file.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        refuse(f"Lỗi: không ghi được {file}: {error.strerror}")
    typer.echo(f"Đã ghi {len(records)} bản ghi vào {file}")


def _catalog(folder: Path | None) -> Catalog:
    from knowledge.catalog import HERE, load_catalog

    with _told():
        return load_catalog(folder or HERE)


@contextmanager
def _told() -> Iterator[None]:
    from knowledge.tomlfile import TomlError

    try:
        yield
    except TomlError as error:
        refuse(f"Lỗi: {error}")
