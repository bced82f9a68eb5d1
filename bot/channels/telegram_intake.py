"""Taking in one Telegram update: its file fetched and kept, its row written, its button acknowledged."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import structlog
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.channels.receive import take_in
from bot.channels.telegram_updates import Remote, read
from bot.clock import Clock
from bot.delivery.inbox import Inbox
from bot.files import FileRefused, Files
from bot.turns import IncomingFile

TELEGRAM_MEGABYTES = 20
"""Largest file that a bot may fetch (core.telegram.org/bots/api#getfile)."""

FETCH_SECONDS = 40.0
"""Longest wait for one file; a webhook must answer within 60 seconds."""

FETCH_TRIES = 2

log = structlog.get_logger(__name__)


class Intake:
    """Turns raw updates into rows of the inbox."""

    def __init__(self, bot: Bot, inbox: Inbox, files: Files, clock: Clock, max_megabytes: int) -> None:
        self._bot = bot
        self._inbox = inbox
        self._files = files
        self._clock = clock
        self._max_bytes = min(max_megabytes, TELEGRAM_MEGABYTES) * 1024 * 1024

    async def take(self, raw: Any) -> None:
        """Take one update in; when this returns it may be confirmed to Telegram.

        Raises SQLAlchemyError or OSError when it could not be written: Telegram must send it again.
        """
        found = read(raw, self._bot, self._clock())
        if found is None:
            return
        incoming = found.incoming
        if found.remote is not None:
            kept, problem = await self._fetch(found.remote)
            incoming = replace(incoming, files=(kept,) if kept else (), problem=problem)
        await take_in(self._inbox, self._files, incoming)
        if found.query_id is not None:
            await self._acknowledge(found.query_id)

    async def _fetch(self, remote: Remote) -> tuple[IncomingFile | None, str | None]:
        """The file, kept; or why there is none. A message never fails because of its file."""
        if (remote.size or 0) > self._max_bytes:
            return None, "file_too_large"
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                data = await self._download(remote.file_id)
            return await self._files.keep(remote.name, data, remote.mime), None
        except FileRefused as refused:
            return None, refused.problem
        except BadRequest as error:
            return None, "file_too_large" if "too big" in error.message.lower() else "file_unavailable"
        except (TelegramError, TimeoutError, OSError) as error:
            log.warning("telegram file not fetched", reason=type(error).__name__)
            return None, "file_unavailable"

    async def _download(self, file_id: str) -> bytes:
        for left in reversed(range(FETCH_TRIES)):
            try:
                file = await self._bot.get_file(file_id)
                return bytes(await file.download_as_bytearray())
            except BadRequest:
                raise
            except TelegramError:
                if not left:
                    raise
                await asyncio.sleep(1)
        raise AssertionError("unreachable")

    async def _acknowledge(self, query_id: str) -> None:
        """Stop the clock that Telegram shows on a pressed button; too late for it does no harm."""
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            log.info("telegram button not acknowledged", reason=type(error).__name__)
