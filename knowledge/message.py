"""A message, read: what every part of the understanding looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.events import event_positions, events_in
from knowledge.facets import Asked, asked_facets
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.vietnamese import Word


@dataclass(frozen=True)
class Message:
    """`words`: all words, as meant. `content`: those that say what it is about; `subject`: those of them
    that do not say what happened. `events`: what happened. `asked`: the parts asked for.
    """

    words: Sequence[Word]
    content: Sequence[Word]
    subject: Sequence[Word]
    events: frozenset[str]
    asked: Asked


def read_message(text: str, lexicon: Lexicon, learned: LinearModel | None = None) -> Message:
    """Read a text of any kind. `learned` has seen how people ask for the parts of a procedure."""
    return read_words(lexicon.speller.read(text), lexicon, learned)


def read_words(words: Sequence[Word], lexicon: Lexicon, learned: LinearModel | None = None) -> Message:
    """Read words already spelled out."""
    asked = asked_facets(words, lexicon, learned)
    told = asked.positions | event_positions(words, lexicon)
    return Message(
        words=words,
        content=lexicon.content(words, asked.positions),
        subject=lexicon.content(words, told),
        events=events_in(words, asked.positions, lexicon),
        asked=asked,
    )
