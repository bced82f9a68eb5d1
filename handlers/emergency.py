"""Danger at this moment: numbers first, in few words."""

from __future__ import annotations

from bot.turns import Outcome, Turn
from handlers.agency import agency
from handlers.render import button, render
from knowledge.understand import Understanding


def tell(turn: Turn, understood: Understanding) -> None:
    """The national emergency numbers, then what to do near a source of radiation."""
    turn.outcome = Outcome("emergency", score=understood.score, gap=understood.gap)
    turn.say(render("emergency", agency=agency(turn.settings)), [button("human", "human")])
