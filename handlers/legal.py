"""Khiếu nại, tố cáo: not taken in chat, guided to the legal way. Nothing of the accusation is kept."""

from __future__ import annotations

from bot.turns import Outcome, Turn
from handlers.agency import agency
from handlers.render import button, render
from knowledge.understand import Understanding


def guide(turn: Turn, understood: Understanding) -> None:
    """What a khiếu nại or tố cáo needs and where it goes; the message itself is forgotten."""
    turn.forget = True
    turn.dialogue.unanswered = None
    turn.outcome = Outcome("legal_complaint", score=understood.score, gap=understood.gap)
    turn.say(
        render("legal", agency=agency(turn.settings)),
        [
            button("paper_forms", "legal:form"),
            button("reception", "legal:where"),
            button("only_feedback", "fb:start"),
            button("human", "legal:human"),
        ],
    )


def paper(turn: Turn) -> None:
    """What a written khiếu nại or tố cáo must carry."""
    turn.outcome = Outcome("legal_complaint")
    turn.say(render("legal_form"), [button("reception", "legal:where"), button("only_feedback", "fb:start")])


def where(turn: Turn) -> None:
    """Where and when citizens are received, as far as the department has told."""
    turn.outcome = Outcome("legal_complaint")
    known = agency(turn.settings)
    buttons = [button("paper_forms", "legal:form"), button("only_feedback", "fb:start")]
    if not (known["reception"] and known["complaint_office"]):
        buttons.append(button("human", "legal:human"))
    turn.say(render("legal_where", agency=known), buttons)
