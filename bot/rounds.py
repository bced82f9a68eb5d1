"""What the service does by the clock, not on request: each job now and then, one after the other.

Any number of replicas run the same rounds: a job must be safe to run twice at the same time (unique rows,
conditional updates). A job that fails is logged and tried again at its next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog

PAUSE_SECONDS = 5.0
"""How often it is looked whether a job's time has come."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """Something done every `seconds`; the first time right after the start."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]


class Rounds:
    """Runs the jobs between `start()` and `stop()`."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._next = dict.fromkeys(jobs, 0.0)
        self._main: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin the rounds."""
        self._main = asyncio.create_task(self._keep_going(), name="rounds")

    async def stop(self) -> None:
        """End the rounds; a job under way is cut off and its transaction undone."""
        if self._main is not None:
            self._main.cancel()
            await asyncio.wait([self._main])
            self._main = None

    async def once(self) -> None:
        """Run every job whose time has come."""
        now = asyncio.get_running_loop().time()
        for job, due in self._next.items():
            if due <= now:
                self._next[job] = now + job.seconds
                await self._run(job)

    async def all(self) -> list[str]:
        """Run every job now, whatever its time; the names of those that failed."""
        return [job.name for job in self._next if not await self._run(job)]

    async def _keep_going(self) -> None:
        while True:
            await self.once()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _run(self, job: Job) -> bool:
        try:
            await job.run()
        except Exception:
            # The outermost loop: one job that breaks must not keep the others from running.
            log.exception("job failed", job=job.name)
            return False
        return True
