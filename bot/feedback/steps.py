"""The words of a case's life: its states, the steps between them, and what a row of the table says.

The table itself and the only function that moves a case are in `lifecycle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, TypedDict

from bot.store.models import Feedback, Staff, Unit


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    CLASSIFIED = "classified"
    ASSIGNED = "assigned"
    WAITING = "waiting"
    CONSULTING = "consulting"
    APPROVAL = "approval"
    ANSWERED = "answered"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    GUIDED = "guided"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with a case."""

    RECEIVE = "receive"
    CLASSIFY = "classify"
    ASSIGN = "assign"
    MOVE = "move"
    CLAIM = "claim"
    ASK = "ask"
    ADD = "add"
    RESUME = "resume"
    CONSULT = "consult"
    ADVISE = "advise"
    INTERIM = "interim"
    EXTEND = "extend"
    APOLOGISE = "apologise"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    REPLY = "reply"
    RATE = "rate"
    CLOSE = "close"
    REOPEN = "reopen"
    TRANSFER = "transfer"
    DECLINE = "decline"
    DUPLICATE = "duplicate"
    GUIDE = "guide"
    WITHDRAW = "withdraw"
    NOTE = "note"
    REDACT = "redact"
    PUBLISH = "publish"
    KEEP_PRIVATE = "keep_private"
    UNPUBLISH = "unpublish"
    CORRECT = "correct"
    ERASE = "erase"
    REDATE = "redate"


OPEN = (State.RECEIVED, State.CLASSIFIED, State.ASSIGNED, State.WAITING, State.CONSULTING, State.APPROVAL)
"""States in which the clock of the reply runs."""

TURNED_AWAY = (State.TRANSFERRED, State.DECLINED, State.DUPLICATE, State.WITHDRAWN)
"""States of cases that ended without a reply and may be taken up again when that was a mistake."""


class StepData(TypedDict, total=False):
    """What comes with a step. `version` is the version that the person saw; see `Lifecycle.apply`.

    `reason` is a key of `words.DECLINE_REASONS` for DECLINE, of `words.LEGAL_WAYS` for GUIDE, else free
    text. `files` are ids of attachments (ADD). `contact` are the corrected parts (CORRECT).
    """

    text: str
    basis: str
    signer: str
    reason: str
    unit: Unit | None
    officer: Staff | None
    kind: str
    procedure: str | None
    agency: str
    original: Feedback | None
    new_date: date
    responsible: str
    rating: int
    files: list[int]
    public_question: str
    public_answer: str
    public_basis: str
    contact: dict[str, str]
    version: int
    detail: dict[str, str]


ClockName = Literal["classify", "transfer", "interim", "reply", "publish", "promise"]


@dataclass(frozen=True)
class Touch:
    """What a step does to the clocks of a case.

    `starts` begins them on the local day of the step; `meets` notes that their duty was done, `stops` that
    it fell away. `reply` says what happens to the clock of the reply: it pauses (only when the settings
    say so), goes on, is extended once, runs again with the date it had, or all dates are counted anew.
    """

    starts: tuple[ClockName, ...] = ()
    meets: tuple[ClockName, ...] = ()
    stops: tuple[ClockName, ...] = ()
    reply: Literal["untouched", "pauses", "goes_on", "extends", "runs_again", "recounts"] = "untouched"


Condition = Literal["always", "no_approval", "no_reply_owed", "redacted", "published"]
"""A condition on the case beside its state; `checks` knows when each holds and what is said when not."""

BACK: Literal["back"] = "back"
"""The state in which work goes on: assigned with a unit, classified without, received when never classified."""


@dataclass(frozen=True)
class Rule:
    """One row. `target` None leaves the state as it is; `needs` are keys of StepData that must be filled."""

    step: Step
    sources: tuple[State | None, ...]
    target: State | Literal["back"] | None
    roles: frozenset[str]
    needs: tuple[str, ...] = ()
    clocks: Touch = Touch()
    when: Condition = "always"


CITIZEN_ROLE = frozenset({"citizen"})
SYSTEM_ROLE = frozenset({"system"})
DECIDERS = frozenset({"admin", "dispatcher", "head"})
HANDLERS = DECIDERS | {"officer"}
APPROVERS = frozenset({"admin", "head"})
REVIEWERS = frozenset({"admin", "reviewer"})
ANYWHERE = tuple(State)
