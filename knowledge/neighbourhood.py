"""Which procedure of another agency a message names, and whether it names one of ours more.

Thousands of neighbours must not take the department's own questions. So the own ranking is left as it is;
beside it stands one index over the own records and the neighbours together, with common word weights, in
which both are measured with one measure: how much of the message the target explains, and how like it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from knowledge.events import PAPER_EVENTS
from knowledge.lexicon import Lexicon
from knowledge.message import Message
from knowledge.others import OtherProcedure, bare_name
from knowledge.search import Index, Target
from knowledge.vietnamese import Word, compatible

WEIGHED = 40
"""How many of the likest neighbours are weighed word by word."""

OWN_WEIGHED = 5
PAIR_SHARE = 0.4
"""What a pair of words counts beside single words."""

OTHER_ACCENTS = 0.3
"""What is left of a word whose accents speak against it (thu, thứ)."""

LIKENESS, EXPLAINED, NAMED = 0.4, 0.35, 0.25
"""Shares of the measure: likeness of the whole, share of the message explained, share of the name found."""

OWN_NAMED = 0.3
"""An own record has no single name to be found (its words are many): counted as if this much of it were."""

SAME_EVENT, OTHER_EVENT, MISSED_EVENT = 0.06, 0.08, 0.05
UNASKED_ENDING = 0.15
"""Taken off a name that ends or undoes something when the message speaks of no such thing."""

NEAR_HOME = 0.02
"""Added to what is done in the province or commune: a citizen of the province is asking."""

CLOSE = 0.12
"""Neighbours this near to the best one are named beside it."""

SHOWN = 3

NAME_WEIGHT, FIELD_WEIGHT = 2.0, 0.7
ENDING_WITHIN = 5

_ENDINGS = ("dung", "cham dut", "huy", "thu hoi", "dinh chi", "tam ngung", "giai the", "xoa", "rut", "khoi phuc")
_AGAIN = frozenset((verb, "lai") for verb in ("cap", "ky", "nhiem", "bo", "nhan", "lam", "xin"))


@dataclass(frozen=True)
class Named:
    """What a message names elsewhere: codes, likeliest first; `score` of the first (0-1); `lead` over ours."""

    codes: tuple[str, ...]
    score: float
    lead: float


@dataclass(frozen=True)
class _Asked:
    """The message: words of content as typed and as the index knows them, what happened, every word said."""

    words: Sequence[Word]
    known: Sequence[str]
    events: frozenset[str]
    said: frozenset[str]


@dataclass(frozen=True)
class _Name:
    """A neighbour's name, read. `ending`: first words of what it ends or undoes; `near`: done in the province."""

    code: str
    bare: str
    words: Mapping[str, Sequence[Word]]
    pairs: frozenset[str]
    compounds: frozenset[str]
    weight: float
    events: frozenset[str]
    ending: frozenset[str]
    near: bool


