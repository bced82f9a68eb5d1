"""Where a feedback has got to: by its code, or all of this conversation."""

from __future__ import annotations

import re

from bot.desk import CaseView
from bot.dialogue import CaseStep
from bot.feedback import codes
from bot.turns import Button, Outcome, Turn
from handlers import access, casetexts
from handlers.render import button, render

_LIKE_OURS = re.compile(r"\bPA-[0-9A-Z-]{3,}", re.IGNORECASE)
_DOSSIER = re.compile(r"\b(?:\d{3}\.){2}\d{2}\.H\d{2}[\w.-]*|\bH\d{2}(?:\.\d{1,3})*-\d{6}-\d{2,6}\b", re.IGNORECASE)

BUTTONS = 6
"""Of so many cases in a list each has a button."""


def code_in(text: str) -> str | None:
    """A code of ours in a message, right or mistyped; None without one."""
    found = codes.find_in(text)
    if found is None and (like := _LIKE_OURS.search(text)):
        return like.group()
    return found


def is_dossier(text: str) -> bool:
    """Whether the message holds the code of a dossier of the one-stop system, which is not ours."""
    return _DOSSIER.search(text) is not None


async def status(turn: Turn, code: str, typed: str = "") -> None:
    """Tell the state of the case with this code."""
    case = await access.reach(turn, code, CaseStep(name="digits", then="track"), typed)
    if case is not None:
        tell(turn, case)


def tell(turn: Turn, case: CaseView) -> None:
    """Tell the state of a case."""
    turn.say(casetexts.whole(case), casetexts.buttons(case))


async def own(turn: Turn) -> None:
    """List the cases of this conversation."""
    turn.outcome = turn.outcome or Outcome("general", topic="feedback_status")
    if turn.desk is None:
        turn.say(render("no_desk"))
        return
    cases = await turn.desk.own_cases()
    if not cases:
        turn.say(render("no_cases"), [button("feedback", "fb:start")])
    elif len(cases) == 1:
        await status(turn, cases[0].code)
    else:
        choices = [Button(case.code, f"track:{case.code}") for case in cases[:BUTTONS]]
        turn.say(render("cases", cases=[casetexts.line(case) for case in cases]), choices)


async def why(turn: Turn, code: str) -> None:
    """Explain how the dates of a case were counted."""
    case = await access.reach(turn, code, CaseStep(name="digits", then="why"))
    if case is not None:
        turn.say(casetexts.dates(case), [button("case_status", f"track:{case.code}")])
