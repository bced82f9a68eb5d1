"""What an address of the public page asks for, read and written; everything that cannot be is left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlencode

from bot.feedback.deadlines import PERSONAL_DATA
from bot.feedback.words import KINDS
from knowledge.personal_patterns import flat

LONGEST_QUERY = 200
MOST_WORDS = 8
LAST_PAGE = 100_000
FIRST_YEAR = 2020

PUBLIC_KINDS = {key: name for key, name in KINDS.items() if key != PERSONAL_DATA}

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Wanted:
    """A search. Empty or 0 means any; `unit` is a key, `procedure` an id of a record, `month` 1-12 of `year`."""

    q: str = ""
    kind: str = ""
    unit: str = ""
    procedure: str = ""
    field: str = ""
    year: int = 0
    month: int = 0

    @property
    def words(self) -> list[str]:
        """The words looked for, without accents; each begins a word of the text."""
        found = _WORD.findall(flat(unicodedata.normalize("NFC", self.q)))
        return list(dict.fromkeys(found))[:MOST_WORDS]

    @property
    def narrowed(self) -> bool:
        """Whether anything but words is asked for."""
        return any((self.kind, self.unit, self.procedure, self.field, self.year))

    def period(self, today: date) -> tuple[date | None, date]:
        """First (None: since the beginning) and last day of the year or month, never after today."""
        if not self.year:
            return None, today
        first = date(self.year, self.month or 1, 1)
        ends = date(self.year + (self.month in (0, 12)), self.month % 12 + 1 if self.month else 1, 1)
        return first, min(date.fromordinal(ends.toordinal() - 1), today)

    def address(self, path: str = "/ket-qua", **changes: object) -> str:
        """The address of this search, with changes to it."""
        query = urlencode({key: value for key, value in (asdict(self) | changes).items() if value})
        return f"{path}?{query}" if query else path


def read(query: Mapping[str, str], fields: Iterable[str], today: date) -> Wanted:
    """The search that an address holds."""
    field, kind = query.get("field", ""), query.get("kind", "")
    year = _number(query.get("year", ""), FIRST_YEAR, today.year)
    return Wanted(
        q=" ".join(query.get("q", "")[:LONGEST_QUERY].replace("\0", "").split()),
        kind=kind if kind in PUBLIC_KINDS else "",
        unit=query.get("unit", "")[:60],
        procedure=query.get("procedure", "")[:60],
        field=field if field in set(fields) else "",
        year=year,
        month=_number(query.get("month", ""), 1, 12) if year else 0,
    )


def page_number(query: Mapping[str, str]) -> int:
    """The page asked for, from 1."""
    return _number(query.get("page", ""), 1, LAST_PAGE) or 1


def _number(text: str, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return number if least <= number <= most else 0
