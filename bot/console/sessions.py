"""Signed-in browsers. The token lives in the cookie only; the database keeps its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import SignIn
from bot.store.db import Store
from bot.store.models import Staff, StaffSession

TOKEN_BYTES = 32
_TOUCH = timedelta(seconds=60)
"""How stale the time of the last visit may get before it is written again."""


def token_hash(token: str) -> str:
    """What the database keeps of a random token. It has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def start(session: AsyncSession, staff: Staff, limits: SignIn, now: datetime) -> str:
    """Begin a session and return its token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = StaffSession(
        token_hash=token_hash(token),
        staff_id=staff.id,
        csrf=secrets.token_urlsafe(TOKEN_BYTES),
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=limits.session_hours),
    )
    session.add(row)
    await session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
    return token


async def find(store: Store, token: str, limits: SignIn, now: datetime) -> StaffSession | None:
    """The live session of a token: not ended, not idle too long, not too old, its staff not disabled."""
    async with store.read() as session:
        row = await session.scalar(select(StaffSession).where(StaffSession.token_hash == token_hash(token)))
    if row is None or row.staff.disabled_at is not None:
        return None
    if now >= row.expires_at or now - row.seen_at >= timedelta(minutes=limits.idle_minutes):
        return None
    if now - row.seen_at >= _TOUCH:
        async with store.write() as session:
            live = await session.get(StaffSession, row.id)
            if live is None:
                return None
            live.seen_at = now
    return row


async def end(session: AsyncSession, row: StaffSession) -> None:
    """Sign out."""
    await session.execute(delete(StaffSession).where(StaffSession.id == row.id))


async def end_all(session: AsyncSession, staff: Staff) -> None:
    """End every session of a person: their password changed or they were disabled."""
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
