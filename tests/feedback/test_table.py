"""The table of the lifecycle that people read is the one that the program follows."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

import bot.__main__
from bot.feedback import table
from bot.feedback.lifecycle import TABLE
from bot.feedback.steps import State, Step

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_readme_shows_what_the_command_prints() -> None:
    printed = CliRunner().invoke(bot.__main__.app, ["feedback", "table"])
    assert printed.exit_code == 0
    section = README.partition("## The life of a case\n")[2].partition("\n## ")[0]
    assert printed.stdout.strip() in section, "run: python -m bot feedback table"


def test_every_row_and_every_change_of_state_is_drawn() -> None:
    lines = table.markdown().splitlines()
    for step in Step:
        assert sum(f"| `{step.value}` |" in line for line in lines) == sum(rule.step is step for rule in TABLE)
    diagram = table.mermaid()
    for state in State:
        assert f"--> {state.value}:" in diagram, state
    assert "[*] --> received: receive" in diagram
    assert "approval --> answered: approve" in diagram
    assert "answered --> answered" not in diagram
