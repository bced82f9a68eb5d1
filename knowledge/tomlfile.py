"""Checked TOML files: every problem is told with file, line, key and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r'\s*"?([^\s"=]+)"?\s*=')


class TomlError(Exception):
    """A file cannot be used; every line of the message is "file:line: key: reason"."""


def load(path: Path, model: type[Model]) -> Model:
    """Read `path` and check it against `model`. Raises TomlError."""
    try:
        source = path.read_text(encoding="utf-8")
        return model.model_validate(tomllib.loads(source))
    except (OSError, UnicodeDecodeError) as error:
        raise TomlError(f"{path}:1: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise TomlError(f"{path}:{line.group(1) if line else 1}: {error}") from error
    except ValidationError as error:
        raise TomlError("\n".join(_problem(path, source, problem) for problem in error.errors())) from error


def _problem(path: Path, source: str, problem: object) -> str:
    assert isinstance(problem, dict)
    where = [str(part) for part in problem["loc"]]
    reason = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
    return f"{path}:{line_of(source, where)}: {'.'.join(where) or 'file'}: {reason}"


def line_of(source: str, where: Sequence[str]) -> int:
    """The line of the deepest part of the key path `where` that the source names; 1 if none."""
    best_depth, best_line = 0, 1
    table: list[str] = []
    last: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(source.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _table_path(header.group(2).split("."), header.group(1) == "[[", last)
            here = table
        elif key := _KEY.match(line):
            here = [*table, *key.group(1).split(".")]
        else:
            continue
        if best_depth < len(here) and here == list(where[: len(here)]):
            best_depth, best_line = len(here), number
    return best_line


def _table_path(names: list[str], new_item: bool, last: dict[tuple[str, ...], int]) -> list[str]:
    """The key path of a header, with the index behind every name that is an array of tables."""
    path: list[str] = []
    for position, name in enumerate(names):
        path.append(name.strip().strip('"'))
        key = tuple(path)
        if new_item and position == len(names) - 1:
            last[key] = last.get(key, -1) + 1
            for longer in [other for other in last if len(other) > len(key) and other[: len(key)] == key]:
                del last[longer]
        if key in last:
            path.append(str(last[key]))
    return path
