"""A question and its context -> what the person wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.cases import matching_cases
from knowledge.catalog import HERE, Catalog
from knowledge.choice import ChoiceModel, Features
from knowledge.continuing import Option, Options
from knowledge.conversation import Conversation
from knowledge.deciding import Deciding
from knowledge.elsewhere import elsewhere
from knowledge.families import FamilyTable
from knowledge.followup import chosen_number
from knowledge.general import Neighbour, Situation, Topic
from knowledge.kinds import is_elsewhere, is_emergency, is_feedback, is_feedback_opening, is_legal_complaint, playing
from knowledge.lexicon import Families, Lexicon
from knowledge.linear import Learned
from knowledge.meaning import ALL_PARTS, Context, Kind, Parts, Thresholds, Understanding
from knowledge.message import Message, read_message, read_words
from knowledge.model import Facet
from knowledge.neighbourhood import Neighbourhood
from knowledge.others import OtherProcedure
from knowledge.phrases import PhraseTable
from knowledge.search import Index
from knowledge.subjects import Candidate, Subjects, likeliest_group
from knowledge.targets import object_targets, situation_targets

__all__ = ["Context", "Kind", "Thresholds", "Understander", "Understanding", "matching_cases"]

WORDS = HERE / "words"
NOTHING_BEFORE = Context()

MAX_CHARACTERS = 2000
"""A longer message is understood by its beginning and its end."""

SITUATION_SURE = 0.5
"""The likeness from which an open question is answered with the path through a life situation."""

MENTIONED = 0.3
"""The likeness and the share from which a text that asks nothing speaks of a procedure."""

LEAST_WORDS = {"feedback": 3, "legal_complaint": 6, "emergency": 3}
"""A shorter message without a known sign is no report, complaint or cry for help («hủy», «biên nhận của tôi»)."""

KIND_LEAST = {"feedback": 0.6, "legal_complaint": 0.7, "emergency": 0.45}
"""The share below which a message without a known sign is not taken for feedback, a complaint or danger. What is
taken for a complaint is not kept, so a mistake there costs the person the text.
"""

SURELY = 0.9
"""The share from which what was learned contradicts a sign: «muốn góp ý thì có mấy cách» is a question."""

HARDLY = 0.05
"""… if what the sign stands for has no larger share."""

PLAIN, PLAIN_GAP = 0.6, 0.4
"""The share and the lead from which it is enough that a message says what happened and asks for a part."""

OPENING_WORDS = 6
"""So few words that wish to give feedback and ask nothing begin one."""

LIKELIER_THAN_NOTHING = 0.1
"""The share from which a message that means nothing by itself is taken for a part of the conversation."""

LIKELIER_UNKNOWN = 0.5
"""The share from which a message surely is nobody's business here and is no part of the conversation."""

