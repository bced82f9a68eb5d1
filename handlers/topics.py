"""The texts of topics.toml, filled with what the department has told."""

from __future__ import annotations

import re

from bot.turns import Button, Turn
from handlers.agency import setting
from handlers.render import button, render
from knowledge.general import Topic

_VALUE = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)+)\}")
_NO_SOURCE = ("greeting", "thanks", "goodbye", "human")


def tell(turn: Turn, name: str) -> None:
    """Say the text of a topic, or that the department has not given what it needs."""
    found = turn.kb.topics.get(name)
    if found is None:
        turn.say(render("topic_unknown", label=""), [button("ask_staff", "human")])
    elif any(setting(turn.settings, key) is None for key in found.needs):
        turn.say(render("topic_unknown", label=found.label), [button("ask_staff", "human")])
    else:
        source = None if name in _NO_SOURCE else found.source
        turn.say(render("topic", text=filled(turn, found), source=source), _buttons(name))


def filled(turn: Turn, found: Topic) -> str:
    """The answer with the settings and counts that it names."""
    catalog = turn.kb.catalog
    own = {"catalog.count": str(len(catalog)), "catalog.fields": "; ".join(catalog.fields)}

    def value(match: re.Match[str]) -> str:
        return own.get(match[1]) or setting(turn.settings, match[1]) or render("not_given")

    return _VALUE.sub(value, found.answer.strip())


def _buttons(name: str) -> list[Button]:
    more = {
        "address": [button("online_howto", "t:online_howto")],
        "hours": [button("address", "t:address")],
        "dossier_status": [button("browse", "b:fields"), button("feedback", "fb:tell")],
        "feedback_howto": [button("feedback", "fb:start")],
        "feedback_status": [button("my_cases", "track")],
        "deadline_calc": [button("browse", "b:fields")],
        "bot_identity": [button("browse", "b:fields"), button("feedback", "fb:start")],
    }
    if name in ("thanks", "goodbye"):
        return []
    return [*more.get(name, [button("browse", "b:fields")]), button("ask_staff", "human")]
