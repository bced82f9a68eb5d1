"""Which procedure, or which other body's business, a question is about."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from knowledge.catalog import Catalog
from knowledge.general import Neighbour
from knowledge.lexicon import Lexicon
from knowledge.model import Procedure
from knowledge.search import Index
from knowledge.targets import NEIGHBOUR, object_targets
from knowledge.vietnamese import Word, fold

EVENT_FITS = 0.16
"""What an event that leads to the procedure adds to its likeness."""

EVENT_SPEAKS_AGAINST = 0.08
"""What is taken off when an event leads to a sibling instead."""

PAPER_EVENTS = frozenset({"again", "renew", "change", "remove", "add", "revoke"})
"""Events that befall a paper one already has; the other events belong to the subject itself."""

STEEPNESS = 14.0
"""How fast the share of the best target grows with its lead."""

NOTHING = 0.30
"""The likeness at which a target is as likely as "none of them"."""


@dataclass(frozen=True)
class Candidate:
    """A procedure or neighbour with the likelihood that it is meant, 0-1."""

    key: str
    share: float
    likeness: float

    @property
    def neighbour(self) -> str | None:
        """The id of the neighbouring agency, if it is one."""
        return self.key.removeprefix(NEIGHBOUR) if self.key.startswith(NEIGHBOUR) else None


class Subjects:
    """Ranks procedures and neighbours for the words of a question."""

    def __init__(self, catalog: Catalog, neighbours: Mapping[str, Neighbour], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._index = Index(object_targets(catalog, neighbours, lexicon))
        records = (*catalog.procedures, *catalog.redirects)
        self._events = {r.id: frozenset(lexicon.events_of(r.id, r.action)) for r in records}
        self._siblings = {r.id: tuple(s.id for s in catalog.siblings(r.id)) for r in records}
        self.relatives = {r.id: _relatives(r, records) for r in records}
        """Procedures whose object contains the object of this one or lies within it, siblings included."""
        self._group_events = {
            r.id: frozenset().union(*(self._events[s.id] for s in (r, *catalog.siblings(r.id)))) for r in records
        }

    def events_in(self, words: Sequence[Word], asking: Collection[int]) -> frozenset[str]:
        """What the words say happened. `asking`: positions of words that only ask («mất bao lâu»)."""
        hits = [
            hit
            for hit in self._lexicon.event_cues.longest(words)
            if not any(at in asking for at in range(hit.start, hit.start + hit.length))
        ]
        found = {hit.label for hit in hits}
        # «xin cấp lại», «mở thêm»: the particular event is meant, not the first issue.
        return frozenset(found - {"new"} if found & PAPER_EVENTS else found)

    def event_positions(self, words: Sequence[Word]) -> frozenset[int]:
        """Positions of words that only say what happened to a paper, not to which."""
        hits = self._lexicon.event_cues.longest(words)
        told = [hit for hit in hits if hit.label in PAPER_EVENTS or hit.label == "new"]
        return frozenset(at for hit in told for at in range(hit.start, hit.start + hit.length))

    def rank(self, content: Sequence[Word], events: frozenset[str], only: Collection[str] = ()) -> list[Candidate]:
        """Candidates, likeliest first; `only` limits them to some procedures."""
        likeness = {
            match.key: match.score + self._event_bonus(match.key, events)
            for match in self._index.search([word.folded for word in content])
            if not only or match.key in only
        }
        for key in only:
            likeness.setdefault(key, self._event_bonus(key, events))
        return _shares(likeness)

    def undecided(self, code: str, events: frozenset[str]) -> bool:
        """Whether `code` has siblings that other events lead to, and nothing told says which is meant."""
        siblings = self._siblings.get(code, ())
        return bool(siblings) and not self._group_events[code] & events

    def _event_bonus(self, key: str, events: frozenset[str]) -> float:
        mine = self._events.get(key)
        if mine is None or not events:
            return 0.0
        if mine & events:
            return EVENT_FITS * min(len(mine & events), 2)
        return -EVENT_SPEAKS_AGAINST if self._group_events[key] & events else 0.0


def _relatives(record: Procedure, records: Sequence[Procedure]) -> tuple[str, ...]:
    mine = frozenset(fold(record.object).split())
    others = [(other.id, frozenset(fold(other.object).split())) for other in records if other.id != record.id]
    return tuple(key for key, theirs in others if mine <= theirs or theirs <= mine)


def _shares(likeness: Mapping[str, float]) -> list[Candidate]:
    """Softmax over the likenesses, with "none of them" as one more choice."""
    top = sorted(likeness.items(), key=lambda item: (-item[1], item[0]))[:12]
    weights = [math.exp(STEEPNESS * (value - NOTHING)) for _, value in top]
    total = sum(weights) + 1.0
    return [Candidate(key, weight / total, value) for (key, value), weight in zip(top, weights, strict=True)]
