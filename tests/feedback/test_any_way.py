"""Whatever people do with a case, in whatever order: its history, clocks and dates agree with each other."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import local
from bot.feedback import clocks, deadlines
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.steps import OPEN, State, Step
from bot.store.models import Clock, Feedback, FeedbackEvent
from tests.support.delivery import kb
from tests.support.feedback import NOW, OTHER_UNIT, UNIT, Town

STEPS = 60
ROLES = ("citizen", "system", "admin", "dispatcher", "head", "officer", "stranger", "reviewer", "auditor")
KINDS = ("hanh_vi", "noi_dung_quy_dinh", "kien_nghi_khac", "khen", "hoi_dap", "gop_y_an_danh", "du_lieu_ca_nhan")
DUTIES = {"classify", "transfer", "interim", "reply", "promise"}
ENDS = {Step.TRANSFER, Step.DECLINE, Step.DUPLICATE, Step.GUIDE, Step.WITHDRAW, Step.ERASE}
SELDOM = ENDS | {Step.NOTE, Step.CORRECT, Step.REDATE}
"""Tried less often, so that there is more of a way before and beside them."""

WITH_UNIT = {State.ASSIGNED, State.CONSULTING, State.APPROVAL, State.ANSWERED}


@dataclass(frozen=True)
class Seen:
    """A case with its clocks and history as they are in the database."""

    case: Feedback
    clocks: dict[str, Clock]
    events: list[FeedbackEvent]


@dataclass
class Walk:
    """One case on its way; `luck` decides who does what and when."""

    town: Town
    code: str
    original: Feedback
    luck: random.Random
    now: datetime = NOW

    async def look(self) -> Seen:
        case, events = await self.town.case(self.code), await self.town.events(self.code)
        async with self.town.store.read() as session:
            rows = (await session.scalars(select(Clock).where(Clock.feedback_id == case.id))).all()
        assert len({row.name for row in rows}) == len(rows)
        return Seen(case, {row.name: row for row in rows}, events)

    async def go(self) -> Step | None:
        """Somebody tries a step, mostly one that the page offers; returns it when it was taken."""
        before = await self.look()
        lifecycle = Lifecycle(self.town.settings, kb().calendar)
        possible = [(role, step) for role in ROLES for step in lifecycle.possible(before.case, self.town.actor(role))]
        role, step = self._choice(possible)
        refused = await self._refused(step, role, before.case)
        after = await self.look()
        if refused is not None:
            assert refused.endswith(".")
            assert facts(after) == facts(before)
            return None
        assert (role, step) in possible
        assert [event.id for event in after.events[:-1]] == [event.id for event in before.events]
        assert (after.events[-1].step, after.events[-1].from_state) == (step, before.case.state)
        assert after.case.version == before.case.version + (step is not Step.NOTE)
        return step

    def _choice(self, possible: list[tuple[str, Step]]) -> tuple[str, Step]:
        if not possible or self.luck.random() < 0.1:
            return self.luck.choice(ROLES), self.luck.choice(list(Step)[1:])
        offered = sorted(possible)
        return self.luck.choices(offered, [0.05 if step in SELDOM else 1 for _, step in offered])[0]

    async def _refused(self, step: Step, role: str, case: Feedback) -> str | None:
        try:
            await self.town.take(self.code, step, role, self.now, **await self.data(step, case))
        except StepRefused as refused:
            return str(refused)
        return None

    async def data(self, step: Step, case: Feedback) -> dict[str, Any]:
        found: dict[str, Any] = (
            await self.town.given(step) if step is not Step.DUPLICATE else {"original": self.original}
        )
        if step in (Step.MOVE, Step.CONSULT, Step.ASSIGN):
            found["unit"] = self.town.units[self.luck.choice((UNIT, OTHER_UNIT))]
        if step is Step.CLASSIFY:
            found["kind"] = self.luck.choice(KINDS)
        if step is Step.APOLOGISE and case.due_on:
            found["new_date"] = max(case.due_on, local(self.now).date()) + timedelta(days=7)
        return found


def facts(seen: Seen) -> list[object]:
    columns = [column.key for column in Feedback.__table__.columns]
    parts = ("name", "state", "due_on", "done_at", "value", "extension", "paused_on", "paused_days")
    return [
        [getattr(seen.case, name) for name in columns],
        [[getattr(clock, part) for part in parts] for clock in seen.clocks.values()],
        [event.id for event in seen.events],
    ]


def agree(seen: Seen, *, pauses: bool) -> None:
    """What must hold of every case at every time."""
    case, state = seen.case, State(seen.case.state)
    chain = [(event.from_state, event.to_state) for event in seen.events]
    assert chain[0] == (None, "received")
    assert all(earlier[1] == later[0] for earlier, later in itertools.pairwise(chain))
    assert chain[-1][1] == state
    assert case.version == 1 + sum(event.step not in ("receive", "note") for event in seen.events)
    assert case.hops == sum(event.step == "move" for event in seen.events)
    _dates(seen)
    going = {name for name, clock in seen.clocks.items() if clock.state in clocks.GOING}
    if state in OPEN:
        assert ("reply" in going) == bool(seen.clocks), going
        assert "publish" not in going
        assert (case.answered_at, case.closed_at) == (None, None)
    else:
        assert not going & DUTIES, going
        assert going <= ({"publish"} if state in (State.ANSWERED, State.CLOSED) else set())
    paused = {name for name, clock in seen.clocks.items() if clock.state == "paused"}
    assert paused <= ({"reply"} if pauses and state is State.WAITING else set())
    assert (case.answered_at is not None) or state is not State.ANSWERED
    assert (case.closed_at is not None) == (state not in (*OPEN, State.ANSWERED))
    assert case.unit_id is not None or state not in WITH_UNIT
    assert (case.consulted_unit_id is not None) == (state is State.CONSULTING)


def _dates(seen: Seen) -> None:
    case, reply = seen.case, seen.clocks.get("reply")
    assert (case.due_on, case.due_why) == ((reply.due_on, reply.why) if reply else (None, deadlines.NO_PROMISE))
    for clock in seen.clocks.values():
        assert (clock.done_at is None) == (clock.state in clocks.GOING), clock.name
        assert (clock.paused_on is not None) or clock.state != "paused"
        counted = deadlines.count(clock, kb().calendar)
        assert (clock.due_on, clock.why) == (counted.on, counted.why)
    assert ("promise" in seen.clocks) == (case.promised_on is not None)
    extended = [clock for clock in seen.clocks.values() if clock.extension is not None]
    assert [clock.name for clock in extended] == (["reply"] if case.extended_at else [])


def town_that(town: Town, *, pauses: bool) -> Town:
    feedback = town.settings.feedback.model_copy(update={"pause_while_waiting": pauses})
    return replace(town, settings=town.settings.model_copy(update={"feedback": feedback}))


@pytest.mark.parametrize("seed", range(12))
async def test_history_clocks_and_dates_agree_after_every_step(town: Town, seed: int) -> None:
    luck, pauses = random.Random(seed), seed % 2 == 1
    town = town_that(town, pauses=pauses)
    original = await town.case((await town.send(chat="bình")).code)
    code = (await town.send(anonymous=seed % 6 == 5)).code
    walk = Walk(town, code, original, luck, datetime(2026, 11, 20, 2, tzinfo=UTC))
    taken = 0
    for _ in range(STEPS):
        walk.now += timedelta(hours=luck.choice((0, 1, 5, 30, 80)))
        taken += await walk.go() is not None
        agree(await walk.look(), pauses=pauses)
    assert taken >= STEPS // 4
