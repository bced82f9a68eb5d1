"""A message -> the features that the learned part weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.events import events_in
from knowledge.lexicon import Lexicon
from knowledge.vietnamese import Word

MAX_WORDS = 120
"""A longer message is weighed by its first and last words; the question stands at either end."""


LAST_WORDS = 8
"""How many words at the end of a message count as its question."""

MANY = 18
"""Longer turns are all alike long."""

SUBJECT = "@"
"""Stands for all words between two that say nothing about the subject."""


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


def facet_features(words: Sequence[Word], lexicon: Lexicon) -> frozenset[str]:
    """The features for which part is asked: besides, the cues found, the last words, where questions stand, and
    pairs and triples of words with all that names the subject left out («của … có phải … không»).
    """
    last = [word.folded for word in words[-LAST_WORDS:]]
    found = {f"z:{word}" for word in last}
    found |= {f"y:{one} {other}" for one, other in pairwise(last)}
    found |= {f"k:{hit.label[0]}:{hit.label[1]}" for hit in lexicon.facet_cues.longest(words) if hit.label[0]}
    frame = ["^", *_frame(words, lexicon), "$"]
    found |= {f"m:{one} {other}" for one, other in pairwise(frame)}
    found |= {f"m:{one} {two} {three}" for one, two, three in zip(frame, frame[1:], frame[2:], strict=False)}
    return features(words, lexicon) | found


def move_features(words: Sequence[Word], lexicon: Lexicon) -> frozenset[str]:
    """The features for how a message goes on with a conversation: how it is put, not what it is about.

    Words that say nothing about the subject, with their neighbours; its first words; which parts it asks for; what
    happened; how long it is.
    """
    frame = ["^", *_frame(words, lexicon), "$"]
    found = {f"w:{word}" for word in frame}
    found |= {f"m:{one} {other}" for one, other in pairwise(frame)}
    found |= {f"m:{one} {two} {three}" for one, two, three in zip(frame, frame[1:], frame[2:], strict=False)}
    found |= {f"s:{' '.join(word.folded for word in words[:length])}" for length in (1, 2, 3)}
    found |= {f"k:{hit.label[0]}" for hit in lexicon.facet_cues.longest(words) if hit.label[0]}
    found |= {f"e:{event}" for event in events_in(words, lexicon.asking(words), lexicon)}
    found.add(f"n:{min(len(words), MANY) // 3}")
    found.add(f"t:{min(frame.count(SUBJECT), 3)}")
    return facet_features(words, lexicon) | found


def _frame(words: Sequence[Word], lexicon: Lexicon) -> Iterator[str]:
    """The words that say nothing about the subject; whatever stands between them is one mark."""
    silent, before = lexicon.silent(words), True
    for at, word in enumerate(words):
        if at in silent:
            yield word.folded
        elif before:
            yield SUBJECT
        before = at in silent


def _runs(word: str) -> Iterator[str]:
    """Runs of three and four letters, the word's ends marked: a slip spoils only some of them."""
    marked = f"<{word}>"
    for length in (3, 4):
        for start in range(len(marked) - length + 1):
            yield f"c:{marked[start : start + length]}"
