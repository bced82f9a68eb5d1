"""What a conversation remembers between turns, and for how long."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogue import Dialogue
from bot.turns import Turn
from knowledge.model import Facet
from knowledge.understand import Context

HISTORY = 5
"""How many earlier procedures "quay lại cái …" may reach."""


def forget_old(turn: Turn) -> None:
    """Drop what was talked about too long ago. A feedback being written, and what is added to one, is kept."""
    dialogue, minutes = turn.dialogue, turn.settings.understanding.context_minutes
    if dialogue.updated_at is None or turn.now - dialogue.updated_at <= timedelta(minutes=minutes):
        return
    turn.dialogue = Dialogue(
        greeted=dialogue.greeted,
        draft=dialogue.draft,
        files=dialogue.files,
        case_step=dialogue.case_step,
        gathered=dialogue.gathered,
        proven=dialogue.proven,
        updated_at=dialogue.updated_at,
    )


def context(turn: Turn) -> Context:
    """What `knowledge.understand` should know of the conversation."""
    dialogue = turn.dialogue
    return Context(
        code=dialogue.code,
        facet=Facet(dialogue.facet) if dialogue.facet else None,
        offered=tuple(dialogue.offered),
        asked=Facet(dialogue.asked) if dialogue.asked else None,
        history=tuple(dialogue.history),
        topic=dialogue.topic,
        drafting=dialogue.draft is not None,
    )


def told(turn: Turn, code: str, facet: Facet) -> None:
    """Remember the procedure and part just told; an open question is settled by it."""
    dialogue = turn.dialogue
    if dialogue.code and dialogue.code != code:
        earlier = [dialogue.code, *(old for old in dialogue.history if old not in (dialogue.code, code))]
        dialogue.history = earlier[:HISTORY]
    dialogue.code, dialogue.facet, dialogue.topic = code, facet.value, None
    settle(dialogue)


def settle(dialogue: Dialogue) -> None:
    """Close a clarifying question."""
    dialogue.offered, dialogue.asked, dialogue.tries = [], None, 0
