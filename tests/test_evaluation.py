"""The labelled questions: no figure may fall by more than half a point below the one last reached."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from knowledge.evaluation import LESS_IS_BETTER, Given, Label, Score, missed, verdict

ROOT = Path(__file__).parent.parent
EVAL = ROOT / "tests/eval"
ALLOWANCE = 0.5
"""Points that a figure may lose before the build fails."""


FLOORS = tomllib.loads((EVAL / "floor.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", FLOORS)
def test_citizens_questions_are_understood_as_well_as_before(name: str) -> None:
    floors = FLOORS[name]
    bounds = [
        f"--min={figure}={floor + ALLOWANCE if figure in LESS_IS_BETTER else floor - ALLOWANCE}"
        for figure, floor in floors.items()
    ]
    command = [sys.executable, "-m", "bot", "eval", str(EVAL / f"{name}.jsonl"), *bounds]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_question_of_the_sets_can_be_read() -> None:
    for path in EVAL.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert "turns" in row or Label.of(row).text


@pytest.mark.parametrize(
    ("label", "given", "found"),
    [
        (("answer", ("a",), ("fee",)), Given("answer", ("a",), "fee"), "right"),
        (("answer", ("a",), ("fee",)), Given("answer", ("a",), "time"), "facet"),
        (("answer", ("a",), ("fee",)), Given("answer", ("b",), "fee"), "wrong"),
        (("answer", ("a",), ("fee",)), Given("clarify", ("b", "a")), "asked"),
        (("answer", ("a",), ("fee",)), Given("clarify", ("b", "c")), "lost"),
        (("answer", ("a",), ("fee",)), Given("refuse"), "refused"),
        (("answer", ("cong-bo-hop-quy-hang-nhap-khau",), ("fee",)), Given("answer", ("2.001259",), "fee"), "right"),
        (("clarify", ("a", "b", "c"), ()), Given("clarify", ("c", "a", "x")), "right"),
        (("clarify", ("a", "b", "c"), ()), Given("clarify", ("c", "x")), "other"),
        (("clarify", ("a", "b"), ()), Given("answer", ("a",)), "answered"),
        (("refuse", (), ()), Given("answer", ("a",)), "ours"),
        (("general", (), ("hours",)), Given("general", topic="hours"), "right"),
        (("general", (), ("hours",)), Given("general", topic="address"), "other"),
    ],
)
def test_an_answer_is_judged_as_the_labels_say(
    label: tuple[str, tuple[str, ...], tuple[str, ...]], given: Given, found: str
) -> None:
    kind, codes, facets = label
    assert verdict(Label("", "x", kind, codes, facets), given) == found


def test_a_figure_without_questions_is_not_reported_as_zero() -> None:
    score = Score()
    score.add(Label("", "x", "refuse"), Given("refuse"))
    assert "procedure_right" not in score.figures()
    assert missed(score.figures(), "procedure_right", 90) == [
        "procedure_right: not measured, the files have no such question"
    ]
