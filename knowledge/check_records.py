"""Contradictions and doubts in procedure records, each alone and beside each other."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge import tomlfile
from knowledge.model import UNSOURCED, Procedure

ENDING_SOON = dt.timedelta(days=30)

_DOUBT = ("chưa thấy", "chưa rõ", "chưa xác", "chưa tìm", "chưa đối chiếu", "mâu thuẫn", "khác nhau", "nghi ", "có lẽ")


class Level(StrEnum):
    """How bad a finding is."""

    ERROR = "lỗi"
    WARNING = "lưu ý"


@dataclass(frozen=True)
class Finding:
    """One thing found, in Vietnamese, and where: "file:line" or a record's id."""

    level: Level
    where: str
    text: str


@dataclass(frozen=True)
class RecordFile:
    """A record with the text it was read from, to find lines in."""

    path: Path
    source: str
    record: Procedure

    def error(self, where: Iterable[str], text: str) -> Finding:
        """A contradiction at the key path `where`."""
        line = tomlfile.line_of(self.source, list(where))
        return Finding(Level.ERROR, f"{self.path}:{line}", text)


def located(problem: str, path: Path) -> tuple[str, str]:
    """A problem of a file of ours, "file:12: key: reason", as where and what."""
    if problem.startswith(f"{path}:"):
        line, _, text = problem[len(str(path)) + 1 :].partition(": ")
        return f"{path}:{line}", text
    return str(path), problem


def record_findings(files: Sequence[RecordFile], known: Collection[str], day: dt.date) -> Iterator[Finding]:
    """Everything found in the records, as seen on `day`; `known` are the codes that may be named."""
    for file in files:
        if file.record.id != file.path.stem:
            yield file.error(["id"], f"id {file.record.id!r} phải trùng tên tệp")
        yield from _basis(file)
        yield from _fees(file)
        yield from _dates(file)
        yield from _redirect(file, known)
        yield from _warnings(file.record, day)
    yield from _twice(files)


def _basis(file: RecordFile) -> Iterator[Finding]:
    record = file.record
    parts: Mapping[str, Iterable[tuple[str, ...]]] = {
        "times": (limit.basis for limit in record.times),
        "fees": (fee.basis for fee in record.fees),
        "dossier": (dossier.basis for dossier in record.dossier),
    }
    for part, bases in parts.items():
        for number, basis in enumerate(bases):
            for key in basis:
                if key != UNSOURCED and key not in record.sources:
                    yield file.error([part, str(number), "basis"], f"{part}: nguồn {key!r} không có trong [sources]")


def _fees(file: RecordFile) -> Iterator[Finding]:
    if not file.record.no_fee:
        return
    for number, fee in enumerate(file.record.fees):
        if fee.amount != 0:
            yield file.error(["fees", str(number)], f"no_fee = true nhưng vẫn có khoản thu: {fee.name}")


def _dates(file: RecordFile) -> Iterator[Finding]:
    record = file.record
    if record.valid_from and record.valid_to and record.valid_from > record.valid_to:
        yield file.error(["valid_to"], f"hết hiệu lực {record.valid_to} trước khi có hiệu lực {record.valid_from}")
    for number, law in enumerate(record.legal):
        if law.date and law.date > record.as_of:
            text = f"{law.number} ban hành {law.date}, sau ngày của bản ghi ({record.as_of})"
            yield file.error(["legal", str(number), "date"], text)


def _redirect(file: RecordFile, known: Collection[str]) -> Iterator[Finding]:
    for code in file.record.redirect_to:
        if code not in known:
            yield file.error(["redirect_to"], f"chuyển tới {code!r}, không có bản ghi nào mang mã này")


def _twice(files: Sequence[RecordFile]) -> Iterator[Finding]:
    for key, name in (("id", "id"), ("code", "mã"), ("short_name", "tên ngắn")):
        values = Counter(value for file in files if (value := getattr(file.record, key)))
        for file in files:
            value = getattr(file.record, key)
            if value and values[value] > 1:
                yield file.error([key], f"{name} {value!r} có ở {values[value]} bản ghi")


def _warnings(record: Procedure, day: dt.date) -> Iterator[Finding]:
    if record.valid_to and record.valid_to < day:
        yield Finding(Level.WARNING, record.id, f"đã hết hiệu lực từ {record.valid_to:%d/%m/%Y}")
    elif record.valid_to and record.valid_to <= day + ENDING_SOON:
        yield Finding(Level.WARNING, record.id, f"sắp hết hiệu lực: {record.valid_to:%d/%m/%Y}")
    if record.membership == "doubtful":
        yield Finding(Level.WARNING, record.id, "chưa chắc thuộc danh mục của Sở (xem membership_note)")
    words = [word.strip() for word in _DOUBT if word in (record.notes or "").lower()]
    if words:
        yield Finding(Level.WARNING, record.id, f"ghi chú còn nghi vấn («{'», «'.join(words)}»)")
