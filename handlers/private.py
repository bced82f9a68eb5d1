"""A message with a number or secret that nobody need send here: it is masked, said so, and answered all the same."""

from __future__ import annotations

from dataclasses import replace

from bot.turns import Outcome, Reply, Turn
from handlers import draft as parts
from handlers import moves
from handlers.refuse import ways_on
from handlers.render import render
from knowledge import personal

SECRETS = ("code", "password")
"""What must be kept from everybody, not only from this chat."""


def prepare(turn: Turn) -> None:
    """Take numbers and secrets out of the message before anybody reads it.

    The contact of a feedback, and what comes with files, are kept without the mask too.
    """
    turn.incoming = incoming = turn.incoming.without_secrets()
    if not incoming.masked or incoming.text is None:
        return
    draft, said = turn.dialogue.draft, personal.rest(incoming.text)
    if (incoming.files and not said) or (said and draft is not None and draft.step in parts.CONTACT):
        turn.incoming = replace(incoming, text=said.strip(" ,;:-") or None)


def question(turn: Turn, text: str) -> str:
    """What is to be understood: not the words that only introduce a masked number («CCCD của tôi là …»)."""
    return personal.rest(text) if turn.incoming.masked else text


def nothing_else(turn: Turn) -> bool:
    """Whether the message was nothing but numbers and secrets."""
    incoming = turn.incoming
    return bool(incoming.masked and incoming.text and not incoming.files) and not personal.rest(incoming.text or "")


def tell(turn: Turn) -> None:
    """What to do after such a message: the part of the feedback asked for again, else a question."""
    draft = turn.dialogue.draft
    if draft is not None and not draft.interrupted:
        turn.outcome = moves.outcome(draft)
        parts.ask(turn, draft)
        return
    turn.outcome = Outcome("refuse")
    turn.say(render("private_only"), ways_on())


def note(turn: Turn) -> None:
    """Say in front of the answer what was masked; where somebody is in danger, behind it."""
    masked = turn.incoming.masked
    if not masked:
        return
    html = render(
        "private",
        names=" và ".join(personal.NAMES[kind] for kind in masked),
        several=len(masked) > 1,
        secret=any(kind in SECRETS for kind in masked),
    )
    if not turn.replies:
        turn.say(html)
    elif turn.outcome is not None and turn.outcome.kind == "emergency":
        turn.replies[-1] = Reply(f"{turn.replies[-1].html}\n\n{html}", turn.replies[-1].buttons)
    else:
        turn.replies[0] = Reply(f"{html}\n\n{turn.replies[0].html}", turn.replies[0].buttons)
