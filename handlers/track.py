"""Where a feedback has got to: by its code, or all of this conversation."""

from __future__ import annotations

import re

from bot.clock import local
from bot.feedback import codes
from bot.turns import CaseView, Outcome, Turn
from handlers.render import button, render

_LIKE_OURS = re.compile(r"\bPA-[0-9A-Z-]{3,}", re.IGNORECASE)
_DOSSIER = re.compile(r"\b(?:\d{3}\.){2}\d{2}\.H\d{2}[\w.-]*|\bH\d{2}(?:\.\d{1,3})*-\d{6}-\d{2,6}\b", re.IGNORECASE)


def code_in(text: str) -> str | None:
    """A code of ours in a message, right or mistyped; None without one."""
    found = codes.find_in(text)
    if found is None and (like := _LIKE_OURS.search(text)):
        return like.group()
    return found


def is_dossier(text: str) -> bool:
    """Whether the message holds the code of a dossier of the one-stop system, which is not ours."""
    return _DOSSIER.search(text) is not None


async def status(turn: Turn, code: str) -> None:
    """Tell the state of the case with this code."""
    turn.outcome = Outcome("general", topic="feedback_status")
    checked = codes.check(code)
    if checked.code is None:
        turn.say(render("code_mistyped", code=code), [button("my_cases", "track")])
    elif turn.desk is None:
        turn.say(render("no_desk"))
    elif (case := await turn.desk.find_case(checked.code)) is None:
        turn.say(render("code_unknown", code=checked.code), [button("my_cases", "track"), button("human", "human")])
    else:
        turn.say(_told(case, full=True), [button("how_counted", f"why:{case.code}")] if case.due_on else [])


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
        turn.say(render("cases", cases=[_told(case, full=False) for case in cases]))


async def why(turn: Turn, code: str) -> None:
    """Explain how the due date of a case was counted."""
    turn.outcome = Outcome("general", topic="feedback_status")
    case = await turn.desk.find_case(code) if turn.desk else None
    if case is None:
        turn.say(render("code_unknown", code=code))
    else:
        turn.say(render("due_why", case=case))


def _told(case: CaseView, *, full: bool) -> str:
    return render("case", case=case, received=local(case.received_at).date(), full=full)
