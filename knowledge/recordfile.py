"""A procedure record -> the text of its file, in the shape of the files written by hand."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit.items import AoT, Item

from knowledge.model import Procedure


def record_text(record: Procedure) -> str:
    """The record as TOML: single facts first, then the tables; what it does not have is left out."""
    document = tomlkit.document()
    tables: list[tuple[str, Any]] = []
    for key, value in _plain(record.model_dump(by_alias=True)).items():
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            tables.append((key, value))
        else:
            document.add(key, _value(value))
    for key, value in tables:
        document.add(key, _tables(value))
    return tomlkit.dumps(document)


def _plain(value: Any) -> Any:
    """Without what is None or empty, which TOML cannot say or need not."""
    if isinstance(value, dict):
        kept = {key: _plain(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _value(value: Any) -> Item:
    if not isinstance(value, list):
        item: Item = tomlkit.item(value)
        return item
    array = tomlkit.array()
    array.extend(value)
    return array.multiline(len(value) > 1)


def _tables(value: Any) -> Item:
    if isinstance(value, list):
        rows = AoT([])
        for row in value:
            rows.append(_table(row))
        return rows
    return _table(value)


def _table(row: dict[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in row.items():
        nested = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
        table.add(key, _tables(value) if nested else _value(value))
    return table