_KINDS = {"feedback": Kind.FEEDBACK, "legal_complaint": Kind.LEGAL_COMPLAINT, "emergency": Kind.EMERGENCY}
_ABOUT_FEEDBACK = ("topic:feedback_howto", "topic:feedback_status")


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
        learned: Learned | None = None,
        others: Mapping[str, OtherProcedure] | None = None,
        parts: Parts = ALL_PARTS,
    ) -> None:
        self.thresholds = thresholds
        self.lexicon = Lexicon(words, spelling=parts.spelling)
        if learned and parts.spelling:
            self.lexicon.speller.meant = learned.vocabulary.meant
        self._catalog = catalog
        records = (*catalog.procedures, *catalog.redirects)
        self._names = PhraseTable(self.lexicon.speller, ((record.name, record.id) for record in records))
        self._situations = Index(situation_targets(situations, self.lexicon))
        self._families = FamilyTable(self.lexicon.families if parts.families else Families(family={}), self.lexicon)
        self.subjects = Subjects(
            catalog,
            topics,
            neighbours,
            self.lexicon,
            self._families,
            learned.subjects if learned else None,
            learned.weighing if learned else None,
            parts,
        )
        self._learned_facets = learned.facets if learned and parts.learned_facets else None
        self._deciding = Deciding(
            self.subjects,
            self._families,
            self.lexicon,
            learned.openness if learned else None,
            learned.deciding if learned else None,
        )
        own = object_targets(catalog, {}, self.lexicon) if others else []
        self._neighbourhood = Neighbourhood(others, own, self.lexicon) if others else None
        options = Options(self.subjects, self._families, self.lexicon, records, learned.moves if learned else None)
        continuing = learned.continuing if learned else ChoiceModel({})
        self._conversation = Conversation(catalog, options, continuing, thresholds)

    def understand(self, text: str, context: Context = NOTHING_BEFORE) -> Understanding:
        """What `text` means after `context`. Any text is understood as something; nothing raises."""
        message = read_message(_shortened(text), self.lexicon, self._learned_facets)
        number = chosen_number(message.words, len(context.offered))
        if number is not None:
            return self._conversation.chosen(context.offered[number - 1], (), context)
        if not any(char.isalpha() for word in message.words for char in word.folded):
            return Understanding(Kind.REFUSE, manner="nonsense")
        ranked = self.subjects.rank(message)
        special = self._special(message, ranked)
        return special or self._or_elsewhere(self._question(message, ranked, context), message, context)

    def evidence(self, text: str) -> dict[str, Features]:
        """What speaks for each subject that `text` may be about; for learning."""
        message = read_message(_shortened(text), self.lexicon, self._learned_facets)
        return self.subjects.evidence(message, self.subjects.likeness(message))

    def options(self, text: str, context: Context) -> list[Option]:
        """The ways to read `text` as going on with `context`, and (last) as something new; for learning.

        Empty when nothing went before, or when the text is no question whatever went before it.
        """
        message = read_message(_shortened(text), self.lexicon, self._learned_facets)
        touched = context.code or context.offered
        ranked = self.subjects.rank(message)
        if not touched or chosen_number(message.words, len(context.offered)) or self._special(message, ranked):
            return []
        return self._conversation.options(message, ranked, context)

    def decision(self, text: str) -> tuple[str, Features] | None:
        """The procedure that `text` most likely means when nothing went before, and what speaks for answering with
        it at once; for learning. None when it is no question about a procedure.
        """
        message = read_message(_shortened(text), self.lexicon, self._learned_facets)
        ranked = self.subjects.rank(message)
        group = likeliest_group(ranked)
        ours = [candidate for candidate in ranked if candidate.group in group]
        if ours[0].group or self._special(message, ranked):
            return None
        return ours[0].key, self._deciding.evidence(message, ours, _events(message))

    def procedures_in(self, text: str) -> tuple[str, ...]:
        """The procedures that a text which asks nothing (a feedback) speaks of, likeliest first; mostly none.

        What went wrong («trả lại 3 lần») names no procedure, though a record may use the same words.
        """
        words = self.lexicon.kinds["feedback"].without("signs", self.lexicon.speller.read(_shortened(text)))
        message = read_words(words, self.lexicon)
        ours = [record.id for record in self._catalog]
        ranked = self.subjects.rank(message, only=ours)
        return tuple(c.key for c in ranked if c.likeness >= MENTIONED and c.share >= MENTIONED)

    def _special(self, message: Message, ranked: Sequence[Candidate]) -> Understanding | None:
        """Messages that are no questions: danger, play, accusations, feedback, the wish for a person."""
        words = message.words
        if is_emergency(words, self.lexicon):
            return Understanding(Kind.EMERGENCY, score=1.0)
        manner = playing(words, self.lexicon)
        if manner == "manipulation":
            return Understanding(Kind.REFUSE, manner=manner, score=1.0)
        if is_legal_complaint(words, self.lexicon) and not _contradicts(ranked, "legal_complaint"):
            return Understanding(Kind.LEGAL_COMPLAINT, score=1.0)
        if is_feedback(words, self.lexicon) and (
            _is_report(message, self.lexicon) or not _contradicts(ranked, "feedback", *_ABOUT_FEEDBACK)
        ):
            return self._feedback(message, ranked[0])
        if is_elsewhere(words, self.lexicon):
            return Understanding(Kind.REFUSE, manner="elsewhere", score=1.0)
        if self.lexicon.kinds["human"].has("sure", words) and not _contradicts(ranked, "topic:human"):
            return Understanding(Kind.GENERAL, topic="human", score=1.0)
        return Understanding(Kind.REFUSE, manner=manner, score=1.0) if manner else None

    def _feedback(self, message: Message, best: Candidate) -> Understanding:
        cues, words = self.lexicon.kinds["feedback"], message.words
        asks = cues.has("status", words) or cues.has("howto", words)
        if len(words) <= OPENING_WORDS and not asks and is_feedback_opening(words, self.lexicon):
            return Understanding(Kind.FEEDBACK, manner="opening", score=1.0)
        if best.key in _ABOUT_FEEDBACK and (best.share >= SURELY or not cues.has("sure", words)):
            return Understanding(Kind.GENERAL, topic=best.name, score=best.share)
        if cues.has("status", words):
            return Understanding(Kind.GENERAL, topic="feedback_status", score=1.0)
        if cues.has("howto", words) and len(words) <= 14:
            return Understanding(Kind.GENERAL, topic="feedback_howto", score=1.0)
        if is_feedback_opening(words, self.lexicon):
            return Understanding(Kind.FEEDBACK, manner="opening", score=1.0)
        return Understanding(Kind.FEEDBACK, manner="praise" if cues.has("praise", words) else "", score=1.0)

    def _question(self, message: Message, ranked: Sequence[Candidate], context: Context) -> Understanding:
        named = {hit.label for hit in self._names.longest(message.words)}
        if len(named) == 1:
            return Understanding(Kind.ANSWER, tuple(named), message.asked.facets, score=1.0, gap=1.0, sure=1.0)
        continued = self._conversation.continued(message, ranked, context)
        if continued is not None:
            return continued
        alone = self._decide(message, ranked)
        if alone.manner == "unknown" and alone.score < LIKELIER_UNKNOWN:
            return self._conversation.continued(message, ranked, context, least=LIKELIER_THAN_NOTHING) or alone
        return alone

    def _or_elsewhere(self, understood: Understanding, message: Message, context: Context) -> Understanding:
        named = self._neighbourhood.named(message) if self._neighbourhood else None
        return elsewhere(understood, named, context)

    def _decide(self, message: Message, ranked: Sequence[Candidate]) -> Understanding:
        limits = self.thresholds
        if self.lexicon.kinds["emergency"].has("calm", message.words):
            ranked = [candidate for candidate in ranked if candidate.key != "emergency"]
        group = likeliest_group(ranked)
        of_group = [candidate for candidate in ranked if candidate.group in group]
        best = of_group[0]
        gap = best.share - (of_group[1].share if len(of_group) > 1 else 0.0)
        if best.group in _KINDS and (
            len(message.words) < LEAST_WORDS[best.group] or best.share < KIND_LEAST[best.group]
        ):
            return Understanding(Kind.REFUSE, manner="unknown", score=best.share, gap=gap)
        if best.group:
            return _not_a_procedure(best, gap)
        ours = of_group
        facets, situation = message.asked.facets, self._situation(message)
        events = _events(message)
        sure = self._deciding.sureness(message, ours, events)
        if (sure >= limits.min_score and gap >= limits.min_gap) or self._is_plain(message, best, gap, situation):
            return Understanding(
                Kind.ANSWER, (best.key,), facets, score=best.share, gap=gap, sure=sure, situation=situation
            )
        if best.share < limits.clarify_score and best.likeness < limits.clarify_score:
            return Understanding(Kind.REFUSE, manner="unknown", score=best.share, gap=gap)
        open_between = self._families.open_between(best.key, message.words)
        undecided = best.key not in self._families and self.subjects.undecided(best.key, events)
        codes = self._options(ours, undecided, open_between)
        return Understanding(
            Kind.CLARIFY, codes, message.asked.said, score=best.share, gap=gap, sure=sure, situation=situation
        )

    def _is_plain(self, message: Message, best: Candidate, gap: float, situation: str | None) -> bool:
        """Who says what happened («xin», «mua thêm máy») and asks for a part of it, or tells a plan for which there is
        a path, leaves nothing open.
        """
        return (
            best.share >= PLAIN
            and gap >= PLAIN_GAP
            and bool(message.events)
            and self.subjects.fits(best.key, message.events)
            and (situation is not None or (message.asked.asks_a_part and message.asked.explicit))
            and not self._families.open_between(best.key, message.words)
        )

    def _options(self, ours: Sequence[Candidate], undecided: bool, open_between: Sequence[str]) -> tuple[str, ...]:
        """What to offer when not sure: whatever is nearly as likely, and the family of an undecided paper."""
        if open_between:
            order = {candidate.key: number for number, candidate in enumerate(ours)}
            members = sorted(open_between, key=lambda code: order.get(code, len(order)))
            return tuple(members[: self.thresholds.max_options])
        near = [candidate.key for candidate in ours if candidate.share >= 0.1 * ours[0].share]
        if len(near) == 1 or undecided:
            siblings = sorted((near[0], *(record.id for record in self._catalog.siblings(near[0]))))
            near = list(dict.fromkeys((*siblings, *self.subjects.relatives.get(near[0], ()), *near)))
        if len(near) == 1:
            near += [candidate.key for candidate in ours[1:2]]
        return tuple(near[: self.thresholds.max_options])

    def _situation(self, message: Message) -> str | None:
        """The life situation that an open question tells of."""
        if any(facet not in (Facet.OVERVIEW, Facet.STEPS, Facet.DOSSIER) for facet in message.asked.facets):
            return None
        if not self.lexicon.kinds["path"].has("sure", message.words):
            return None
        found = self._situations.search([word.folded for word in message.content])
        return found[0].key if found and found[0].score >= SITUATION_SURE else None


