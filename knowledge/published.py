"""What the department has published about its procedures, beside what the records hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from knowledge import tomlfile
from knowledge.model import Procedure

NATIONAL_PORTAL = "dichvucong.gov.vn"
_ROUNDING = 0.051
"""Published shares carry one decimal."""


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(_Row):
    """A published number."""

    id: str
    label: str
    value: Annotated[int, Field(ge=0)]


class Sum(_Row):
    """Published numbers that should add up to another; `known` explains why they do not."""

    parts: tuple[str, ...]
    total: str
    known: str | None = None


class Share(_Row):
    """A published percentage that should follow from two numbers; `known` explains why it does not."""

    part: str
    whole: str
    percent: float
    known: str | None = None


class Published(_Row):
    """The published figures and where they stand."""

    source: str
    figure: tuple[Figure, ...]
    sum: tuple[Sum, ...] = ()
    share: tuple[Share, ...] = ()

    @model_validator(mode="after")
    def _names_known(self) -> Published:
        known = {row.id for row in self.figure}
        named = {name for row in self.sum for name in (*row.parts, row.total)}
        named |= {name for row in self.share for name in (row.part, row.whole)}
        if unknown := sorted(named - known):
            raise ValueError(f"no figure has the id {unknown[0]!r}")
        return self

    def value(self, name: str) -> int:
        """The published number with this id."""
        return self._row(name).value

    def label(self, name: str) -> str:
        """What the published number counts, in Vietnamese."""
        return self._row(name).label

    def _row(self, name: str) -> Figure:
        return next(row for row in self.figure if row.id == name)


class Slip(_Row):
    """A published number that does not follow from its parts, in Vietnamese."""

    text: str
    known: str | None


def load_published(path: Path) -> Published:
    """Read the published figures. Raises TomlError."""
    return tomlfile.load(path, Published)


def slips(published: Published) -> Iterator[Slip]:
    """The sums and shares that do not follow from their own parts."""
    for row in published.sum:
        values = [published.value(name) for name in row.parts]
        total = published.value(row.total)
        if sum(values) != total:
            added = f"{' + '.join(map(str, values))} = {sum(values)}"
            text = f"{published.label(row.total)}: {added}, không phải {total} như đã công bố"
            yield Slip(text=text, known=row.known)
    for share in published.share:
        part, whole = published.value(share.part), published.value(share.whole)
        percent = 100 * part / whole if whole else 0.0
        if abs(percent - share.percent) > _ROUNDING:
            text = f"{published.label(share.part)}: {part}/{whole} = {_number(percent)} %, "
            text += f"không phải {_number(share.percent)} % như đã công bố"
            yield Slip(text=text, known=share.known)


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def counted(records: Iterable[Procedure]) -> dict[str, int]:
    """What the records hold: the published figures under their ids, and what is not known."""
    found = list(records)
    levels = [record.online_level or "" for record in found]
    with_fee = [record for record in found if any(fee.amount for fee in record.told_fees)]
    unsure = [record for record in found if record.fees and not record.told_fees]
    no_fee = [record for record in found if record.no_fee]
    silent = [record for record in found if not record.fees and not record.no_fee]
    return {
        "procedures": len(found),
        "full_online": sum(level.startswith("toàn trình") for level in levels),
        "part_online": sum(level.startswith("một phần") for level in levels),
        "unknown_online": sum(not level.startswith(("toàn trình", "một phần")) for level in levels),
        "with_fee": len(with_fee),
        "fee_unverified": len(unsure),
        "fee_other": len(found) - len(with_fee) - len(unsure) - len(no_fee) - len(silent),
        "no_fee": len(no_fee),
        "fee_unknown": len(silent),
        "national_portal": sum(any(map(_on_portal, _urls(record))) for record in found),
    }


def _urls(record: Procedure) -> Iterator[str]:
    return (source.url for source in record.sources.values() if source.url)


def _on_portal(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == NATIONAL_PORTAL or host.endswith("." + NATIONAL_PORTAL)
