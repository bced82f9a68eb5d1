"""The department's own corpus: messages as people type them, with what they mean.

`utterances/procedures/<id>.csv` (facet, voice, style, text) and `utterances/kinds/<kind>.csv` (label,
voice, style, text). Voice: who speaks; style: how. Accentless, Telex and misspelt variants are not
written down: `knowledge.noise` makes them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalog import HERE
from knowledge.model import Facet

UTTERANCES = HERE / "utterances"

STYLES = frozenset({"accented", "story", "voice", "keyword", "formal", "dialect", "mixed", "abbrev"})
KINDS = frozenset({"refuse", "general", "feedback", "legal_complaint", "emergency", "calm", "clarify", "followup"})
LEANS_ON = frozenset({*Facet, "event", "choice"})
"""What a follow-up that names no procedure of its own may do: ask for a part, say what happened, choose."""

_HEADS = {"procedures": ["facet", "voice", "style", "text"], "kinds": ["label", "voice", "style", "text"]}


class CorpusError(Exception):
    """A file of the corpus cannot be used; every line of the message is "file:line: reason"."""


@dataclass(frozen=True)
class Utterance:
    """A message and what it means.

    `kind` is "answer" or the name of a file of `kinds/`. `label`: the procedure for "answer", else what
    the file's column says (topic, neighbour or manner, procedures to choose from, what a follow-up does).
    `facet`: the part asked for, of "answer" and of a "followup" that asks for one.
    """

    kind: str
    label: str
    facet: Facet | None
    voice: str
    style: str
    text: str


def load_corpus(folder: Path = UTTERANCES) -> list[Utterance]:
    """All utterances, by file and line. Raises CorpusError naming every bad line."""
    found: list[Utterance] = []
    problems: list[str] = []
    for group, head in _HEADS.items():
        for path in sorted((folder / group).glob("*.csv")):
            for number, row in _rows(path, head):
                try:
                    found.append(_utterance(group, path.stem, row))
                except ValueError as error:
                    problems.append(f"{path}:{number}: {error}")
    problems += _repeated(found)
    if problems:
        raise CorpusError("\n".join(problems))
    return found


def _rows(path: Path, head: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != head:
            raise CorpusError(f"{path}:1: the columns must be {','.join(head)}")
        for row in reader:
            yield reader.line_num, row


def _utterance(group: str, name: str, row: Mapping[str, str | None]) -> Utterance:
    values = {key: (value or "").strip() for key, value in row.items()}
    if not values["text"] or not values["voice"]:
        raise ValueError("voice and text must not be empty")
    if values["style"] not in STYLES:
        raise ValueError(f"unknown style {values['style']!r}")
    if group == "procedures":
        return Utterance("answer", name, Facet(values["facet"]), values["voice"], values["style"], values["text"])
    if name not in KINDS:
        raise ValueError(f"unknown kind {name!r}")
    if name == "followup" and values["label"] not in LEANS_ON:
        raise ValueError(f"unknown label {values['label']!r}")
    asks = name == "followup" and values["label"] in set(Facet)
    facet = Facet(values["label"]) if asks else None
    return Utterance(name, values["label"], facet, values["voice"], values["style"], values["text"])


def _repeated(utterances: list[Utterance]) -> list[str]:
    seen: dict[str, Utterance] = {}
    problems = []
    for utterance in utterances:
        key = " ".join(utterance.text.lower().split())
        if key in seen:
            problems.append(f"{utterance.kind}/{utterance.label}: text stands twice: {utterance.text}")
        seen[key] = utterance
    return problems
