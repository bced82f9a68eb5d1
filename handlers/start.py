"""The greeting: who speaks, what it can do, what it does with what people write."""

from __future__ import annotations

from bot.turns import Button, Outcome, Turn
from handlers.agency import agency
from handlers.render import button, render


def start(turn: Turn) -> None:
    """The full greeting, for /start and /help."""
    turn.dialogue.greeted = True
    turn.outcome = Outcome("general", topic="greeting")
    turn.say(_greeting(turn, "start"), main_buttons(turn))


def hello(turn: Turn) -> None:
    """Answer a greeting: in full the first time, in one line afterwards."""
    if not turn.dialogue.greeted:
        start(turn)
        return
    turn.outcome = Outcome("general", topic="greeting")
    turn.say(_greeting(turn, "hello"), main_buttons(turn))


def main_buttons(turn: Turn) -> list[Button]:
    """What most people come for."""
    return [
        button("browse", "b:fields"),
        button("feedback", "fb:start"),
        button("track", "track"),
        button("human", "human"),
        button("privacy", "privacy"),
    ]


def _greeting(turn: Turn, template: str) -> str:
    return render(template, agency=agency(turn.settings), count=len(turn.kb.catalog))
