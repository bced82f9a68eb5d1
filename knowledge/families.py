"""Procedures that people confuse: has a message said enough to tell them apart?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from knowledge.lexicon import Families, Lexicon
from knowledge.phrases import PhraseTable
from knowledge.vietnamese import Word


class FamilyTable:
    """The families of `words/families.toml`, ready to be asked."""

    def __init__(self, families: Families, lexicon: Lexicon) -> None:
        self._members = {name: tuple(codes) for name, codes in families.family.items()}
        self._deciding = {
            name: PhraseTable(lexicon.speller, ((cue, code) for code, cue in _cues(codes, lexicon)))
            for name, codes in families.family.items()
        }

    def __contains__(self, code: object) -> bool:
        return any(code in members for members in self._members.values())

    def of(self, code: str) -> tuple[str, ...]:
        """The other members of the families of `code`."""
        found = [other for members in self._members.values() if code in members for other in members if other != code]
        return tuple(dict.fromkeys(found))

    def decided(self, codes: Collection[str], words: Sequence[Word]) -> str | None:
        """The one of `codes` that the deciding words of their families speak for; None when none or several."""
        hits = Counter(
            hit.label
            for name, members in self._members.items()
            if set(members) & set(codes)
            for hit in self._deciding[name].longest(words)
            if hit.label in codes
        )
        ranked = hits.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    def speaks_for(self, code: str, words: Sequence[Word]) -> bool:
        """Whether a deciding word of one of its families speaks for the procedure."""
        return any(
            hit.label == code
            for name, members in self._members.items()
            if code in members
            for hit in self._deciding[name].longest(words)
        )

    def open_between(self, code: str, words: Sequence[Word]) -> tuple[str, ...]:
        """The members of the families of `code` that the words do not decide between; () when they do."""
        found: list[str] = []
        for name, members in self._members.items():
            if code in members and not self._deciding[name].find(words):
                found += members
        return tuple(dict.fromkeys(found))


def _cues(codes: Mapping[str, Sequence[str]], lexicon: Lexicon) -> list[tuple[str, str]]:
    found = []
    for code, cues in codes.items():
        for cue in cues:
            named = lexicon.events.event[cue[1:]].cues if cue.startswith("@") else (cue,)
            found += [(code, phrase) for phrase in named]
    return found
