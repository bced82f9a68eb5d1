"""Removing files that no row names: left by a crash, or by a case whose files are no longer kept."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from bot.files import Files
from bot.store.db import Store
from bot.store.models import Attachment

YOUNG = timedelta(hours=1)
"""A file is written before its row; a younger one may still get it."""

_AT_ONCE = 400


async def sweep(store: Store, files: Files, now: datetime) -> list[str]:
    """Remove the files without a row; returns their paths."""
    old = await asyncio.to_thread(files.older, now - YOUNG)
    loose: list[str] = []
    for at in range(0, len(old), _AT_ONCE):
        part = old[at : at + _AT_ONCE]
        wanted = select(Attachment.path, Attachment.shown_path).where(
            or_(Attachment.path.in_(part), Attachment.shown_path.in_(part))
        )
        async with store.read() as session:
            known = {path for row in await session.execute(wanted) for path in row}
        loose += [path for path in part if path not in known]
    await asyncio.to_thread(files.discard, loose)
    return loose