class Neighbourhood:
    """The procedures of other agencies beside the own ones."""

    def __init__(self, others: Mapping[str, OtherProcedure], own: Sequence[Target], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._own = len(own)
        read = [(code, row, lexicon.speller.read(bare_name(row.name))) for code, row in others.items()]
        self._index = Index((*own, *(_target(code, row, words, lexicon) for code, row, words in read)))
        self._vocabularies = [frozenset(_features(target)) for target in own]
        self._names = [self._name(row, words) for _, row, words in read]

    def named(self, message: Message) -> Named | None:
        """The neighbours that the message is most like; None when it shares nothing with any."""
        words = message.content
        asked = _Asked(
            words=words,
            known=[self._index.known(word.folded) or word.folded for word in words],
            events=self._events(message.words),
            said=frozenset(word.folded for word in message.words),
        )
        scores = self._index.scores([word.folded for word in words])
        compounds = _compounds(message.words, words)
        nearest = [n for n in _best(scores[self._own :], WEIGHED) if compounds & self._names[n].compounds]
        if not nearest:
            return None
        own = _best(scores[: self._own], OWN_WEIGHED)
        ours = max((self._own_measure(n, float(scores[n]), asked) for n in own), default=0.0)
        weighed = [(self._measure(self._names[n], float(scores[self._own + n]), asked), n) for n in nearest]
        weighed.sort(key=lambda pair: (-pair[0], pair[1]))
        best = weighed[0][0]
        close = {self._names[n].bare: self._names[n].code for score, n in reversed(weighed) if score >= best - CLOSE}
        return Named(tuple(reversed(close.values()))[:SHOWN], best, best - ours)

    def _measure(self, name: _Name, likeness: float, asked: _Asked) -> float:
        hit, whole = self._hits(asked, name.words, name.pairs)
        measure = LIKENESS * likeness + EXPLAINED * hit / whole + NAMED * hit / name.weight
        measure += SAME_EVENT * len(name.events & asked.events) - OTHER_EVENT * bool(name.events - asked.events)
        measure -= MISSED_EVENT * bool(asked.events - name.events)
        measure -= UNASKED_ENDING * bool(name.ending - asked.said)
        return measure + NEAR_HOME * name.near

    def _own_measure(self, number: int, likeness: float, asked: _Asked) -> float:
        vocabulary = self._vocabularies[number]
        hit, whole = self._hits(asked, dict.fromkeys(vocabulary, ()), vocabulary)
        return LIKENESS * likeness + EXPLAINED * hit / whole + NAMED * OWN_NAMED

    def _hits(self, asked: _Asked, words: Mapping[str, Sequence[Word]], pairs: Collection[str]) -> tuple[float, float]:
        """The weight of the message's words and pairs that are found, and of all of them."""
        hit = whole = 0.0
        for known, word in dict(zip(asked.known, asked.words, strict=True)).items():
            weight = self._index.weight(known)
            whole += weight
            if known in words:
                against = words[known] and not any(compatible(word, meant) for meant in words[known])
                hit += weight * (OTHER_ACCENTS if against and known == word.folded else 1.0)
        for pair in {f"{one} {other}" for one, other in pairwise(asked.known)}:
            if self._index.knows(pair):
                whole += PAIR_SHARE * self._index.weight(pair)
                hit += PAIR_SHARE * self._index.weight(pair) * (pair in pairs)
        return hit, whole or 1.0

    def _name(self, row: OtherProcedure, read: Sequence[Word]) -> _Name:
        words: dict[str, list[Word]] = defaultdict(list)
        content = self._lexicon.content(read)
        for word in content:
            words[word.folded].append(word)
        pairs = frozenset(f"{one.folded} {other.folded}" for one, other in pairwise(content))
        weight = sum(map(self._index.weight, words)) + PAIR_SHARE * sum(map(self._index.weight, pairs))
        beginning = " ".join(word.folded for word in read[:ENDING_WITHIN])
        return _Name(
            code=row.id,
            bare=" ".join(word.folded for word in read),
            words=words,
            pairs=pairs,
            compounds=_compounds(read, content),
            weight=weight or 1.0,
            events=self._events(read),
            ending=frozenset(cue.split()[0] for cue in _ENDINGS if f" {cue} " in f" {beginning} "),
            near="cấp tỉnh" in row.levels or "cấp xã" in row.levels,
        )

    def _events(self, words: Sequence[Word]) -> frozenset[str]:
        found = {hit.label for hit in self._lexicon.event_cues.longest(words)} & PAPER_EVENTS
        again = any((one.folded, other.folded) in _AGAIN for one, other in pairwise(words))
        return frozenset(found | {"again"} if again else found)


def _compounds(words: Sequence[Word], content: Sequence[Word]) -> frozenset[str]:
    """Neighbouring words of which one at least says what it is about.

    Vietnamese words are mostly two syllables: one syllable in common («chào», «lấy») is no word in common.
    Without accents one of the two may look like a stop word («can cuoc»: cần).
    """
    telling = {word.folded for word in content}
    pairs = ((one.folded, other.folded) for one, other in pairwise(words))
    return frozenset(f"{one} {other}" for one, other in pairs if one in telling or other in telling)


def _best(scores: npt.NDArray[np.float64], count: int) -> list[int]:
    """The positions of the highest scores above 0, in no order."""
    found = np.flatnonzero(scores)
    if len(found) > count:
        found = found[np.argpartition(-scores[found], count)[:count]]
    return [int(number) for number in found]


def _target(code: str, row: OtherProcedure, name: Sequence[Word], lexicon: Lexicon) -> Target:
    phrases = [(lexicon.content(name), NAME_WEIGHT), (lexicon.content(lexicon.speller.read(row.field)), FIELD_WEIGHT)]
    return Target(code, tuple((tuple(word.folded for word in words), weight) for words, weight in phrases if words))


def _features(target: Target) -> Iterator[str]:
    for words, _ in target.phrases:
        yield from words
        yield from (f"{one} {other}" for one, other in pairwise(words))
