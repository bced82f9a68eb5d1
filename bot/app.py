"""The one place where real parts meet: settings and environment -> a running service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from bot import errors, guard, health, privacy, retention, sweep
from bot.channels import web, web_my_data
from bot.channels.telegram import TelegramChannel
from bot.channels.web_input import MAX_FILES
from bot.clock import Clock, utc_now
from bot.config import Environment, Settings
from bot.console import accounts
from bot.console import routes as console
from bot.delivery.inbox import Inbox
from bot.delivery.lanes import Lanes
from bot.delivery.live import Live
from bot.delivery.outbox import Outbox
from bot.delivery.ports import Channel
from bot.delivery.work import Assistant, MakeDesk
from bot.feedback.closing import Closing
from bot.feedback.desk import SqlDesk
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.redating import Redating
from bot.feedback.reminding import Reminding
from bot.feedback.shift import Shift
from bot.feedback.warnings import Warnings
from bot.files import Files
from bot.metrics import Metrics
from bot.public import routes as public
from bot.rounds import Job, Rounds
from bot.store import migrate
from bot.store.db import Store, StoreError
from bot.store.units import sync_units
from handlers import dispatch
from knowledge.base import Knowledge, load_knowledge
from knowledge.understand import Thresholds

OUT_OF_DATE = "Cơ sở dữ liệu chưa đúng phiên bản của chương trình. Hãy chạy: python -m bot migrate"

MEGABYTE = 1024 * 1024
MINUTE = 60.0
HOUR = 3600.0


class App:
    """The service: web chat, console and what is configured beside them, on one database.

    `asgi` serves HTTP between `start()` and `stop()`. `first_link` is, after a start without any
    administrator, the one-time link for the first one.
    """

    def __init__(
        self, settings: Settings, env: Environment, clock: Clock = utc_now, kb: Knowledge | None = None
    ) -> None:
        self.settings = settings
        self.env = env
        self.clock = clock
        self.kb = kb or load_knowledge(
            thresholds=thresholds(settings), neighbours_file=settings.understanding.neighbours
        )
        self._office = settings if env.telegram_token else settings.without_staff_group()
        self.lifecycle = Lifecycle(self._office, self.kb.calendar)
        self.metrics = Metrics()
        self.store = Store(env.database_url)
        self.files = Files(env.files, settings.files)
        self.live = Live()
        self.channels: dict[tuple[str, str], Channel] = {}
        self.outbox = Outbox(self.store, self.channels, clock, self.live, metrics=self.metrics, sole=self.store.sqlite)
        self.lanes = Lanes(self.store, self._assistant(), clock, self.live, self.outbox, self.metrics)
        self.inbox = Inbox(self.store, self.lanes, clock)
        self.telegram = self._telegram()
        for channel in (web.WebChannel(), self.telegram):
            if channel is not None:
                self.channels[channel.name, channel.account] = channel
        self.rounds = Rounds(self._jobs())
        self.asgi = self._asgi()
        self.first_link: str | None = None

    async def start(self) -> None:
        """Bring the database up, then answer, send and receive. Raises StoreError.

        A SQLite database is migrated here. One of PostgreSQL, shared by replicas of maybe two versions,
        only by the command `migrate`.
        """
        if self.store.sqlite:
            await migrate.upgrade(self.store)
        elif not await migrate.is_current(self.store):
            raise StoreError(OUT_OF_DATE)
        await self.store.check()
        async with self.store.write() as session:
            await sync_units(session, self.settings)
            self.first_link = await accounts.first_administrator(session, self.settings.web.public_url, self.clock())
        await self.outbox.start()
        await self.lanes.start()
        for channel in self.channels.values():
            await channel.start()
        await self.rounds.start()

    async def stop(self) -> None:
        """Receive no more, finish what is under way, give everything back. Also after a failed start."""
        await self.rounds.stop()
        for channel in self.channels.values():
            await channel.stop()
        await self.lanes.stop()
        await self.outbox.stop()
        await self.store.close()

    def _jobs(self) -> list[Job]:
        """What is done by the clock. Dates are put right before anybody is told of them."""
        shift = Shift(self.store, self._office, self.kb.calendar, self.clock)
        return [
            Job("redating", 10 * MINUTE, self._then_send(Redating(shift).run)),
            Job("reminding", MINUTE, self._then_send(Reminding(shift, self.kb.catalog).run)),
            Job("warnings", 5 * MINUTE, self._then_send(Warnings(shift).run)),
            Job("closing", 10 * MINUTE, self._then_send(Closing(shift).run)),
            Job("privacy", HOUR, self._privacy),
            Job("files", HOUR / 6, self._files),
            Job("retention", 24 * HOUR, self._retention),
        ]

    def _then_send(self, work: Callable[[], Awaitable[set[int]]]) -> Callable[[], Awaitable[None]]:
        """The work of a job, and then the sending of what it queued in conversations."""

        async def run() -> None:
            queued = await work()
            if queued:
                self.outbox.wake()
            for conversation_id in queued:
                self.live.publish(conversation_id)

        return run

    async def _privacy(self) -> None:
        await privacy.finish(self.store, self.files, self.lifecycle, self.clock(), self.env.var)

    async def _retention(self) -> None:
        rules = self.settings.retention
        async for _ in retention.run(self.store, self.files, self.lifecycle, rules, self.clock(), dry=False):
            pass

    async def _files(self) -> None:
        await sweep.sweep(self.store, self.files, self.clock())
        # What a case has been made to forget must not stand in the write-ahead log either.
        await self.store.wipe()

    def _assistant(self) -> Assistant:
        return Assistant(
            handle=dispatch.handle,
            failed=dispatch.failed,
            make_desk=self._make_desk(),
            kb=self.kb,
            settings=self.settings,
            discard=self.files.discard,
        )

    def _make_desk(self) -> MakeDesk:
        notices = self.env.telegram_token is not None
        # A case is received when its message came in, even if a restart lay between that and the turn.
        return lambda session, conversation, message: SqlDesk(
            session,
            conversation,
            self.settings,
            self.kb,
            message.created_at,
            message,
            staff_notices=notices,
            secret_key=self.env.secret_key,
        )

    def _telegram(self) -> TelegramChannel | None:
        if self.env.telegram_token is None:
            return None
        return TelegramChannel(self.settings, self.env, self.inbox, self.files, self.clock)

    def _asgi(self) -> Starlette:
        routes: list[BaseRoute] = [
            *health.routes(self.store, self.metrics),
            *web.routes(self),
            *web_my_data.routes(self),
            *public.routes(self),
            *console.routes(self),
        ]
        if self.telegram is not None:
            routes += self.telegram.routes()
        # One file more than a request may carry, so that the chat itself can say which one was too large.
        upload = ((MAX_FILES + 1) * self.settings.files.max_megabytes + 1) * MEGABYTE
        layers = [
            Middleware(guard.SecurityHeaders, https=self.settings.web.public_url.startswith("https://")),
            Middleware(errors.NeutralErrors),
            Middleware(guard.BodyLimit, upload_bytes=upload),
        ]
        return Starlette(routes=routes, middleware=layers, exception_handlers={HTTPException: errors.http_error})


def thresholds(settings: Settings) -> Thresholds:
    """When to be sure, as the settings say."""
    wanted = settings.understanding
    return Thresholds(wanted.min_score, wanted.min_gap, wanted.clarify_score, wanted.max_options)
