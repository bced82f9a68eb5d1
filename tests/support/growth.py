"""Does work grow no faster than its input? Speeds themselves belong to `bench`."""

from __future__ import annotations

import time
from collections.abc import Callable

SLACK = 0.1
"""Seconds that are nothing beside what a quadratic pattern takes at these sizes."""

FACTOR = 3
"""Twice the input may take this many times as long; a quadratic pattern takes four times."""


def grows_evenly(work: Callable[[str], object], piece: str, size: int) -> bool:
    """Whether `work` on `size` characters of repeated `piece` takes hardly more than twice that on half of them."""
    half, whole = (_seconds(work, (piece * (length // len(piece) + 1))[:length]) for length in (size // 2, size))
    return whole <= FACTOR * half + SLACK


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time; the best of three, because others use the machine too."""
    times = []
    for _ in range(3):
        started = time.process_time()
        work(text)
        times.append(time.process_time() - started)
    return min(times)