def _is_report(message: Message, lexicon: Lexicon) -> bool:
    """«kiến nghị rút ngắn thời gian cấp phép»: who begins so and asks nothing tells something, whatever it names."""
    cues = lexicon.kinds["feedback"]
    begins = cues.begins("mention", message.words) or cues.begins("sure", message.words)
    return begins and not message.asked.asks_a_part


def _events(message: Message) -> frozenset[str]:
    """What happened; who asks for the fee or the validity of a paper and tells of no event means its first issue."""
    return message.events or frozenset({"new"} if message.asked.asks_a_part else ())


def _contradicts(ranked: Sequence[Candidate], *keys: str) -> bool:
    """Whether what was learned surely speaks for something else than any of `keys`."""
    best = ranked[0]
    return best.share >= SURELY and best.key not in keys and sum(c.share for c in ranked if c.key in keys) <= HARDLY


def _not_a_procedure(candidate: Candidate, gap: float) -> Understanding:
    """A general topic, another body's business, or no question."""
    score = candidate.share
    if candidate.group == "topic":
        return Understanding(Kind.GENERAL, topic=candidate.name, score=score, gap=gap)
    if candidate.group == "neighbour":
        return Understanding(Kind.REFUSE, neighbour=candidate.name, score=score, gap=gap)
    if candidate.group in _KINDS:
        return Understanding(_KINDS[candidate.group], score=score, gap=gap)
    return Understanding(Kind.REFUSE, manner=candidate.name, score=score, gap=gap)


def _shortened(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    return text[: MAX_CHARACTERS // 2] + " " + text[-MAX_CHARACTERS // 2 :]
