"""What is kept of a person and how to ask about it."""

from __future__ import annotations

from bot.turns import Outcome, Turn
from handlers import topics
from handlers.render import button, render


def tell(turn: Turn) -> None:
    """The notice on data, with what this very conversation holds."""
    turn.outcome = turn.outcome or Outcome("general", topic="privacy")
    found = turn.kb.topics.get("privacy")
    text = topics.filled(turn, found) if found else None
    html = render("privacy", text=text, source=found.source if found else None, draft=turn.dialogue.draft)
    turn.say(html, [button("data_show", "data:show"), button("my_cases", "track"), button("ask_staff", "human")])
