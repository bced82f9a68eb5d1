"""How well the understanding does with writers, or styles, that it has not learned from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.base import load_knowledge
from knowledge.catalog import HERE
from knowledge.choice import load_choice
from knowledge.corpus import Utterance, load_corpus
from knowledge.dialogues import load_dialogues
from knowledge.evaluation import Given, Label, Score
from knowledge.learning import learn_from, split, understander_of, with_noise
from knowledge.meaning import Kind, Understanding

BANDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


@dataclass(frozen=True)
class Tested:
    """A message of a writer not learned from, and what the understanding made of it."""

    label: Label
    understood: Understanding

    @property
    def given(self) -> Given:
        """The understanding, as the evaluation judges it."""
        found = self.understood
        return Given(found.kind.value, found.codes, found.facets[0].value if found.facets else None, found.topic)


def report(by: str) -> Iterator[str]:
    """The cross-validation as lines of text. `by`: "voice" or "style"."""
    tested = list(run(by))
    score = Score()
    for row in tested:
        score.add(row.label, row.given)
    yield f"kiểm tra chéo theo {by}: {len(tested)} câu"
    yield from (f"{name:22}{value:6.1f} %" for name, value in score.figures().items())
    yield ""
    yield "mức chắc: từ – đến, số câu, tỷ lệ đúng thủ tục"
    yield from _reliability(tested)
    yield ""
    yield "ngưỡng min_score chọn trên nửa A, thử trên nửa B"
    yield from _thresholds(tested[::2], tested[1::2])


def run(by: str) -> Iterator[Tested]:
    """Learn from some, test on the others, for each part in turn."""
    kb = load_knowledge()
    dialogues = load_dialogues()
    weighing, continuing, deciding = (
        load_choice(HERE / "weights" / f"{name}.json") for name in ("weighing", "continuing", "deciding")
    )
    for inside, outside in split(load_corpus(), lambda row: row.voice if by == "voice" else row.style):
        understander = understander_of(kb, learn_from(kb, inside, dialogues, (weighing, continuing, deciding)))
        for row, text in with_noise(outside):
            label = label_of(row)
            if label is not None:
                yield Tested(label, understander.understand(text))


def label_of(row: Utterance) -> Label | None:
    """An utterance as a labelled question; None when it has no single right outcome."""
    if row.kind == "answer":
        assert row.facet is not None
        return Label("", row.text, "answer", (row.label,), (row.facet.value,), row.style)
    if row.kind == "clarify":
        return Label("", row.text, "clarify", tuple(row.label.split()), (), row.style)
    if row.kind == "general":
        return Label("", row.text, "general", (), (row.label,), row.style)
    if row.kind in ("calm", "followup"):
        return None
    return Label("", row.text, row.kind, (), (), row.style)


def _reliability(tested: Sequence[Tested]) -> Iterator[str]:
    """How often a score is right, band by band, for messages taken for one procedure."""
    asked = [row for row in tested if row.label.kind == "answer" and row.understood.kind is not Kind.REFUSE]
    for low, high in pairwise(BANDS):
        band = [row for row in asked if row.understood.codes and low <= row.understood.sure < high]
        if band:
            right = sum(row.understood.codes[0] in row.label.codes for row in band)
            yield f"{low:5.2f} – {min(high, 1):4.2f} {len(band):6} {100 * right / len(band):6.1f} %"


def _thresholds(chosen_on: Sequence[Tested], checked_on: Sequence[Tested]) -> Iterator[str]:
    """For each allowed share of wrong answers, the least score that keeps it on one half, and what it does on
    the other: questions answered at once, and those answered wrongly.
    """
    for allowed in (0.01, 0.015, 0.02, 0.03):
        scores = sorted({0.0, *(row.understood.sure for row in chosen_on)})
        score = next((score for score in scores if _wrong(chosen_on, score) <= allowed), 1.0)
        yield (
            f"sai ≤ {100 * allowed:.1f} %: min_score {score:.2f}; "
            f"A trả lời ngay {100 * _answered(chosen_on, score):.1f} %, sai {100 * _wrong(chosen_on, score):.1f} %; "
            f"B trả lời ngay {100 * _answered(checked_on, score):.1f} %, sai {100 * _wrong(checked_on, score):.1f} %"
        )


def _answered(tested: Sequence[Tested], score: float) -> float:
    asked = [row for row in tested if row.label.kind == "answer"]
    return sum(_sure(row, score) for row in asked) / len(asked)


def _wrong(tested: Sequence[Tested], score: float) -> float:
    asked = [row for row in tested if row.label.kind == "answer"]
    return sum(_sure(row, score) and row.understood.codes[0] not in row.label.codes for row in asked) / len(asked)


def _sure(row: Tested, score: float) -> bool:
    return row.understood.kind is Kind.ANSWER and row.understood.sure >= score
