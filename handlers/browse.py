"""The list of procedures: field, procedure, then the parts of it."""

from __future__ import annotations

from bot.turns import Button, Outcome, Turn
from handlers.ask import shorten
from handlers.memory import settle
from handlers.render import button, render

PAGE = 6
"""Procedures on one page: with a row of page buttons no more than a phone screen holds."""


def fields(turn: Turn) -> None:
    """The fields, each with the number of its procedures."""
    if turn.outcome is None:
        turn.outcome = Outcome("general", topic="list_procedures")
    catalog = turn.kb.catalog
    counts = [(field, len(catalog.of_field(field))) for field in catalog.fields]
    buttons = [Button(f"{at}. {shorten(field)}", f"b:f:{at}:1") for at, (field, _) in enumerate(counts, 1)]
    turn.say(render("fields", fields=counts, count=len(catalog)), buttons)


def field(turn: Turn, number: int, page: int) -> None:
    """One page of the procedures of a field; numbers count from 1, a page beyond the end is the last."""
    catalog = turn.kb.catalog
    turn.outcome = Outcome("general", topic="list_procedures")
    if not 1 <= number <= len(catalog.fields):
        fields(turn)
        return
    records = catalog.of_field(catalog.fields[number - 1])
    pages = -(-len(records) // PAGE)
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE
    shown = records[start : start + PAGE]
    settle(turn.dialogue)
    turn.dialogue.offered = [record.id for record in shown]
    html = render(
        "field",
        field=catalog.fields[number - 1],
        names=[record.label for record in shown],
        start=start,
        page=page,
        pages=pages,
    )
    turn.say(html, [*_choices(turn, start), *_pages(number, page, pages)])


def _choices(turn: Turn, start: int) -> list[Button]:
    records = [record for code in turn.dialogue.offered if (record := turn.kb.catalog.get(code))]
    return [
        Button(f"{at}. {shorten(record.label)}", f"p:{record.id}:overview")
        for at, record in enumerate(records, start + 1)
    ]


def _pages(number: int, page: int, pages: int) -> list[Button]:
    buttons = []
    if page > 1:
        buttons.append(button("previous_page", f"b:f:{number}:{page - 1}"))
    if page < pages:
        buttons.append(button("next_page", f"b:f:{number}:{page + 1}"))
    return [*buttons, button("fields", "b:fields")]
