"""A life situation: the procedures it takes, in order, with what they cost and how long they take."""

from __future__ import annotations

from dataclasses import dataclass

from bot.turns import Button, Outcome, Turn
from handlers import told
from handlers.ask import shorten
from handlers.memory import settle
from handlers.quote import amount_of_time, readable
from handlers.render import button, render
from knowledge.facts import part_status
from knowledge.model import Fee, Procedure, TimeLimit
from knowledge.understand import Kind, Understanding

_DAYS = {"ngày làm việc": 7 / 5, "ngày": 1.0, "giờ": 1 / 24, "tháng": 30.0}
"""Rough length in days, only to tell which limit is the longest."""


@dataclass(frozen=True)
class Cost:
    """The fees of a path: the verified sum in đồng for one of each of `units`; whose fees are in it, whose not."""

    total: int
    units: tuple[str, ...]
    added: tuple[str, ...]
    left_out: tuple[str, ...]


def known(turn: Turn, name: str | None) -> bool:
    """Whether there is such a situation, and at least one of its procedures in the records."""
    found = turn.kb.situations.get(name or "")
    return found is not None and any(turn.kb.catalog.get(step.code) for step in found.steps)


def answer(turn: Turn, name: str, understood: Understanding | None = None) -> None:
    """Tell the path of the `known` situation `name` of situations.toml."""
    situation = turn.kb.situations[name]
    found = [(step, record) for step in situation.steps if (record := turn.kb.catalog.get(step.code))]
    records = [record for _, record in found]
    words = f"{turn.incoming.text or ''} {situation.label}"
    _remember(turn, [record.id for record in records], understood)
    turn.dialogue.unanswered = turn.incoming.text or situation.label
    html = render(
        "situation",
        situation=situation,
        steps=[(record.label, readable(step.note, turn.kb.catalog)) for step, record in found],
        cost=cost(records, words),
        longest=_longest(records),
        changed=any(part_status(record, "later_changes").tellable for record in records),
    )
    named = enumerate(records, 1)
    buttons = [Button(f"{at}. {shorten(record.label)}", f"p:{record.id}:overview") for at, record in named]
    turn.say(html, [*buttons, button("ask_staff", "human")])


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


def cost(records: list[Procedure], words: str) -> Cost:
    """Add up the fees that are known to be one amount each; the rest is named, not guessed."""
    rows: list[Fee] = []
    added: list[str] = []
    left_out: list[str] = []
    for record in records:
        found = _rows(record, words)
        (left_out if found is None else added).append(record.label)
        rows += found or []
    total = sum(fee.amount or 0 for fee in rows)
    units = dict.fromkeys(fee.unit.removeprefix("đồng/") for fee in rows if fee.amount and "/" in fee.unit)
    return Cost(total, tuple(units), tuple(added), tuple(left_out))


def _rows(record: Procedure, words: str) -> list[Fee] | None:
    """The fee rows that hold as far as the person's words say; None when they are not one verified sum."""
    if not part_status(record, "fees").tellable:
        return None
    found = told.fees(record, words, everything=False)
    if found.only_zero or found.unknown or any(len(rows) > 1 for _, rows in found.groups):
        return None
    rows = [rows[0] for _, rows in found.groups]
    return None if any(fee.amount is None for fee in rows) else rows


def _longest(records: list[Procedure]) -> tuple[str, str] | None:
    """The longest time limit of the office that starts with a filing on the path, and whose it is."""
    rows: list[tuple[TimeLimit, Procedure]] = [
        (limit, record) for record in records for limit in told.limits(record)[0] if told.from_filing(limit)
    ]
    if not rows:
        return None
    limit, record = max(rows, key=lambda row: row[0].value * _DAYS[row[0].unit])
    return amount_of_time(limit), record.label
