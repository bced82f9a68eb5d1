"""Whoever comes by the QR code or link of a desk, a unit or a procedure: a feedback begun with that filled in."""

from __future__ import annotations

from dataclasses import replace

from bot.feedback.entry_points import key_in
from bot.turns import Outcome, Turn
from handlers import feedback, start
from handlers.agency import agency
from handlers.render import render

__all__ = ["enter", "key_in"]


async def enter(turn: Turn, key: str) -> None:
    """Begin a feedback at the entry point with this key; one that is not in use opens the ordinary greeting."""
    place = await turn.desk.place(key) if turn.desk is not None else None
    if place is None:
        start.start(turn)
        return
    turn.outcome = Outcome("feedback")
    greeted, turn.dialogue.greeted = turn.dialogue.greeted, True
    turn.dialogue.case_step, turn.dialogue.place = None, place
    feedback.begin(turn, "")
    if not greeted:
        # Whoever comes straight from a sign must still learn that a machine takes it.
        hello = render("entry_hello", agency=agency(turn.settings))
        turn.replies[0] = replace(turn.replies[0], html=f"{hello}\n\n{turn.replies[0].html}")
