"""What the office's commands share: settings, database, one transaction, and errors as exit code 2."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.config import Settings
    from bot.feedback.actors import Actor
    from bot.store.db import Store

Config = Annotated[Path, typer.Option("--config", help="Tệp cấu hình.")]
DEFAULT_CONFIG = Path("config.toml")


class Office:
    """The settings and the open database of one command."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store


@asynccontextmanager
async def opened(config: Path) -> AsyncIterator[Office]:
    """The office of a configuration file. A SQLite database is brought up to date, as `run` does."""
    from bot.config import environment, load
    from bot.store import migrate
    from bot.store.db import Store, StoreError
    from bot.store.units import sync_units

    settings, env = load(config), environment()
    store = Store(env.database_url)
    try:
        if store.sqlite:
            await migrate.upgrade(store)
        elif not await migrate.is_current(store):
            raise StoreError("Cơ sở dữ liệu chưa đúng phiên bản của chương trình. Hãy chạy: python -m bot migrate")
        async with store.write() as session:
            await sync_units(session, settings)
        yield Office(settings, store)
    finally:
        await store.close()


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command's work; what the person can mend is told on stderr with exit code 2."""
    import asyncio

    from sqlalchemy.exc import DBAPIError

    from bot.config import ConfigError
    from bot.console.accounts import AccountError
    from bot.feedback.entry_points import EntryPointError
    from bot.feedback.refused import StepRefused
    from bot.store.db import StoreError
    from knowledge.calendar import CalendarError
    from knowledge.tomlfile import TomlError

    try:
        asyncio.run(work)
    except (ConfigError, StoreError, AccountError, StepRefused, EntryPointError, TomlError, CalendarError) as error:
        refuse(str(error))
    except (DBAPIError, OSError) as error:
        refuse(f"không dùng được cơ sở dữ liệu hoặc tệp: {error}")


def refuse(text: str) -> NoReturn:
    """Tell what is wrong and end with exit code 2."""
    typer.echo(f"Lỗi: {text}", err=True)
    raise typer.Exit(2)


async def acting(session: AsyncSession, login: str | None) -> Actor:
    """Who acts: the person of the office with this login, or the administrator of the machine."""
    from bot.console import accounts
    from bot.feedback.actors import Actor

    if login is None:
        return Actor("admin")
    staff = await accounts.find(session, login)
    if staff is None or staff.disabled_at is not None:
        raise accounts.AccountError(f"Không có cán bộ «{login}» đang dùng.")
    return Actor.of(staff)
