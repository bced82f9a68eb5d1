"""The daily round that takes away what has been kept long enough, and the same as a dry run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Retention
from bot.feedback import expiry, retention
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.retention import Due
from bot.files import Files
from bot.store.db import Store

BATCH = 50
"""Records of one transaction; other writers wait for no more."""


async def run(
    store: Store, files: Files, lifecycle: Lifecycle, rules: Retention, now: datetime, *, dry: bool
) -> AsyncIterator[Due]:
    """Take away what is due and name each record; `dry` only names them."""
    gone = False
    for record_class in retention.CLASSES:
        last = 0
        while True:
            paths: list[str] = []
            done: list[Due] = []
            async with _session(store, dry=dry) as session:
                batch = await retention.due(session, record_class, rules, now, last, BATCH)
                for record in batch:
                    if dry or await _expired(session, lifecycle, rules, record, now, paths):
                        done.append(record)
            await asyncio.to_thread(files.discard, paths)
            for record in done:
                yield record
            gone = gone or (bool(done) and not dry)
            if not batch:
                break
            last = batch[-1].row
    if gone:
        await store.wipe()


def _session(store: Store, *, dry: bool) -> AbstractAsyncContextManager[AsyncSession]:
    return store.read() if dry else store.write()


async def _expired(
    session: AsyncSession, lifecycle: Lifecycle, rules: Retention, record: Due, now: datetime, paths: list[str]
) -> bool:
    try:
        async with session.begin_nested():
            paths += await expiry.expire(session, lifecycle, rules, record, now)
    except StepRefused:
        # Another replica, or somebody of the office, was faster.
        return False
    return True
