"""«Chưa được giải quyết»: a case is taken up again for a reason; and a case that its sender withdraws."""

from __future__ import annotations

from bot.desk import CaseView
from bot.dialogue import CaseStep
from bot.feedback.refused import StepRefused
from bot.turns import Outcome, Turn
from handlers import access, casetexts
from handlers import draft as parts
from handlers.control import Word, forms, read
from handlers.render import button, render

MIN_REASON = 5
"""Fewer letters than this are no reason."""

_NOT_SOLVED = ("chua duoc giai quyet", "chua giai quyet", "van chua duoc giai quyet", "van chua giai quyet")
_REASON_WORDS = 3
"""So many words after «chưa được giải quyết» are the reason itself."""


def says_not_solved(text: str) -> bool:
    """Whether a message begins with «chưa được giải quyết»."""
    return any(form.startswith(start) for form in forms(text) for start in _NOT_SOLVED)


def with_reason(text: str) -> str:
    """The whole message when it tells more than that the matter is not solved, else nothing."""
    longest = max(len(start.split()) for start in _NOT_SOLVED)
    return text if len(text.split()) >= longest + _REASON_WORDS else ""


async def begin(turn: Turn, code: str, typed: str = "", reason: str = "") -> None:
    """Ask why the case is not solved; a reason that was typed already is taken."""
    held = turn.dialogue.case_step
    step = CaseStep(name="reopen", text=reason)
    if held is not None and held.name == "add" and held.code == code:
        step = held.model_copy(update={"name": "reopen", "unasked": False})
    case = await access.reach(turn, code, step, typed)
    if case is not None:
        await opened(turn, case, step)


async def opened(turn: Turn, case: CaseView, step: CaseStep) -> None:
    """Ask for the reason, or take the case up again for the one that is known."""
    turn.outcome = Outcome("general", topic="feedback_status")
    if "reopen" not in case.can:
        turn.dialogue.case_step = None
        turn.say(render("cannot_reopen", case=casetexts.whole(case)), casetexts.buttons(case))
        return
    step = step.model_copy(update={"name": "reopen", "code": case.code, "then": ""})
    turn.dialogue.case_step = step
    if step.text:
        await _reopen(turn, step)
    else:
        turn.say(render("reopen_why", code=case.code), [button("cancel", "case:stop")])


async def take(turn: Turn, step: CaseStep, text: str) -> None:
    """The reason why the case is not solved."""
    turn.outcome = Outcome("general", topic="feedback_status")
    if Word.CANCEL in read(text):
        stop(turn, step)
        return
    step = step.model_copy(update={"text": text[: parts.MAX_TEXT]})
    if turn.message_id is not None:
        step.messages = [*step.messages, turn.message_id]
    if sum(char.isalpha() for char in text) < MIN_REASON:
        step.text, turn.dialogue.case_step = "", step
        turn.say(render("reopen_why", code=step.code), [button("cancel", "case:stop")])
        return
    await _reopen(turn, step)


async def _reopen(turn: Turn, step: CaseStep) -> None:
    assert turn.desk is not None
    turn.dialogue.case_step = None
    turn.settled += step.messages
    proven = access.proven(turn, step.code)
    try:
        case = await turn.desk.take(step.code, "reopen", proven=proven, text=step.text, messages=step.messages)
    except StepRefused as refused:
        turn.dialogue.unanswered = step.text
        again = [button("case_status", f"track:{step.code}"), button("as_new", "fb:tell")]
        turn.say(render("step_refused", why=str(refused), text=step.text), again)
        return
    if turn.incoming.group is not None:
        turn.dialogue.album = (turn.incoming.group, case.code)
    turn.say(render("reopened", case=case, proven=case.access == "proven"), casetexts.buttons(case))


async def withdraw(turn: Turn, code: str, sure: bool = False) -> None:
    """Ask whether a case is to be withdrawn, then do it."""
    case = await access.reach(turn, code, CaseStep(name="digits", then="track"))
    if case is None:
        return
    turn.dialogue.case_step = None
    if "withdraw" not in case.can:
        foreign = case.access == "proven"
        turn.say(render("cannot_withdraw", case=casetexts.whole(case), foreign=foreign), casetexts.buttons(case))
    elif not sure:
        turn.dialogue.case_step = CaseStep(name="withdraw", code=case.code)
        ways = [button("withdraw_sure", f"withdraw:{case.code}:yes"), button("keep_case", "case:stop")]
        turn.say(render("withdraw_sure", case=case), ways)
    else:
        await _withdraw(turn, case)


async def _withdraw(turn: Turn, case: CaseView) -> None:
    assert turn.desk is not None
    try:
        await turn.desk.take(case.code, "withdraw")
    except StepRefused as refused:
        turn.say(render("step_refused", why=str(refused), text=""), casetexts.buttons(case))
        return
    turn.say(render("withdrawn", code=case.code), [button("feedback", "fb:start")])


async def sure(turn: Turn, step: CaseStep, text: str) -> None:
    """A typed yes or no to the question whether to withdraw."""
    if Word.YES in read(text) or forms(text) & {"rut", "rut di"}:
        await withdraw(turn, step.code, sure=True)
    else:
        stop(turn, step)


def stop(turn: Turn, step: CaseStep) -> None:
    """Leave the case as it is."""
    turn.outcome = Outcome("general", topic="feedback_status")
    turn.dialogue.case_step = None
    turn.say(render("case_left", code=step.code, what=step.name), [button("case_status", f"track:{step.code}")])
