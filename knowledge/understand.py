"""A question and its context -> what the person wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.cases import matching_cases
from knowledge.catalog import HERE, Catalog
from knowledge.facets import Asked, asked_facets
from knowledge.followup import chosen_number, none_of_them, rejects, switches
from knowledge.general import Neighbour, Situation, Topic
from knowledge.kinds import is_emergency, is_feedback, is_feedback_opening, is_legal_complaint, playing
from knowledge.lexicon import Lexicon
from knowledge.meaning import Context, Kind, Thresholds, Understanding
from knowledge.model import Facet
from knowledge.search import Index, Match
from knowledge.subjects import Candidate, Subjects
from knowledge.targets import situation_targets, topic_targets
from knowledge.vietnamese import Word

__all__ = ["Context", "Kind", "Thresholds", "Understander", "Understanding", "matching_cases"]

WORDS = HERE / "words"
NOTHING_BEFORE = Context()

ASSUMED_EVENT = frozenset({"new"})
"""Who asks for the fee or the validity of a paper and tells of no event means its first issue."""

MAX_CHARACTERS = 2000
"""A longer message is understood by its beginning and its end."""

TOPIC_LEAST = 0.2
"""The least likeness for a general question; topics have few words and are seldom very like."""

TOPIC_BEHIND = 0.05
"""How far behind the best procedure a topic may be and still win."""

SITUATION_SURE = 0.5
"""The likeness from which an open question is answered with the path through a life situation."""

OWN_SUBJECT = 0.34
"""The likeness from which a message in a running conversation is about something of its own."""


@dataclass(frozen=True)
class Message:
    """A message, read. `content`: the words that say what it is about; `subject`: those without what happened."""

    words: Sequence[Word]
    content: Sequence[Word]
    subject: Sequence[Word]
    events: frozenset[str]
    asked: Asked


class Understander:
    """Understands messages with the records and words of one knowledge folder."""

    def __init__(
        self,
        catalog: Catalog,
        topics: Mapping[str, Topic],
        situations: Mapping[str, Situation],
        neighbours: Mapping[str, Neighbour],
        thresholds: Thresholds,
        words: Path = WORDS,
    ) -> None:
        self.thresholds = thresholds
        self.lexicon = Lexicon(words, ())
        self._catalog = catalog
        self._situations = Index(situation_targets(situations, self.lexicon))
        self._topics = Index(topic_targets(topics, self.lexicon))
        self._subjects = Subjects(catalog, neighbours, self.lexicon)

    def understand(self, text: str, context: Context = NOTHING_BEFORE) -> Understanding:
        """What `text` means after `context`. Any text is understood as something; nothing raises."""
        if len(text) > MAX_CHARACTERS:
            text = text[: MAX_CHARACTERS // 2] + " " + text[-MAX_CHARACTERS // 2 :]
        words = self.lexicon.speller.read(text)
        number = chosen_number(words, len(context.offered))
        if number is not None:
            return self._chosen(context.offered[number - 1], (), context)
        if not any(char.isalpha() for word in words for char in word.folded):
            return Understanding(Kind.REFUSE, manner="nonsense")
        return self._special(words) or self._question(words, context)

    def procedures_in(self, text: str) -> tuple[str, ...]:
        """The procedures that a text which asks nothing (a feedback) speaks of, likeliest first; mostly none."""
        found = self._question(self.lexicon.speller.read(text[:MAX_CHARACTERS]), NOTHING_BEFORE)
        likely = found.kind in (Kind.ANSWER, Kind.CLARIFY) and found.score >= OWN_SUBJECT
        return found.codes if likely else ()

    def _special(self, words: list[Word]) -> Understanding | None:
        """Messages that are no questions: danger, play, accusations, feedback, the wish for a person."""
        if is_emergency(words, self.lexicon):
            return Understanding(Kind.EMERGENCY, score=1.0)
        manner = playing(words, self.lexicon)
        if manner == "manipulation":
            return Understanding(Kind.REFUSE, manner=manner, score=1.0)
        if is_legal_complaint(words, self.lexicon):
            return Understanding(Kind.LEGAL_COMPLAINT, score=1.0)
        if is_feedback(words, self.lexicon):
            return self._feedback(words)
        if self.lexicon.kinds["human"].has("sure", words):
            return Understanding(Kind.GENERAL, topic="human", score=1.0)
        return Understanding(Kind.REFUSE, manner=manner, score=1.0) if manner else None

    def _feedback(self, words: list[Word]) -> Understanding:
        cues = self.lexicon.kinds["feedback"]
        if cues.has("status", words):
            return Understanding(Kind.GENERAL, topic="feedback_status", score=1.0)
        if cues.has("howto", words) and len(words) <= 14:
            return Understanding(Kind.GENERAL, topic="feedback_howto", score=1.0)
        manner = "praise" if cues.has("praise", words) else ""
        if is_feedback_opening(words, self.lexicon):
            manner = "opening"
        return Understanding(Kind.FEEDBACK, manner=manner, score=1.0)

    def _question(self, words: list[Word], context: Context) -> Understanding:
        asked = asked_facets(words, self.lexicon)
        events = self._subjects.events_in(words, asked.positions)
        told = asked.positions | self._subjects.event_positions(words)
        content, subject = self.lexicon.content(words, asked.positions), self.lexicon.content(words, told)
        message = Message(words, content, subject, events, asked)
        if context.code and rejects(words) and not message.content:
            return self._rejected(context)
        if context.offered and not none_of_them(words):
            picked = self._picked(message, context)
            if picked is not None:
                return picked
        topic = next(iter(self._topics.search([word.folded for word in words])), None)
        follow = self._follow_up(message, topic, context) if context.code else None
        if follow is not None:
            return follow
        ranked = self._subjects.rank(message.content, events)
        if topic is not None and _topic_wins(topic, ranked):
            return Understanding(Kind.GENERAL, topic=topic.key, score=min(topic.score, 1.0))
        if not events and _asks_a_part(asked):
            events = ASSUMED_EVENT
            ranked = self._subjects.rank(message.content, events)
        return self._decide(ranked, events, asked, self._situation(message.content, asked))

    def _chosen(self, code: str, facets: tuple[Facet, ...], context: Context) -> Understanding:
        wanted = facets or ((context.asked,) if context.asked else ())
        return Understanding(Kind.ANSWER, codes=(code,), facets=wanted, score=1.0, gap=1.0)

    def _rejected(self, context: Context) -> Understanding:
        assert context.code is not None
        others = [record.id for record in self._catalog.siblings(context.code)]
        return Understanding(Kind.CLARIFY, codes=tuple(others[: self.thresholds.max_options]), rejected=True)

    def _picked(self, message: Message, context: Context) -> Understanding | None:
        """One of the offered options, when the message names it rather than something new."""
        if not message.content and not message.events:
            # Only another part is asked for: the question which procedure is meant stays open.
            wanted = message.asked.facets
            return Understanding(Kind.CLARIFY, context.offered, wanted) if wanted and not context.code else None
        among = self._subjects.rank(message.content, message.events, only=context.offered)
        best, second = among[0], among[1] if len(among) > 1 else None
        named = self._subjects.rank(message.subject, frozenset())
        if named and named[0].key not in context.offered and named[0].likeness >= OWN_SUBJECT:
            own = max((c.likeness for c in named if c.key in context.offered), default=0.0)
            if named[0].likeness > own + 0.1:
                return None
        if best.likeness > 0.04 and best.likeness - (second.likeness if second else 0.0) >= 0.03:
            return self._chosen(best.key, message.asked.facets, context)
        return None

    def _follow_up(self, message: Message, topic: Match | None, context: Context) -> Understanding | None:
        """The procedure under discussion or a relative of it, when the message names nothing of its own."""
        assert context.code is not None
        facets, events = message.asked.facets, message.events
        related = tuple(
            dict.fromkeys((context.code, *self._subjects.relatives.get(context.code, ()), *context.history))
        )
        named = self._subjects.rank(message.subject, frozenset())
        stranger = next((c.likeness for c in named if c.key not in related), 0.0)
        own = next((c.likeness for c in named if c.key in related), 0.0)
        if stranger >= OWN_SUBJECT and stranger > own + 0.15:
            return None
        if not facets and not events and own < 0.2:
            return None
        if topic is not None and topic.score >= 0.6 and not events and own < 0.2 and stranger < OWN_SUBJECT:
            return None
        best = context.code
        if message.content or events:
            here = -0.05 if switches(message.words) else 0.06
            among = self._subjects.rank(message.content, events, only=related)
            bonus = {**dict.fromkeys(context.history, 0.05), context.code: here}
            best = max(among, key=lambda c: c.likeness + bonus.get(c.key, 0.0)).key
        if context.facet and best != context.code and not _asks_a_part(message.asked):
            # «còn cấp lại thì sao»: the same part of the sibling is meant.
            facets = (context.facet,)
        return Understanding(Kind.ANSWER, (best,), facets, score=0.8, gap=0.3)

    def _situation(self, content: Sequence[Word], asked: Asked) -> str | None:
        """The life situation that an open question tells of."""
        if any(facet not in (Facet.OVERVIEW, Facet.STEPS, Facet.DOSSIER) for facet in asked.facets):
            return None
        found = self._situations.search([word.folded for word in content])
        return found[0].key if found and found[0].score >= SITUATION_SURE else None

    def _decide(
        self, ranked: Sequence[Candidate], events: frozenset[str], asked: Asked, situation: str | None
    ) -> Understanding:
        limits = self.thresholds
        if not ranked:
            return Understanding(Kind.REFUSE, manner="unknown")
        best = ranked[0]
        gap = best.share - (ranked[1].share if len(ranked) > 1 else 0.0)
        if best.neighbour is not None and best.share >= limits.clarify_score:
            return Understanding(Kind.REFUSE, neighbour=best.neighbour, score=best.share, gap=gap)
        options = [candidate for candidate in ranked if candidate.neighbour is None]
        if not options or options[0].share < limits.clarify_score / 2:
            return Understanding(Kind.REFUSE, manner="unknown", score=best.share, gap=gap)
        sure = best.share >= limits.min_score and gap >= limits.min_gap
        if best.neighbour is None and sure and not self._subjects.undecided(best.key, events):
            return Understanding(Kind.ANSWER, (best.key,), asked.facets, score=best.share, gap=gap, situation=situation)
        near = [option.key for option in options if option.share >= 0.15 * options[0].share]
        if len(near) == 1 or self._subjects.undecided(near[0], events):
            siblings = sorted((near[0], *(record.id for record in self._catalog.siblings(near[0]))))
            near = list(dict.fromkeys((*siblings, *self._subjects.relatives.get(near[0], ()), *near)))
        codes = tuple(near[: limits.max_options])
        return Understanding(Kind.CLARIFY, codes, asked.facets, score=best.share, gap=gap, situation=situation)


def _asks_a_part(asked: Asked) -> bool:
    return bool(asked.facets) and asked.facets[0] is not Facet.OVERVIEW


def _topic_wins(topic: Match, ranked: Sequence[Candidate]) -> bool:
    """Whether the message is a general question rather than one about a procedure."""
    likeness = ranked[0].likeness if ranked else 0.0
    return topic.score >= TOPIC_LEAST and topic.score > likeness - TOPIC_BEHIND
