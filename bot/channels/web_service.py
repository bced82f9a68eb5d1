"""What the web chat needs of the running service; `bot.app.App` has it all."""

from __future__ import annotations

from typing import Protocol

from bot.clock import Clock
from bot.config import Settings
from bot.delivery.inbox import Inbox
from bot.delivery.lanes import Lanes
from bot.delivery.live import Live
from bot.files import Files
from bot.store.db import Store


class WebService(Protocol):
    """The parts of the service that the web chat uses."""

    @property
    def settings(self) -> Settings:
        """The settings of the department."""

    @property
    def clock(self) -> Clock:
        """What time it is."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def files(self) -> Files:
        """Where received files are kept."""

    @property
    def inbox(self) -> Inbox:
        """Takes incoming messages."""

    @property
    def lanes(self) -> Lanes:
        """Handles them."""

    @property
    def live(self) -> Live:
        """Wakes whoever waits for a conversation."""
