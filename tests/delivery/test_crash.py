"""kill -9 at any moment loses nothing that was acknowledged and leaves no half case."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.store.db import Store
from tests.delivery.crash_child import service
from tests.support.delivery import ROOT, rows, until
from tests.support.store import migrated

ROUNDS = 200
"""60 rounds miss "acknowledged before commit" now and then (reference/practice.md, D2)."""

pytestmark = pytest.mark.crash


@dataclass
class Promised:
    """What the killed services have told, and what was wrong with the database they left."""

    acknowledged: set[str] = field(default_factory=set)
    codes: list[str] = field(default_factory=list)
    rounds_with_loss: int = 0
    rounds_with_halves: int = 0

    def note(self, lines: list[str]) -> None:
        for line in lines:
            word, _, rest = line.partition(" ")
            if word == "ack":
                self.acknowledged.add(rest)
            elif word == "code":
                self.codes.append(rest)


@contextmanager
def forker(address: str, variant: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.delivery.crash_child", address, variant]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        assert process.stdin is not None
        process.stdin.close()


def one_round(process: subprocess.Popen[str], luck: random.Random) -> list[str]:
    """Start a service, kill it 50-200 ms after its first words, return all its lines."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    lines = [process.stdout.readline().strip() for _ in range(2)]
    pid = next(int(line.removeprefix("pid ")) for line in lines if line.startswith("pid "))
    time.sleep(luck.uniform(0.05, 0.2))
    os.kill(pid, signal.SIGKILL)
    for line in process.stdout:
        if line == "dead\n":
            return lines
        lines.append(line.strip())
    raise AssertionError("the forking process ended")


def look(database: Path, lines: list[str], promised: Promised) -> None:
    """Compare what this round's service told with what is in the database."""
    fresh = Promised()
    fresh.note(lines)
    promised.note(lines)
    with closing(sqlite3.connect(database)) as connection:
        keys = [f"recorder:bot:{key}" for key in fresh.acknowledged]
        lost = missing(connection, "message", "key", keys) + missing(connection, "feedback", "code", fresh.codes)
        newest = connection.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()[0]
        # Older rows were looked at in earlier rounds; all of them are once more at the end.
        halves = connection.execute(HALVES, {"after": newest - RECENT}).fetchone()[0]
    promised.rounds_with_loss += bool(lost)
    promised.rounds_with_halves += bool(halves)


def missing(connection: sqlite3.Connection, table: str, column: str, values: Iterable[str]) -> int:
    query = f"SELECT count(*) FROM {table} WHERE {column} = ?"
    return sum(connection.execute(query, (value,)).fetchone()[0] == 0 for value in set(values))


RECENT = 500
HALVES = """
SELECT (SELECT count(*) FROM feedback WHERE id NOT IN (SELECT feedback_id FROM feedback_event))
     + (SELECT count(*) FROM message m WHERE direction = 'in' AND id > :after AND
          (state = 'done') != (feedback_id IS NOT NULL AND EXISTS (SELECT 1 FROM message WHERE reply_to = m.id)))
"""
"""Cases without their first event; messages answered without case and reply, or the other way round."""


def crash(database: Path, variant: str, rounds: int, enough: int = sys.maxsize) -> Promised:
    """Kill a variant `rounds` times, or until `enough` rounds have shown a fault."""
    promised, luck = Promised(), random.Random(20261120)
    with forker(f"sqlite:///{database}", variant) as process:
        for _ in range(rounds):
            look(database, one_round(process, luck), promised)
            if promised.rounds_with_loss + promised.rounds_with_halves >= enough:
                break
    return promised


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    await migrated(f"sqlite:///{tmp_path / 'crash.sqlite3'}")
    return tmp_path / "crash.sqlite3"


async def test_200_kills_lose_nothing_and_leave_no_half_case(database: Path) -> None:
    promised = crash(database, "good", ROUNDS)
    assert (promised.rounds_with_loss, promised.rounds_with_halves) == (0, 0)
    assert len(promised.acknowledged) > ROUNDS
    assert len(promised.codes) > ROUNDS
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute(HALVES, {"after": 0}).fetchone() == (0,)
    await finish(database, promised)


async def finish(database: Path, promised: Promised) -> None:
    """After the last kill the service goes on: everything that was acknowledged is answered."""
    store = Store(f"sqlite:///{database}")

    async def all_answered() -> bool:
        waiting = [*await rows(store, "in", "new"), *await rows(store, "out", "queued")]
        return not waiting

    async with service(store):
        await until(all_answered, 30)
    answered = {(row.key or "").rpartition(":")[2] for row in await rows(store, "in", "done")}
    await store.close()
    assert promised.acknowledged <= answered
    # A reply in flight at a kill is repeated; nothing else is.
    assert len(promised.codes) - len(set(promised.codes)) <= ROUNDS * 4


def test_the_loop_finds_an_acknowledgement_before_the_commit(database: Path) -> None:
    assert crash(database, "early", ROUNDS, enough=1).rounds_with_loss == 1


def test_the_loop_finds_a_case_written_in_two_halves(database: Path) -> None:
    assert crash(database, "halves", ROUNDS, enough=1).rounds_with_halves == 1
