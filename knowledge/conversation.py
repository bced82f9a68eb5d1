"""What a message means because of what went before it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.catalog import Catalog
from knowledge.events import PAPER_EVENTS
from knowledge.families import FamilyTable
from knowledge.followup import none_of_them, rejects, switches
from knowledge.meaning import Context, Kind, Thresholds, Understanding
from knowledge.message import Message
from knowledge.model import Facet
from knowledge.subjects import Candidate, Subjects

OWN_SUBJECT = 0.34
"""The likeness from which a message in a running conversation is about something of its own."""

OWN_LEAD = 0.08
"""How much more like something new than what is under discussion a message must be to leave it."""

SHORT_ANSWER = 6
"""So few words after a clarifying question are an answer to it, if only one that does not help."""

SHORT_REJECTION = 4
"""A rejection of so few words («sai rồi») names nothing else instead."""

PICKED_LEAD = 0.03
"""By how much the likeness of an offered option must lead the next one to be taken."""

PICKED_SHARE = 0.35
"""By how much its share must lead when words alone do not tell."""

NAMED = 0.2
"""The likeness from which a message names a relative of the procedure under discussion."""

TOPIC_SURE = 0.6
"""The share from which a general question is heard in the middle of a procedure."""

ABOUT_A_DOSSIER = frozenset(
    "payment online_howto deadline_calc dossier_status list_procedures digital_signature portal address".split()
)
"""General topics whose questions, in the middle of a procedure, ask for a part of that procedure."""

ITSELF = 0.85
"""The share from which a message means a procedure by itself, whatever is under discussion."""

_STAY, _LEAVE, _RETURN, _SIBLING = 0.06, -0.05, 0.05, 0.05
"""Added to the likeness of the procedure under discussion, of the same when the person turns away from it, of
those told earlier, and of those on the same paper."""


class Conversation:
    """Reads a message against the procedure under discussion and the options still open."""

    def __init__(self, catalog: Catalog, subjects: Subjects, families: FamilyTable, thresholds: Thresholds) -> None:
        self._catalog = catalog
        self._subjects = subjects
        self._families = families
        self._thresholds = thresholds

    def continued(self, message: Message, ranked: Sequence[Candidate], context: Context) -> Understanding | None:
        """What the message means as a part of the conversation; None when it begins something new."""
        if context.code and rejects(message.words) and (not message.content or len(message.words) <= SHORT_REJECTION):
            others = [record.id for record in self._catalog.siblings(context.code)]
            return Understanding(Kind.CLARIFY, tuple(others[: self._thresholds.max_options]), rejected=True)
        if context.offered and not none_of_them(message.words):
            picked = self._picked(message, ranked, context)
            if picked is not None:
                return picked
        return self._follow_up(message, ranked, context) if context.code else None

    def chosen(self, code: str, facets: tuple[Facet, ...], context: Context) -> Understanding:
        """An option was named; the part is the one asked now, or when the question was put."""
        wanted = facets or ((context.asked,) if context.asked else ())
        return Understanding(Kind.ANSWER, codes=(code,), facets=wanted, score=1.0, gap=1.0)

    def _picked(self, message: Message, ranked: Sequence[Candidate], context: Context) -> Understanding | None:
        """One of the offered options, when the message names it rather than something new."""
        if not message.content and not message.events:
            # Only another part is asked for: the question which procedure is meant stays open.
            wanted = message.asked.said
            return Understanding(Kind.CLARIFY, context.offered, wanted) if wanted and not context.code else None
        named = self._subjects.named(message.subject)
        inside = max((named.get(code, 0.0) for code in context.offered), default=0.0)
        outside = max((value for key, value in named.items() if key not in context.offered), default=0.0)
        if outside >= OWN_SUBJECT and outside > inside + 0.1:
            return None
        decided = self._families.decided(context.offered, message.words)
        if decided is not None:
            return self.chosen(decided, message.asked.said, context)
        likeness = self._subjects.likeness(message)
        best, second = sorted((0.0, *(likeness.get(code, 0.0) for code in context.offered)), reverse=True)[:2]
        if best - second >= PICKED_LEAD:
            code = max(context.offered, key=lambda code: likeness.get(code, 0.0))
            return self.chosen(code, message.asked.said, context)
        among = self._subjects.rank(message, only=context.offered)
        sure = len(among) > 1 and among[0].share - among[1].share >= PICKED_SHARE
        if sure:
            return self.chosen(among[0].key, message.asked.said, context)
        still_open = message.asked.said or len(message.words) <= SHORT_ANSWER
        if outside < OWN_SUBJECT and still_open and not context.code and ranked[0].share < ITSELF:
            return Understanding(Kind.CLARIFY, context.offered, message.asked.said)
        return None

    def _follow_up(self, message: Message, ranked: Sequence[Candidate], context: Context) -> Understanding | None:
        """The procedure under discussion or a relative of it, when the message names nothing of its own."""
        assert context.code is not None
        facets, events = message.asked.said, message.events
        turns_away = switches(message.words) and bool(message.subject or events)
        if self._speaks_for_itself(message, ranked):
            facets = facets or ((context.facet,) if context.facet and turns_away else ())
            return Understanding(Kind.ANSWER, (ranked[0].key,), facets, score=ranked[0].share, gap=ranked[0].share)
        relatives = self._subjects.relatives.get(context.code, ())
        related = tuple(dict.fromkeys((context.code, *relatives, *self._families.of(context.code), *context.history)))
        named = self._subjects.named(message.subject)
        stranger = max((value for key, value in named.items() if key not in related), default=0.0)
        own = max((named.get(code, 0.0) for code in related), default=0.0)
        if stranger >= OWN_SUBJECT and stranger > own + OWN_LEAD:
            return None
        if not message.asked.explicit and not events and own < NAMED:
            return None
        if own >= OWN_SUBJECT and not message.asked.explicit and not events and not turns_away:
            # The paper is named anew and nothing else is said: a question of its own.
            return None
        general = ranked[0].group not in ("", "neighbour") and ranked[0].share >= TOPIC_SURE
        if (
            general
            and not events
            and own < NAMED
            and not (message.asked.explicit and ranked[0].name in ABOUT_A_DOSSIER)
        ):
            return None
        elsewhere = events or own >= NAMED or turns_away
        best = self._nearest(message, related, context) if elsewhere else context.code
        if context.facet and turns_away and not message.asked.asks_a_part:
            # «còn cấp lại thì sao»: the same part of the sibling is meant.
            facets = (context.facet,)
        return Understanding(Kind.ANSWER, (best,), facets, score=0.8, gap=0.3)

    def _speaks_for_itself(self, message: Message, ranked: Sequence[Candidate]) -> bool:
        """Whether the message would mean one procedure without anything before it."""
        best = ranked[0]
        named = len(message.subject) >= 2 and self._subjects.named(message.subject).get(best.key, 0.0) >= NAMED
        return named and not best.group and best.share >= ITSELF

    def _nearest(self, message: Message, related: Sequence[str], context: Context) -> str:
        favour = dict.fromkeys(context.history, _RETURN)
        siblings = tuple(record.id for record in self._catalog.siblings(context.code or ""))
        happened = message.events & PAPER_EVENTS or message.events == {"new"}
        if happened:
            favour |= dict.fromkeys(siblings, _SIBLING)
        fitting = [code for code in siblings if happened and self._subjects.fits(code, message.events)]
        if fitting and max(self._subjects.named(message.subject).values(), default=0.0) < NAMED:
            related = fitting
        here = context.code or ""
        stays = self._subjects.fits(here, message.events) and not switches(message.words)
        favour[here] = _STAY if stays else _LEAVE
        likeness = self._subjects.likeness(message)
        return max(related, key=lambda code: likeness.get(code, 0.0) + favour.get(code, 0.0))
