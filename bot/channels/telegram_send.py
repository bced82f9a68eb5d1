"""Sending to Telegram: the markup as its HTML, cut to its limits, its errors told as ours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import httpx
import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot import markup
from bot.delivery.ports import ChannelError, Outgoing
from bot.turns import Button

MAX_TEXT = 4000
"""UTF-16 units of visible text in one message: Telegram takes 4096, the rest is for what is counted differently."""

SHORT_LABEL = 16
"""Two labels of at most this many characters stand side by side on a phone."""

MAX_BUTTONS = 100

GROUP_PAUSE = 3.0
"""Seconds between messages to a group: Telegram takes 20 a minute (core.telegram.org/bots/faq)."""

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NEVER_SENT = (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ConnectError)

log = structlog.get_logger(__name__)


class Sender:
    """Sends messages part by part. `pause`: seconds between two messages of one private chat."""

    def __init__(self, bot: Bot, pause: float, group_pause: float) -> None:
        self._bot = bot
        self._pause = pause
        self._group_pause = group_pause
        self._moved: dict[str, str] = {}
        self._group_free_at: dict[str, float] = {}
        # Ids of the parts already sent of messages whose later part failed: a retry goes on from there.
        self._begun: dict[int, list[str]] = {}

    async def send(self, message: Outgoing) -> list[str]:
        """Send all parts and return their ids. Raises ChannelError."""
        parts = markup.split(message.html, MAX_TEXT)
        ids = self._begun.pop(message.message_id, [])
        try:
            for index in range(len(ids), len(parts)):
                if ids:
                    await asyncio.sleep(self._pause)
                buttons = message.buttons if index == len(parts) - 1 else ()
                ids.append(await self._part(message.conversation, parts[index], buttons))
        except ChannelError as error:
            if ids and not error.permanent:
                self._begun[message.message_id] = ids
            raise
        return ids

    async def _part(self, chat: str, html: str, buttons: Sequence[Button]) -> str:
        chat = self._moved.get(chat, chat)
        await self._wait_for_group(chat)
        try:
            return await self._call(chat, html, buttons)
        except ChatMigrated as moved:
            log.warning("telegram group has a new id: set telegram.staff_chat", chat=chat, new=moved.new_chat_id)
            self._moved[chat] = str(moved.new_chat_id)
            return await self._part(chat, html, buttons)
        except TelegramError as error:
            raise _told(error) from error

    async def _call(self, chat: str, html: str, buttons: Sequence[Button]) -> str:
        try:
            return await self._message(chat, html, ParseMode.HTML, buttons)
        except BadRequest as error:
            if "parse entities" not in error.message:
                raise
            log.error("telegram refused the markup, sent as plain text", reason=error.message)
            return await self._message(chat, markup.plain(html), None, buttons)

    async def _message(self, chat: str, text: str, mode: ParseMode | None, buttons: Sequence[Button]) -> str:
        sent = await self._bot.send_message(
            int(chat), text, parse_mode=mode, reply_markup=keyboard(buttons), link_preview_options=_NO_PREVIEW
        )
        return str(sent.message_id)

    async def _wait_for_group(self, chat: str) -> None:
        """Keep the pause between messages to a group (its id is negative)."""
        if not chat.startswith("-"):
            return
        now = asyncio.get_running_loop().time()
        free_at = max(now, self._group_free_at.get(chat, now))
        self._group_free_at[chat] = free_at + self._group_pause
        await asyncio.sleep(free_at - now)


def keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """The buttons one per row, two short ones side by side."""
    rows: list[list[InlineKeyboardButton]] = []
    open_row = False
    for button in buttons[:MAX_BUTTONS]:
        short = len(button.label) <= SHORT_LABEL
        key = InlineKeyboardButton(button.label, callback_data=button.action)
        if short and open_row:
            rows[-1].append(key)
        else:
            rows.append([key])
        open_row = short and len(rows[-1]) == 1
    return InlineKeyboardMarkup(rows) if rows else None


def _told(error: TelegramError) -> ChannelError:
    """What an error of Telegram means for the message."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return ChannelError(
            "telegram: too many messages", retry_after=wait.total_seconds() if isinstance(wait, timedelta) else wait
        )
    if isinstance(error, Forbidden | BadRequest):
        return ChannelError(f"telegram: {error.message}", permanent=True)
    if isinstance(error, TimedOut | NetworkError) and isinstance(error.__cause__, _NEVER_SENT):
        return ChannelError("telegram: no connection")
    if isinstance(error, TimedOut) or isinstance(error.__cause__, httpx.HTTPError):
        return ChannelError("telegram: no answer", maybe_sent=True)
    # The texts of the others may hold the token.
    return ChannelError(f"telegram: {type(error).__name__}")
