"""Is a message part of what a person is writing, or something else?"""

from __future__ import annotations

import re

from bot.dialogue import FeedbackDraft
from handlers import draft as parts
from handlers.control import read
from knowledge.understand import Kind, Understanding
from knowledge.vietnamese import fold

LONGEST_QUESTION = 160
"""A longer text where the matter is told belongs to it, even with a question in it."""

_QUESTION = re.compile(
    r"\?|\b(bao nhieu|bao lau|may (?:ngay|gio)|bao gio|o dau|lam sao|gi|nao|duoc khong|phai khong|co can)\b"
)
_TELLING = ("text", "procedure", "files")
"""Where more of the matter may still be told."""

SURELY_TOLD = 0.9
"""From here on a message at a name, a telephone or an address is another matter and not the part asked for."""

_UNSURE = ("unknown", "nonsense", "")


def interrupts(understood: Understanding, draft: FeedbackDraft, text: str) -> bool:
    """Whether the message is not meant for the part at which the draft stands."""
    kind = understood.kind
    if kind is Kind.EMERGENCY or kind is Kind.LEGAL_COMPLAINT:
        return True
    if read(text) or (draft.step == "phone" and parts.phone(text)):
        return False
    if kind is Kind.FEEDBACK and draft.step in parts.CONTACT and understood.score < SURELY_TOLD:
        return False
    if kind is Kind.FEEDBACK:
        return draft.interrupted or draft.step not in _TELLING
    if kind is Kind.REFUSE and understood.manner in _UNSURE and not understood.neighbour:
        return False
    if understood.topic in ("greeting", "thanks", "goodbye"):
        return draft.interrupted
    if draft.kind == parts.QUESTION and draft.step == "text":
        return kind is Kind.GENERAL
    if draft.step == "procedure" and kind in (Kind.ANSWER, Kind.CLARIFY) and not understood.facets:
        return draft.interrupted
    if draft.interrupted:
        return True
    return _is_question(text)


def asks(understood: Understanding, text: str) -> bool:
    """Whether a message where more for a case is expected is a question of its own."""
    known = understood.kind in (Kind.ANSWER, Kind.CLARIFY, Kind.GENERAL) or understood.neighbour is not None
    return known and not read(text) and _is_question(text)


def unclear(understood: Understanding) -> bool:
    """Whether a message may just as well belong to a case: it tells something and asks nothing that is known."""
    if understood.kind is Kind.FEEDBACK:
        return not understood.manner
    return understood.kind is Kind.REFUSE and understood.manner in _UNSURE and not understood.neighbour


def _is_question(text: str) -> bool:
    return len(text) <= LONGEST_QUESTION and _QUESTION.search(fold(text)) is not None
