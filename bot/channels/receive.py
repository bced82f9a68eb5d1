"""Handing a message over to the inbox."""

from __future__ import annotations

from bot.delivery.inbox import Inbox
from bot.files import Files
from bot.turns import Incoming


async def take_in(inbox: Inbox, files: Files, incoming: Incoming) -> int | None:
    """The id of the new message; None when it was taken in before, and the files kept with it now are removed."""
    message_id = await inbox.accept(incoming)
    if message_id is None:
        files.discard([path for file in incoming.files for path in file.paths])
    return message_id
