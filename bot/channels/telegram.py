"""The Telegram channel: one bot, by long polling or webhook.

python-telegram-bot is the typed parser and sender; its queue, jobs and persistence live in memory
and are not used (messages in them are lost with the process).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import suppress

import structlog
from starlette.routing import BaseRoute
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels import telegram_webhook as webhook
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_poll import LONGEST_PAUSE, Poller
from bot.channels.telegram_send import GROUP_PAUSE, Sender
from bot.channels.telegram_updates import ACCOUNT, NAME, WANTED
from bot.clock import Clock
from bot.config import Environment, Settings
from bot.delivery.inbox import Inbox
from bot.delivery.ports import Outgoing
from bot.files import Files

CONNECTIONS = 16
"""Connections for sending: twice what the outbox and the updates use at once."""

POLL_CONNECTIONS = 8
"""More than the one needed: a poll torn down in flight can block a pool of one for ever."""

STOP_SECONDS = 10.0

# Makes RetryAfter.retry_after a timedelta; without it PTB 22 warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

log = structlog.get_logger(__name__)


class TelegramChannel:
    """Telegram as delivery sees it. Raises ValueError when no token is set."""

    name = NAME
    account = ACCOUNT
    pulls = False

    def __init__(
        self,
        settings: Settings,
        env: Environment,
        inbox: Inbox,
        files: Files,
        clock: Clock,
        *,
        seconds_per_message: float = 1.0,
        seconds_per_group_message: float = GROUP_PAUSE,
    ) -> None:
        if not env.telegram_token:
            raise ValueError("TELEGRAM_TOKEN is not set")
        self.seconds_per_message = seconds_per_message
        base = env.telegram_base_url
        self._settings = settings
        self._secret = webhook.secret_token(env.secret_key, env.telegram_token)
        self._request = HTTPXRequest(connection_pool_size=CONNECTIONS, pool_timeout=10, read_timeout=20)
        self._poll_request = HTTPXRequest(connection_pool_size=POLL_CONNECTIONS, pool_timeout=10)
        self._bot = Bot(
            env.telegram_token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._poll_request,
        )
        self._intake = Intake(self._bot, inbox, files, clock, settings.files.max_megabytes)
        self._poller = Poller(self._poll_request, f"{base}/bot{env.telegram_token}/getUpdates", self._intake.take)
        self._sender = Sender(self._bot, seconds_per_message, seconds_per_group_message)
        self._task: asyncio.Task[None] | None = None

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook, when the settings ask for it."""
        if self._settings.telegram.mode != "webhook":
            return []
        return [webhook.route(self._secret, self._intake.take)]

    async def send(self, message: Outgoing) -> list[str]:
        """Send one message, in parts when it is long. Raises ChannelError."""
        return await self._sender.send(message)

    async def start(self) -> None:
        """Begin to receive in the background; everything else runs while Telegram is out of reach."""
        self._task = asyncio.create_task(self._receive(), name="telegram")

    async def stop(self) -> None:
        """Stop receiving; what is not confirmed Telegram sends again."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self._poller.finish(STOP_SECONDS)
        await self._poll_request.shutdown()
        await self._request.shutdown()

    async def _receive(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._prepare()
                break
            except TelegramError as error:
                # Only the name: the text of a refused token holds the token.
                log.warning("telegram not reachable", reason=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        log.info("telegram connected", mode=self._settings.telegram.mode)
        if self._settings.telegram.mode == "polling":
            await self._poller.run()

    async def _prepare(self) -> None:
        await self._bot.initialize()
        if self._settings.telegram.mode == "webhook":
            await self._bot.set_webhook(
                self._settings.web.public_url + webhook.PATH, secret_token=self._secret, allowed_updates=WANTED
            )
        else:
            await self._bot.delete_webhook(drop_pending_updates=False)
