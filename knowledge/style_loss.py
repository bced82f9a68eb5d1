"""The same questions typed in other ways: what the way of typing costs (`eval --styles`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from knowledge.evaluation import Label, Score
from knowledge.noise import MEASURED
from knowledge.vietnamese import fold

CLEAN = frozenset({"", "accented", "story", "formal", "voice", "keyword", "dialect", "mixed"})
"""Styles typed in full; turns of conversations name none."""

SEED = 7
"""Another seed than the training's: the same message gets other slips."""

COMPARED = ("procedure_right", "answered_right", "wrong_though_sure", "all_right")

Conversations = Sequence[Sequence[Label]]


def clean(conversations: Conversations) -> list[Sequence[Label]]:
    """The conversations typed in full and with accents: every other way of typing can be made of them."""
    return [turns for turns in conversations if all(_is_clean(turn) for turn in turns)]


def _is_clean(turn: Label) -> bool:
    words = turn.text.split()
    # A short turn may well have no accent at all («ai ban»); a longer one has some.
    return turn.style in CLEAN and (len(words) <= 2 or fold(turn.text) != turn.text.lower())


def variants(conversations: Conversations) -> Iterator[tuple[str, list[list[Label]]]]:
    """The conversations in each way of typing."""
    for name, make in MEASURED.items():
        random = Random(SEED)  # noqa: S311
        yield name, [[replace(turn, text=make(turn.text, random)) for turn in turns] for turns in conversations]


def report(conversations: Conversations, score: Callable[[Iterable[Sequence[Label]]], Score]) -> Iterator[str]:
    """The figures typed in full, and what each other way of typing costs in points."""
    paired = clean(conversations)
    base = score(paired).figures()
    names = [name for name in COMPARED if name in base]
    yield f"{len(paired)} hội thoại / câu gõ đủ dấu, {sum(map(len, paired))} lượt"
    yield f"{'':14}" + "".join(f"{name:>22}" for name in names)
    yield f"{'gõ đủ dấu':14}" + "".join(f"{base[name]:15.1f}       " for name in names)
    for style, rows in variants(paired):
        figures = score(rows).figures()
        yield f"{style:14}" + "".join(f"{figures[name]:15.1f} {figures[name] - base[name]:+5.1f} " for name in names)
