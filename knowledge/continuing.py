"""Does a message go on with what was said before, and with which procedure? Learned from dialogues.

Every procedure that the conversation has touched is an option, and one more option is that the message begins
something new. Each has a few features; the weights say how much they count (conditional logit).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.choice import Features
from knowledge.details import Details
from knowledge.families import FamilyTable
from knowledge.followup import returns, switches
from knowledge.lexicon import Lexicon
from knowledge.meaning import Context
from knowledge.message import Message, read_words
from knowledge.model import Procedure
from knowledge.subjects import Candidate, Subjects

LEAST = 0.01
"""Added to every share before its logarithm is taken."""

LONG = 20
"""Longer messages lean on what went before no less than one of so many words."""

ABOUT_A_DOSSIER = frozenset(
    "payment online_howto deadline_calc dossier_status list_procedures digital_signature portal address".split()
)
"""General topics whose questions, in the middle of a procedure, may ask for a part of that procedure."""


_KINDS_OF_NEW = {
    "procedure": ("",),
    "topic": ("topic",),
    "other": ("neighbour", "refuse", "feedback", "legal_complaint", "emergency"),
}


@dataclass(frozen=True)
class Option:
    """A way to read a message: as meaning the procedure `code`, or (None) something new; and what speaks for it."""

    code: str | None
    features: Features


class Options:
    """Finds the options of a message and their features."""

    def __init__(
        self, subjects: Subjects, families: FamilyTable, lexicon: Lexicon, records: Sequence[Procedure]
    ) -> None:
        self._subjects = subjects
        self._families = families
        self._lexicon = lexicon
        self._details = Details(records)
        self._actions = {record.id: record.action for record in records}
        self._objects = {record.id: lexicon.speller.read(record.object) for record in records}

    def of(self, message: Message, ranked: Sequence[Candidate], context: Context) -> list[Option]:
        """Every procedure that the conversation has touched, its relatives, and (last) something new."""
        touched = [context.code] if context.code else []
        touched += [*context.offered, *context.history]
        near = [
            key for code in touched[:1] for key in (*self._subjects.relatives.get(code, ()), *self._families.of(code))
        ]
        codes = dict.fromkeys((*touched, *near))
        share = {candidate.key: candidate.share for candidate in ranked}
        named = self._subjects.named(message.subject)
        decided = self._families.decided(tuple(codes), message.words)
        leans, away = self._subjects.leans(message), float(switches(message.words))
        completed = self._completed(message, touched[0]) if touched else {}
        found = []
        for code in codes:
            rows = dict(self._place(code, message, context))
            rows["share"] = math.log(share.get(code, 0.0) + LEAST)
            rows["share_leaning"] = leans * rows["share"]
            rows["completed"] = math.log(completed.get(code, 0.0) + LEAST)
            rows["named"] = named.get(code, 0.0)
            rows["decided"] = float(code == decided)
            spoken_for = float(self._families.speaks_for(code, message.words))
            rows["spoken_for"] = spoken_for
            same_action = context.code not in (None, code) and self._actions[code] == self._actions.get(context.code)
            rows["spoken_for_same_action"] = spoken_for * float(same_action)
            rows["spoken_for_turning"] = spoken_for * away * float(code != context.code)
            rows["detail"] = self._details.share(code, message.subject)
            found.append(Option(code, rows))
        return [*found, Option(None, dict(self._new(message, ranked, codes, context)))]

    def _completed(self, message: Message, code: str) -> dict[str, float]:
        """The shares if the message named what `code` is about: «bị mất» … giấy phép X-quang."""
        words = [*message.words, *self._objects.get(code, ())]
        return {c.key: c.share for c in self._subjects.rank(read_words(words, self._lexicon))}

    def _place(self, code: str, message: Message, context: Context) -> Iterator[tuple[str, float]]:
        """Where the procedure stands in the conversation, and whether what happened leads to it."""
        here, away = code == context.code, switches(message.words)
        if here:
            yield "here", 1.0
            yield "here_asked", float(message.asked.explicit)
            yield "here_away", float(away)
            yield "here_returns", float(bool(context.history) and returns(message.words))
        elif code in context.offered:
            yield "offered", 1.0
        elif code in context.history:
            yield "before", 1.0
        if code in context.history:
            yield "before_returns", float(returns(message.words))
        if context.offered and code in context.offered:
            yield "offered_pending", 1.0
        sibling = context.code is not None and code in self._subjects.siblings(context.code)
        yield "sibling", float(sibling)
        if message.events:
            # «xin» alone («cho xin mẫu đơn») says little: it is told apart from what befell a paper.
            happened = "_new" if message.events == {"new"} else ""
            fits = "fits" if self._subjects.fits(code, message.events) else "against"
            yield fits + happened, 1.0
            yield f"here_{fits}{happened}", float(here)
            yield f"sibling_{fits}{happened}", float(sibling)

    def _new(
        self, message: Message, ranked: Sequence[Candidate], codes: Mapping[str, None], context: Context
    ) -> Iterator[tuple[str, float]]:
        def best(groups: Sequence[str]) -> float:
            return max((c.share for c in ranked if c.group in groups and c.key not in codes), default=0.0)

        asked = float(message.asked.explicit)
        yield "new", 1.0
        yield "new_pending", float(bool(context.offered))
        yield "new_asked", asked
        leans = self._subjects.leans(message)
        yield "new_leans", math.log(leans + LEAST)
        for name, groups in _KINDS_OF_NEW.items():
            share = math.log(best(groups) + LEAST)
            yield f"new_{name}", share
            yield f"new_{name}_leaning", leans * share
        yield "new_dossier_topic", asked * float(ranked[0].name in ABOUT_A_DOSSIER)
        yield "new_length", min(len(message.words), LONG) / LONG
        yield (
            "new_named",
            max((v for k, v in self._subjects.named(message.subject).items() if k not in codes), default=0.0),
        )
