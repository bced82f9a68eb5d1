"""The table of the lifecycle as Markdown and as a state diagram, drawn from the code. README shows both."""

from __future__ import annotations

from collections.abc import Iterator

from bot.feedback import words
from bot.feedback.lifecycle import TABLE
from bot.feedback.steps import ANYWHERE, BACK, OPEN, TURNED_AWAY, Rule, State, Step

_SETS = ((ANYWHERE, "any"), (OPEN, "open"), (TURNED_AWAY, "turned away"))
_REPLY = {
    "pauses": "reply pauses, if the settings say so",
    "goes_on": "reply goes on",
    "extends": "extends reply",
    "runs_again": "reply runs again by its old date",
    "recounts": "counts all anew",
}
_WHEN = {
    "always": "",
    "no_approval": "a kind that needs no approval",
    "no_reply_owed": "a kind that is owed no reply",
    "redacted": "a public text is proposed",
    "published": "published",
}


def markdown() -> str:
    """Every row of the table, with what the names of several states stand for."""
    head = "| step | | from | to | who | needs | clocks |\n|---|---|---|---|---|---|---|"
    named = "\n".join(f"- *{name}*: {_states(states)}" for states, name in _SETS[1:])
    return f"{head}\n" + "\n".join(_row(rule) for rule in TABLE) + f"\n\n{named}\n- *back*: {BACK_TO}"


def page() -> str:
    """Table and diagram as they stand in README."""
    return f"{markdown()}\n\n```mermaid\n{mermaid()}\n```"


BACK_TO = "assigned with a unit, classified without, received when never classified"


def mermaid() -> str:
    """The changes of state as a Mermaid diagram; steps that leave the state as it is are in the table only."""
    edges: dict[tuple[str, str], list[str]] = {}
    for rule in TABLE:
        for source, target in _edges(rule):
            steps = edges.setdefault((source, target), [])
            if rule.step.value not in steps:
                steps.append(rule.step.value)
    lines = [f"    {source} --> {target}: {', '.join(steps)}" for (source, target), steps in edges.items()]
    return "\n".join(["stateDiagram-v2", *lines])


def _edges(rule: Rule) -> Iterator[tuple[str, str]]:
    """From and to of a row; «back» is drawn to where a case with a unit goes on."""
    if rule.target is None:
        return
    target = State.ASSIGNED.value if rule.target == BACK else rule.target.value
    for source in rule.sources:
        if source is None:
            yield "[*]", target
        elif source.value != target:
            yield source.value, target


def _row(rule: Rule) -> str:
    needs = [*rule.needs, *([_WHEN[rule.when]] if _WHEN[rule.when] else [])]
    target = rule.target.value if isinstance(rule.target, State) else rule.target or "–"
    cells = (
        f"`{rule.step.value}`",
        words.STEPS[rule.step],
        _sources(rule),
        target,
        _who(rule.roles),
        ", ".join(needs) or "–",
        _clocks(rule) or "–",
    )
    return f"| {' | '.join(cells)} |"


def _sources(rule: Rule) -> str:
    if rule.step is Step.RECEIVE:
        return "–"
    states = tuple(state for state in rule.sources if state is not None)
    for whole, name in _SETS:
        if set(whole) <= set(states):
            rest = tuple(state for state in states if state not in whole)
            return f"*{name}*, {_states(rest)}" if rest else f"*{name}*"
    return _states(states)


def _states(states: tuple[State, ...]) -> str:
    return ", ".join(state.value for state in states)


def _who(roles: frozenset[str]) -> str:
    """The roles in the order of the office."""
    order = ("citizen", "officer", "head", "dispatcher", "reviewer", "auditor", "admin", "system")
    return ", ".join(role for role in order if role in roles)


def _clocks(rule: Rule) -> str:
    touch = rule.clocks
    parts = [
        f"{verb} {', '.join(names)}"
        for verb, names in (("starts", touch.starts), ("meets", touch.meets), ("stops", touch.stops))
        if names
    ]
    if touch.reply != "untouched":
        parts.append(_REPLY[touch.reply])
    return "; ".join(parts)
