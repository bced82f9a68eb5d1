"""Cells that stay text: citizen text must never become a formula in a spreadsheet."""

from __future__ import annotations

import re

EXCEL_CELL = 32_767
"""Longest text of a cell, in UTF-16 units (support.microsoft.com: Excel specifications and limits)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA_START = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\"']*[=+\-@＝＋－＠]|[\t\r\n]")


def clean(text: str) -> str:
    """Without control characters and lone surrogates; tabs and newlines stay."""
    return _CONTROL.sub("", text)


def guarded(text: str) -> str:
    """Text for a CSV cell: an apostrophe goes before whatever a spreadsheet could take for a formula.

    Blanks, marks of no width, quotes and full-width signs do not hide a formula (OWASP ASVS 5.0, 1.2.10).
    """
    cleaned = clean(text)
    # What was a control character at the very start may have been meant to be skipped by the reader.
    starts_badly = text[:1] in ("\t", "\r", "\n", "\0") or _FORMULA_START.match(cleaned)
    return f"'{cleaned}" if starts_badly else cleaned


def excel(text: str) -> str:
    """Text for an XLSX cell: one kind of newline, cut to what a cell can hold."""
    units = clean(text).replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le")
    return units[: EXCEL_CELL * 2].decode("utf-16-le", "ignore")


def masked_name(name: str | None) -> str:
    """Initials only: «Nguyễn Văn An» -> «N. V. A.»."""
    return " ".join(f"{word[0]}." for word in (name or "").split())


def masked_phone(phone: str | None) -> str:
    """The last three digits: «0912345678» -> «***678»."""
    return f"***{phone[-3:]}" if phone else ""
