"""What a message can be about, as targets for the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.catalog import Catalog
from knowledge.general import Neighbour, Situation, Topic
from knowledge.lexicon import Lexicon
from knowledge.model import Procedure
from knowledge.search import Target

NEIGHBOUR = "neighbour:"
TOPIC = "topic:"

_NAME, _OBJECT, _KEYWORD, _SITUATION, _PLAIN = 2.0, 2.0, 1.0, 1.0, 0.5


def object_targets(catalog: Catalog, neighbours: Mapping[str, Neighbour], lexicon: Lexicon) -> list[Target]:
    """Procedures (with the events that lead to them) and the business of other bodies."""
    targets = [_procedure(record, lexicon) for record in (*catalog.procedures, *catalog.redirects)]
    for row in neighbours.values():
        phrases = [(phrase, 1.0) for phrase in (*row.phrases, row.about)]
        targets.append(_target(NEIGHBOUR + row.id, phrases, lexicon, ()))
    return targets


def topic_targets(topics: Mapping[str, Topic], lexicon: Lexicon) -> list[Target]:
    """The general topics. Stop words stay: «ở đâu», «mấy giờ» are what these questions are made of."""
    return [
        Target(
            TOPIC + row.id,
            tuple((tuple(word.folded for word in lexicon.speller.read(phrase)), 1.0) for phrase in row.phrases),
        )
        for row in topics.values()
    ]


def situation_targets(situations: Mapping[str, Situation], lexicon: Lexicon) -> list[Target]:
    """The life situations."""
    return [_target(row.id, [(p, 1.0) for p in (*row.phrases, row.label)], lexicon, ()) for row in situations.values()]


def _procedure(record: Procedure, lexicon: Lexicon) -> Target:
    phrases = [(record.name, _NAME), (record.object, _OBJECT), (record.plain, _PLAIN)]
    phrases += [(record.short_name, _KEYWORD)] if record.short_name else []
    phrases += [(text, _KEYWORD) for text in record.keywords]
    phrases += [(text, _SITUATION) for text in record.situations]
    return _target(record.id, phrases, lexicon, lexicon.events_of(record.id, record.action))


def _target(key: str, phrases: Iterable[tuple[str, float]], lexicon: Lexicon, events: tuple[str, ...]) -> Target:
    rows = []
    for text, weight in phrases:
        words = tuple(word.folded for word in lexicon.content(lexicon.speller.read(text)))
        if words:
            rows.append((words, weight))
    rows += [((f"@{event}",), _NAME * 2) for event in events]
    return Target(key, tuple(rows))
