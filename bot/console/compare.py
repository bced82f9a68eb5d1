"""Two texts side by side with what differs marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\[đã che: [^\]\n]*\]|\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of text; `changed` when the other text does not have it."""

    text: str
    changed: bool


def compare(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of each text, in order."""
    left, right = _TOKEN.findall(one), _TOKEN.findall(other)
    pieces: tuple[list[Piece], list[Piece]] = ([], [])
    for tag, start, end, other_start, other_end in SequenceMatcher(None, left, right).get_opcodes():
        for side, words in zip(pieces, (left[start:end], right[other_start:other_end]), strict=True):
            if words:
                side.append(Piece("".join(words), tag != "equal"))
    return pieces
