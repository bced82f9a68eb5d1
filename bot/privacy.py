"""Erasing for good: the rows, then the files, then what the database still holds of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.feedback import cases, erasure
from bot.feedback.actors import SYSTEM, Actor
from bot.feedback.erasure_scope import Plan
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.store.db import Store

EXPORTS = "exports"
"""Folder in `var/` for exports that somebody left there; they hold what is erased here."""


class Discarding(Protocol):
    """Where received files lie."""

    def discard(self, paths: Sequence[str]) -> None:
        """Remove kept files."""


async def carry_out(
    store: Store, files: Discarding, lifecycle: Lifecycle, code: str, actor: Actor, now: datetime, var: Path
) -> Plan:
    """Carry out a request to erase or to take back a consent. Raises StepRefused."""
    async with store.write() as session:
        request = await cases.by_code(session, code)
        if request is None:
            raise StepRefused(f"Không có vụ việc «{code}».")
        done = await erasure.erase(session, lifecycle, request, actor, now)
    await asyncio.to_thread(files.discard, done.paths)
    await asyncio.to_thread(_clear, var / EXPORTS)
    await store.wipe()
    return done.plan


async def finish(store: Store, files: Discarding, lifecycle: Lifecycle, now: datetime, var: Path) -> int:
    """Take away what had to stay when a request was carried out and has become free; returns how many requests."""
    async with store.read() as session:
        codes = [request.code for request in await erasure.unfinished(session)]
    done = 0
    for code in codes:
        try:
            await carry_out(store, files, lifecycle, code, SYSTEM, now, var)
        except StepRefused:
            # Another replica, or somebody of the office, was faster.
            continue
        done += 1
    return done


def _clear(folder: Path) -> None:
    if folder.is_dir():
        for file in folder.rglob("*"):
            if file.is_file():
                file.unlink(missing_ok=True)
