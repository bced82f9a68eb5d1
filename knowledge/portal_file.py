"""Files with records of the national service portal: JSON Lines (plain or .xz), a JSON list, or one record."""

from __future__ import annotations

import json
import lzma
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.tomlfile import TomlError

Row = dict[str, str]

MAX_LINE = 4_000_000
"""Characters of one record; the longest real one has about 100,000."""


class PortalFileError(TomlError):
    """A file of portal records cannot be used; the message is "file:line: reason"."""


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Every record with the line it begins on (in a JSON list: its place in the list).

    Raises PortalFileError for the first thing that is no record.
    """
    if ".jsonl" in path.suffixes:
        yield from _lines(path)
        return
    text = _text(path)
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise PortalFileError(f"{path}:{getattr(error, 'lineno', 1)}: không phải JSON: {error}") from error
    rows = found if isinstance(found, list) else [found]
    for number, row in enumerate(rows, 1):
        yield number, _checked(path, number, row)


def _lines(path: Path) -> Iterator[tuple[int, Row]]:
    number = 0
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            while line := file.readline(MAX_LINE):
                number += 1
                if line.strip().strip("\ufeff"):
                    yield number, _checked(path, number, _parsed(path, number, line))
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise PortalFileError(f"{path}:{number + 1}: không đọc được: {error}") from error


def _parsed(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line.lstrip("\ufeff"))
    except (json.JSONDecodeError, RecursionError) as error:
        raise PortalFileError(f"{path}:{number}: không phải JSON: {error}") from error


def _text(path: Path) -> str:
    try:
        data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        return data.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise PortalFileError(f"{path}:1: không đọc được: {error}") from error


def _checked(path: Path, number: int, row: Any) -> Row:
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise PortalFileError(f"{path}:{number}: cần một đối tượng JSON gồm các chuỗi")
    for key in ("ma_thu_tuc", "ten_thu_tuc"):
        if not row.get(key, "").strip():
            raise PortalFileError(f"{path}:{number}: thiếu {key!r}")
    return {key: unicodedata.normalize("NFC", value).replace("\xa0", " ") for key, value in row.items()}
