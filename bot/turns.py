"""The words that channels and handlers share: what comes in, what goes out, one turn between them.

A channel makes an `Incoming` from its wire format and shows a `Reply` in its own. A handler gets a
`Turn` and says replies into it. Neither knows the other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from bot.own_data import DataDesk, DataStep
from knowledge import personal

if TYPE_CHECKING:
    from bot.config import Settings
    from knowledge.base import Knowledge

ACTION_BYTES = 64
"""Longest `Button.action`: Telegram's callback_data (core.telegram.org/bots/api#inlinekeyboardbutton)."""


@dataclass(frozen=True)
class IncomingFile:
    """A file that came with a message, its bytes already kept under `path` (relative to the files folder).

    `shown_path` is the copy of a photo without hidden data, None where there is none.
    """

    file_name: str
    mime: str
    size: int
    sha256: str
    path: str
    kind: Literal["photo", "document", "voice", "video", "other"] = "document"
    shown_path: str | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Everything of it that lies on the disk."""
        return (self.path, self.shown_path) if self.shown_path else (self.path,)


@dataclass(frozen=True)
class Incoming:
    """One message of a person, as every channel tells it.

    `account` names the channel account (bot, site), `conversation` the chat within it and
    `external_id` the message within the account: (channel, account, external_id) is unique, so the
    same update twice is one turn. `text` is what was typed or None; `action` is what a pressed button
    carries. `problem` names what could not be taken over ("file_too_large", "file_type",
    "file_broken", "file_unavailable", "unsupported"), so that the person can be told. `group` is the id
    of an album. `masked` names what was masked in the text (kinds of `knowledge.personal`).
    """

    channel: str
    account: str
    conversation: str
    external_id: str
    received_at: datetime
    text: str | None = None
    action: str | None = None
    sender: str | None = None
    sender_name: str | None = None
    files: tuple[IncomingFile, ...] = ()
    group: str | None = None
    problem: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    masked: tuple[str, ...] = ()

    def without_secrets(self) -> Incoming:
        """The message with identity, card and account numbers, one-time codes and passwords masked in its text."""
        if not self.text:
            return self
        text, kinds = personal.hide(unicodedata.normalize("NFC", self.text))
        return replace(self, text=text, masked=tuple(dict.fromkeys((*self.masked, *kinds)))) if kinds else self


@dataclass(frozen=True)
class Button:
    """A choice under a reply; `action` (at most ACTION_BYTES bytes of UTF-8) comes back when pressed."""

    label: str
    action: str

    def __post_init__(self) -> None:
        if not 0 < len(self.action.encode()) <= ACTION_BYTES:
            raise ValueError(f"button action must have 1-{ACTION_BYTES} bytes: {self.action!r}")


@dataclass(frozen=True)
class Reply:
    """One message to a person.

    `html` is in the small markup that every channel can show (`bot.markup`): text with newlines and
    the tags b, i, a[href]; everything a person or record wrote is already escaped.
    """

    html: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What the assistant took a message for; logged with it and printed by `answer`.

    `kind`: answer, clarify, general, feedback, legal_complaint, refuse, emergency. `others`: procedures of
    other agencies that were named.
    """

    kind: str
    codes: tuple[str, ...] = ()
    facet: str | None = None
    topic: str | None = None
    score: float = 0.0
    gap: float = 0.0
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where somebody scanned a QR code: a desk, a unit or a procedure (its id) of the department."""

    key: str
    name: str
    unit: str | None
    procedure: str | None


class FeedbackDraft(BaseModel):
    """A feedback that a person is still writing; kept in the dialogue until sent or dropped.

    `messages` are the rows in which it was told; `consent_text` is what was shown and `consent_answer` what
    the person said to it. `file_messages` are the rows of messages with files, `file_count` the files in
    them, `album` the album last added. `via` is the entry point whose QR code was scanned, `place` its name.
    `interrupted`: something else was served since. `editing`: one part is being changed, then the summary
    follows again.
    """

    model_config = ConfigDict(extra="forbid")

    step: str
    kind: str = "phan_anh"
    text: str = ""
    procedure: str | None = None
    guess: str | None = None
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    consent_at: datetime | None = None
    consent_text: str | None = None
    consent_answer: str | None = None
    messages: list[int] = []
    file_messages: list[int] = []
    file_count: int = 0
    album: str | None = None
    via: str | None = None
    place: str | None = None
    anonymous: bool = False
    interrupted: bool = False
    editing: bool = False


class CaseStep(BaseModel):
    """What a person is doing with a case that they have sent; kept in the dialogue between messages.

    `name`: digits (the second factor is asked for, `then` is what it is for), add, comment (`then` is the
    rating given), reopen, withdraw. `code` is "" while it is still asked which case is meant. `text` is what
    was typed so far, `messages` the rows of the messages with it and with `file_count` files; `unasked`: taken
    from a message that may have meant something else. `interrupted`: something else was served since.
    """

    model_config = ConfigDict(extra="forbid")

    name: Literal["digits", "add", "comment", "reopen", "withdraw"]
    code: str = ""
    then: str = ""
    text: str = ""
    messages: list[int] = []
    file_count: int = 0
    album: str | None = None
    unasked: bool = False
    interrupted: bool = False


class Dialogue(BaseModel):
    """The state of one conversation between turns; stored as JSON with the conversation.

    `offered` are the procedures of a clarifying question still open, in the order shown; `asked` is
    the facet that the person wanted when the question was put. `unanswered` is the last question asked,
    `files` the rows of messages with files that came before a feedback was begun. `data` is what was asked
    last about one's own data. `identity`: see `handlers.identity`. `due` names the due date told last, of
    which a reminder can be asked for (`handlers.reminders`). `proven` are codes of cases of other
    conversations for which the second factor was given, and until when that holds. `place` is the entry
    point by which the person came, for the next feedback that is begun. `gathered` is what was written for a
    case and not sent, while something else is done with one. `album` is the one (its id) whose
    first picture went to a case (its code): the others follow.
    """

    model_config = ConfigDict(extra="ignore")

    greeted: bool = False
    code: str | None = None
    facet: str | None = None
    history: list[str] = []
    offered: list[str] = []
    asked: str | None = None
    tries: int = 0
    topic: str | None = None
    unanswered: str | None = None
    draft: FeedbackDraft | None = None
    files: list[int] = []
    pending: str | None = None
    data: DataStep | None = None
    identity: str | None = None
    due: str | None = None
    case_step: CaseStep | None = None
    gathered: CaseStep | None = None
    place: Place | None = None
    proven: dict[str, datetime] = {}
    album: tuple[str, str] | None = None
    updated_at: datetime | None = None


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


@dataclass
class Turn:
    """One message being answered. Handlers change `dialogue`, append to `replies`, set `outcome`.

    `now` is aware and in Vietnam time. `message_id` is the row of the incoming message. `forget`
    asks the inbox to blank the stored text of this message (accusations are not kept), `drop_files` to
    remove its files only; `keep_as` is what to store in the place of what was typed (digits that open a
    case are masked). `settled` are the rows of messages gathered for a case that were handed in or dropped.
    """

    incoming: Incoming
    dialogue: Dialogue
    now: datetime
    kb: Knowledge
    settings: Settings
    desk: Desk | None = None
    message_id: int | None = None
    replies: list[Reply] = field(default_factory=list)
    outcome: Outcome | None = None
    forget: bool = False
    drop_files: bool = False
    keep_as: str | None = None
    settled: list[int] = field(default_factory=list)

    def say(self, html: str, buttons: Sequence[Button] = ()) -> None:
        """Append a reply."""
        self.replies.append(Reply(html.strip(), tuple(buttons)))
