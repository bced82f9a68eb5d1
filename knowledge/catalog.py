"""The procedure records, loaded and checked; look-up by id, field and object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from knowledge import tomlfile
from knowledge.model import Procedure
from knowledge.tomlfile import TomlError

HERE = Path(__file__).parent


class Catalog:
    """The department's procedures, the redirects that only point people on, and `others` of other agencies.

    Iterating and counting give the department's own procedures; `get` finds all of them.
    """

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._all = {record.id: record for record in procedures}
        self.procedures = tuple(r for r in self._all.values() if r.membership not in ("redirect", "other"))
        self.redirects = tuple(r for r in self._all.values() if r.membership == "redirect")
        self.others = tuple(r for r in self._all.values() if r.membership == "other")

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self.procedures)

    def __len__(self) -> int:
        return len(self.procedures)

    def get(self, code: str) -> Procedure | None:
        """The record with this id (national code or slug), redirects and others included."""
        return self._all.get(code)

    def in_force(self, day: date) -> tuple[Procedure, ...]:
        """The department's procedures that hold on `day`."""
        return tuple(record for record in self.procedures if record.in_force(day))

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields, in the order of their first record."""
        return tuple(dict.fromkeys(record.field for record in self.procedures))

    def of_field(self, field: str) -> tuple[Procedure, ...]:
        """The procedures of one field, siblings together."""
        return tuple(sorted((r for r in self.procedures if r.field == field), key=lambda r: (r.object, r.id)))

    def siblings(self, code: str) -> tuple[Procedure, ...]:
        """The other procedures on the same object (cấp mới, cấp lại, gia hạn … of one paper)."""
        record = self._all.get(code)
        if record is None:
            return ()
        return tuple(r for r in self.procedures if r.object == record.object and r.id != code)


def load_catalog(folder: Path = HERE) -> Catalog:
    """Load `procedures/*.toml` and `redirects/*.toml` of a knowledge folder.

    Raises TomlError naming file, line and reason for a bad record, and when the folder has none.
    """
    files = [*sorted((folder / "procedures").glob("*.toml")), *sorted((folder / "redirects").glob("*.toml"))]
    if not files:
        raise TomlError(f"{folder}: no records (expected procedures/*.toml)")
    records = []
    for path in files:
        record = tomlfile.load(path, Procedure)
        if record.id != path.stem:
            raise TomlError(f"{path}:1: id: {record.id!r} must equal the file name")
        records.append(record)
    return Catalog(records)
