"""Which rows of a table a person's words point to: «máy chụp răng» -> the fee row of dental machines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from knowledge.vietnamese import fold

_CLOSE = 0.75
_LEAST = 0.5
_SMALL_WORDS = frozenset(
    ("bi cac cho co cua de den duoc hoac khi la mot ngoai nhung o tai theo trong tu va voi").split()
)


def matching_cases(text: str, cases: Sequence[str | None]) -> tuple[int, ...]:
    """The positions of the cases that `text` names, by the words that tell the cases apart; () = none."""
    rows = [_words(case or "") for case in cases]
    frequency = Counter(word for row in rows for word in row)
    said = _words(text)
    scores = []
    for row in rows:
        weights = {word: math.log(1 + len(rows) / frequency[word]) for word in row if frequency[word] < len(rows)}
        total = sum(weights.values())
        hit = sum(weight for word, weight in weights.items() if word in said)
        scores.append(hit * (0.5 + 0.5 * hit / total) if total else 0.0)
    best = max(scores, default=0.0)
    if best < _LEAST:
        return ()
    return tuple(number for number, score in enumerate(scores) if score >= _CLOSE * best)


def _words(text: str) -> frozenset[str]:
    folded = fold(text).replace("x-quang", "xquang").replace("x quang", "xquang").replace("/", " ")
    words = "".join(char if char.isalnum() else " " for char in folded).split()
    return frozenset(word for word in words if word not in _SMALL_WORDS)
