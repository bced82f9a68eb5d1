"""Is the likeliest procedure surely meant, or is the message too open to answer? Learned from the corpus.

What speaks for answering at once is weighed against asking back (a conditional logit of two options, of which
asking back has no features).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.choice import ChoiceModel, Features
from knowledge.families import FamilyTable
from knowledge.features import facet_features
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.message import Message
from knowledge.subjects import Candidate, Subjects

LEAST = 0.005
"""Added to every share before its logarithm is taken."""

OPEN, CLOSED = "open", "closed"
"""The learned labels of messages that may mean several procedures, and of those that mean one."""

ASKING: Features = {}
"""What speaks for asking back: everything is said by what speaks for answering."""


@dataclass(frozen=True)
class Openness:
    """How the words alone sound: `share` (0-1) that the message leaves open which procedure it means."""

    model: LinearModel | None

    def share(self, message: Message, lexicon: Lexicon) -> float:
        """0.5 when nothing was learned."""
        if self.model is None:
            return 0.5
        shares = self.model.shares(facet_features(message.words, lexicon))
        return float(shares[self.model.labels.index(OPEN)])


class Deciding:
    """Says how sure the likeliest procedure is."""

    def __init__(
        self,
        subjects: Subjects,
        families: FamilyTable,
        lexicon: Lexicon,
        openness: LinearModel | None,
        learned: ChoiceModel | None,
    ) -> None:
        self._subjects = subjects
        self._families = families
        self._lexicon = lexicon
        self._openness = Openness(openness)
        self._learned = learned

    def sureness(self, message: Message, ours: Sequence[Candidate], events: frozenset[str]) -> float:
        """How likely (0-1) it is right to answer with the first of `ours` at once; without learning, its share."""
        if self._learned is None:
            return ours[0].share
        return self._learned.shares([self.evidence(message, ours, events), ASKING])[0]

    def evidence(self, message: Message, ours: Sequence[Candidate], events: frozenset[str]) -> Features:
        """What speaks for answering with the first of `ours`. `events`: what happened, as far as it was told."""
        return dict(self._evidence(message, ours, events))

    def _evidence(
        self, message: Message, ours: Sequence[Candidate], events: frozenset[str]
    ) -> Iterator[tuple[str, float]]:
        best, others = ours[0], ours[1:]
        second = others[0].share if others else 0.0
        yield "always", 1.0
        yield "share", _log(best.share)
        yield "rest", _log(1 - best.share)
        yield "second", _log(second)
        yield "lead", best.likeness - max((c.likeness for c in others), default=0.0)
        yield "alike", best.likeness
        open_share = self._openness.share(message, self._lexicon)
        yield "open", math.log((open_share + LEAST) / (1 - open_share + LEAST))
        yield "no_event", float(not message.events)
        yield "only_new", float(message.events == {"new"})
        undecided = best.key not in self._families and self._subjects.undecided(best.key, events)
        between = bool(self._families.open_between(best.key, message.words))
        part = message.asked.asks_a_part and message.asked.explicit
        yield "undecided", float(undecided)
        yield "undecided_part", float(undecided and part)
        yield "between", float(between)
        yield "between_part", float(between and part)
        yield "part", float(part)
        yield "spoken_for", float(self._families.speaks_for(best.key, message.words))
        yield "against", float(not self._subjects.fits(best.key, events))
        yield "words", math.log(1 + len(message.content))
        yield "subject_words", math.log(1 + len(message.subject))


def _log(share: float) -> float:
    return math.log(max(share, 0.0) + LEAST)
