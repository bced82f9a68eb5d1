"""Contradictions in the topics, situations and neighbours of a knowledge folder."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

from knowledge.check_records import located
from knowledge.general import Situation, Topic, load_neighbours, load_situations, load_topics
from knowledge.tomlfile import TomlError

AGENCY = frozenset(
    {
        "name",
        "short_name",
        "province",
        "address",
        "hours",
        "phone",
        "email",
        "website",
        "portal",
        "feedback_office",
        "reception",
        "complaint_office",
    }
)
"""The settings of `[agency]` that an answer may quote."""

PLACEHOLDERS = frozenset({f"agency.{key}" for key in AGENCY} | {"catalog.count", "catalog.fields"})

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
Problem = tuple[str, str]
Loaded = TypeVar("Loaded")


def general_problems(folder: Path, codes: Collection[str]) -> Iterator[Problem]:
    """What contradicts itself in the files that the folder has: ("file:line", what), in Vietnamese."""
    topics, problems = _load(folder / "topics.toml", "topic", load_topics)
    yield from problems
    for topic in topics.values():
        yield from _topic(folder / "topics.toml", topic)
    situations, problems = _load(folder / "situations.toml", "situation", load_situations)
    yield from problems
    for situation in situations.values():
        yield from _situation(folder / "situations.toml", situation, codes)
    yield from _load(folder / "neighbours.toml", "neighbour", load_neighbours)[1]


def _load(path: Path, table: str, load: Callable[[Path], dict[str, Loaded]]) -> tuple[dict[str, Loaded], list[Problem]]:
    if not path.exists():
        return {}, []
    try:
        rows = load(path)
    except TomlError as error:
        return {}, [located(line, path) for line in str(error).splitlines()]
    ids = Counter(row["id"] for row in tomllib.loads(path.read_text(encoding="utf-8"))[table])
    return rows, [(str(path), f"id {one!r} có {times} lần") for one, times in ids.items() if times > 1]


def _topic(path: Path, topic: Topic) -> Iterator[Problem]:
    used = set(_PLACEHOLDER.findall(topic.answer))
    for name in sorted(used - PLACEHOLDERS):
        yield _at(path, topic.id), f"chủ đề {topic.id!r}: không có giá trị nào tên {{{name}}}"
    for name in sorted(name for name in used & PLACEHOLDERS if name.startswith("agency.") and name not in topic.needs):
        yield _at(path, topic.id), f"chủ đề {topic.id!r}: dùng {{{name}}} mà không ghi ở needs"
    for name in sorted(set(topic.needs) - PLACEHOLDERS):
        yield _at(path, topic.id), f"chủ đề {topic.id!r}: needs nêu {name!r}, không có cấu hình nào tên ấy"


def _situation(path: Path, situation: Situation, codes: Collection[str]) -> Iterator[Problem]:
    for step in situation.steps:
        if step.code not in codes:
            yield _at(path, situation.id), f"tình huống {situation.id!r}: bước {step.code!r} không có bản ghi"


def _at(path: Path, row: str) -> str:
    """The file and the line on which the row with this id begins."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if re.fullmatch(rf'\s*id\s*=\s*"{re.escape(row)}"\s*', line):
            return f"{path}:{number}"
    return str(path)
