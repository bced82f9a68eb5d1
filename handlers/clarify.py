"""Not sure which procedure is meant: ask once, well."""

from __future__ import annotations

from bot.turns import Button, Outcome, Turn
from handlers.ask import common_object, names, procedure_button
from handlers.render import button, render
from knowledge.model import Facet
from knowledge.understand import Understanding
from knowledge.wording import readable

TRIES = 2
"""After so many lists that led nowhere a person is offered instead of another one."""

QUOTED_LENGTH = 80


def clarify(turn: Turn, understood: Understanding) -> None:
    """Put the question with the options of `understood`, or offer a person."""
    dialogue = turn.dialogue
    dialogue.unanswered = turn.incoming.text
    asked = understood.facets[0] if understood.facets else None
    if dialogue.offered and not set(dialogue.offered) & set(understood.codes):
        dialogue.tries = 0
    turn.outcome = Outcome(
        "clarify", understood.codes, asked.value if asked else None, score=understood.score, gap=understood.gap
    )
    dialogue.asked = asked.value if asked else dialogue.asked
    _ask(turn, list(understood.codes))


def again(turn: Turn) -> None:
    """An answer to the open question that was not understood."""
    codes = list(turn.dialogue.offered)
    turn.outcome = Outcome("clarify", tuple(codes))
    _ask(turn, codes)


def siblings(turn: Turn, code: str) -> None:
    """Offer everything that is done with the paper of procedure `code`."""
    record = turn.kb.catalog.get(code)
    codes = [other.id for other in turn.kb.catalog.siblings(code)]
    turn.outcome = Outcome("clarify", tuple(codes))
    turn.dialogue.tries = 0
    if record is None:
        turn.say(render("gone"), [button("browse", "b:fields")])
    elif not codes:
        turn.say(render("no_siblings", record=record), [procedure_button(turn, code), button("browse", "b:fields")])
    else:
        _list(turn, codes, quoted=record.label)


def choose(turn: Turn, code: str) -> Facet:
    """An option was chosen; returns the part that was wanted when the question was put."""
    asked = turn.dialogue.asked
    return Facet(asked) if asked else Facet.OVERVIEW


def _ask(turn: Turn, codes: list[str]) -> None:
    dialogue = turn.dialogue
    if dialogue.tries >= TRIES:
        dialogue.offered, dialogue.tries = [], 0
        turn.say(render("clarify_give_up"), [button("send_question", "human"), button("browse", "b:fields")])
        return
    dialogue.tries += 1
    text = (turn.incoming.text or "").strip()
    _list(turn, codes, quoted=text if len(text) <= QUOTED_LENGTH else "")


def _list(turn: Turn, codes: list[str], quoted: str) -> None:
    catalog = turn.kb.catalog
    records = [record for code in codes if (record := catalog.get(code))]
    options = names(records)
    turn.dialogue.offered = [code for code, _ in options]
    html = render(
        "clarify",
        quoted=quoted,
        object=common_object(records),
        options=[readable(record.label, catalog) for record in records],
        again=turn.dialogue.tries > 1,
    )
    turn.say(html, [*(Button(text, f"cl:{code}") for code, text in options), button("ask_staff", "human")])
