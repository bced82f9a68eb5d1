"""Fetching updates by long polling. An update is confirmed only when its row has been written.

Updates of one chat are taken in one after the other, chats beside each other: a slow file of one
person keeps nobody else waiting. Telegram keeps what is not confirmed, so no place is remembered.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError
from telegram.request import BaseRequest

from bot.channels.telegram_updates import WANTED

LONG_POLL = 30
"""Seconds that Telegram may hold a call open (50 at most)."""

STEP = 0.5
"""Seconds to wait for updates being taken in before looking for more."""

TROUBLE_PAUSE = 2.0
LONGEST_PAUSE = 60.0

log = structlog.get_logger(__name__)

Take = Callable[[Any], Awaitable[None]]


class Poller:
    """The polling loop of one bot. `address` is the URL of getUpdates."""

    def __init__(self, request: BaseRequest, address: str, take: Take) -> None:
        self._request = request
        self._address = address
        self._take = take
        self._open: dict[int, asyncio.Task[bool]] = {}
        self._finished: set[int] = set()
        self._last_of_chat: dict[str, asyncio.Task[bool]] = {}

    async def run(self) -> None:
        """Fetch until cancelled; being out of reach is waited out."""
        offset, pause = 0, 1.0
        while True:
            try:
                updates = await self._fetch(offset, 0 if self._open else LONG_POLL)
                pause = 1.0
            except TelegramError as error:
                log.warning("telegram not reachable", reason=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                continue
            offset = await self._work_on(updates)

    async def finish(self, seconds: float) -> None:
        """Let what is being taken in end, at most `seconds`; the rest comes again after a restart."""
        tasks = list(self._open.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _fetch(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        # The answer is read raw: PTB's own get_updates fails as a whole on one update it does not know.
        query = {"offset": offset, "timeout": seconds, "limit": 100, "allowed_updates": json.dumps(WANTED)}
        updates = await self._request.post(f"{self._address}?{urlencode(query)}", read_timeout=seconds + 10)
        return [update for update in updates if isinstance(update, dict)] if isinstance(updates, list) else []

    async def _work_on(self, updates: list[dict[str, Any]]) -> int:
        """Begin what is new, wait a little; returns the offset that confirms all that has been taken in."""
        ids = [int(update["update_id"]) for update in updates]
        for number, update in zip(ids, updates, strict=True):
            if number not in self._open and number not in self._finished:
                self._begin(number, update)
        if self._open:
            await asyncio.wait(self._open.values(), timeout=STEP)
        await self._settle()
        waiting = [number for number in ids if number not in self._finished]
        if waiting:
            return min(waiting)
        self._finished.intersection_update(self._open)
        # 0 asks for whatever is not confirmed: after a quiet week Telegram may start from lower numbers.
        return max(ids) + 1 if ids else 0

    def _begin(self, number: int, update: dict[str, Any]) -> None:
        chat = _chat(update)
        task = asyncio.create_task(self._one(update, self._last_of_chat.get(chat)), name="telegram-update")
        self._open[number] = self._last_of_chat[chat] = task

    async def _one(self, update: dict[str, Any], earlier: asyncio.Task[bool] | None) -> bool:
        """Whether the update was taken in. One that failed holds back the later ones of its chat."""
        if earlier is not None and not await earlier:
            return False
        try:
            await self._take(update)
        except (SQLAlchemyError, OSError) as error:
            log.error("telegram update not written, will come again", reason=type(error).__name__)
            return False
        return True

    async def _settle(self) -> None:
        done = {number: task for number, task in self._open.items() if task.done()}
        for number, task in done.items():
            del self._open[number]
            if task.result():
                self._finished.add(number)
        self._last_of_chat = {chat: task for chat, task in self._last_of_chat.items() if not task.done()}
        if not all(task.result() for task in done.values()):
            await asyncio.sleep(TROUBLE_PAUSE)


def _chat(update: dict[str, Any]) -> str:
    """What keeps updates in order: the chat, for a button press as for a message."""
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else update.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    return str(chat.get("id")) if isinstance(chat, dict) else ""
