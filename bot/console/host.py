"""What the console needs of the running service (`bot.app.App` has it)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.config import Environment, Settings
    from bot.feedback.lifecycle import Lifecycle
    from bot.store.db import Store
    from knowledge.base import Knowledge


class ReceivedFiles(Protocol):
    """Where received files lie."""

    def open(self, path: str) -> Path:
        """The real place of a kept file. Raises when it lies outside of the folder or is gone."""

    def discard(self, paths: Sequence[str]) -> None:
        """Remove kept files."""


class Outbox(Protocol):
    """The sender of queued messages."""

    def wake(self) -> None:
        """There is something to send."""


class Live(Protocol):
    """Wakes those who wait for messages of a conversation."""

    def publish(self, conversation_id: int) -> None:
        """There may be something new."""


class Host(Protocol):
    """The parts of the service that pages use."""

    @property
    def settings(self) -> Settings:
        """The department's settings."""

    @property
    def env(self) -> Environment:
        """Addresses and secrets."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def kb(self) -> Knowledge:
        """The procedures and the calendar."""

    @property
    def lifecycle(self) -> Lifecycle:
        """Takes the steps of cases."""

    @property
    def files(self) -> ReceivedFiles:
        """Received files."""

    @property
    def outbox(self) -> Outbox:
        """The sender."""

    @property
    def live(self) -> Live:
        """Bells of conversations."""
