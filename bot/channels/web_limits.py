"""How much one client may ask for: messages a minute and open event streams. Kept in memory."""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.channels.web_refusals import TOO_FAST, TOO_MANY_OPEN, Refused

WINDOW = 60.0
"""Seconds over which messages are counted."""

ADDRESS_FACTOR = 20
"""An address may send this many times what one conversation may: an office shares one address."""

STREAMS_PER_SESSION = 6
STREAMS_PER_ADDRESS = 100
_SWEEP_AT = 10_000


class SlidingWindow:
    """At most `limit` events per key in any WINDOW seconds."""

    def __init__(self, limit: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._events: dict[str, deque[float]] = {}

    def wait(self, key: str) -> float:
        """Count one event and return 0; when the limit is reached count nothing and return the seconds to wait."""
        now = self._monotonic()
        if len(self._events) > _SWEEP_AT:
            self._events = {name: times for name, times in self._events.items() if times[-1] > now - WINDOW}
        times = self._events.setdefault(key, deque())
        while times and times[0] <= now - WINDOW:
            times.popleft()
        if len(times) >= self._limit:
            return times[0] + WINDOW - now
        times.append(now)
        return 0.0


class Limits:
    """The limits of the web chat of one process."""

    def __init__(self, messages_per_minute: int) -> None:
        self._sessions = SlidingWindow(messages_per_minute)
        self._addresses = SlidingWindow(messages_per_minute * ADDRESS_FACTOR)
        self._streams: Counter[str] = Counter()

    def message(self, session: str, address: str) -> None:
        """Count one message. Raises Refused (429) when the conversation or the address sends too fast."""
        wait = self._sessions.wait(session) or self._addresses.wait(address)
        if wait:
            seconds = max(1, math.ceil(wait))
            raise Refused(429, TOO_FAST.format(seconds=seconds), seconds)

    @contextmanager
    def stream(self, session: str, address: str) -> Iterator[None]:
        """Count an open event stream while the block runs. Raises Refused (429) when there are too many."""
        keys = {f"session {session}": STREAMS_PER_SESSION, f"address {address}": STREAMS_PER_ADDRESS}
        if any(self._streams[key] >= limit for key, limit in keys.items()):
            raise Refused(429, TOO_MANY_OPEN, 30)
        self._streams.update(keys.keys())
        try:
            yield
        finally:
            self._streams.subtract(keys.keys())
            for key in keys:
                if self._streams[key] <= 0:
                    del self._streams[key]
