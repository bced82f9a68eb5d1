"""Failed sign-ins are counted by account and by address within a window."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import SignIn
from bot.store.models import SignInTry

_LOGIN_LENGTH = 60
_ADDRESS_LENGTH = 64
_LOCK = 0x5349_474E
"""Key of the PostgreSQL advisory lock; any fixed number serves."""


async def begin(session: AsyncSession, login: str, address: str, limits: SignIn, now: datetime) -> int | None:
    """Count a try before its password is checked and return its id; None when there were too many.

    Counting first keeps tries sent at the same moment from slipping past the limit together.
    """
    login, address = login[:_LOGIN_LENGTH], address[:_ADDRESS_LENGTH]
    await _alone(session)
    since = now - timedelta(minutes=limits.window_minutes)
    await session.execute(delete(SignInTry).where(SignInTry.at < since))
    of_login = await _count(session, SignInTry.login == login)
    of_address = await _count(session, SignInTry.address == address)
    if of_login >= limits.tries_per_account or of_address >= limits.tries_per_address:
        return None
    row = SignInTry(login=login, address=address, at=now)
    session.add(row)
    await session.flush()
    return row.id


async def forget(session: AsyncSession, try_id: int) -> None:
    """The try succeeded: it does not count."""
    await session.execute(delete(SignInTry).where(SignInTry.id == try_id))


async def _alone(session: AsyncSession) -> None:
    """Let one try at a time be counted. SQLite has one writer anyway; replicas on PostgreSQL need a lock."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def _count(session: AsyncSession, condition: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(SignInTry).where(condition)) or 0
