"""The portal's table of ways to file: «Trực tuyến5 Ngày làm việc2,000,000 Việt Nam Đồng(…)Trực tiếp5 Ngày …».

The table comes run together. A row is read only when its beginning can be nothing else; what the description
of a row contradicts is not certain and is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.model import Fee, TimeLimit

HEADER = "Hình thức nộpThời gianPhí, lệ phíMô tả"
CHANNELS = {"Trực tiếp": "trực tiếp", "Trực tuyến": "trực tuyến", "Dịch vụ bưu chính": "bưu chính"}
NOT_TOLD = "Cổng Dịch vụ công quốc gia không ghi tính từ khi nào"
BASIS = ("S1",)

Unit = Literal["ngày làm việc", "ngày", "giờ", "tháng"]
_UNITS: dict[str, Unit] = {
    "Ngày làm việc": "ngày làm việc",
    "Ngày": "ngày",
    "Giờ": "giờ",
    "Tháng": "tháng",
}
_ROW = re.compile(r"(Trực tiếp|Trực tuyến|Dịch vụ bưu chính)(?=\d|Không có thông tin|Miễn phí)")
_TIME = re.compile(r"(\d+) (Ngày làm việc|Ngày|Giờ(?! làm việc)|Tháng)(?![a-zà-ỹ ])")
_NOTHING = "Không có thông tin"
_FREE = "Miễn phí"
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+) (?:Việt Nam Đồng|VNĐ)")
_MONEY = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+(?= ?(?:đồng|đ\b|triệu|nghìn|ngàn|%))")
_DURATION = re.compile(r"(\d+)\s*(?:\([^()]*\)\s*)?(ngày làm việc|ngày|giờ|tháng)(?![\s/]*\d)", re.IGNORECASE)
_START = re.compile(r"(?:kể )?(từ (?:ngày|khi|thời điểm) [^.;,()\n]{5,160})")
_UNIT = re.compile(r"(?:đồng|VNĐ|\dđ|^\((?:đồng)?) ?/ ?(?:0?1 |một )?([^\W\d_]+(?: [^\W\d_]+){0,7})(?=\s*(?:[.;,)]|$))")
_NAME = re.compile(r"\(?[\s*+-]*((?:Phí|Lệ phí) [^:;.()\d]{4,160}):")
_MENTIONS_FEE = re.compile(r"(?<!kinh )(?<!chi )(?<!học )(?<!viện )(?<!miễn )\bphí\b", re.IGNORECASE)
_ONLY_AMOUNT = re.compile(r"[\s+*-]*[\d.,]*\s*(?:đồng|VNĐ|đ)?\s*(?:/[^.;,:]{1,60})?")
_SAYS_NOTHING = ("", "không", "không có", "không thu")


@dataclass(frozen=True)
class Ways:
    """What the table says for certain, and what could not be read, in Vietnamese."""

    channels: tuple[str, ...]
    times: tuple[TimeLimit, ...]
    fees: tuple[Fee, ...]
    no_fee: bool
    unread: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    channel: str
    time: tuple[int, Unit] | None
    time_known: bool
    fee: str
    note: str
    told: str


def read_ways(text: str, rest: str) -> Ways:
    """Read the table. `rest`: the other texts of the record, in which a fee may be spoken of."""
    rows = list(_rows(text.strip().removeprefix(HEADER)))
    if not rows:
        return Ways((), (), (), False, ("cách thức thực hiện: không nhận ra hình thức nộp",))
    channels = tuple(dict.fromkeys(row.channel for row in rows))
    times, times_unread = _times(rows)
    fees, no_fee, fees_unread = _fees(rows, rest)
    return Ways(channels, times, fees, no_fee, (*times_unread, *fees_unread))


def _rows(text: str) -> Iterator[_Row]:
    found = list(_ROW.finditer(text))
    if not found or found[0].start():
        return
    for match, after in zip(found, [*found[1:], None], strict=True):
        cell = text[match.end() : after.start() if after else len(text)]
        limit = _TIME.match(cell)
        time = (int(limit[1]), _UNITS[limit[2]]) if limit and int(limit[1]) else None
        known = limit is not None or cell.startswith(_NOTHING)
        fee = cell[limit.end() :] if limit else cell.removeprefix(_NOTHING)
        yield _Row(CHANNELS[match[1]], time, known, fee, *_beside(fee))


def _beside(fee: str) -> tuple[str, str]:
    """What the row says beside its columns: the note in brackets to the fee, and everything, the note included."""
    told = _AMOUNT.sub(" ", fee).removeprefix(_FREE).removeprefix(_NOTHING).strip()
    depth = 0
    for at, char in enumerate(told):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return told[: at + 1] if at else "", told
    return told, told


def _times(rows: Sequence[_Row]) -> tuple[tuple[TimeLimit, ...], tuple[str, ...]]:
    if any(not row.time_known for row in rows):
        return (), ("thời hạn: số không có đơn vị hoặc viết bằng lời",)
    stated = [(row, *row.time) for row in rows if row.time]
    if len({(row.channel, value, unit) for row, value, unit in stated}) > len({row.channel for row, _, _ in stated}):
        return (), ("thời hạn: cùng một cách nộp có nhiều thời hạn",)
    for row, value, unit in stated:
        others = {(int(number), name.lower()) for number, name in _DURATION.findall(row.told)} - {(value, unit)}
        if others:
            return (), ("thời hạn: mô tả nêu thời hạn khác với cột thời gian",)
    same = len({(value, unit) for _, value, unit in stated}) == 1 and len(stated) == len(rows)
    limits = [
        TimeLimit.model_validate(
            {
                "case": None if same else f"nộp {row.channel}",
                "value": value,
                "unit": unit,
                "from": _start(row.told),
                "whose": "office",
                "basis": BASIS,
            }
        )
        for row, value, unit in (stated[:1] if same else stated)
    ]
    return tuple(dict.fromkeys(limits)), () if stated else ("thời hạn: Cổng không có thông tin",)


def _start(told: str) -> str:
    found = {match.strip() for match in _START.findall(told)}
    return found.pop() if len(found) == 1 else NOT_TOLD


def _fees(rows: Sequence[_Row], rest: str) -> tuple[tuple[Fee, ...], bool, tuple[str, ...]]:
    if any(not row.time_known for row in rows):
        return (), False, ("phí, lệ phí: dính vào thời hạn không rõ đơn vị",)
    if all(row.fee.startswith(_FREE) for row in rows):
        silent = all(row.note.strip(" ().").lower() in _SAYS_NOTHING for row in rows)
        if silent and not any(_MENTIONS_FEE.search(text) for text in (rest, *(row.told for row in rows))):
            return (), True, ()
        return (), False, ("phí, lệ phí: cột ghi «Miễn phí» nhưng chỗ khác nói đến phí hoặc quy định khác",)
    if all(row.fee.startswith(_NOTHING) for row in rows):
        return (), False, ("phí, lệ phí: Cổng không có thông tin",)
    channels = {row.channel for row in rows}
    alike: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        alike[_price(row)].add(row.channel)
    read = [_fee(row, everywhere=alike[_price(row)] == channels) for row in rows]
    if any(fee is None for fee in read):
        return (), False, ("phí, lệ phí: mức thu không rõ, hoặc mô tả nêu nhiều mức",)
    fees = tuple(dict.fromkeys(fee for fee in read if fee))
    if len({(fee.name, fee.case) for fee in fees}) < len(fees):
        return (), False, ("phí, lệ phí: nhiều mức mà không rõ mỗi mức cho việc gì",)
    return fees, False, ()


def _price(row: _Row) -> tuple[str, ...]:
    return (*_AMOUNT.findall(row.fee), row.note)


def _fee(row: _Row, *, everywhere: bool) -> Fee | None:
    """The one amount of a row; None when the description names another one, or several, or a time without it.

    `everywhere`: it is the same whichever way one files.
    """
    amounts = _AMOUNT.findall(row.fee)
    if len(amounts) != 1 or not row.fee.startswith(amounts[0]):
        return None
    amount = int(amounts[0].replace(",", ""))
    named = {re.sub(r"\D", "", money) for money in _MONEY.findall(row.told)}
    if named - {str(amount)} or "miễn" in row.told.lower():
        return None
    name, unit = _NAME.match(row.note), _UNIT.search(row.note)
    label = name[1].strip() if name else "Phí, lệ phí"
    kind = "lệ phí" if label.startswith("Lệ phí") else "phí" if name else "phí, lệ phí"
    note = " ".join(row.note.removeprefix("(").removesuffix(")").split())
    case = ["" if everywhere else f"nộp {row.channel}", "" if _ONLY_AMOUNT.fullmatch(note.rstrip(". ")) else note]
    return Fee.model_validate(
        {
            "kind": kind,
            "name": label,
            "case": "; ".join(part for part in case if part) or None,
            "amount": amount,
            "unit": f"đồng/{unit[1]}" if unit else "đồng",
            "basis": BASIS,
        }
    )
