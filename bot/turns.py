"""The words that channels and handlers share: what comes in, what goes out, one turn between them.

A channel makes an `Incoming` from its wire format and shows a `Reply` in its own. A handler gets a
`Turn` and says replies into it. Neither knows the other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from bot.desk import Desk
from bot.dialogue import Dialogue
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
