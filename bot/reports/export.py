"""Cases as rows: one row per case, as CSV (streamed) or XLSX (row by row into a file)."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.feedback import masking, words
from bot.feedback.actors import CONTACTS, Actor
from bot.feedback.cases import CaseFilter, conditions
from bot.feedback.steps import OPEN, Step
from bot.reports import sheet
from bot.store.db import Store
from bot.store.models import Feedback, FeedbackEvent
from knowledge.catalog import Catalog

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BATCH = 1_000
"""Cases read at once; memory does not grow with the number of cases."""


@dataclass(frozen=True)
class Row:
    """One case. The names of the columns stand in COLUMNS, in the same order; times are local and naive."""

    code: str
    channel: str
    kind: str
    state: str
    procedure: str
    unit: str
    officer: str
    received: datetime
    due: date | None
    answered: datetime | None
    closed: datetime | None
    days: int
    late: str
    name: str
    phone: str
    address: str
    text: str
    reply: str


COLUMNS = (
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

_WIDTHS = (18, 12, 24, 14, 40, 28, 20, 17, 12, 17, 17, 9, 9, 20, 14, 28, 60, 60)


async def rows(
    store: Store, catalog: Catalog, wanted: CaseFilter, actor: Actor, today: date
) -> AsyncIterator[Sequence[Row]]:
    """The cases of a filter within the actor's scope, oldest first, in batches.

    Names, phones and addresses, also within the texts, are whole for the roles in CONTACTS and the system,
    masked for others.
    """
    where, last = conditions(wanted, actor, today), 0
    async with store.read() as session:
        while True:
            batch = select(Feedback).where(*where, Feedback.id > last).order_by(Feedback.id).limit(_BATCH)
            found = (await session.scalars(batch)).all()
            if not found:
                return
            replies = await _replies(session, found)
            whole = actor.role in CONTACTS or actor.role == "system"
            yield [_row(case, replies.get(case.id, ""), catalog, today, whole) for case in found]
            last = found[-1].id
            session.expunge_all()


async def csv_chunks(batches: AsyncIterator[Sequence[Row]]) -> AsyncIterator[bytes]:
    """CSV in UTF-8 with a byte order mark (Excel needs it), every cell quoted."""
    yield "\ufeff".encode() + _csv([COLUMNS])
    async for batch in batches:
        yield _csv([[_csv_cell(value) for value in _values(row)] for row in batch])


async def write_xlsx(batches: AsyncIterator[Sequence[Row]], path: Path) -> None:
    """Write a workbook to `path`. Raises OSError at once when it cannot be written there."""
    path.open("wb").close()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = _Book(xlsxwriter.Workbook(str(path), options))
    async for batch in batches:
        await asyncio.to_thread(book.write, batch)
    await asyncio.to_thread(book.close)


class _Book:
    """The open workbook and how many lines it has."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._sheet = workbook.add_worksheet("Vụ việc")
        self._formats = {
            datetime: workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: workbook.add_format({"num_format": "dd/mm/yyyy"}),
        }
        for column, (title, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, title, workbook.add_format({"bold": True}))
        self._sheet.freeze_panes(1, 1)
        self._lines = 1

    def write(self, batch: Sequence[Row]) -> None:
        """Add rows. Text is written as text whatever it looks like."""
        for row in batch:
            for column, value in enumerate(_values(row)):
                if value is None or value == "":
                    continue
                if isinstance(value, str):
                    self._sheet.write_string(self._lines, column, sheet.excel(value))
                elif isinstance(value, date):
                    self._sheet.write_datetime(self._lines, column, value, self._formats[type(value)])
                else:
                    self._sheet.write_number(self._lines, column, value)
            self._lines += 1

    def close(self) -> None:
        """Finish the file."""
        self._sheet.autofilter(0, 0, self._lines - 1, len(COLUMNS) - 1)
        self._workbook.close()


_values: Callable[[Row], tuple[str | int | date | None, ...]] = attrgetter(*(field.name for field in fields(Row)))
"""The cells of a row, in the order of the columns."""


def _csv(lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
    return out.getvalue().encode()


def _csv_cell(value: str | int | date | None) -> str:
    if isinstance(value, str):
        return sheet.guarded(value)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


async def _replies(session: AsyncSession, found: Sequence[Feedback]) -> dict[int, str]:
    """The newest reply of each case."""
    ids = [case.id for case in found]
    wanted = select(FeedbackEvent.feedback_id, FeedbackEvent.note).where(
        FeedbackEvent.feedback_id.in_(ids), FeedbackEvent.step.in_((Step.REPLY.value, Step.APPROVE.value))
    )
    result = await session.execute(wanted.order_by(FeedbackEvent.id))
    return {case_id: note or "" for case_id, note in result}


def _row(case: Feedback, reply: str, catalog: Catalog, today: date, whole: bool) -> Row:
    record = catalog.get(case.procedure) if case.procedure else None
    done = case.answered_at or case.closed_at
    ended = local(done).date() if done else today
    return Row(
        code=case.code,
        channel=words.said(words.CHANNELS, case.channel),
        kind=words.said(words.KINDS, case.kind),
        state=words.said(words.STATES, case.state),
        procedure=record.name if record else case.procedure or "",
        unit=case.unit.name if case.unit else "",
        officer=case.officer.name if case.officer else "",
        received=_local(case.received_at),
        due=case.due_on,
        answered=_local(case.answered_at) if case.answered_at else None,
        closed=_local(case.closed_at) if case.closed_at else None,
        days=(ended - local(case.received_at).date()).days,
        late=_late(case, ended),
        name=(case.name or "") if whole else sheet.masked_name(case.name),
        phone=(case.phone or "") if whole else sheet.masked_phone(case.phone),
        address=(case.address or "") if whole else ("***" if case.address else ""),
        text=case.text if whole else masking.masked(case.text, case),
        reply=reply if whole else masking.masked(reply, case),
    )


def _late(case: Feedback, ended: date) -> str:
    """Whether the reply came (or, while open, still waits) after the due day; closed unanswered cases count too."""
    if case.due_on is None:
        return ""
    running = case.state in OPEN
    return "Có" if ended > case.due_on else ("Chưa" if running else "Không")


def _local(moment: datetime) -> datetime:
    return local(moment).replace(tzinfo=None, microsecond=0)
