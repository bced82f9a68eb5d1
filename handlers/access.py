"""Who may see a case: the conversation that sent it, and any other one after the second factor.

The factor is the end of the telephone left with the case. It holds for a day; the office still answers where the
case came from. Neither the question nor the answer tells whether there is a case with that code.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.desk import CaseView
from bot.dialogue import CaseStep
from bot.feedback import codes
from bot.feedback.proof import DIGITS
from bot.turns import Outcome, Turn
from handlers import casetexts
from handlers.render import button, render

VALID = timedelta(hours=24)
SHORT = 60
"""Four digits beside a code are the second factor only in a message this short."""

_ALONE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_ANY = re.compile(r"\d")


def proven(turn: Turn, code: str) -> bool:
    """Whether the second factor of the case was given in this conversation not long ago."""
    until = turn.dialogue.proven.get(code)
    return until is not None and turn.now < until


async def reach(turn: Turn, code: str, step: CaseStep, typed: str = "") -> CaseView | None:
    """The case with `code` if this conversation may act on it; else says what is missing and returns None.

    `step` is what the person wants: it is kept while the second factor is asked for. `typed` is the message
    that may hold the factor beside the code.
    """
    turn.outcome = Outcome("general", topic="feedback_status")
    checked = codes.check(code)
    if checked.code is None:
        turn.say(render("code_mistyped", code=code), [button("my_cases", "track")])
        return None
    if turn.desk is None:
        turn.say(render("no_desk"))
        return None
    case = await turn.desk.find_case(checked.code, proven=proven(turn, checked.code))
    if case is not None and case.access != "neutral":
        return case
    if case is not None and not case.has_phone:
        turn.say(casetexts.neutral(case), [button("human", "human")])
        return None
    wanted = step.then if step.name == "digits" else step.name
    turn.dialogue.case_step = step.model_copy(update={"name": "digits", "code": checked.code, "then": wanted})
    if digits := _beside(typed):
        return await given(turn, turn.dialogue.case_step, digits, typed)
    turn.say(render("case_digits", code=checked.code, note=""), [button("forgot_digits", "case:stop")])
    return None


async def given(turn: Turn, step: CaseStep, digits: str, typed: str) -> CaseView | None:
    """Try the digits: the case when they are right, else says what to do and returns None."""
    assert turn.desk is not None
    turn.outcome = Outcome("general", topic="feedback_status")
    turn.keep_as = codes.outside(typed, lambda part: _ANY.sub("•", part))
    result = await turn.desk.prove(step.code, digits)
    if result == "wrong":
        turn.say(render("case_digits", code=step.code, note="wrong"), [button("forgot_digits", "case:stop")])
        return None
    turn.dialogue.case_step = None
    if result == "locked":
        turn.say(render("case_locked"), [button("human", "human")])
        return None
    still = {code: until for code, until in turn.dialogue.proven.items() if turn.now < until}
    turn.dialogue.proven = {**still, step.code: turn.now + VALID}
    return await turn.desk.find_case(step.code, proven=True)


def digits_in(text: str) -> str | None:
    """The last digits that were typed as the factor: four of them, or a whole number; None without."""
    found = "".join(_ANY.findall(text))
    return found[-DIGITS:] if len(found) >= DIGITS else None


def has_digits(text: str) -> bool:
    """Whether somebody tried to give the factor."""
    return _ANY.search(text) is not None


def _beside(text: str) -> str | None:
    rest = codes.without(text)
    found = _ALONE.findall(rest)
    return found[0] if len(found) == 1 and len(rest) <= SHORT else None
