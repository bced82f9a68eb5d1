"""How fast the service is: understanding one question, and a whole durable turn on SQLite."""

from __future__ import annotations

import asyncio
import json
import re
import resource
import sqlite3
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from bot.app import App
from bot.clock import utc_now
from bot.config import Environment, Settings
from bot.turns import Incoming
from knowledge.base import Knowledge, load_knowledge
from knowledge.catalog import load_catalog
from knowledge.portal_file import read_rows

TURN_SECONDS = 30.0

THEIRS = 500
"""About how many names of other agencies' procedures are asked for when growth is measured."""


@dataclass(frozen=True)
class Times:
    """Durations of one kind of work, in milliseconds."""

    p50: float
    p95: float
    p99: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        """The percentiles of measured seconds (at least two)."""
        cuts = statistics.quantiles(seconds, n=100, method="inclusive")
        return cls(1000 * cuts[49], 1000 * cuts[94], 1000 * cuts[98], len(seconds))

    def __str__(self) -> str:
        return f"p50 {self.p50:8.2f} ms   p95 {self.p95:8.2f} ms   p99 {self.p99:8.2f} ms   ({self.count} lần)"


def questions(kb: Knowledge) -> list[str]:
    """Messages to measure with: the everyday words and situations of every record."""
    return [text for record in kb.catalog for text in (*record.situations, *record.keywords)]


def start_time(settings: Settings) -> tuple[float, Knowledge]:
    """Seconds that loading and indexing all knowledge takes, and what was loaded."""
    started = time.perf_counter()
    kb = load_knowledge()
    return time.perf_counter() - started, kb


def understanding(kb: Knowledge, count: int) -> Times:
    """Processor time of understanding one message."""
    return timed(kb, questions(kb), count)


def timed(kb: Knowledge, texts: Sequence[str], count: int) -> Times:
    """Processor time of understanding one of the messages."""
    seconds = []
    for text in islice(cycle(texts), count):
        started = time.process_time()
        kb.understander.understand(text)
        seconds.append(time.process_time() - started)
    return Times.of(seconds)


async def turns(settings: Settings, kb: Knowledge, folder: Path, count: int) -> Times:
    """A whole turn, one after another: taken in, answered, both durably written; no network."""
    env = Environment(database_url=f"sqlite:///{folder / 'bench.sqlite3'}", var=folder, secret_key="b" * 48)
    app = App(settings, env, kb=kb)
    await app.start()
    seconds = []
    try:
        for incoming in _messages(kb, count):
            started = time.perf_counter()
            message_id = await app.inbox.accept(incoming)
            assert message_id is not None
            assert await app.lanes.wait(message_id, TURN_SECONDS)
            seconds.append(time.perf_counter() - started)
    finally:
        await app.stop()
    return Times.of(seconds)


def _messages(kb: Knowledge, count: int) -> Iterator[Incoming]:
    for number, text in enumerate(islice(cycle(questions(kb)), count)):
        yield Incoming("web", "site", f"bench-{number % 50}", str(number), utc_now(), text=text)


def commits(folder: Path, count: int) -> Times:
    """What two bare durable commits cost here: the floor under a turn that must write twice."""
    connection = sqlite3.connect(folder / "floor.sqlite3", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (text TEXT);")
    seconds = []
    for _ in range(count):
        started = time.perf_counter()
        for _ in range(2):
            connection.execute("INSERT INTO row VALUES (?)", ("x" * 500,))
        seconds.append(time.perf_counter() - started)
    connection.close()
    return Times.of(seconds)


def growth(neighbours: Path, sizes: Sequence[int], folder: Path, count: int) -> Iterator[str]:
    """Start, memory and understanding beside the first `sizes` records of `neighbours`, beside none and beside all.

    Each size is measured in a process of its own, so that its memory is its own. Raises PortalFileError.
    """
    rows = [row for _, row in read_rows(neighbours)]
    found: dict[int, Loaded] = {}
    yield f"{'láng giềng':>10} {'nạp (s)':>8} {'bộ nhớ (MB)':>12}   hiểu một câu hỏi"
    for size in sorted({min(size, len(rows)) for size in (*sizes, 0, len(rows))}):
        file = neighbours if size == len(rows) else folder / f"{size}.jsonl"
        if file is not neighbours:
            file.write_text("".join(json.dumps(row) + "\n" for row in rows[:size]), encoding="utf-8")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            found[size] = process.submit(load_beside, file, count).result()
        yield f"{size:>10} {found[size].seconds:8.2f} {found[size].megabytes:12.0f}   {found[size].times}"
    own = len(load_catalog())
    slower = found[len(rows)].times.p50 / found[0].times.p50
    yield f"số bản ghi gấp {1 + len(rows) / own:.1f} lần, thời gian hiểu gấp {slower:.1f} lần (p50)"


@dataclass(frozen=True)
class Loaded:
    """What it costs to have everything loaded: start in seconds, peak memory in megabytes, understanding."""

    seconds: float
    megabytes: float
    times: Times


def load_beside(neighbours: Path, count: int) -> Loaded:
    """Load everything beside a file of neighbours and ask own questions and theirs, in this process."""
    started = time.perf_counter()
    kb = load_knowledge(neighbours_file=neighbours)
    seconds = time.perf_counter() - started
    theirs = [f"làm thủ tục {other.name} ở đâu" for other in kb.others.values()]
    texts = [*questions(kb), *theirs[:: max(1, len(theirs) // THEIRS)]]
    times = timed(kb, texts, max(count, len(texts)))
    return Loaded(seconds, peak_megabytes(), times)


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():
        # On Linux getrusage also counts what the parent held before this process began.
        found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(settings: Settings, folder: Path, count: int) -> Iterator[str]:
    """Measure everything; gives the lines of the report."""
    loaded, kb = start_time(settings)
    yield f"nạp {len(kb.catalog)} thủ tục: {loaded:.2f} s"
    yield f"hiểu một câu hỏi:       {understanding(kb, count * 4)}"
    whole = asyncio.run(turns(settings, kb, folder, count))
    yield f"một lượt trọn vẹn:      {whole}"
    floor = commits(folder, count)
    yield f"hai lần ghi bền vững:   {floor}"
    yield f"một lượt / hai lần ghi: {whole.p50 / floor.p50:.1f} lần (p50)"
