"""Pressed buttons. Actions come from outside: an unknown or damaged one is answered, never trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.turns import Turn
from handlers import (
    ask,
    browse,
    casework,
    clarify,
    duedate,
    feedback,
    general,
    human,
    identity,
    legal,
    moves,
    my_data,
    privacy,
    rating,
    reminders,
    reopening,
    sending,
    situation,
    start,
    supplement,
    track,
)
from handlers.render import button, render
from knowledge.model import Facet


async def press(turn: Turn, action: str) -> None:
    """Serve the button with this action."""
    name, _, rest = action.partition(":")
    step = turn.dialogue.case_step
    if name != "data":
        turn.dialogue.data = None
    served = _PRESSED.get(name)
    if served is None:
        _unknown(turn)
    else:
        await served(turn, rest)
    if name not in casework.ACTIONS and turn.dialogue.case_step is step:
        casework.left(turn)


def _unknown(turn: Turn) -> None:
    turn.say(render("old_button"), start.main_buttons(turn))


def _facet(name: str) -> Facet | None:
    return next((facet for facet in Facet if facet.value == name), None)


async def _part(turn: Turn, rest: str) -> None:
    code, _, tail = rest.partition(":")
    name, _, choice = tail.partition(":")
    facet = _facet(name)
    if facet is None:
        _unknown(turn)
    else:
        ask.press(turn, code, facet, choice)


async def _sources(turn: Turn, rest: str) -> None:
    code, _, name = rest.partition(":")
    facet = _facet(name)
    if facet is None:
        _unknown(turn)
    else:
        ask.sources(turn, code, facet)


async def _choose(turn: Turn, rest: str) -> None:
    ask.press(turn, rest, clarify.choose(turn, rest))


async def _siblings(turn: Turn, rest: str) -> None:
    clarify.siblings(turn, rest)


async def _browse(turn: Turn, rest: str) -> None:
    kind, _, tail = rest.partition(":")
    number, _, page = tail.partition(":")
    if kind == "f" and number.isdecimal():
        browse.field(turn, int(number), int(page) if page.isdecimal() else 1)
    else:
        browse.fields(turn)


async def _topic(turn: Turn, rest: str) -> None:
    general.topic(turn, rest)


async def _due(turn: Turn, rest: str) -> None:
    day, _, code = rest.partition(":")
    try:
        duedate.press(turn, dt.datetime.strptime(day, "%Y%m%d").date(), code)
    except ValueError:
        _unknown(turn)


async def _wish(turn: Turn, rest: str) -> None:
    if not await reminders.wish(turn, rest):
        _unknown(turn)


async def _remind(turn: Turn, rest: str) -> None:
    what, _, value = rest.partition(":")
    if not await reminders.press(turn, what, value):
        _unknown(turn)


async def _situation(turn: Turn, rest: str) -> None:
    if situation.known(turn, rest):
        situation.answer(turn, rest)
    else:
        _unknown(turn)


async def _human(turn: Turn, rest: str) -> None:
    human.begin(turn)


async def _track(turn: Turn, rest: str) -> None:
    if rest:
        await track.status(turn, rest)
    else:
        await track.own(turn)


async def _why(turn: Turn, rest: str) -> None:
    await track.why(turn, rest)


async def _add(turn: Turn, rest: str) -> None:
    await supplement.begin(turn, rest)


async def _rate(turn: Turn, rest: str) -> None:
    code, _, level = rest.partition(":")
    await rating.press(turn, code, int(level) if level.isdecimal() else None)


async def _reopen(turn: Turn, rest: str) -> None:
    await reopening.begin(turn, rest)


async def _withdraw(turn: Turn, rest: str) -> None:
    code, _, answer = rest.partition(":")
    await reopening.withdraw(turn, code, sure=answer == "yes")


async def _case(turn: Turn, rest: str) -> None:
    await casework.press(turn, rest)


async def _privacy(turn: Turn, rest: str) -> None:
    privacy.tell(turn)


async def _identity(turn: Turn, rest: str) -> None:
    identity.press(turn, rest)


async def _legal(turn: Turn, rest: str) -> None:
    if rest == "form":
        legal.paper(turn)
    elif rest == "human":
        turn.dialogue.unanswered = turn.dialogue.code = None
        human.begin(turn)
    else:
        legal.where(turn)


async def _feedback(turn: Turn, rest: str) -> None:
    step, _, value = rest.partition(":")
    draft = turn.dialogue.draft
    if step == "start":
        feedback.begin(turn, "")
    elif step == "kind":
        feedback.choose_kind(turn, value)
    elif step == "tell":
        feedback.begin(turn, turn.dialogue.unanswered or "")
    elif step == "new":
        feedback.fresh(turn)
    elif step in ("cancel", "drop"):
        moves.cancel(turn)
    elif draft is None:
        turn.outcome = moves.outcome(None)
        turn.say(render("no_draft"), [button("feedback", "fb:start"), button("my_cases", "track")])
    else:
        turn.outcome = moves.outcome(draft)
        draft.interrupted = False
        if step == "send":
            await sending.send(turn, draft)
        else:
            feedback.press(turn, draft, step, value)


_PRESSED: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    "p": _part,
    "s": _sources,
    "cl": _choose,
    "sib": _siblings,
    "b": _browse,
    "t": _topic,
    "due": _due,
    "rn": _wish,
    "rem": _remind,
    "sit": _situation,
    "human": _human,
    "track": _track,
    "why": _why,
    "add": _add,
    "rate": _rate,
    "reopen": _reopen,
    "withdraw": _withdraw,
    "case": _case,
    "privacy": _privacy,
    "data": my_data.press,
    "id": _identity,
    "legal": _legal,
    "fb": _feedback,
}
