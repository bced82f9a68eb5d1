"""One's own data: shown, handed over, erased, a consent taken back. Correcting it: `handlers.correction`."""

from __future__ import annotations

from bot.own_data import DataStep, OwnData
from bot.turns import Button, Outcome, Turn
from handlers import correction, privacy
from handlers.control import Word, read
from handlers.my_data_words import Wish
from handlers.render import button, render

SHOWN_CASES = 5
"""Cases told in the short answer; the copy has all of them."""


def outcome() -> Outcome:
    """What every turn about one's own data is logged as."""
    return Outcome("general", topic="privacy")


async def serve(turn: Turn, wish: Wish) -> None:
    """Serve what a person wants with their data."""
    turn.outcome = outcome()
    turn.dialogue.data = None
    if turn.desk is None:
        privacy.tell(turn)
    elif wish.kind == "correct":
        await correction.begin(turn, wish)
    elif wish.kind == "copy":
        await copy(turn)
    elif wish.kind == "show":
        await show(turn)
    else:
        await ask(turn, wish.kind)


async def press(turn: Turn, rest: str) -> None:
    """A button: "show", "copy", "view", "ask:erase", "send:erase", "no", or one of a correction."""
    turn.outcome = outcome()
    name, _, value = rest.partition(":")
    if turn.desk is None:
        privacy.tell(turn)
    elif name == "copy":
        await copy(turn)
    elif name == "view":
        await send(turn, "view")
    elif name == "ask" and value in ("erase", "withdraw"):
        await ask(turn, value)
    elif name == "send" and value in ("erase", "withdraw"):
        await send(turn, value)
    elif name == "no":
        drop(turn)
    elif name in correction.PRESSED:
        await correction.press(turn, name, value)
    else:
        await show(turn)


async def show(turn: Turn) -> None:
    """What is kept, in short, and what can be done with it."""
    assert turn.desk is not None
    data = await turn.desk.data.shown()
    turn.say(
        render("data_shown", data=data, draft=turn.dialogue.draft, most=SHOWN_CASES),
        [button("data_copy", "data:copy"), *_ways(data), button("data_staff", "data:view")],
    )


def _ways(data: OwnData) -> list[Button]:
    ways = [button("data_correct", "data:fix")] if any(case.parts for case in data.cases) else []
    if any(consent.withdrawn is None for consent in data.consents):
        ways.append(button("data_withdraw", "data:ask:withdraw"))
    return [*ways, button("data_erase", "data:ask:erase")]


async def copy(turn: Turn) -> None:
    """Hand the copy over: an address for a while where there is a browser, else as messages."""
    assert turn.desk is not None
    link = await turn.desk.data.link()
    if link is not None:
        turn.say(render("data_link", link=link))
    else:
        turn.say(render("data_copy", data=await turn.desk.data.shown()))


async def ask(turn: Turn, wanted: str) -> None:
    """Say what a request would do and ask whether to send it."""
    assert turn.desk is not None
    step = DataStep(wish="erase" if wanted == "erase" else "withdraw")
    if step.wish == "withdraw" and not any(
        consent.withdrawn is None for consent in (await turn.desk.data.shown()).consents
    ):
        turn.say(render("data_no_consent"), [button("data_erase", "data:ask:erase")])
        return
    turn.dialogue.data = step
    reach = await turn.desk.data.reach(step.wish)
    turn.say(
        render("data_ask", wish=step.wish, reach=reach),
        [button(f"data_send_{step.wish}", f"data:send:{step.wish}"), button("cancel", "data:no")],
    )


async def send(turn: Turn, wanted: str) -> None:
    """Hand the request in and tell code, dates, and what must stay."""
    assert turn.desk is not None
    turn.dialogue.data = None
    receipt = await turn.desk.data.request(
        "erase" if wanted == "erase" else "withdraw" if wanted == "withdraw" else "view"
    )
    turn.say(
        render("data_receipt", wish=wanted, receipt=receipt, office=turn.settings.agency.feedback_office),
        [button("how_counted", f"why:{receipt.code}")],
    )


def drop(turn: Turn) -> None:
    """Leave everything as it is."""
    turn.dialogue.data = None
    turn.say(render("data_dropped"), [button("data_show", "data:show")])


async def reply(turn: Turn, text: str) -> bool:
    """Take a typed answer to what was asked about the data; False when it is about something else."""
    step = turn.dialogue.data
    if step is None or turn.desk is None:
        return False
    turn.outcome = outcome()
    said = read(text)
    if {Word.CANCEL, Word.NO} & said and not {Word.YES, Word.SEND} & said:
        drop(turn)
        return True
    if step.wish == "correct":
        served = await correction.reply(turn, step, text, said)
    else:
        served = bool({Word.YES, Word.SEND} & said)
        if served:
            await send(turn, step.wish)
    if not served:
        turn.dialogue.data, turn.outcome = None, None
    return served
