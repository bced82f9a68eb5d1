"""How much one feedback is like others: by the words they share, without accents, rare ones weighing more.

Vietnamese words mostly have two syllables, so neighbouring syllables weigh more than single ones.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from knowledge.vietnamese import fold

LEAST = 0.12
"""The likeness (0-1) below which two texts only happen to share words."""

SHOWN = 4
"""How many shared words the reason names."""

LONGEST_RUN = 5
"""Syllables that are named together."""

PAIR, SINGLE = 1.0, 0.4
"""What a pair of neighbouring syllables and a single one weigh."""

_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    fold(
        "tôi em anh chị ông bà cháu mình con là và có của cho không được các này đó kia ấy đã đang sẽ ở về thì mà "
        "với một những ạ vâng dạ xin đề nghị bị do để khi như nhưng nên rồi lại còn cũng ra vào từ đến ngày tháng "
        "năm gì sao nào thế rất quá vì theo trong ngoài trên dưới sở ơi nhé nhờ giúp hỏi muốn phải cần"
    ).split()
)

_LETTERS = {
    ord(letter): fold(letter) for letter in "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđ"
}

Feature = str | tuple[str, str]


@dataclass(frozen=True)
class Like:
    """The place of a text in the sequence, its likeness (0-1) and the words shared, as the asker typed them."""

    place: int
    score: float
    shared: tuple[str, ...]


def ranked(text: str, others: Sequence[str]) -> list[Like]:
    """The texts that are like `text` (LEAST or more), the likest first. Takes some 50 µs for each."""
    typed = _WORD.findall(text.lower())
    own = _own([fold(word) for word in typed])
    shared = [_shared(own, _syllables(other)) for other in others]
    wanted = _weights(own, shared)
    found = []
    for place, (features, length) in enumerate(shared):
        # Cosine, with the other text's length instead of the weights of all its words.
        share = sum(wanted[feature] for feature in features) / (sum(wanted.values()) or 1)
        score = min(share * math.sqrt(len(typed) / max(length, 1)), 1.0)
        if score >= LEAST:
            found.append(Like(place, score, _named(features, wanted, typed)))
    return sorted(found, key=lambda like: -like.score)


def _own(folded: Sequence[str]) -> frozenset[Feature]:
    """What a text is compared by: its telling syllables, and pairs with at least one of them."""
    pairs = pairwise(folded)
    return frozenset(
        [word for word in folded if word not in _EMPTY] + [pair for pair in pairs if not _EMPTY.issuperset(pair)]
    )


def _shared(own: frozenset[Feature], folded: Sequence[str]) -> tuple[frozenset[Feature], int]:
    """The features that another text has too, and how many syllables that text has."""
    return own.intersection(chain(folded, pairwise(folded))), len(folded)


def _weights(own: frozenset[Feature], shared: Sequence[tuple[frozenset[Feature], int]]) -> dict[Feature, float]:
    """What each feature of the text weighs: more the fewer others have it."""
    seen = Counter(chain.from_iterable(features for features, _ in shared))
    whole = len(shared) + 1
    return {
        feature: (PAIR if isinstance(feature, tuple) else SINGLE) * math.log(1 + whole / (1 + seen[feature]))
        for feature in own
    }


def _syllables(text: str) -> list[str]:
    """The folded syllables; by a table of letters, because a thousand texts are read for one page."""
    return _WORD.findall(text.lower().translate(_LETTERS))


def _named(shared: frozenset[Feature], wanted: dict[Feature, float], typed: Sequence[str]) -> tuple[str, ...]:
    """The weightiest shared words as typed: runs of syllables, then single ones that stand in none of them."""
    folded = [fold(word) for word in typed]
    weights: dict[str, float] = {}
    place = 0
    while place < len(typed):
        end = place
        while end - place < LONGEST_RUN - 1 and tuple(folded[end : end + 2]) in shared:
            end += 1
        first, last = _trimmed(folded, place, end)
        if first <= last and (last > first or folded[first] in shared):
            pairs = pairwise(folded[first : last + 1])
            weight = sum(wanted.get(pair, 0.0) for pair in pairs) or wanted.get(folded[first], 0.0)
            weights.setdefault(" ".join(typed[first : last + 1]), weight)
        place = end + 1
    names: list[str] = []
    for name in sorted(weights, key=lambda name: -weights[name]):
        if not any(set(name.split()) <= set(other.split()) for other in names):
            names.append(name)
    return tuple(names[:SHOWN])


def _trimmed(folded: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """The run without words at its ends that say nothing; empty (first after last) when there is nothing else."""
    while first <= last and folded[first] in _EMPTY:
        first += 1
    while last >= first and folded[last] in _EMPTY and last - first > 1:
        last -= 1
    return first, last
