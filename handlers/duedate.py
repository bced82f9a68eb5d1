"""When will it be done: due dates by the calendar, with the reason."""

from __future__ import annotations

import datetime as dt
import re

from bot.turns import Button, Outcome, Turn
from handlers import reminders, told
from handlers.agency import agency
from handlers.ask import facet_button, names, shorten
from handlers.counted import countable, dates
from handlers.memory import told as remember
from handlers.quote import amount_of_time, runs_from
from handlers.render import button, label, render
from knowledge import workdays
from knowledge.dates import parse_day
from knowledge.model import Facet, Procedure
from knowledge.understand import Kind, Understanding
from knowledge.vietnamese import fold
from knowledge.wording import readable

MAX_DAYS = 365
_PENDING = "due:"
"""Marks in the dialogue that the procedure for a named day was asked for."""

_FILED = re.compile(r"\b(nop|gui|tiep nhan|nhan ho so|nhan duoc ho so)\b")
_WHEN = re.compile(r"\b(bao gio|khi nao|luc nao|chung nao|hom nao|ngay nao|bua nao|may ngay|bao lau|han tra|den han)\b")
_EXPIRES = re.compile(r"\bhet han\b")
_TERM = re.compile(r"(?<![\d/.-])(\d{1,3})\s*ngay(\s*(?:lam viec|lv)\b)?(?!\s*(?:truoc|thang|roi|qua|nay))")


def wanted(turn: Turn, understood: Understanding) -> bool:
    """Whether the message asks for a date: a day of filing, and when the result is due."""
    text = fold(turn.incoming.text or "")
    if understood.kind not in (Kind.ANSWER, Kind.CLARIFY) or not understood.codes:
        return False
    if (turn.dialogue.pending or "").startswith(_PENDING):
        if not set(understood.facets) - {Facet.TIME, Facet.OVERVIEW}:
            return True
        turn.dialogue.pending = None
    if not _FILED.search(text) or _EXPIRES.search(text) or _day(turn) is None:
        return False
    return Facet.TIME in understood.facets or _WHEN.search(text) is not None


def answer(turn: Turn, understood: Understanding) -> None:
    """Count from the day in the message for the procedure that was understood, else ask which."""
    day = _day(turn)
    assert day is not None
    turn.dialogue.unanswered = turn.incoming.text
    term = _TERM.search(fold(turn.incoming.text or ""))
    if term is not None and term[2] and plain_term(turn):
        turn.outcome = Outcome("general", topic="deadline_calc", score=understood.score, gap=understood.gap)
        return
    turn.dialogue.pending = None
    turn.outcome = Outcome(
        understood.kind.value, understood.codes, Facet.TIME.value, score=understood.score, gap=understood.gap
    )
    records = [record for code in understood.codes if (record := turn.kb.catalog.get(code))]
    if understood.kind is Kind.ANSWER or len({_terms(record) for record in records}) == 1:
        _tell(turn, records, day)
        return
    turn.dialogue.offered, turn.dialogue.asked = list(understood.codes), Facet.TIME.value
    _which(turn, records, day)


def press(turn: Turn, day: dt.date, code: str) -> None:
    """The procedure was chosen for a day already named."""
    record = turn.kb.catalog.get(code)
    turn.outcome = Outcome("answer", (code,), Facet.TIME.value)
    if record is None:
        turn.say(render("gone"), [button("browse", "b:fields")])
    else:
        _tell(turn, [record], day)


def plain_term(turn: Turn) -> bool:
    """Answer «nộp chiều thứ sáu thì 5 ngày làm việc là hôm nào»; False when no term or day is named."""
    text = turn.incoming.text or ""
    day, term = _day(turn), _TERM.search(fold(text))
    if day is None:
        return False
    if term is None:
        code = turn.dialogue.code
        record = turn.kb.catalog.get(code) if code else None
        if record is None:
            _which(turn, [], day)
        else:
            _tell(turn, [record], day)
        return True
    value = int(term[1])
    if not 1 <= value <= MAX_DAYS:
        return False
    due = workdays.add(day, value, "working" if term[2] else "calendar", turn.kb.calendar)
    turn.say(render("due_plain", due=due, why=workdays.explain(due)), [button("browse", "b:fields")])
    return True


def _day(turn: Turn) -> dt.date | None:
    """The day of filing: named in the message, else in the question before it."""
    named = parse_day(turn.incoming.text or "", turn.now.date())
    pending = turn.dialogue.pending or ""
    if named is None and pending.startswith(_PENDING):
        return dt.date.fromisoformat(pending.removeprefix(_PENDING))
    return named


def _terms(record: Procedure) -> tuple[tuple[int, str], ...]:
    """The lengths that decide a due date, to see whether two procedures end on the same day."""
    return tuple((limit.value, limit.unit) for limit in told.limits(record)[0] if countable(limit))


def _tell(turn: Turn, records: list[Procedure], day: dt.date) -> None:
    """Say the due dates of the first record; the others have the same."""
    record = records[0]
    for other in reversed(records):
        remember(turn, other.id, Facet.TIME)
    office = told.limits(record)[0]
    counted = dates(turn, record, day)
    rest = [limit for limit in office if not countable(limit)]
    remind = reminders.offer(turn, records, day, counted)
    html = render(
        "due",
        names=[record.label for record in records],
        day=day,
        counted=[(row, readable(row.limit.case or "", turn.kb.catalog)) for row in counted],
        rest=[(amount_of_time(limit), runs_from(limit), readable(limit.case or "", turn.kb.catalog)) for limit in rest],
        unknown=label("unknown.time"),
        remind=bool(remind),
        agency=agency(turn.settings),
    )
    buttons = [*remind, *(facet_button(record.id, facet) for facet in (Facet.TIME, Facet.DOSSIER))]
    turn.say(html, [*buttons, button("sources", f"s:{record.id}:time"), button("ask_staff", "human")])


def _which(turn: Turn, records: list[Procedure], day: dt.date) -> None:
    """Ask which procedure was filed on `day`."""
    buttons = [Button(shorten(text), f"due:{day:%Y%m%d}:{code}") for code, text in names(records)]
    if not records:
        turn.dialogue.pending = f"{_PENDING}{day.isoformat()}"
        buttons = [button("browse", "b:fields")]
    options = [text for _, text in names(records)]
    turn.say(render("due_which", day=day, options=options), [*buttons, button("ask_staff", "human")])
