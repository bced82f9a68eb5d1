"""Words of a record as a person may read them.

Records point at their sources by key («(nguồn C1, C2)») and at other procedures by code. Keys mean
nothing to a person, and a code that no source confirms is not told, so both are put into words.
"""

from __future__ import annotations

import re

from handlers.render import money
from knowledge.catalog import Catalog
from knowledge.model import Fee, Paper, Procedure, TimeLimit

_KEYS = re.compile(r"\s*\((?:nguồn )?[SLCR]\d*(?:, [SLCR]\d*)*(?:[;,]\s*([^()]*))?\)")
_KEY = re.compile(r"\b[SLC]\d{1,2}\b")
_CODE = re.compile(r"(?:thủ tục )?\b([12]\.\d{6})\b")


def readable(text: str, catalog: Catalog, of: Procedure | None = None) -> str:
    """The text without keys of sources; an unconfirmed code of ours becomes the procedure's name.

    A key that is part of a sentence becomes the title of that source of the record `of`.
    """

    def named(match: re.Match[str]) -> str:
        record = catalog.get(match[1])
        if record is None or record.code_confirmed:
            return match[0]
        return f"thủ tục «{record.label}»"

    def titled(match: re.Match[str]) -> str:
        source = of.sources.get(match[0]) if of else None
        return f"«{source.title}»" if source else match[0]

    without_keys = _KEYS.sub(lambda match: f" ({match[1]})" if match[1] else "", text)
    return _KEY.sub(titled, _CODE.sub(named, without_keys))


def price(fee: Fee) -> str:
    """What is to be paid: "2.000.000 đồng/1 thiết bị", or the formula in the record's words."""
    if fee.amount is None:
        return f"{fee.formula} ({fee.unit})"
    unit = fee.unit.removeprefix("đồng")
    return money(fee.amount) + (unit if unit == "" or unit.startswith("/") else f" ({fee.unit})")


def amount_of_time(limit: TimeLimit) -> str:
    """Length and unit: "5 ngày làm việc"."""
    return f"{limit.value} {limit.unit}"


def runs_from(limit: TimeLimit) -> str:
    """From when a limit runs, in a form that reads on behind its length."""
    start = limit.start
    if start.startswith("từ "):
        return f"tính {start}"
    if start.startswith(("ngày ", "khi ")):
        return f"tính từ {start}"
    return start


def copies(paper: Paper) -> str:
    """How many of a paper: "1 bản chính, 1 bản sao"; empty when the record does not say."""
    counts = ((paper.originals, "bản chính"), (paper.copies, "bản sao"))
    return ", ".join(f"{number} {word}" for number, word in counts if number)


def sources_of(record: Procedure, keys: tuple[str, ...]) -> list[str]:
    """Titles of the sources behind a fact, law texts first."""
    known = [key for key in dict.fromkeys(keys) if key in record.sources and key != "R"]
    return [record.sources[key].title for key in sorted(known, key=lambda key: not key.startswith("L"))]
