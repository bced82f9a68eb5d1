"""Slips of the finger and of the ear, undone by what words people use and how often.

The counts are taken from records and corpus (`python -m bot train`): «nàm» is next to never meant, «làm» is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from knowledge.vietnamese import SYLLABLES, Word, fold, words_of

LEAST_SEEN = 2
"""A word must have been seen so often to be in the vocabulary."""

RARE, FAR_OFTENER = 3, 20
"""A word seen fewer times is taken for another that sounds alike and was seen so many times as often."""

LEAST_KNOWN = 5
"""What is no syllable is taken for a word that differs in one letter and was seen so often at least."""

_ALIKE = (("l", "n"), ("ch", "tr"), ("s", "x"), ("gi", "d"), ("r", "d"), ("r", "gi"))
_LETTERS = "abcdeghiklmnopqrstuvxy"


def count_words(texts: Iterable[str]) -> dict[str, int]:
    """How often each word stands in the texts, as typed in lower case; words seen too rarely are left out."""
    counts = Counter(word.typed for text in texts for word in words_of(text) if word.typed.isalpha())
    return {word: count for word, count in sorted(counts.items()) if count >= LEAST_SEEN}


class Vocabulary:
    """The words that people use, and how often."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self._folded: Counter[str] = Counter()
        for word, count in counts.items():
            self._folded[fold(word)] += count

    @property
    def size(self) -> int:
        """How many words there are."""
        return len(self.counts)

    @lru_cache(maxsize=16384)  # noqa: B019 - a vocabulary lives as long as the service
    def meant(self, word: Word) -> Word:
        """The word that is meant by `word`: mostly itself."""
        if not word.folded.isalpha() or not word.folded.isascii():
            return word
        if word.accented and self.counts.get(word.typed, 0) < RARE:
            alike = max(_sounding_alike(word.typed), key=lambda other: self.counts.get(other, 0), default=word.typed)
            if self.counts.get(alike, 0) >= FAR_OFTENER * max(self.counts.get(word.typed, 0), 1):
                return Word(fold(alike), alike)
        if word.folded in SYLLABLES or self._folded[word.folded] or len(word.folded) < 3:
            return word
        near = max(_one_letter_off(word.folded), key=lambda other: self._folded[other])
        return Word(near, near) if self._folded[near] >= LEAST_KNOWN else word

    def save(self, path: Path) -> None:
        """Write the counts as a small readable file."""
        path.write_text(json.dumps(self.counts, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def load_vocabulary(path: Path) -> Vocabulary:
    """Read what `save` has written. Raises OSError or ValueError for a file that is none."""
    return Vocabulary({str(word): int(count) for word, count in json.loads(path.read_text(encoding="utf-8")).items()})


def _sounding_alike(word: str) -> Iterator[str]:
    for pair in _ALIKE:
        for one, other in (pair, pair[::-1]):
            if word.startswith(one):
                yield other + word[len(one) :]


def _one_letter_off(word: str) -> Iterator[str]:
    """Every spelling that differs by one letter lost, added, changed, or swapped with the next one."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
