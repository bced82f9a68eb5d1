"""Whoever comes by the QR code or link of a desk, a unit or a procedure: a feedback begun with that filled in."""

from __future__ import annotations

from bot.feedback.entry_points import key_in
from bot.turns import Outcome, Turn
from handlers import feedback, start

__all__ = ["enter", "key_in"]


async def enter(turn: Turn, key: str) -> None:
    """Begin a feedback at the entry point with this key; one that is not in use opens the ordinary greeting."""
    place = await turn.desk.place(key) if turn.desk is not None else None
    if place is None:
        start.start(turn)
        return
    turn.outcome = Outcome("feedback")
    turn.dialogue.greeted, turn.dialogue.case_step = True, None
    turn.dialogue.place = place
    feedback.begin(turn, "")
