"""Who sees how a sender can be reached, and what the others read instead."""

from __future__ import annotations

from bot.feedback import masking
from bot.feedback.actors import CONTACTS, Actor
from bot.store.models import Feedback


def sees(actor: Actor, case: Feedback) -> bool:
    """Whether the viewer needs name, phone and address: who receives, and the unit that handles the case."""
    if actor.role in CONTACTS:
        return True
    return actor.role in ("head", "officer") and actor.unit_id is not None and case.unit_id == actor.unit_id


def hidden(text: str, case: Feedback) -> str:
    """A text about a case without the sender's name, phone and address, and without other phone numbers."""
    return masking.masked(text, case)
