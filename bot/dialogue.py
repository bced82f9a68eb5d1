"""The state of one conversation between turns, stored as JSON with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.own_data import DataStep


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
