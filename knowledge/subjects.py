"""What a message is about: a procedure, a general topic, another body's business, or no question at all.

Two judges speak. The index compares words (it knows every record from the moment it is loaded); the learned
part has seen how people talk. What happened and the deciding words of a family speak too. How much each counts is
learned as well; a softmax turns the evidence into shares.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.catalog import Catalog
from knowledge.choice import ChoiceModel, Features
from knowledge.families import FamilyTable
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

DECIDED_AMONG = 6
"""The words of a family decide between so many of the likeliest procedures."""

DOUBT = 1e-5
"""Least learned share: no label is ever ruled out by the learned part alone."""

UNSEEN = 0.02
"""Learned share of a record that the learned part has never seen."""

BY_WORDS = ChoiceModel({"learned": 0.6, "alike": 8.0, "fits": 1.3, "against": -0.7, "decided": 0.7})
"""What speaks for a subject when nothing has been learned about how to weigh it."""

FEW_WORDS = 3
"""In so few telling words («đăng ký hợp quy») the likeness counts otherwise than in a story."""

CONSIDERED = 24
"""So many subjects are weighed in full: those that words and the learned part find likeliest at a glance."""

_GLANCE = 10.0
"""What a likeness counts at that glance, beside the logarithm of the learned share."""

FIRST = frozenset({"new"})
"""What leads to the first issue of a paper."""

FOLLOWUP = "followup"
"""The learned label of messages that name no subject of their own."""

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
        return head if colon or self.key in ("feedback", "legal_complaint", "emergency", FOLLOWUP) else ""

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
        families: FamilyTable,
        learned: LinearModel | None,
        weighing: ChoiceModel | None,
        parts: Parts = ALL_PARTS,
    ) -> None:
        self._lexicon = lexicon
        self._parts = parts
        self._objects = Index(object_targets(catalog, neighbours, lexicon), correct=parts.misspelt)
        self._topics = Index(topic_targets(topics, lexicon), correct=parts.misspelt)
        self._learned = learned if parts.learned_subjects else None
        self._learned_labels = frozenset(learned.labels) if learned else frozenset()
        self._weighing = weighing or BY_WORDS
        self._families = families
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
        evidence = self.evidence(message, likeness, only)
        shares = self._weighing.shares(list(evidence.values())) if evidence else []
        found = [Candidate(key, share, likeness.get(key, 0.0)) for key, share in zip(evidence, shares, strict=True)]
        return sorted(found, key=lambda candidate: (-candidate.share, candidate.key))

    def evidence(
        self, message: Message, likeness: Mapping[str, float], only: Collection[str] = ()
    ) -> dict[str, Features]:
        """What speaks for each subject that may be meant."""
        learned = self._learned_shares(message)
        keys = set(only) or (learned.keys() | likeness.keys()) - {FOLLOWUP}
        glance = {key: _log(learned.get(key, 0.0)) + _GLANCE * likeness.get(key, 0.0) for key in keys}
        near = sorted(glance, key=lambda key: (-glance[key], key))[:CONSIDERED]
        ours = [key for key in near if not Candidate(key, 0.0, 0.0).group]
        decided = self._families.decided(ours[:DECIDED_AMONG], message.words)
        return {
            key: dict(self._features(key, message, learned.get(key, 0.0), likeness.get(key, 0.0), key == decided))
            for key in near
        }

    def _features(
        self, key: str, message: Message, learned: float, likeness: float, decided: bool
    ) -> Iterator[tuple[str, float]]:
        group = Candidate(key, 0.0, 0.0).group
        yield "learned", _log(learned)
        if group:
            yield f"is_{group}", 1.0
        if self._learned is not None and key not in self._learned_labels:
            yield "alike_unseen", likeness
        else:
            yield "alike_topic" if group == "topic" else "alike", likeness
            if group != "topic" and len(message.content) <= FEW_WORDS:
                yield "alike_few_words", likeness
        mine = self._events.get(key)
        if mine is not None and message.events and self._parts.events:
            # «xin» alone says less than what befell a paper.
            happened = "_new" if message.events == {"new"} else ""
            if mine & message.events:
                yield f"fits{happened}", float(min(len(mine & message.events), 2))
            elif self._group_events[key] & message.events:
                yield f"against{happened}", 1.0
        elif mine is not None and message.asked.asks_a_part and self._parts.events:
            # Who asks for the fee or the validity of a paper and tells of no event mostly means its first issue.
            if FIRST & mine:
                yield "fits_first", 1.0
            elif FIRST & self._group_events[key]:
                yield "against_first", 1.0
        if decided:
            yield "decided", 1.0

    def leans(self, message: Message) -> float:
        """The share (0-1) of the likelihood that the message names no subject and leans on what was said before."""
        return self._learned_shares(message).get(FOLLOWUP, 0.0)

    def named(self, words: Sequence[Word]) -> dict[str, float]:
        """The likeness in words alone of procedures and neighbours, whatever happened and whoever asks."""
        return {match.key: match.score for match in self._objects.search([word.folded for word in words])}

    def siblings(self, code: str) -> tuple[str, ...]:
        """The other procedures on the same object."""
        return self._siblings.get(code, ())

    def fits(self, code: str, events: frozenset[str]) -> bool:
        """Whether what happened, if anything did, leads to this procedure."""
        return not events or bool(self._events.get(code, frozenset()) & events)

    def undecided(self, code: str, events: frozenset[str]) -> bool:
        """Whether `code` has siblings that other events lead to, and nothing told says which is meant."""
        return bool(self._siblings.get(code)) and not self._group_events[code] & events

    def likeness(self, message: Message) -> dict[str, float]:
        """The likeness in words of everything that shares some with the message."""
        if not self._parts.index:
            return {}
        found = self.named(message.content)
        return found | {match.key: match.score for match in self._topics.search([w.folded for w in message.words])}

    def _learned_shares(self, message: Message) -> dict[str, float]:
        if self._learned is None:
            return dict.fromkeys(self._keys, UNSEEN)
        shares = self._learned.shares(features(message.words, self._lexicon))
        found = dict(zip(self._learned.labels, map(float, shares), strict=True))
        kept = {key: share for key, share in found.items() if key in self._keys or not _is_row(key)}
        return kept | {key: UNSEEN for key in self._keys if key not in found}


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


def _log(share: float) -> float:
    return math.log(share + DOUBT)
