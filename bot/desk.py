"""Where handlers hand in cases and act on them: what they may ask of it, and what they get to read.

`bot.feedback.desk` is the desk of the running service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

from bot.dialogue import FeedbackDraft, Place
from bot.own_data import DataDesk


@dataclass(frozen=True)
class CaseReceipt:
    """What a person is told when a case has been opened."""

    code: str
    unit: str
    due_on: date | None
    due_why: str


@dataclass(frozen=True)
class ClockView:
    """A limit of a case as it is explained on request. `name` is one of `steps.ClockName`."""

    name: str
    due_on: date
    why: str
    state: str


@dataclass(frozen=True)
class CaseView:
    """What a person may read about a case in chat.

    `access` "neutral" (another conversation, nothing proven) holds no more than state, unit and due date;
    `has_phone` tells whether there is a second factor to prove. `can` are the steps open to the person.
    `asked` is what the office wants to know, `reasons` why a date was moved: "extend", "apologise".
    The clocks and the texts of the office stand only in the view of one case, not in a list of them.
    """

    code: str
    kind: str
    state: str
    received_at: datetime
    unit: str | None
    due_on: date | None
    due_why: str
    last_reply: str | None
    closed_reason: str | None
    overdue: bool
    access: Literal["own", "proven", "neutral"] = "own"
    has_phone: bool = False
    can: frozenset[str] = frozenset()
    asked: str | None = None
    paused: bool = False
    extended: bool = False
    promised_on: date | None = None
    promise_broken: bool = False
    responsible: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    transferred_to: str | None = None
    original: str | None = None
    original_state: str | None = None
    rating: int | None = None
    reopened: bool = False
    clocks: tuple[ClockView, ...] = ()


@dataclass(frozen=True)
class Told:
    """A notice of the office that was the last thing said in a chat: an answer to rate, or a question to answer."""

    code: str
    kind: Literal["reply", "ask"]


@dataclass(frozen=True)
class ReminderWish:
    """A due date of which a person wants to be reminded, with the consent to it as evidence.

    `value` and `unit` ("working", "calendar", "month") are the time limit that ends on `due_on`. `consent` are
    the words that were shown, `answer` what the person pressed or typed.
    """

    procedure: str
    filed_on: date
    value: int
    unit: str
    due_on: date
    why: str
    consent: str
    answer: str


@dataclass(frozen=True)
class ReminderView:
    """A reminder as its owner may read it. `state`: waiting, sent, received, missed, cancelled."""

    id: int
    procedure: str
    filed_on: date
    due_on: date
    state: str


class Reminders(Protocol):
    """The reminders of one conversation."""

    async def add(self, wish: ReminderWish) -> ReminderView:
        """Keep a reminder; the same one asked for again is one."""

    async def waiting(self) -> Sequence[ReminderView]:
        """Those still to come, the next one first."""

    async def cancel(self, reminder_id: int) -> ReminderView | None:
        """Drop one that waits and take its consent back; None when there is none."""

    async def answer(self, reminder_id: int, received: bool) -> ReminderView | None:
        """Note whether the result came; None when no such reminder was sent in this conversation."""


class Desk(Protocol):
    """Where handlers hand in cases and act on them; the running service puts it into the same transaction.

    `proven` says that this conversation has given the second factor of a case that is not its own.
    """

    @property
    def data(self) -> DataDesk:
        """What is kept about this conversation."""

    async def open_case(self, draft: FeedbackDraft) -> CaseReceipt:
        """Open a case from a finished draft and link its files; returns what to tell the person."""

    async def find_case(self, code: str, *, proven: bool = False) -> CaseView | None:
        """The case with `code`, as much of it as this conversation may see; None when there is none."""

    async def own_cases(self) -> Sequence[CaseView]:
        """The cases of this conversation, newest first."""

    async def prove(self, code: str, digits: str) -> Literal["proven", "wrong", "locked"]:
        """Check the last four digits of the telephone left with a case; "locked" after too many wrong tries."""

    async def take(
        self,
        code: str,
        step: Literal["add", "rate", "reopen", "withdraw"],
        *,
        proven: bool = False,
        text: str = "",
        rating: int = 0,
        messages: Sequence[int] = (),
    ) -> CaseView:
        """Take a step of the sender and tie their messages with their files to the case.

        Raises `bot.feedback.refused.StepRefused` with a sentence for them.
        """

    async def last_told(self) -> Told | None:
        """The notice of the office that was said last in this conversation; None when something else was."""

    async def place(self, key: str) -> Place | None:
        """The entry point with this key while it is in use."""

    @property
    def reminders(self) -> Reminders:
        """The reminders of this conversation."""
