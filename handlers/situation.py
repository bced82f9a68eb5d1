"""A life situation: the procedures it takes, in order, with what they cost and how long they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.turns import Button, Outcome, Turn
from handlers import told
from handlers.ask import shorten
from handlers.memory import settle
from handlers.quote import amount_of_time, price
from handlers.render import button, render
from knowledge.facts import part_status
from knowledge.general import Situation
from knowledge.model import Fee, Procedure, TimeLimit
from knowledge.understand import Kind, Understanding
from knowledge.wording import readable

_DAYS = {"ngày làm việc": 7 / 5, "ngày": 1.0, "giờ": 1 / 24, "tháng": 30.0}
"""Rough length in days, only to tell which limit is the longest."""


_CONDITION = re.compile(r"^(chỉ )?khi\b|^tự nguyện|^thay cho|, khi\b|\bnếu\b", re.IGNORECASE)
"""How the note of a step says that not everybody takes it."""


@dataclass(frozen=True)
class Step:
    """One procedure of a path. `fees`: what is to be paid for it, None when that is not one verified amount."""

    record: Procedure
    note: str
    optional: bool
    fees: tuple[Fee, ...] | None


@dataclass(frozen=True)
class Cost:
    """The fees of a path: the verified sum in đồng of the steps `needed` by all; what some pay `extra`; the rest."""

    total: int
    needed: tuple[Step, ...]
    extra: tuple[Step, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Longest:
    """The longest verified time limit of a path and whose it is; `of_all`: every step has a verified one."""

    length: str
    name: str
    of_all: bool


def known(turn: Turn, name: str | None) -> bool:
    """Whether there is such a situation, and its procedures that are in the records hold today."""
    found = turn.kb.situations.get(name or "")
    records = [record for step in (found.steps if found else ()) if (record := turn.kb.catalog.get(step.code))]
    return bool(records) and all(record.in_force(turn.now.date()) for record in records)


def answer(turn: Turn, name: str, understood: Understanding | None = None) -> None:
    """Tell the path of the `known` situation `name` of situations.toml."""
    situation = turn.kb.situations[name]
    steps = _steps(turn, situation)
    records = [step.record for step in steps]
    _remember(turn, [record.id for record in records], understood)
    turn.dialogue.unanswered = turn.incoming.text or situation.label
    html = render(
        "situation",
        situation=situation,
        steps=steps,
        cost=cost(steps),
        price=price,
        longest=_longest(records),
        as_of=min(record.as_of for record in records),
        changed=any(part_status(record, "later_changes").tellable for record in records),
    )
    named = enumerate(records, 1)
    buttons = [Button(f"{at}. {shorten(record.label)}", f"p:{record.id}:overview") for at, record in named]
    turn.say(html, [*buttons, button("ask_staff", "human")])


def _steps(turn: Turn, situation: Situation) -> list[Step]:
    """The steps of a situation; its label picks rows of a fee table unless it names several things."""
    words = f"{turn.incoming.text or ''} {'' if ',' in situation.label else situation.label}"
    return [
        Step(
            record,
            readable(step.note, turn.kb.catalog),
            _CONDITION.search(step.note) is not None,
            _fees(record, words),
        )
        for step in situation.steps
        if (record := turn.kb.catalog.get(step.code))
    ]


def _remember(turn: Turn, codes: list[str], understood: Understanding | None) -> None:
    """What follows ("hết bao nhiêu tiền", "cái thứ hai") is about the path."""
    dialogue = turn.dialogue
    settle(dialogue)
    if understood is None:
        turn.outcome = Outcome("answer", tuple(codes), "overview")
    else:
        turn.outcome = Outcome(
            understood.kind.value, understood.codes or tuple(codes), "overview", None, understood.score, understood.gap
        )
    main = understood.codes[0] if understood and understood.kind is Kind.ANSWER else codes[-1]
    dialogue.code, dialogue.facet, dialogue.topic = main, None, None
    dialogue.history = [code for code in codes if code != main]
    dialogue.offered = codes


def cost(steps: Sequence[Step]) -> Cost:
    """Add up the fees of the steps that everybody takes; what is not one verified amount is named, not guessed."""
    known = [step for step in steps if step.fees is not None]
    needed = tuple(step for step in known if not step.optional)
    return Cost(
        total=sum(fee.amount or 0 for step in needed for fee in step.fees or ()),
        needed=needed,
        extra=tuple(step for step in known if step.optional),
        left_out=tuple(step.record.label for step in steps if step.fees is None),
    )


def _fees(record: Procedure, words: str) -> tuple[Fee, ...] | None:
    """The fee rows that hold as far as the person's words say; None when they are not one verified sum."""
    if not part_status(record, "fees").tellable:
        return None
    found = told.fees(record, words, everything=False)
    if found.only_zero or found.unknown or any(len(rows) > 1 for _, rows in found.groups):
        return None
    rows = tuple(rows[0] for _, rows in found.groups)
    return None if any(fee.amount is None for fee in rows) else tuple(fee for fee in rows if fee.amount)


def _longest(records: Sequence[Procedure]) -> Longest | None:
    """The longest time limit of the office that starts with a filing on the path."""
    rows: list[tuple[TimeLimit, Procedure]] = [
        (limit, record) for record in records for limit in told.limits(record)[0] if told.from_filing(limit)
    ]
    if not rows:
        return None
    limit, record = max(rows, key=lambda row: row[0].value * _DAYS[row[0].unit])
    return Longest(
        amount_of_time(limit), record.label, {record.id for _, record in rows} >= {one.id for one in records}
    )
