"""The life of a case as a table: which step leads from where to where, who may take it, what it needs.

A later state (waiting for the citizen, approval, publication) is a new row here and a word in `words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypedDict

from bot.store.models import Staff, Unit


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


class Step(StrEnum):
    """What can be done with a case."""

    RECEIVE = "receive"
    ASSIGN = "assign"
    NOTE = "note"
    REPLY = "reply"
    CLOSE = "close"
    REOPEN = "reopen"


OPEN = (State.RECEIVED, State.ASSIGNED)
"""States in which the clock of the reply runs."""


class StepData(TypedDict, total=False):
    """What comes with a step. `version` is the version that the person saw; see `lifecycle.apply`."""

    text: str
    basis: str
    signer: str
    reason: str
    unit: Unit | None
    officer: Staff | None
    kind: str
    version: int
    detail: dict[str, str]


Clock = Literal["starts", "untouched", "answered", "closed", "runs_again"]


@dataclass(frozen=True)
class Rule:
    """One row. `target` None leaves the state as it is; `needs` are keys of StepData that must be filled.

    `clock`: "starts" sets the due date, "answered" and "closed" note the moment, "runs_again" takes
    both notes back and leaves the due date, so a reopened case may be late at once.
    """

    step: Step
    sources: tuple[State | None, ...]
    target: State | None
    roles: frozenset[str]
    needs: tuple[str, ...]
    clock: Clock


DECIDERS = frozenset({"admin", "dispatcher", "head"})
HANDLERS = DECIDERS | {"officer"}
ANYWHERE = tuple(State)

TABLE = (
    Rule(Step.RECEIVE, (None,), State.RECEIVED, frozenset({"citizen", "system"}), (), "starts"),
    Rule(Step.ASSIGN, OPEN, State.ASSIGNED, DECIDERS, ("unit",), "untouched"),
    Rule(Step.NOTE, ANYWHERE, None, HANDLERS, ("text",), "untouched"),
    Rule(
        Step.REPLY, (State.ASSIGNED, State.ANSWERED), State.ANSWERED, HANDLERS, ("text", "basis", "signer"), "answered"
    ),
    Rule(Step.CLOSE, (State.ANSWERED,), State.CLOSED, HANDLERS, ("reason",), "closed"),
    Rule(Step.CLOSE, OPEN, State.CLOSED, DECIDERS, ("reason",), "closed"),
    Rule(
        Step.REOPEN, (State.ANSWERED, State.CLOSED), State.ASSIGNED, DECIDERS | {"citizen"}, ("reason",), "runs_again"
    ),
)


def rule_for(state: State | None, step: Step) -> Rule | None:
    """The row for a step in a state, None when the step is not possible there."""
    return next((rule for rule in TABLE if rule.step is step and state in rule.sources), None)


def steps_for(state: State, role: str) -> frozenset[Step]:
    """The steps that a role may take in a state."""
    return frozenset(rule.step for rule in TABLE if state in rule.sources and role in rule.roles)
