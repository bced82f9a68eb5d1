"""What a message is about: a procedure, a general topic, another body's business, or no question at all.

Two judges speak. The index compares words (it knows every record from the moment it is loaded); the learned
part has seen how people talk. Their evidence is added, and a softmax turns it into shares.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from knowledge.catalog import Catalog
from knowledge.features import features
from knowledge.general import Neighbour, Topic
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.meaning import ALL_PARTS, Parts
from knowledge.message import Message
from knowledge.model import Procedure
from knowledge.search import Index
from knowledge.targets import NEIGHBOUR, TOPIC, object_targets, topic_targets
from knowledge.vietnamese import Word, fold

EVENT_FITS = 0.16
"""What an event that leads to the procedure adds to its likeness."""

EVENT_SPEAKS_AGAINST = 0.08
"""What is taken off when an event leads to a sibling instead."""

STEEPNESS = 15.0
"""Weight of the likeness (0-1) beside the logarithm of the learned share."""

DOUBT = 1e-5
"""Least learned share: no label is ever ruled out by the learned part alone."""

UNSEEN = 0.02
"""Learned share of a record that the learned part has never seen."""

TEMPERATURE = 1.8
"""Makes shares as sure as they are right."""

CONSIDERED = 24

GROUPS: dict[tuple[str, ...], float] = {
    ("",): 1.0,
    ("topic",): 1.0,
    ("neighbour", "refuse"): 1.5,
    ("feedback",): 2.5,
    ("legal_complaint",): 2.0,
    ("emergency",): 3.0,
}
"""Kinds of subjects, and how much more a miss of the kind costs than a miss of a procedure question."""


@dataclass(frozen=True)
class Candidate:
    """Something that may be meant: its share of the likelihood, and its likeness in words (both 0-1).

    `key` is the id of a procedure, "topic:…", "neighbour:…", "refuse:…" or the name of a kind.
    """

    key: str
    share: float
    likeness: float

    @property
    def group(self) -> str:
        """ "" for a procedure, else "topic", "neighbour", "refuse" or the name of a kind."""
        head, colon, _ = self.key.partition(":")
        return head if colon or self.key in ("feedback", "legal_complaint", "emergency") else ""

    @property
    def name(self) -> str:
        """The key without its group."""
        return self.key.partition(":")[2] or self.key


class Subjects:
    """Ranks what a message may be about."""

    def __init__(
        self,
        catalog: Catalog,
        topics: Mapping[str, Topic],
        neighbours: Mapping[str, Neighbour],
        lexicon: Lexicon,
        learned: LinearModel | None,
        parts: Parts = ALL_PARTS,
    ) -> None:
        self._lexicon = lexicon
        self._parts = parts
        self._objects = Index(object_targets(catalog, neighbours, lexicon), correct=parts.misspelt)
        self._topics = Index(topic_targets(topics, lexicon), correct=parts.misspelt)
        self._learned = learned if parts.learned_subjects else None
        self._steepness = STEEPNESS if parts.index else 0.0
        records = (*catalog.procedures, *catalog.redirects)
        self._keys = {record.id for record in records} | {NEIGHBOUR + key for key in neighbours}
        self._keys |= {TOPIC + key for key in topics}
        self._events = {r.id: frozenset(lexicon.events_of(r.id, r.action)) for r in records}
        self._siblings = {r.id: tuple(s.id for s in catalog.siblings(r.id)) for r in records}
        self.relatives = {r.id: _relatives(r, records) for r in records}
        """Procedures whose object contains the object of this one or lies within it, siblings included."""
        self._group_events = {
            r.id: frozenset().union(*(self._events[s.id] for s in (r, *catalog.siblings(r.id)))) for r in records
        }

    def rank(self, message: Message, only: Collection[str] = ()) -> list[Candidate]:
        """Candidates, likeliest first; `only` limits them to some procedures."""
        likeness = self.likeness(message)
        learned = self._learned_shares(message)
        keys = only or (learned.keys() | likeness.keys())
        value = {
            key: math.log(learned.get(key, DOUBT) + DOUBT) + self._steepness * max(likeness.get(key, 0.0), 0.0)
            for key in keys
        }
        return _shares(value, likeness)

    def named(self, words: Sequence[Word]) -> dict[str, float]:
        """The likeness in words alone of procedures and neighbours, whatever happened and whoever asks."""
        return {match.key: match.score for match in self._objects.search([word.folded for word in words])}

    def fits(self, code: str, events: frozenset[str]) -> bool:
        """Whether what happened, if anything did, leads to this procedure."""
        return not events or bool(self._events.get(code, frozenset()) & events)

    def undecided(self, code: str, events: frozenset[str]) -> bool:
        """Whether `code` has siblings that other events lead to, and nothing told says which is meant."""
        return bool(self._siblings.get(code)) and not self._group_events[code] & events

    def likeness(self, message: Message) -> dict[str, float]:
        """The likeness in words of everything that shares some with the message, what happened included."""
        found = {
            key: score + self._event_bonus(key, message.events) for key, score in self.named(message.content).items()
        }
        for match in self._topics.search([word.folded for word in message.words]):
            found[match.key] = match.score
        return found

    def _learned_shares(self, message: Message) -> dict[str, float]:
        if self._learned is None:
            return dict.fromkeys(self._keys, UNSEEN)
        shares = self._learned.shares(features(message.words, self._lexicon))
        found = dict(zip(self._learned.labels, map(float, shares), strict=True))
        kept = {key: share for key, share in found.items() if key in self._keys or not _is_row(key)}
        return kept | {key: UNSEEN for key in self._keys if key not in found}

    def _event_bonus(self, key: str, events: frozenset[str]) -> float:
        mine = self._events.get(key)
        if mine is None or not events or not self._parts.events:
            return 0.0
        if mine & events:
            return EVENT_FITS * min(len(mine & events), 2)
        return -EVENT_SPEAKS_AGAINST if self._group_events[key] & events else 0.0


def likeliest_group(ranked: Sequence[Candidate]) -> tuple[str, ...]:
    """The kind of subject with the largest share in all, weighed by what missing it costs."""
    return max(GROUPS, key=lambda group: GROUPS[group] * sum(c.share for c in ranked if c.group in group))


def _is_row(key: str) -> bool:
    """Whether the key names a record or row that this knowledge folder may lack."""
    return Candidate(key, 0.0, 0.0).group in ("", "topic", "neighbour")


def _relatives(record: Procedure, records: Sequence[Procedure]) -> tuple[str, ...]:
    mine = frozenset(fold(record.object).split())
    others = [(other.id, frozenset(fold(other.object).split())) for other in records if other.id != record.id]
    return tuple(key for key, theirs in others if mine <= theirs or theirs <= mine)


def _shares(value: Mapping[str, float], likeness: Mapping[str, float]) -> list[Candidate]:
    """Softmax over the evidence."""
    top = sorted(value.items(), key=lambda item: (-item[1], item[0]))[:CONSIDERED]
    if not top:
        return []
    best = top[0][1]
    weights = [math.exp((number - best) / TEMPERATURE) for _, number in top]
    total = sum(weights)
    return [
        Candidate(key, weight / total, likeness.get(key, 0.0)) for (key, _), weight in zip(top, weights, strict=True)
    ]
