"""A message -> the features that the learned part weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.events import events_in
from knowledge.lexicon import Lexicon
from knowledge.vietnamese import Word

MAX_WORDS = 120
"""A longer message is weighed by its first and last words; the question stands at either end."""


def features(words: Sequence[Word], lexicon: Lexicon) -> frozenset[str]:
    """Words, pairs of words, letter runs and what happened; accents as evidence of their own.

    Everything but `a:` is folded, so that missing accents cost nothing.
    """
    if len(words) > MAX_WORDS:
        words = [*words[: MAX_WORDS // 2], *words[-MAX_WORDS // 2 :]]
    folded = [word.folded for word in words]
    found = {f"w:{word}" for word in folded}
    found |= {f"b:{one} {other}" for one, other in zip(["^", *folded], [*folded, "$"], strict=True)}
    found |= {f"a:{word.typed}" for word in words if word.accented}
    found |= {f"e:{event}" for event in events_in(words, lexicon.asking(words), lexicon)}
    for word in folded:
        found.update(_runs(word))
    return frozenset(found)


def _runs(word: str) -> Iterator[str]:
    """Runs of three and four letters, the word's ends marked: a slip spoils only some of them."""
    marked = f"<{word}>"
    for length in (3, 4):
        for start in range(len(marked) - length + 1):
            yield f"c:{marked[start : start + length]}"
