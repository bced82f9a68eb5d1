"""`kb import`: records of the national portal -> files of records, and what could not be read of each."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import day as as_day
from bot.commands.options import refuse

if TYPE_CHECKING:
    from knowledge.model import Procedure
    from knowledge.portal import Imported

PARTS = {
    "applicants": "đối tượng",
    "channels": "cách nộp",
    "times": "thời hạn",
    "fees": "phí",
    "no_fee": "không thu phí",
    "dossier": "hồ sơ",
    "steps": "các bước",
    "conditions": "điều kiện",
    "result": "kết quả",
    "legal": "căn cứ",
}


def import_records(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Bản ghi của Cổng: .json, .jsonl, .jsonl.xz.")],
    into: Annotated[Path | None, typer.Option(metavar="DIR", help="Thư mục để ghi các tệp <mã>.toml.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Ghi đè tệp đã có; không có --into thì ghi vào dữ liệu của dịch vụ.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đọc và báo cáo, không ghi tệp nào.")] = False,
    own: Annotated[bool, typer.Option("--own", help="Là thủ tục của Sở, không phải của cơ quan khác.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="NĂM-THÁNG-NGÀY", help="Ngày lấy dữ liệu; mặc định hôm nay.")
    ] = None,
) -> None:
    """Nhập bản ghi của Cổng Dịch vụ công quốc gia; điều không đọc được chắc chắn thì bỏ ra và nêu rõ."""
    from bot.clock import local, utc_now
    from knowledge.catalog import HERE

    if into is None and not replace and not dry_run:
        refuse("Lỗi: cần --into DIR, hoặc --replace để ghi đè dữ liệu của dịch vụ, hoặc --dry-run để chỉ xem")
    day = as_day(as_of) if as_of else local(utc_now()).date()
    found = _read(files, day, own)
    target = into or HERE / "procedures"
    if target.resolve() == (HERE / "procedures").resolve() and not (replace or dry_run):
        refuse(f"Lỗi: {target} là dữ liệu của dịch vụ; thêm --replace nếu đúng là muốn ghi vào đó")
    if not dry_run:
        _check_target(target, found, replace, own)
    for imported in found:
        typer.echo(_line(imported))
    if not dry_run:
        _write(target, [imported.procedure for imported in found])
    for line in _summary(found, day):
        typer.echo(line)
    typer.echo("Không ghi tệp nào (--dry-run)" if dry_run else f"Đã ghi {len(found)} tệp vào {target}")


def _read(files: Iterable[Path], day: dt.date, own: bool) -> list[Imported]:
    """All records of all files; the first bad one ends the import before anything is written."""
    from knowledge.portal import PortalError, read_portal
    from knowledge.portal_file import PortalFileError, read_rows

    found: dict[str, tuple[str, Imported]] = {}
    for path in files:
        try:
            for number, row in read_rows(path):
                where = f"{path}:{number}"
                try:
                    imported = read_portal(row, day, "national" if own else "other")
                except PortalError as error:
                    refuse(f"Lỗi: {where}: {error}")
                code = imported.procedure.id
                if code in found:
                    refuse(f"Lỗi: {where}: mã {code} đã có ở {found[code][0]}")
                found[code] = where, imported
        except PortalFileError as error:
            refuse(f"Lỗi: {error}")
    if not found:
        refuse(f"Lỗi: {files}: không có bản ghi nào")
    return [imported for _, imported in found.values()]


def _check_target(target: Path, found: Iterable[Imported], replace: bool, own: bool) -> None:
    """Refuse before anything is written: a file in the way, or a record of the department in danger."""
    from knowledge import tomlfile
    from knowledge.model import Procedure

    if target.exists() and not target.is_dir():
        refuse(f"Lỗi: {target}: không phải thư mục")
    for imported in found:
        path = target / f"{imported.procedure.id}.toml"
        if not path.exists():
            continue
        if not replace:
            refuse(f"Lỗi: {path}: đã có; thêm --replace để ghi đè")
        try:
            theirs = tomlfile.load(path, Procedure).membership == "other"
        except tomlfile.TomlError:
            theirs = False
        if not theirs and not own:
            refuse(f"Lỗi: {path}: là bản ghi của Sở; thêm --own nếu đúng là muốn thay nó")


def _write(target: Path, records: Iterable[Procedure]) -> None:
    from knowledge.recordfile import record_text

    try:
        target.mkdir(parents=True, exist_ok=True)
        for record in records:
            part = target / f"{record.id}.toml.part"
            part.write_text(record_text(record), encoding="utf-8")
            part.replace(target / f"{record.id}.toml")
    except OSError as error:
        refuse(f"Lỗi: không ghi được {error.filename or target}: {error.strerror}")


def _line(imported: Imported) -> str:
    record = imported.procedure
    told = [name for part, name in PARTS.items() if getattr(record, part)]
    left = f"; chưa đọc được: {'; '.join(imported.unread)}" if imported.unread else ""
    return f"{record.id}\t{record.name}\tđọc được: {', '.join(told) or 'chỉ tên và cơ quan'}{left}"


def _summary(found: list[Imported], day: dt.date) -> Iterable[str]:
    parts = Counter(part for row in found for part in PARTS if getattr(row.procedure, part))
    yield f"\n{len(found)} bản ghi, dữ liệu tính đến {day:%d/%m/%Y}"
    for part, name in PARTS.items():
        yield f"  {name:<14}{parts[part]:>7}"
    whole = sum(not row.unread for row in found)
    yield f"Đọc trọn vẹn: {whole}; còn chỗ chưa đọc được, cần người xem: {len(found) - whole}"
