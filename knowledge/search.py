"""A question -> the targets it may mean, best first.

A target is a procedure, a general topic, a neighbouring agency or a life situation, known by the phrases
that lead to it. Words and pairs of words are looked up in an inverted index (tf-idf, cosine); words that no
phrase has are first matched to the nearest known one (RapidFuzz).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

NEAR_MISS = 78
"""Least RapidFuzz ratio (0-100) for a misspelt word to stand for a known one."""

MISSPELT_WEIGHT = 0.75
PAIR_WEIGHT = 0.9
WHOLE_SHARE = 0.55
"""Share of the whole target in its score; the rest is its best single phrase."""


@dataclass(frozen=True)
class Target:
    """Something a message can mean. `phrases`: folded words and their weight."""

    key: str
    phrases: tuple[tuple[tuple[str, ...], float], ...]


@dataclass(frozen=True)
class Match:
    """A target with its likeness to the question, 0-1."""

    key: str
    score: float


Postings = dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]]
"""For each feature the rows that have it, and its weight in each."""


class Index:
    """An inverted index over targets and their phrases. `correct`: misspelt words are matched to the nearest."""

    def __init__(self, targets: Iterable[Target], *, correct: bool = True) -> None:
        self.targets = tuple(targets)
        self._correct = correct
        owners: list[int] = []
        wholes: list[dict[str, float]] = []
        phrases: list[Counter[str]] = []
        for number, target in enumerate(self.targets):
            whole: dict[str, float] = defaultdict(float)
            for words, weight in target.phrases:
                features = Counter(_features(words))
                for feature, count in features.items():
                    whole[feature] += count * weight
                phrases.append(features)
                owners.append(number)
            wholes.append(whole)
        self._phrase_owner = np.array(owners, dtype=np.int32)
        frequency = Counter(feature for whole in wholes for feature in whole)
        total = len(wholes)
        self._idf = {feature: math.log(1 + total / count) for feature, count in frequency.items()}
        self._unknown_idf = math.log(1 + total)
        self._wholes = self._postings([{f: 1 + math.log(1 + n) for f, n in whole.items()} for whole in wholes])
        self._phrases = self._postings([dict.fromkeys(phrase, 1.0) for phrase in phrases])
        self.vocabulary = frozenset(f for f in self._idf if " " not in f and not f.startswith("@"))
        self._long_words = sorted(word for word in self.vocabulary if len(word) >= 4)

    def _postings(self, rows: Sequence[Mapping[str, float]]) -> Postings:
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, row in enumerate(rows):
            weights = {f: value * self._idf[f] * _pair(f) for f, value in row.items()}
            norm = math.sqrt(sum(value * value for value in weights.values())) or 1.0
            for feature, value in weights.items():
                postings[feature].append((number, value / norm))
        return {
            feature: (np.array([n for n, _ in pairs], dtype=np.int32), np.array([w for _, w in pairs]))
            for feature, pairs in postings.items()
        }

    def search(self, words: Sequence[str]) -> list[Match]:
        """Every target that shares something with `words`, best first."""
        score = self.scores(words)
        matches = [Match(self.targets[n].key, float(score[n])) for n in np.flatnonzero(score)]
        return sorted(matches, key=lambda match: (-match.score, match.key))

    def scores(self, words: Sequence[str]) -> npt.NDArray[np.float64]:
        """The likeness (0-1) of each target to `words`, in the order of `targets`."""
        query = self._query(words)
        norm = math.sqrt(sum(value * value for value in query.values())) or 1.0
        whole = self._sums(query, norm, self._wholes, len(self.targets))
        phrase = self._sums(query, norm, self._phrases, len(self._phrase_owner))
        best = np.zeros(len(self.targets))
        np.maximum.at(best, self._phrase_owner, phrase)
        return WHOLE_SHARE * whole + (1 - WHOLE_SHARE) * best

    def known(self, word: str) -> str | None:
        """The word as the index knows it: itself, or the nearest one when it seems misspelt."""
        if word in self.vocabulary:
            return word
        return self._nearest(word) if self._correct else None

    def knows(self, feature: str) -> bool:
        """Whether any target has the word or pair of words."""
        return feature in self._idf

    def weight(self, feature: str) -> float:
        """How much a word or pair of words tells (idf); what no target has tells most."""
        return self._idf.get(feature, self._unknown_idf)

    @staticmethod
    def _sums(query: Mapping[str, float], norm: float, postings: Postings, count: int) -> npt.NDArray[np.float64]:
        sums = np.zeros(count)
        for feature, value in query.items():
            if feature in postings:
                rows, weights = postings[feature]
                sums[rows] += value * weights / norm
        return sums

    def _query(self, words: Sequence[str]) -> dict[str, float]:
        query: dict[str, float] = {}
        corrected = []
        for word in words:
            known = self.known(word)
            corrected.append(known or word)
            if known is None:
                query[word] = self._unknown_idf * 0.5
            else:
                query[known] = self._idf[known] * (1.0 if known == word else MISSPELT_WEIGHT)
        for pair in _pairs(corrected):
            if pair in self._idf:
                query[pair] = self._idf[pair] * PAIR_WEIGHT
        return query

    @lru_cache(maxsize=4096)  # noqa: B019 - an index lives as long as the service
    def _nearest(self, word: str) -> str | None:
        """The known word that `word` is most likely a misspelling of."""
        if not 4 <= len(word) <= 12:
            return None
        found = process.extractOne(word, self._long_words, scorer=fuzz.ratio, score_cutoff=NEAR_MISS)
        return found[0] if found else None


def _features(words: Sequence[str]) -> list[str]:
    return [*words, *_pairs(words)]


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{one} {other}" for one, other in pairwise(words)]


def _pair(feature: str) -> float:
    return PAIR_WEIGHT if " " in feature else 1.0
