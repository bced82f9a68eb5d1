"""A person instead of the machine: the last question becomes one for an officer."""

from __future__ import annotations

from bot.dialogue import FeedbackDraft
from bot.turns import Outcome, Turn
from handlers import draft as parts
from handlers.render import label, render


def begin(turn: Turn, question: str | None = None) -> None:
    """Start a question to an officer from `question`, else from the last one, else ask for it."""
    turn.outcome = turn.outcome or Outcome("general", topic="human")
    dialogue = turn.dialogue
    held = dialogue.draft
    if held is not None and held.kind != parts.QUESTION:
        turn.say(render("draft_first"))
        return
    text = question or dialogue.unanswered or _from_button(turn)
    draft = FeedbackDraft(step="summary" if text else "text", kind=parts.QUESTION, text=text or "")
    draft.procedure = dialogue.code
    dialogue.draft = draft
    parts.ask(turn, draft)


def _from_button(turn: Turn) -> str | None:
    """The question behind the last facet that was looked at by button."""
    code, facet = turn.dialogue.code, turn.dialogue.facet
    record = turn.kb.catalog.get(code) if code else None
    if record is None or facet is None:
        return None
    return label("question.facet", facet=label(f"facet.{facet}"), name=record.label)
