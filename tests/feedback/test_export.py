from __future__ import annotations

import csv
import io
import time
import tracemalloc
import unicodedata
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given, settings, strategies

from bot.feedback.cases import CaseFilter
from bot.feedback.steps import State, Step
from bot.reports import export, sheet
from bot.reports.export import COLUMNS, Row
from tests.support.delivery import kb
from tests.support.feedback import NOW, REPLY, UNIT, Town

STARTS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    " =",
    "\ufeff=",
    "\u200b+",
    "\xa0-",
    "＝",
    "＋",
    "－",
    "＠",
    '"=',
    "'=",
]
BODIES = ["cmd|' /C calc'!A0", 'HYPERLINK("http://x.test";"xem")', "1+1", "84900000001", "SUM(A1:A9)", "A12", "x\n=1"]
PAYLOADS = [start + body for start in STARTS for body in BODIES]

PLAIN = Row(
    "PA-0000-00000",
    "web",
    "khác",
    "mới",
    "",
    "",
    "",
    datetime(2026, 11, 20, 9, 0),
    date(2026, 12, 14),
    None,
    None,
    3,
    "Chưa",
    "",
    "",
    "",
    "",
    "",
)
FREE = ("name", "phone", "address", "text", "reply", "procedure")
texts = strategies.text(max_size=60) | strategies.builds(
    str.__add__, strategies.sampled_from(STARTS), strategies.text(max_size=20)
)


async def batches(rows: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    for start in range(0, len(rows), 100):
        yield rows[start : start + 100]


async def as_csv(rows: Sequence[Row]) -> list[list[str]]:
    data = b"".join([chunk async for chunk in export.csv_chunks(batches(rows))])
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


async def as_cells(rows: Sequence[Row], path: Path) -> list[list[Any]]:
    await export.write_xlsx(batches(rows), path)
    book = openpyxl.load_workbook(path)
    found = [list(line) for line in book.active.iter_rows()]
    book.close()
    return found


def with_text(text: str) -> Row:
    fields: dict[str, Any] = dict.fromkeys(FREE, text)
    return replace(PLAIN, **fields)


def looks_harmless(cell: str) -> bool:
    bare = cell.lstrip(" \t\r\n\xa0\ufeff\u200b\"'")
    return cell.startswith("'") or (
        not (bare[:1] in set("=+-@＝＋－＠") and bare) and cell[:1] not in ("\t", "\r", "\n", "\0")
    )


async def test_no_cell_of_a_csv_can_become_a_formula() -> None:
    lines = await as_csv([with_text(payload) for payload in PAYLOADS])
    assert len(lines) == len(PAYLOADS) + 1
    for line in lines[1:]:
        assert all(looks_harmless(cell) for cell in line), line


async def test_no_cell_of_a_workbook_is_a_formula_and_names_stay_clean(tmp_path: Path) -> None:
    cells = await as_cells([with_text(payload) for payload in PAYLOADS], tmp_path / "a.xlsx")
    for payload, line in zip(PAYLOADS, cells[1:], strict=True):
        assert {cell.data_type for cell in line} <= {"s", "n", "d"}
        assert all(cell.hyperlink is None for cell in line)
        told = line[COLUMNS.index("Họ tên")].value or ""
        assert told == sheet.clean(payload).replace("\r", "\n")


@given(texts)
@example("\x01=1+1")
@example("\ud800=1")
def test_whatever_is_typed_is_guarded_and_otherwise_unchanged(text: str) -> None:
    guarded = sheet.guarded(text)
    assert looks_harmless(guarded)
    assert guarded.removeprefix("'") in (sheet.clean(text), sheet.clean(text).removeprefix("'"))
    guarded.encode()


@settings(max_examples=30)
@given(strategies.lists(texts, min_size=1, max_size=20))
async def test_a_csv_reads_back_as_it_was_written(lines: list[str]) -> None:
    composed = [unicodedata.normalize("NFC", line) for line in lines] + [
        unicodedata.normalize("NFD", line) for line in lines
    ]
    read = await as_csv([with_text(text) for text in composed])
    told = [line[COLUMNS.index("Nội dung")] for line in read[1:]]
    assert told == [sheet.guarded(text) for text in composed]


async def test_phones_and_negative_numbers_stay_readable_and_our_numbers_stay_numbers(tmp_path: Path) -> None:
    row = replace(PLAIN, phone="+84 900 000 001", text="-5 độ", days=12)
    [_, line] = await as_csv([row])
    assert line[COLUMNS.index("Điện thoại")] == "'+84 900 000 001"
    assert line[COLUMNS.index("Nội dung")] == "'-5 độ"
    assert line[COLUMNS.index("Số ngày")] == "12"
    [_, cells] = await as_cells([row], tmp_path / "a.xlsx")
    assert cells[COLUMNS.index("Điện thoại")].value == "+84 900 000 001"
    assert cells[COLUMNS.index("Số ngày")].value == 12
    assert cells[COLUMNS.index("Hạn xử lý")].value == datetime(2026, 12, 14)
    assert cells[COLUMNS.index("Ngày tiếp nhận")].value == datetime(2026, 11, 20, 9, 0)


async def test_a_text_longer_than_a_cell_is_cut_not_lost(tmp_path: Path) -> None:
    [_, cells] = await as_cells([with_text("đ😀" * 20_000)], tmp_path / "a.xlsx")
    value = cells[COLUMNS.index("Nội dung")].value
    assert len(value.encode("utf-16-le")) // 2 <= sheet.EXCEL_CELL
    assert len(value) > 20_000


def test_the_columns_are_fixed() -> None:
    assert COLUMNS == (
        "Mã vụ việc",
        "Kênh",
        "Loại",
        "Trạng thái",
        "Thủ tục",
        "Đơn vị",
        "Cán bộ",
        "Ngày tiếp nhận",
        "Hạn xử lý",
        "Ngày trả lời",
        "Ngày đóng",
        "Số ngày",
        "Quá hạn?",
        "Họ tên",
        "Điện thoại",
        "Địa chỉ",
        "Nội dung",
        "Trả lời",
    )


ALL = CaseFilter(state="all")


async def rows_for(town: Town, role: str, wanted: CaseFilter = ALL, days: int = 0) -> list[Row]:
    today = NOW.date() + timedelta(days=days)
    found = export.rows(town.store, kb().catalog, wanted, town.actor(role), today)
    return [row async for batch in found for row in batch]


async def test_each_case_is_one_row_with_its_newest_reply(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    await town.take(code, Step.REPLY, now=NOW + timedelta(days=1), **(REPLY | {"text": "Bổ sung."}))
    await town.brought(State.RECEIVED)
    rows = await rows_for(town, "dispatcher")
    assert len(rows) == 2
    assert (rows[0].code, rows[0].reply, rows[0].late, rows[0].days) == (code, "Bổ sung.", "Không", 0)
    assert rows[0].unit == town.units[UNIT].name
    assert (rows[1].reply, rows[1].late) == ("", "Chưa")


async def test_a_row_tells_whether_the_case_is_late(town: Town) -> None:
    await town.brought(State.ASSIGNED)
    assert [row.late for row in await rows_for(town, "admin", days=24)] == ["Chưa"]
    [late] = await rows_for(town, "admin", days=25)
    assert (late.late, late.days) == ("Có", 25)
    assert len(await rows_for(town, "admin", CaseFilter(overdue=True), days=25)) == 1


@pytest.mark.parametrize(
    ("role", "whole"),
    [("admin", True), ("dispatcher", True), ("system", True), ("head", False), ("officer", False), ("auditor", False)],
)
async def test_names_and_phones_are_whole_only_for_those_who_need_them(town: Town, role: str, whole: bool) -> None:
    code = (await town.send(name="Trần Thị Hoa", phone="0900000001", address="xã Mẫu")).code
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT])
    [row] = await rows_for(town, role)
    told = (row.name, row.phone, row.address)
    assert told == (("Trần Thị Hoa", "0900000001", "xã Mẫu") if whole else ("T. T. H.", "***001", "***"))


