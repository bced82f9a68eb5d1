"""The corpus' dialogues: what a message means after what was said before it.

`utterances/dialogues.jsonl` has one conversation a line, in the format of the evaluation questions
(`tests/eval/README.md`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.catalog import HERE
from knowledge.corpus import CorpusError
from knowledge.evaluation import Label, conversation
from knowledge.meaning import Context
from knowledge.model import Facet

DIALOGUES = HERE / "utterances" / "dialogues.jsonl"


TOLD_IN_TURNS = ("feedback", "legal_complaint", "emergency")
"""Kinds of messages that may take several turns."""


def load_dialogues(path: Path = DIALOGUES) -> list[list[Label]]:
    """The conversations in their order. Raises CorpusError naming every bad line."""
    found, problems = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(conversation(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"{path}:{number}: {error!r}")
    if problems:
        raise CorpusError("\n".join(problems))
    return found


def in_context(turns: Sequence[Label]) -> Iterator[tuple[Label, Context]]:
    """Each turn with what went before it, if every earlier one was understood.

    What is told of a feedback or complaint just begun is "drafting".
    """
    context, kind = Context(), ""
    for turn in turns:
        yield turn, replace(context, drafting=kind == turn.kind and kind in TOLD_IN_TURNS)
        context, kind = _after(turn, context), turn.kind


def _after(turn: Label, before: Context) -> Context:
    if turn.kind == "clarify":
        return Context(before.code, before.facet, turn.codes, None, before.history)
    if turn.kind != "answer":
        topic = turn.facets[0] if turn.kind == "general" else before.topic
        return Context(before.code, before.facet, before.offered, before.asked, before.history, topic)
    code = turn.codes[0]
    history = before.history
    if before.code and before.code != code:
        history = (before.code, *(old for old in history if old not in (before.code, code)))
    return Context(code, Facet(turn.facets[0]), history=history)
