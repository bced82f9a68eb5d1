"""The words in the details of each record: who asks «có cần giấy khám sức khoẻ không» names no procedure, but
the procedure under discussion has such a paper.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from knowledge.model import Procedure
from knowledge.vietnamese import Word, fold

_WORD = re.compile(r"[a-z0-9]+")
_DETAILS = {
    "plain", "keywords", "situations", "applicants", "handled_by", "dossier", "fees", "times", "steps", "conditions",
    "result", "result_validity",
}  # fmt: skip
_UNSEEN = 0.5
"""In so many records a word stands that stands in none."""


class Details:
    """What share of the words of a message stand in the details of a record."""

    def __init__(self, records: Sequence[Procedure]) -> None:
        self._words = {record.id: frozenset(_words(record)) for record in records}
        self._count = len(records)
        self._frequency = Counter(word for words in self._words.values() for word in words)

    def share(self, code: str, words: Iterable[Word]) -> float:
        """The share (0-1) of `words`, weighed by how rare they are among the records; 0.5 when there are none."""
        weight = {word.folded: self._weight(word.folded) for word in words}
        known = self._words.get(code, frozenset())
        total = sum(weight.values())
        return sum(value for word, value in weight.items() if word in known) / total if total else 0.5

    def _weight(self, word: str) -> float:
        return math.log(1 + self._count / (self._frequency[word] or _UNSEEN))


def _words(record: Procedure) -> Iterator[str]:
    for text in _texts(record.model_dump(include=_DETAILS)):
        yield from _WORD.findall(fold(text).lower())


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
