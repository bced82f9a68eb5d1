"""Does a message go on with what was said before, and with which procedure? Learned from dialogues.

Every procedure that the conversation has touched is an option; the others are that the message begins something
new: another procedure, a general topic, or what is no business of ours. Each has a few features; the weights say how
much they count (conditional logit).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.choice import Features
from knowledge.details import Details
from knowledge.families import FamilyTable
from knowledge.features import move_features
from knowledge.followup import affirmed, returns, switches
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.meaning import Context
from knowledge.message import Message, read_words
from knowledge.model import Procedure
from knowledge.subjects import Candidate, Subjects
from knowledge.targets import NEIGHBOUR

LEAST = 0.01
"""Added to every share before its logarithm is taken."""

LONG = 20
"""Longer messages lean on what went before no less than one of so many words."""

ABOUT_A_DOSSIER = frozenset(
    "payment online_howto deadline_calc dossier_status list_procedures digital_signature portal address".split()
)
"""General topics whose questions, in the middle of a procedure, may ask for a part of that procedure."""


NEW: Mapping[str, tuple[str, ...]] = {
    "procedure": ("",),
    "topic": ("topic",),
    "other": ("neighbour", "refuse", "feedback", "legal_complaint", "emergency"),
}
"""The kinds of something new, and the groups of subjects that belong to each."""


STAY, PICK, BACK, MOVE = "stay", "pick", "back", "move"
"""The ways in which a message goes on: with the procedure under discussion, with one that was offered, with one told
earlier, with another one. The learned labels of moves are these and the kinds `topic` and `other` of something new.
"""


def move_to(code: str | None, context: Context) -> str:
    """How a message goes on that means the procedure `code` (None: another one)."""
    if code is None:
        return MOVE
    if code == context.code:
        return STAY
    if code in context.offered:
        return PICK
    return BACK if code in context.history else MOVE


@dataclass(frozen=True)
class Option:
    """A way to read a message, and what speaks for it.

    The procedure `code` is meant, or (None) something new that the conversation has not touched, of the kind `new`.
    """

    code: str | None
    features: Features
    new: str = ""


class Options:
    """Finds the options of a message and their features."""

    def __init__(
        self,
        subjects: Subjects,
        families: FamilyTable,
        lexicon: Lexicon,
        records: Sequence[Procedure],
        moves: LinearModel | None = None,
    ) -> None:
        self._moves = moves
        self._subjects = subjects
        self._families = families
        self._lexicon = lexicon
        self._details = Details(records)
        self._actions = {record.id: record.action for record in records}
        self._objects = {record.id: lexicon.speller.read(record.object) for record in records}

    def of(self, message: Message, ranked: Sequence[Candidate], context: Context) -> list[Option]:
        """Every procedure that the conversation has touched, its relatives, and (last) the kinds of something new."""
        words = affirmed(message.words)
        if len(words) < len(message.words):
            message = read_words(words, self._lexicon)
            ranked = self._subjects.rank(message)
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
        completed = self._completed(message, touched[0], codes) if touched else {}
        moves = self._learned_moves(message)
        found = []
        for code in codes:
            rows = dict(self._place(code, message, context))
            rows["move"] = moves.get(move_to(code, context), 0.0)
            rows["share"] = math.log(share.get(code, 0.0) + LEAST)
            rows["share_leaning"] = leans * rows["share"]
            rows["completed_here" if code == context.code else "completed"] = math.log(completed.get(code, 0.0) + LEAST)
            rows["named"] = named.get(code, 0.0)
            rows["decided"] = float(code == decided)
            if code in context.offered:
                # A question is open: what tells its options apart is the answer.
                rows["offered_decided"] = float(code == self._families.decided(context.offered, message.words))
                rows["offered_named"] = named.get(code, 0.0) - max(named.get(c, 0.0) for c in context.offered)
                told = self._subjects.fits(code, message.events) if message.events else False
                rows["offered_fits"] = float(told)
            spoken_for = float(self._families.speaks_for(code, message.words))
            rows["spoken_for"] = spoken_for
            same_action = context.code not in (None, code) and self._actions[code] == self._actions.get(context.code)
            rows["spoken_for_same_action"] = spoken_for * float(same_action)
            rows["spoken_for_turning"] = spoken_for * away * float(code != context.code)
            rows["detail"] = self._details.share(code, message.subject)
            found.append(Option(code, rows))
        for kind, groups in NEW.items():
            rows = dict(self._new(kind, groups, message, ranked, codes, context))
            rows["move_new"] = moves.get(MOVE if kind == "procedure" else kind, 0.0)
            found.append(Option(None, rows, kind))
        return found

    def _learned_moves(self, message: Message) -> dict[str, float]:
        """The logarithm of the learned share of each move."""
        if self._moves is None:
            return {}
        shares = self._moves.shares(move_features(message.words, self._lexicon))
        return {label: math.log(float(s) + LEAST) for label, s in zip(self._moves.labels, shares, strict=True)}

    def _completed(self, message: Message, code: str, codes: Collection[str]) -> dict[str, float]:
        """The shares among `codes` if the message named what `code` is about: «bị mất» … giấy phép X-quang."""
        words = [*message.words, *self._objects.get(code, ())]
        shares = {c.key: c.share for c in self._subjects.rank(read_words(words, self._lexicon)) if c.key in codes}
        total = sum(shares.values()) or 1.0
        return {key: share / total for key, share in shares.items()}

    def _place(self, code: str, message: Message, context: Context) -> Iterator[tuple[str, float]]:
        """Where the procedure stands in the conversation, and whether what happened leads to it."""
        here, away = code == context.code, switches(message.words)
        if here:
            yield "here", 1.0
            yield "here_asked", float(message.asked.explicit)
            yield "here_away", float(away)
            yield "here_returns" if context.history else "here_returns_alone", float(returns(message.words))
        elif code in context.offered:
            yield "offered", 1.0
        elif code in context.history:
            yield "before", 1.0
        if code in context.history:
            yield "before_returns", float(returns(message.words))
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
        self,
        kind: str,
        groups: Collection[str],
        message: Message,
        ranked: Sequence[Candidate],
        codes: Collection[str],
        context: Context,
    ) -> Iterator[tuple[str, float]]:
        """What speaks for something new of one kind."""
        share = sum(c.share for c in ranked if c.group in groups and c.key not in codes)
        leans, asked = self._subjects.leans(message), float(message.asked.explicit)
        told = math.log(share + LEAST)
        yield "new_pending", float(bool(context.offered))
        yield "new_length", min(len(message.words), LONG) / LONG
        yield "new_returns", float(returns(message.words))
        yield f"new_{kind}", 1.0
        yield f"new_{kind}_asked", asked
        yield f"new_{kind}_share", told
        yield f"new_{kind}_leaning", leans * told
        yield f"new_{kind}_leans", math.log(leans + LEAST)
        yield f"new_{kind}_away", float(switches(message.words))
        if kind == "topic":
            yield "new_dossier_topic", asked * float(ranked[0].name in ABOUT_A_DOSSIER)
        else:
            yield f"new_{kind}_named", self._named_new(kind, message, codes)

    def _named_new(self, kind: str, message: Message, codes: Collection[str]) -> float:
        """How well the words name a procedure that the conversation has not touched, or another body's business."""
        elsewhere = kind == "other"
        named = self._subjects.named(message.subject)
        return max(
            (v for k, v in named.items() if k not in codes and k.startswith(NEIGHBOUR) == elsewhere), default=0.0
        )