async def test_a_workbook_of_many_rows_is_written_in_little_memory(tmp_path: Path) -> None:
    many = 10_000

    async def generated() -> AsyncIterator[Sequence[Row]]:
        for _ in range(many // 1000):
            yield [with_text("nội dung phản ánh dài vừa phải " * 10)] * 1000

    tracemalloc.start()
    begun = time.perf_counter()
    await export.write_xlsx(generated(), tmp_path / "a.xlsx")
    seconds, (_, peak) = time.perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    assert seconds < 60


@pytest.mark.parametrize(
    ("role", "whole"),
    [
        ("admin", True),
        ("dispatcher", True),
        ("officer", False),
        ("head", False),
        ("reviewer", False),
        ("auditor", False),
    ],
)
async def test_numbers_within_the_texts_are_whole_only_for_those_who_need_them(
    town: Town, role: str, whole: bool
) -> None:
    text = "Tôi là Trần Thị Hoa, gọi 0900 000 001 hoặc con tôi 0912345678, hồ sơ 1.001747, phí 2.000.000 đồng"
    code = (await town.send(text=text, name="Trần Thị Hoa", phone="0900000001")).code
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT])
    await town.take(code, Step.SUBMIT, **{**REPLY, "text": "Kính gửi bà Trần Thị Hoa (0900000001): đã kiểm tra."})
    await town.take(code, Step.APPROVE)
    (row,) = await rows_for(town, role)
    assert ("Trần Thị Hoa" in row.text, "0900 000 001" in row.text, "0912345678" in row.text) == (whole,) * 3
    assert ("Trần Thị Hoa" in row.reply, "0900000001" in row.reply) == (whole,) * 2
    assert "hồ sơ 1.001747, phí 2.000.000 đồng" in row.text
    assert "đã kiểm tra." in row.reply
