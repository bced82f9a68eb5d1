"""Cases of the first version go on in this one: their dates stay, their history stays, every step works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, select, text

from bot.feedback import deadlines
from bot.feedback.steps import State, Step
from bot.store import migrate
from bot.store.db import Store
from bot.store.models import ERASED, Clock, Feedback
from tests.feedback.test_any_way import Seen, agree
from tests.support.databases import KINDS
from tests.support.feedback import GIVEN, NOW, REPLY, UNIT, Town, found_town
from tests.support.store import postgres_database

BEFORE = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
DUE = date(2026, 11, 23)
WHY = "15 ngày làm việc tính từ hôm sau ngày nhận 02/11/2026 → 23/11/2026."

HISTORY = {
    "received": ("receive",),
    "assigned": ("receive", "assign"),
    "answered": ("receive", "assign", "reply"),
    "closed": ("receive", "assign", "reply", "close"),
    "declined": ("receive", "close"),
    "reopened": ("receive", "assign", "reply", "close", "reopen"),
    "anonymous": ("receive",),
}
"""How cases stood in the first version: code -> their steps."""

TO = {"receive": "received", "assign": "assigned", "reply": "answered", "close": "closed", "reopen": "assigned"}


def first_version(connection: Connection) -> None:
    """The tables of the first version, with a case in every state that it knew."""
    config = migrate._config()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    tables = MetaData()
    tables.reflect(connection)
    made = {"created_at": BEFORE}
    connection.execute(tables.tables["unit"].insert(), {"id": 1, "key": UNIT, "name": "Chi cục", "active": True})
    talk = {"channel": "web", "account": "site", "external_id": "hoa", "state": {}, "updated_at": BEFORE, **made}
    connection.execute(tables.tables["conversation"].insert(), {"id": 1, **talk})
    for number, (name, steps) in enumerate(HISTORY.items(), 1):
        connection.execute(tables.tables["feedback"].insert(), {"id": number, **case(name, steps)})
        states = [None, *(TO[step] for step in steps)]
        for place, step in enumerate(steps):
            at = BEFORE + timedelta(days=place)
            event = {"feedback_id": number, "at": at, "actor": "admin", "step": step, "note": f"{name} {step}"}
            moved: dict[str, Any] = {"from_state": states[place], "to_state": states[place + 1], "data": {}}
            connection.execute(tables.tables["feedback_event"].insert(), event | moved)
    if connection.dialect.name == "postgresql":
        for table in ("unit", "conversation", "feedback"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 100)"))


def case(name: str, steps: tuple[str, ...]) -> dict[str, Any]:
    open_ = steps[-1] in ("receive", "assign", "reopen")
    answered = "reply" in steps and not open_
    return {
        "code": f"PA-{name.upper():.8}",
        "kind": "gop_y_an_danh" if name == "anonymous" else "hanh_vi",
        "state": TO[steps[-1]],
        "version": len(steps),
        "channel": "web",
        "conversation_id": 1,
        "text": "Hồ sơ bị trả lại.",
        "anonymous": name == "anonymous",
        "unit_id": 1 if "assign" in steps else None,
        "received_at": BEFORE,
        "due_on": None if name == "anonymous" else DUE,
        "due_why": deadlines.NO_PROMISE if name == "anonymous" else WHY,
        "answered_at": BEFORE + timedelta(days=2) if answered else None,
        "closed_at": BEFORE + timedelta(days=3) if steps[-1] == "close" else None,
        "close_reason": "Xong." if steps[-1] == "close" else None,
    }


@pytest.fixture(params=KINDS)
async def old(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A database of the first version, brought to this one."""
    if request.param == "sqlite":
        async for store in migrated(f"sqlite:///{tmp_path / 'bot.sqlite3'}"):
            yield store
    else:
        async with postgres_database() as url:
            async for store in migrated(url):
                yield store


async def migrated(url: str) -> AsyncIterator[Store]:
    store = Store(url)
    async with store.engine.connect() as plain:
        connection = await plain.execution_options(migrating=True)
        async with connection.begin():
            await connection.run_sync(first_version)
        if store.sqlite:
            await connection.invalidate()
    await migrate.upgrade(store)
    yield store
    await store.close()


@pytest.fixture
async def town(old: Store) -> Town:
    return await found_town(old)


def code_of(name: str) -> str:
    return f"PA-{name.upper():.8}"


