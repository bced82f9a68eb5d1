"""Everything the service knows, loaded once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.calendar import Calendar, load_calendar
from knowledge.catalog import HERE, Catalog, load_catalog
from knowledge.general import Neighbour, Situation, Topic, load_neighbours, load_situations, load_topics
from knowledge.linear import load_learned
from knowledge.understand import Thresholds, Understander


@dataclass(frozen=True)
class Knowledge:
    """The records, the general answers, the calendar, and the part that understands questions."""

    catalog: Catalog
    topics: dict[str, Topic]
    situations: dict[str, Situation]
    neighbours: dict[str, Neighbour]
    calendar: Calendar
    understander: Understander


def load_knowledge(folder: Path = HERE, thresholds: Thresholds | None = None) -> Knowledge:
    """Load a knowledge folder. Files it lacks are taken from the folder of the service.

    Raises TomlError or CalendarError naming file, line and reason.
    """
    catalog = load_catalog(folder)

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
        understander=Understander(
            catalog,
            topics,
            situations,
            neighbours,
            thresholds or Thresholds(),
            words=file("words"),
            learned=load_learned(file("weights")),
        ),
    )
