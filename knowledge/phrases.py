"""Finds known phrases in a message: word for word, accents respected where they were typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.vietnamese import Speller, Word, compatible, mostly_accented

Label = TypeVar("Label")


@dataclass(frozen=True)
class Hit(Generic[Label]):
    """A phrase found at word `start`, `length` words long."""

    start: int
    length: int
    label: Label


class PhraseTable(Generic[Label]):
    """Phrases with a label each.

    A bare word is weak evidence for an accented one (gia, giá, già). In a message typed with accents a bare
    single word never counts for one, and with `exact` no bare word does; `exact` also keeps bare single words
    of a message without accents from counting.
    """

    def __init__(self, speller: Speller, phrases: Iterable[tuple[str, Label]], *, exact: bool = False) -> None:
        self._exact = exact
        self._by_first: dict[str, list[tuple[tuple[Word, ...], Label]]] = defaultdict(list)
        for phrase, label in phrases:
            words = tuple(speller.read(phrase))
            if words:
                self._by_first[words[0].folded].append((words, label))

    def find(self, words: Sequence[Word]) -> list[Hit[Label]]:
        """Every phrase that stands in `words`, overlapping ones too, by position."""
        accents_typed = mostly_accented(words)
        hits = []
        for start, word in enumerate(words):
            for phrase, label in self._by_first.get(word.folded, ()):
                piece = words[start : start + len(phrase)]
                if len(piece) == len(phrase) and self._same(piece, phrase, accents_typed):
                    hits.append(Hit(start, len(phrase), label))
        return hits

    def _same(self, piece: Sequence[Word], phrase: Sequence[Word], accents_typed: bool) -> bool:
        if not all(map(compatible, piece, phrase)):
            return False
        single = len(phrase) == 1
        if (single and (accents_typed or self._exact)) or (self._exact and accents_typed):
            return all(word.accented or not meant.accented for word, meant in zip(piece, phrase, strict=True))
        return True

    def longest(self, words: Sequence[Word]) -> list[Hit[Label]]:
        """Like `find`, without the phrases that lie inside a longer one."""
        hits = self.find(words)
        return [hit for hit in hits if not any(_inside(hit, other) for other in hits)]


def _inside(hit: Hit[Label], other: Hit[Label]) -> bool:
    return (
        other.length > hit.length and other.start <= hit.start and hit.start + hit.length <= other.start + other.length
    )