async def look(town: Town, name: str) -> Seen:
    found = await town.case(code_of(name))
    async with town.store.read() as session:
        rows = (await session.scalars(select(Clock).where(Clock.feedback_id == found.id))).all()
    return Seen(found, {row.name: row for row in rows}, await town.events(code_of(name)))


@pytest.mark.parametrize(
    ("name", "state"),
    [("received", "running"), ("assigned", "running"), ("answered", "met"), ("closed", "met"), ("reopened", "running")],
)
async def test_a_case_keeps_its_date_and_has_the_clock_that_its_state_asks_for(
    town: Town, name: str, state: str
) -> None:
    seen = await look(town, name)
    assert {clock: row.state for clock, row in seen.clocks.items()} == {"reply": state}
    assert (seen.clocks["reply"].due_on, seen.clocks["reply"].why, seen.case.due_on) == (DUE, WHY, DUE)
    assert (seen.case.hops, seen.case.publication, seen.case.legal_hold) == (0, "private", False)
    agree(seen, pauses=False)


async def test_a_case_closed_without_a_reply_owes_none_and_a_suggestion_has_no_clock(town: Town) -> None:
    assert {row.state for row in (await look(town, "declined")).clocks.values()} == {"stopped"}
    assert (await look(town, "anonymous")).clocks == {}


async def test_the_history_is_as_it_was_and_stays_so(town: Town, old: Store) -> None:
    for name, steps in HISTORY.items():
        events = await town.events(code_of(name))
        assert [(event.step, event.note) for event in events] == [(step, f"{name} {step}") for step in steps]
        assert [event.at for event in events] == [BEFORE + timedelta(days=day) for day in range(len(steps))]
    for sql in ("UPDATE feedback_event SET note = 'khác'", "DELETE FROM feedback_event"):
        with pytest.raises(Exception, match="append-only"):
            async with old.write() as session:
                await session.execute(text(sql))
    async with old.write() as session:
        await session.execute(text(f"UPDATE feedback_event SET note = '{ERASED}'"))


ONWARD: dict[str, tuple[Step, ...]] = {
    "received": (Step.CLASSIFY, Step.ASSIGN, Step.ASK, Step.ADD, Step.SUBMIT, Step.APPROVE, Step.RATE, Step.CLOSE),
    "assigned": (Step.CLASSIFY, Step.CLAIM, Step.CONSULT, Step.ADVISE, Step.SUBMIT, Step.APPROVE, Step.CLOSE),
    "answered": (Step.RATE, Step.REPLY, Step.REOPEN, Step.SUBMIT, Step.APPROVE),
    "closed": (Step.REDACT, Step.PUBLISH, Step.UNPUBLISH, Step.REOPEN, Step.DECLINE),
    "declined": (Step.REOPEN, Step.ASSIGN, Step.MOVE, Step.INTERIM, Step.APOLOGISE, Step.TRANSFER),
    "reopened": (Step.WITHDRAW, Step.REOPEN, Step.DUPLICATE),
    "anonymous": (Step.CLASSIFY, Step.ASSIGN, Step.SUBMIT, Step.APPROVE),
}


@pytest.mark.parametrize("name", ONWARD)
async def test_every_old_case_goes_on_by_the_new_rules(town: Town, name: str) -> None:
    late = NOW + timedelta(days=1)
    for step in ONWARD[name]:
        await town.take(code_of(name), step, now=late, **await town.given(step))
        agree(await look(town, name), pauses=False)


async def test_an_old_date_is_extended_from_where_it_stood(town: Town) -> None:
    await town.take(code_of("assigned"), Step.EXTEND, **GIVEN[Step.EXTEND])
    extended = await town.case(code_of("assigned"))
    assert extended.due_on == date(2026, 12, 15)
    assert extended.due_why.startswith(WHY)


async def test_a_reopened_old_case_may_be_late_at_once(town: Town) -> None:
    late = NOW + timedelta(days=30)
    await town.take(code_of("closed"), Step.REOPEN, now=late, reason="Chưa được giải quyết")
    seen = await look(town, "closed")
    assert (seen.case.state, seen.case.due_on) == (State.ASSIGNED, DUE)
    await town.take(code_of("closed"), Step.SUBMIT, now=late, **REPLY)
    async with town.store.read() as session:
        assert await session.scalar(select(Feedback.id).where(Feedback.due_on < late.date()))
