"""Everything the service knows, loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.calendar import Calendar, load_calendar
from knowledge.catalog import HERE, Catalog, load_catalog
from knowledge.general import Neighbour, Situation, Topic, load_neighbours, load_situations, load_topics
from knowledge.linear import load_learned
from knowledge.meaning import ALL_PARTS, Parts, Thresholds
from knowledge.others import OtherProcedure, load_others, of_records
from knowledge.understand import Understander


@dataclass(frozen=True)
class Knowledge:
    """The records, the general answers, the calendar, and the part that understands questions.

    `others`: procedures of other agencies that are known by name, by code. `words`: the folder of word tables.
    """

    catalog: Catalog
    topics: dict[str, Topic]
    situations: dict[str, Situation]
    neighbours: dict[str, Neighbour]
    calendar: Calendar
    others: dict[str, OtherProcedure]
    understander: Understander
    words: Path


def load_knowledge(
    folder: Path = HERE,
    thresholds: Thresholds | None = None,
    neighbours_file: Path | None = None,
    parts: Parts = ALL_PARTS,
) -> Knowledge:
    """Load a knowledge folder. Files it lacks are taken from the folder of the service.

    `neighbours_file`: records of the national portal whose procedures are other agencies' business.
    Raises TomlError or CalendarError naming file, line and reason.
    """
    catalog = load_catalog(folder)
    others = of_records(catalog.others)
    if neighbours_file is not None:
        others |= load_others(neighbours_file)
    ours = {record.id for record in (*catalog.procedures, *catalog.redirects)}
    others = {code: row for code, row in others.items() if code not in ours}

    def file(name: str) -> Path:
        return folder / name if (folder / name).exists() else HERE / name

    topics = load_topics(file("topics.toml"))
    situations = load_situations(file("situations.toml"))
    neighbours = load_neighbours(file("neighbours.toml"))
    return Knowledge(
        catalog=catalog,
        topics=topics,
        situations=situations,
        neighbours=neighbours,
        calendar=load_calendar(file("calendar.csv")),
        others=others,
        understander=Understander(
            catalog,
            topics,
            situations,
            neighbours,
            thresholds or Thresholds(),
            words=file("words"),
            learned=load_learned(file("weights")),
            others=others,
            parts=parts,
        ),
        words=file("words"),
    )
