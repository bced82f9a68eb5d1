"""What is kept about one conversation, as its person reads it, and what they can have done with it.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4; NĐ 356/2025/NĐ-CP, Điều 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

Request = Literal["view", "correct", "withdraw", "erase"]
Part = Literal["name", "phone", "address"]

PARTS: tuple[Part, ...] = ("name", "phone", "address")


class DataStep(BaseModel):
    """What was asked last about one's own data, until it is answered; kept in the dialogue.

    `part`, `code` and `value` belong to "correct": what is changed in which case to what.
    """

    model_config = ConfigDict(extra="ignore")

    wish: Literal["erase", "withdraw", "correct"]
    code: str | None = None
    part: Part | None = None
    value: str | None = None


@dataclass(frozen=True)
class OwnCase:
    """A case with everything the person gave and was told; kind and state in words."""

    code: str
    kind: str
    state: str
    received: date
    due_on: date | None
    name: str | None
    phone: str | None
    address: str | None
    text: str
    replies: tuple[str, ...]
    rating: str | None
    comment: str | None
    files: tuple[str, ...]
    published: bool

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the contact that the case holds."""
        return tuple(part for part in PARTS if getattr(self, part))


@dataclass(frozen=True)
class OwnConsent:
    """A consent: for what, to which words, the answer, when given and taken back."""

    purpose: str
    text: str
    answer: str
    given: datetime
    withdrawn: datetime | None


@dataclass(frozen=True)
class OwnReminder:
    """A day of which the person asked to be reminded."""

    procedure: str
    due_on: date
    state: str


@dataclass(frozen=True)
class OwnMessage:
    """One message of the conversation; `who` in words."""

    at: datetime
    who: str
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class OwnData:
    """Everything kept about a conversation. `messages` are filled only for a copy to take away."""

    since: date
    shown_name: str | None
    message_count: int
    file_count: int
    cases: tuple[OwnCase, ...]
    consents: tuple[OwnConsent, ...]
    reminders: tuple[OwnReminder, ...]
    messages: tuple[OwnMessage, ...] = ()


@dataclass(frozen=True)
class Reach:
    """What a request would take away and what would stay, each a phrase with its reason."""

    erased: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class DataReceipt:
    """A request that the office has received. `again`: it had been received before and is not done yet."""

    code: str
    answer_by: date | None
    done_by: date | None
    kept: tuple[str, ...]
    again: bool


class DataDesk(Protocol):
    """Where handlers reach the data of the conversation of one turn."""

    async def shown(self) -> OwnData:
        """What is kept."""

    async def link(self) -> str | None:
        """A short-lived address where the copy can be fetched; None where messages are the only way."""

    async def reach(self, wanted: Request) -> Reach:
        """What a request to erase or to take back a consent would do now."""

    async def request(self, wanted: Request) -> DataReceipt:
        """Hand a request to the office; taking back a consent holds from now on."""

    async def correct(self, code: str, part: Part, value: str) -> str | None:
        """Change a part of the contact of an own case; why not, as a sentence, when that cannot be."""

    async def own(self) -> Sequence[OwnCase]:
        """The cases of the conversation, newest first."""
