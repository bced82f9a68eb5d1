"""Invented records in the shape of the national portal's, and reading them in tests."""

from __future__ import annotations

import datetime as dt
import lzma
from pathlib import Path

from knowledge.portal import Imported, read_portal
from knowledge.portal_file import Row, read_rows

SAMPLE_FILE = Path(__file__).with_name("portal-sample.jsonl")
DAY = dt.date(2026, 11, 20)
WAYS = "Hình thức nộpThời gianPhí, lệ phíMô tả"


def rows() -> dict[str, Row]:
    """The sample by the last two digits of the code."""
    return {row["ma_thu_tuc"][-2:]: row for _, row in read_rows(SAMPLE_FILE)}


def imported(number: str, **changed: str) -> Imported:
    """A record of the sample, some columns changed, as it is imported."""
    return read_portal(rows()[number] | changed, DAY)


def packed(folder: Path) -> Path:
    """The sample as the national file comes: JSON Lines, compressed."""
    path = folder / "sample.jsonl.xz"
    path.write_bytes(lzma.compress(SAMPLE_FILE.read_bytes()))
    return path
