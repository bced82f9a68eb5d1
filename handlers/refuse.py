"""Not the department's business, or no business at all: said kindly, with the way on."""

from __future__ import annotations

from bot.turns import Button, Outcome, Turn
from handlers import clarify
from handlers.agency import agency
from handlers.render import button, render
from knowledge.understand import Understanding

SURE = 0.45
"""The likeness from which a procedure of another agency is named without «có thể»."""

MANNERS = ("smalltalk", "insult", "manipulation", "nonsense", "foreign", "elsewhere")


def refuse(turn: Turn, understood: Understanding) -> None:
    """Name the agency whose business it is, or answer in one short sentence."""
    outcome = Outcome("refuse", score=understood.score, gap=understood.gap, others=understood.others)
    neighbour = turn.kb.neighbours.get(understood.neighbour or "")
    others = [other for code in understood.others if (other := turn.kb.others.get(code))]
    if neighbour is None and not others and turn.dialogue.tries and understood.manner not in MANNERS[:3]:
        clarify.again(turn)
        turn.outcome = outcome
        return
    turn.outcome = outcome
    if understood.manner not in MANNERS:
        turn.dialogue.unanswered = turn.incoming.text
    if others:
        sure = len(others) == 1 and understood.gap >= SURE
        html = render("elsewhere", others=others, sure=sure, neighbour=neighbour, agency=agency(turn.settings))
    elif neighbour is not None:
        html = render("neighbour", neighbour=neighbour, agency=agency(turn.settings))
    else:
        manner = understood.manner if understood.manner in MANNERS else "unknown"
        html = render("refuse", manner=manner, agency=agency(turn.settings))
    complaint = [button("feedback", "fb:start")] if understood.manner == "insult" else []
    turn.say(html, [*complaint, *ways_on()])


def ways_on() -> list[Button]:
    """What can be done instead."""
    return [button("browse", "b:fields"), button("human", "human")]
