"""Questions put to the assistant as `bot eval` puts them: real settings, real handlers, no database."""

from __future__ import annotations

import json
from functools import cache
from itertools import count

from bot.commands.offline import Offline, open_offline
from bot.turns import Outcome, Turn
from knowledge.evaluation import Given, Label
from tests.support.delivery import ROOT

_SESSIONS = count(1)


@cache
def assistant() -> Offline:
    """The assistant with the settings and records of the repository."""
    return open_offline(ROOT / "config.toml", None)


def questions(name: str) -> list[Label]:
    """The labelled messages of a file in tests/eval."""
    lines = (ROOT / "tests/eval" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Label.of(json.loads(line)) for line in lines]


async def given(text: str) -> Given:
    """What the assistant does with a message that begins a conversation."""
    outcome = done(await assistant().turn(text))
    return Given(outcome.kind, outcome.codes, outcome.facet, outcome.topic)


async def talk_through(*steps: str) -> list[Turn]:
    """The turns of one conversation; a step like "p:2.002380:fee" is a button, any other a message."""
    session = f"two-turns-{next(_SESSIONS)}"
    turns = []
    for step in steps:
        pressed = step.startswith(("p:", "cl:"))
        turns.append(
            await assistant().turn("" if pressed else step, session, action=step if pressed else None),
        )
    return turns


def done(turn: Turn) -> Outcome:
    """What a turn came to."""
    assert turn.outcome is not None
    return turn.outcome


def chosen(turn: Turn) -> list[str]:
    """The procedures that a clarifying question offers, in the order shown."""
    buttons = [button.action for reply in turn.replies for button in reply.buttons]
    return [action.removeprefix("cl:") for action in buttons if action.startswith("cl:")]


def share(part: int, whole: int) -> float:
    """In percent."""
    return 100 * part / whole
