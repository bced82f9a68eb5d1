"""«Nhắc tôi ngày đó»: reminders of due dates, kept, listed, dropped, and what follows on the day.

Procedure, day of filing and due date are kept for it, so the words beside the button say so and pressing it
is the consent (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 9); dropping the reminder takes it back.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.desk import ReminderWish
from bot.markup import plain
from bot.turns import ACTION_BYTES, Button, Outcome, Turn
from handlers import feedback
from handlers.agency import agency
from handlers.ask import names, shorten
from handlers.counted import Counted, dates
from handlers.render import button, date, label, render, upper_first
from knowledge.model import Procedure
from knowledge.vietnamese import fold
from knowledge.wording import readable

LISTED = 10
"""How many reminders are listed with a button each."""

_NEW = "rn:"
"""Begins the action of a wish. Short, because the key of a procedure may be long."""

_LIST = re.compile(r"(xem |cac |bo |huy )?(loi )?nhac (hen |nho )?cua (toi|em|minh|anh|chi)")
_DROP = re.compile(r"(bo|huy|xoa|thoi|dung|khong can) nhac( toi| em| minh)?( nua)?")
_WISH = re.compile(r"(vang |ok |co )?(hay )?nhac( lai| giup| ho)?( cho)? (toi|em|minh|anh|chi)\b.{0,30}")


def offer(turn: Turn, records: Sequence[Procedure], day: dt.date, counted: Sequence[Counted]) -> list[Button]:
    """The button under a due date told; none when the date has passed or too many procedures are meant."""
    turn.dialogue.due = None
    wish = f"{day:%Y%m%d}:{','.join(record.id for record in records)}"
    action = f"{_NEW}{wish}"
    if not _to_come(turn, counted) or len(action.encode()) > ACTION_BYTES:
        return []
    turn.dialogue.due = wish
    return [button("remind", action)]


def consent_text(turn: Turn) -> str:
    """The words that a person agrees to by asking for a reminder."""
    return render("reminder_consent", agency=agency(turn.settings))


async def wish(turn: Turn, value: str) -> bool:
    """Serve the button of a due date; False when it is damaged."""
    turn.outcome = Outcome("general", topic="reminder")
    return await _wish(turn, value, label("button.remind"))


async def press(turn: Turn, what: str, value: str) -> bool:
    """Serve a button of a reminder that is kept; False when it is none of ours."""
    turn.outcome = Outcome("general", topic="reminder")
    if what == "list":
        await own(turn)
    elif what in ("got", "miss", "off") and value.isdecimal() and len(value) < 16:
        await {"got": _got, "miss": _missed, "off": _drop}[what](turn, int(value))
    else:
        return False
    return True


def asks_for_list(text: str) -> bool:
    """Whether a message is «nhắc của tôi», «bỏ nhắc» and the like."""
    said = _said(text)
    return _LIST.fullmatch(said) is not None or _DROP.fullmatch(said) is not None


async def wished(turn: Turn, text: str) -> bool:
    """Serve «nhắc tôi nhé» after a due date; False for anything else."""
    if turn.dialogue.due is None or not _WISH.fullmatch(_said(text)):
        return False
    turn.outcome = Outcome("general", topic="reminder")
    return await _wish(turn, turn.dialogue.due, text)


def _said(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())


async def own(turn: Turn) -> None:
    """List the reminders of this conversation, each with a button to drop it."""
    turn.outcome = Outcome("general", topic="reminder")
    if turn.desk is None:
        turn.say(render("reminder_no_desk"))
        return
    rows = list(await turn.desk.reminders.waiting())[:LISTED]
    listed = [(row, _name(turn, row.procedure)) for row in rows]
    buttons = [button("drop_reminder", f"rem:off:{row.id}", day=date(row.due_on)) for row in rows]
    turn.say(render("reminders", rows=listed), buttons)


async def _wish(turn: Turn, value: str, answer: str) -> bool:
    """Keep the reminder that a button or a sentence asks for; ask which one when several are meant."""
    day_text, _, rest = value.partition(":")
    codes, _, number = rest.partition(":")
    try:
        day = dt.datetime.strptime(day_text, "%Y%m%d").date()
    except ValueError:
        return False
    records = [record for code in codes.split(",") if (record := turn.kb.catalog.get(code))]
    if not records:
        turn.say(render("gone"), [button("browse", "b:fields")])
        return True
    if len(records) > 1:
        turn.say(
            render("reminder_procedure"),
            [Button(shorten(name), f"{_NEW}{day:%Y%m%d}:{code}") for code, name in names(records)],
        )
        return True
    await _choose(turn, records[0], day, number, answer)
    return True


async def _choose(turn: Turn, record: Procedure, day: dt.date, number: str, answer: str) -> None:
    """Keep the reminder of a procedure; ask which when it has several due dates and none was chosen (`number`)."""
    counted = dates(turn, record, day)
    to_come = _to_come(turn, counted)
    if number.isdecimal() and int(number) < len(counted) and counted[int(number)] in to_come:
        to_come = [counted[int(number)]]
    if not to_come:
        turn.say(render("reminder_past"), [button("feedback", "fb:start")])
    elif len(to_come) == 1:
        await _keep(turn, record, day, to_come[0], answer)
    else:
        rows = [(row, readable(row.limit.case or "", turn.kb.catalog)) for row in to_come]
        turn.say(
            render("reminder_date", rows=rows),
            [Button(date(row.on), f"{_NEW}{day:%Y%m%d}:{record.id}:{counted.index(row)}") for row in to_come],
        )


async def _keep(turn: Turn, record: Procedure, day: dt.date, row: Counted, answer: str) -> None:
    turn.dialogue.due = None
    if turn.desk is None:
        turn.say(render("reminder_no_desk"))
        return
    wish = ReminderWish(record.id, day, row.limit.value, row.unit, row.on, row.why, plain(consent_text(turn)), answer)
    kept = await turn.desk.reminders.add(wish)
    buttons = [button("drop_reminder", f"rem:off:{kept.id}", day=date(kept.due_on)), button("reminders", "rem:list")]
    turn.say(render("reminder_kept", procedure=record.label, due_on=kept.due_on), buttons)


def _to_come(turn: Turn, counted: Sequence[Counted]) -> list[Counted]:
    """The due dates after today, each once."""
    by_day = {row.on: row for row in reversed(counted) if row.on > turn.now.date()}
    return [by_day[on] for on in sorted(by_day)]


async def _drop(turn: Turn, reminder_id: int) -> None:
    dropped = await turn.desk.reminders.cancel(reminder_id) if turn.desk else None
    turn.say(render("reminder_dropped", dropped=dropped), [button("reminders", "rem:list")])


async def _got(turn: Turn, reminder_id: int) -> None:
    sent = await turn.desk.reminders.answer(reminder_id, received=True) if turn.desk else None
    if sent is None:
        turn.say(render("reminder_gone"), [button("reminders", "rem:list")])
    else:
        turn.say(render("reminder_thanks"), [button("feedback", "fb:start")])


async def _missed(turn: Turn, reminder_id: int) -> None:
    """Open a feedback with what the reminder knows."""
    sent = await turn.desk.reminders.answer(reminder_id, received=False) if turn.desk else None
    if sent is None:
        turn.say(render("reminder_gone"), [button("feedback", "fb:start")])
        return
    turn.outcome = None
    name = _name(turn, sent.procedure)
    text = plain(render("reminder_feedback", procedure=name, reminder=sent, today=turn.now.date()))
    known = sent.procedure if turn.kb.catalog.get(sent.procedure) else None
    feedback.begin(turn, text, procedure=known)


def _name(turn: Turn, code: str) -> str:
    record = turn.kb.catalog.get(code)
    return upper_first(record.label) if record else code
