"""A conversation in the terminal, through the real inbox and lanes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from bot.channels.web_service import WebService
from bot.delivery.live import fetch
from bot.delivery.ports import Outgoing
from bot.turns import Incoming

WAIT_SECONDS = 30.0
"""How long the terminal waits for its answer; what comes later is shown with the next one."""


class TerminalChannel:
    """The terminal fetches its messages itself."""

    name = "terminal"
    account = "local"
    pulls = True
    seconds_per_message = 0.0

    async def send(self, message: Outgoing) -> list[str]:
        """Not called: the terminal pulls."""
        return []

    async def start(self) -> None:
        """Nothing to receive from."""

    async def stop(self) -> None:
        """Nothing to give back."""


class Talk:
    """One conversation: what is typed goes in, the answers and their buttons come back."""

    def __init__(self, service: WebService, conversation: str) -> None:
        self._service = service
        self._conversation = conversation
        self._seen = 0
        self._choices: list[tuple[str, str]] = []

    async def say(self, line: str) -> list[str]:
        """Send a typed line; a number that stands before a shown button presses it. Returns lines to print."""
        text: str | None = line
        action: str | None = None
        if line.strip().isdecimal() and 1 <= int(line) <= len(self._choices):
            text, action = None, self._choices[int(line) - 1][1]
        message_id = await self._service.inbox.accept(
            Incoming(
                channel=TerminalChannel.name,
                account=TerminalChannel.account,
                conversation=self._conversation,
                external_id=uuid.uuid4().hex,
                received_at=self._service.clock(),
                text=text,
                action=action,
            )
        )
        assert message_id is not None
        await self._service.lanes.wait(message_id, WAIT_SECONDS)
        return await self._answers(message_id)

    async def _answers(self, message_id: int) -> list[str]:
        conversation_id = await self._conversation_id(message_id)
        rows = await fetch(self._service.store, conversation_id, self._seen, now=self._service.clock())
        lines: list[str] = []
        choices: list[tuple[str, str]] = []
        for row in rows:
            self._seen = row.id
            lines += [row.text or "", ""]
            choices += [(button["label"], button["action"]) for button in _buttons(row.buttons)]
        self._choices = choices
        return [*lines, *(f"  {number}. [{label}]" for number, (label, _) in enumerate(choices, 1))]

    async def _conversation_id(self, message_id: int) -> int:
        from bot.store.models import Message

        async with self._service.store.read() as session:
            return (await session.get_one(Message, message_id)).conversation_id


def _buttons(stored: Sequence[Any]) -> Sequence[dict[str, str]]:
    return [dict(button) for button in stored]
