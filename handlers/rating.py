"""How satisfied the sender is with the answer: one of five levels, then a comment for those who want to say more."""

from __future__ import annotations

from bot.desk import CaseView
from bot.dialogue import CaseStep
from bot.feedback import words
from bot.feedback.refused import StepRefused
from bot.turns import Button, Outcome, Turn
from handlers import access, casetexts
from handlers import draft as parts
from handlers.control import Word, forms, read
from handlers.render import button, label, render

UNHAPPY = (1, 2)
"""Levels after which the way to have the case taken up again is offered."""

_SAID = {
    5: "rat hai long|toi rat hai long|em rat hai long|5|5 sao|5 5|nam sao|rat tot|tuyet voi",
    4: "hai long|toi hai long|em hai long|4|4 sao|bon sao|tot",
    3: "binh thuong|3|3 sao|ba sao|tam duoc|tam",
    2: "khong hai long|ko hai long|chua hai long|toi khong hai long|2|2 sao|hai sao",
    1: "rat khong hai long|rat ko hai long|hoan toan khong hai long|1|1 sao|mot sao|rat te|te",
}
_LEVELS = {form: level for level, forms_ in _SAID.items() for form in forms_.split("|")}


def level_in(text: str) -> int | None:
    """The level that a short answer names («hài lòng», «5 sao»); None for anything else."""
    return next((_LEVELS[form] for form in forms(text) if form in _LEVELS), None)


async def press(turn: Turn, code: str, level: int | None, typed: str = "") -> None:
    """Rate the answer to a case, or ask how (level None)."""
    then = f"rate:{level}" if level else "rate"
    case = await access.reach(turn, code, CaseStep(name="digits", then=then), typed)
    if case is not None:
        await rate(turn, case, level)


async def rate(turn: Turn, case: CaseView, level: int | None) -> None:
    """Keep the rating and invite a comment; the same rating pressed again is kept once."""
    turn.outcome = Outcome("general", topic="feedback_status")
    assert turn.desk is not None
    turn.dialogue.case_step = None
    if "rate" not in case.can:
        turn.say(render("cannot_rate", case=casetexts.whole(case)), casetexts.buttons(case))
        return
    if level not in words.RATINGS:
        turn.say(render("rate_which", case=case), levels(case.code))
        return
    if case.rating != level:
        try:
            await turn.desk.take(case.code, "rate", proven=access.proven(turn, case.code), rating=level)
        except StepRefused as refused:
            turn.say(render("step_refused", why=str(refused), text=""), casetexts.buttons(case))
            return
    turn.dialogue.case_step = CaseStep(name="comment", code=case.code, then=str(level))
    unhappy = level in UNHAPPY
    not_solved = [button("not_solved", f"reopen:{case.code}")] if unhappy and "reopen" in case.can else []
    said = render("rated", level=words.RATINGS[level], changed=case.rating not in (None, level), unhappy=unhappy)
    turn.say(said, [*not_solved, button("skip", "case:stop")])


def levels(code: str) -> list[Button]:
    """The five levels, the best first."""
    return [Button(name, f"rate:{code}:{level}") for level, name in words.RATINGS.items()]


async def take(turn: Turn, step: CaseStep, text: str) -> None:
    """The comment, or the wish to leave it out."""
    turn.outcome = Outcome("general", topic="feedback_status")
    assert turn.desk is not None
    if read(text) & {Word.SKIP, Word.CANCEL, Word.DONE}:
        thank(turn)
        return
    comment, proven = text[: parts.MAX_TEXT], access.proven(turn, step.code)
    messages = [turn.message_id] if turn.message_id is not None else []
    turn.dialogue.case_step = None
    try:
        await turn.desk.take(step.code, "rate", proven=proven, rating=int(step.then), text=comment, messages=messages)
    except StepRefused as refused:
        turn.say(render("step_refused", why=str(refused), text=text), [button("case_status", f"track:{step.code}")])
        return
    turn.say(render("rating_comment"), [button("case_status", f"track:{step.code}")])


def thank(turn: Turn) -> None:
    """The end of a rating without a comment."""
    turn.dialogue.case_step = None
    turn.say(label("thanks"))
