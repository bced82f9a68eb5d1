"""What the service knows beside the procedures: topics, life situations, neighbouring agencies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from knowledge import tomlfile

Text = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$", max_length=40)]


class Topic(_Row):
    """A general answer. `answer` may name settings as `{agency.phone}`; `needs` lists those without
    which the answer is not known. `phrases` are ways people ask; `source` says where the answer is from.
    """

    label: Text
    answer: Text
    phrases: tuple[Text, ...]
    needs: tuple[str, ...] = ()
    source: str | None = None


class Step(BaseModel):
    """One procedure on the way through a life situation, and when it is needed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Text
    note: Text


class Situation(_Row):
    """A life situation ("mở phòng khám răng") and the procedures it takes, in order."""

    label: Text
    phrases: tuple[Text, ...]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    source: str | None = None


class Neighbour(_Row):
    """Business of another body: who does it and where to go. `phrases` name the things it handles."""

    agency: Text
    about: Text
    phrases: tuple[Text, ...]
    url: str | None = None
    note: str | None = None


class _Topics(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topic: tuple[Topic, ...]


class _Situations(BaseModel):
    model_config = ConfigDict(extra="forbid")
    situation: tuple[Situation, ...]


class _Neighbours(BaseModel):
    model_config = ConfigDict(extra="forbid")
    neighbour: tuple[Neighbour, ...]


def load_topics(path: Path) -> dict[str, Topic]:
    """The general answers by id. Raises TomlError."""
    return {row.id: row for row in tomlfile.load(path, _Topics).topic}


def load_situations(path: Path) -> dict[str, Situation]:
    """The life situations by id. Raises TomlError."""
    return {row.id: row for row in tomlfile.load(path, _Situations).situation}


def load_neighbours(path: Path) -> dict[str, Neighbour]:
    """The neighbouring agencies by id. Raises TomlError."""
    return {row.id: row for row in tomlfile.load(path, _Neighbours).neighbour}
