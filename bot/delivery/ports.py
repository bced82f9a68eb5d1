"""What delivery asks of a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.turns import Button


class ChannelError(Exception):
    """A message could not be sent.

    `permanent`: trying again is useless (blocked, chat gone). `retry_after`: seconds the channel asks
    to wait. `maybe_sent`: the call may have reached the person (a time-out after sending).
    """

    def __init__(
        self, reason: str, *, permanent: bool = False, retry_after: float | None = None, maybe_sent: bool = False
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent


@dataclass(frozen=True)
class Outgoing:
    """One message to send: markup (`bot.markup`) and buttons for one conversation of a channel."""

    message_id: int
    conversation: str
    html: str
    buttons: tuple[Button, ...] = ()


class Channel(Protocol):
    """A way to people. `seconds_per_message`: least pause between two messages of one conversation.

    A channel with `pulls` true has clients that fetch their messages (web, terminal): the outbox does
    not call `send` for it.
    """

    name: str
    account: str
    pulls: bool
    seconds_per_message: float

    async def send(self, message: Outgoing) -> list[str]:
        """Deliver one message and return its ids on the channel. Raises ChannelError."""

    async def start(self) -> None:
        """Begin to receive. Returns soon; being unreachable is retried in the background."""

    async def stop(self) -> None:
        """Stop receiving and give everything back."""
