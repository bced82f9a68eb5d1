"""Texts of cases for those who do not need to know who is behind them: no contact, no numbers of a person."""

from __future__ import annotations

import unicodedata

from bot.store.models import Feedback
from knowledge import personal

HIDDEN = "[đã che]"
NAMES = {**personal.NAMES, "phone": "số điện thoại"}

_SHORTEST = 3
"""Shorter parts of a contact stand in too many other words to be replaced."""


def masked(text: str, case: Feedback) -> str:
    """The text without the sender's name, phone and address, and without any telephone or identity number."""
    for part in (case.name, case.phone, case.address):
        if part and len(part) >= _SHORTEST:
            text = text.replace(part, HIDDEN)
    return numbers(text)


def numbers(text: str) -> str:
    """The text with telephone, identity, card and account numbers masked; codes, laws, dates and amounts stay."""
    composed = unicodedata.normalize("NFC", text)
    parts: list[str] = []
    at = 0
    for one in personal.find(composed):
        parts += [composed[at : one.start], f"[đã che: {NAMES[one.kind]}]"]
        at = one.end
    return "".join([*parts, composed[at:]])
