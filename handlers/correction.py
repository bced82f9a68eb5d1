"""Correcting name, telephone or address of one's own case: which part, the new value, confirmed, told."""

from __future__ import annotations

from collections.abc import Sequence

from bot.own_data import PARTS, DataStep, OwnCase, Part
from bot.turns import Button, Turn
from handlers import draft as parts
from handlers.control import Word
from handlers.my_data_words import Wish
from handlers.render import button, label, render
from knowledge import personal
from knowledge.understand import Context, Kind

PRESSED = ("fix", "fixok", "fixre")
CHOICES = 6
_ELSEWHERE = (Kind.EMERGENCY, Kind.LEGAL_COMPLAINT)
_NO_NUMBER = (*_ELSEWHERE, Kind.ANSWER, Kind.CLARIFY, Kind.GENERAL)


async def begin(turn: Turn, wish: Wish) -> None:
    """Start from what was typed: part, maybe code and new value."""
    assert turn.desk is not None
    own = [case for case in await turn.desk.data.own() if case.parts]
    if wish.code is not None:
        own = [case for case in own if case.code == wish.code]
    fitting = [case for case in own if wish.part in case.parts]
    if not fitting:
        turn.say(render("data_fix_none", code=wish.code, part=wish.part), [button("data_show", "data:show")])
    elif len(fitting) > 1:
        turn.say(render("data_fix_which"), _choices(fitting, wish.part))
    else:
        await _open(turn, fitting[0], wish.part or "phone", wish.value)


async def press(turn: Turn, name: str, value: str) -> None:
    """A button: "fix" (which case, which part), "fixok" (take it), "fixre" (type it again)."""
    assert turn.desk is not None
    step = turn.dialogue.data
    if name == "fix":
        await _choose(turn, value)
    elif step is None or step.wish != "correct":
        turn.say(render("data_fix_again"), [button("data_correct", "data:fix")])
    elif name == "fixok" and step.value is not None:
        await _apply(turn, step, step.value)
    else:
        step.value = None
        _ask_value(turn, step)


async def reply(turn: Turn, step: DataStep, text: str, said: frozenset[Word]) -> bool:
    """Take a typed new value, or the word that confirms one."""
    if step.value is not None and {Word.YES, Word.SEND} & said:
        await _apply(turn, step, step.value)
    elif step.value is not None and Word.EDIT in said:
        step.value = None
        _ask_value(turn, step)
    elif _something_else(turn, step, text):
        return False
    else:
        _take(turn, step, text)
    return True


def _something_else(turn: Turn, step: DataStep, text: str) -> bool:
    if step.part == "phone" and any(char.isdigit() for char in text):
        return False
    kind = turn.kb.understander.understand(text, Context()).kind
    # A name or an address may well sound like something else; a telephone number without a digit is none.
    return "?" in text or kind in (_ELSEWHERE if step.part != "phone" else _NO_NUMBER)


async def _choose(turn: Turn, value: str) -> None:
    assert turn.desk is not None
    code, _, part = value.partition(":")
    own = [case for case in await turn.desk.data.own() if case.parts and code in ("", case.code)]
    if not own:
        turn.say(render("data_fix_none", code=code or None, part=None), [button("data_show", "data:show")])
    elif len(own) > 1:
        turn.say(render("data_fix_which"), _choices(own, None))
    elif part in own[0].parts:
        await _open(turn, own[0], next(known for known in PARTS if known == part), None)
    else:
        ways = [button(f"edit_{name}", f"data:fix:{own[0].code}:{name}") for name in own[0].parts]
        turn.say(render("data_fix_part", case=own[0]), [*ways, button("cancel", "data:no")])


def _choices(cases: Sequence[OwnCase], part: Part | None) -> list[Button]:
    tail = f":{part}" if part else ""
    return [Button(case.code, f"data:fix:{case.code}{tail}") for case in cases[:CHOICES]]


async def _open(turn: Turn, case: OwnCase, part: Part, value: str | None) -> None:
    step = turn.dialogue.data = DataStep(wish="correct", code=case.code, part=part)
    if value is None:
        _ask_value(turn, step, case)
    else:
        _take(turn, step, value)


def _ask_value(turn: Turn, step: DataStep, case: OwnCase | None = None) -> None:
    now = getattr(case, step.part or "phone") if case else None
    turn.say(
        render("data_fix_value", step=step, part=label(f"personal.{step.part}"), now=now, bad=False),
        [button("cancel", "data:no")],
    )


def _take(turn: Turn, step: DataStep, text: str) -> None:
    """Show the new value and ask whether it is right."""
    value = " ".join((personal.rest(text) if turn.incoming.masked else text).split())
    longest = parts.MAX_ADDRESS if step.part == "address" else parts.MAX_NAME
    taken = parts.phone(value) if step.part == "phone" else value if 0 < len(value) <= longest else None
    if taken is None:
        turn.say(
            render("data_fix_value", step=step, part=label(f"personal.{step.part}"), now=None, bad=True),
            [button("cancel", "data:no")],
        )
        return
    step.value = taken
    turn.say(
        render("data_fix_confirm", step=step, part=label(f"personal.{step.part}")),
        [button("data_fix_ok", "data:fixok"), button("data_fix_re", "data:fixre"), button("cancel", "data:no")],
    )


async def _apply(turn: Turn, step: DataStep, value: str) -> None:
    assert turn.desk is not None
    turn.dialogue.data = None
    problem = await turn.desk.data.correct(step.code or "", step.part or "phone", value)
    html = render("data_fixed", step=step, part=label(f"personal.{step.part}"), problem=problem)
    turn.say(html, [button("data_show", "data:show")])
