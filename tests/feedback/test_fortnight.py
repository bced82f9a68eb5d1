"""Whole weeks of an office, hour by hour: over Tết 2026, and over a Saturday worked in exchange.

Cases come at all hours, people act or sleep, two replicas do their rounds. After every round it is looked
whether all that had to be told was told, and nothing else; working days are counted here one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import local
from bot.feedback.steps import OPEN, Step
from bot.store.models import Clock, Feedback, FeedbackEvent, StaffNotice
from tests.support.delivery import kb
from tests.support.duty import Duty, at, duty
from tests.support.feedback import GIVEN, OTHER_UNIT, REPLY, UNIT, Town

DAY = timedelta(days=1)
TICKS = ((3, 0), (7, 0), (7, 30), (9, 0), (11, 15), (12, 30), (14, 0), (16, 45), (18, 0), (23, 30))
OPEN_TICKS = frozenset({(7, 30), (9, 0), (11, 15), (14, 0), (16, 45)})
LIMITS = {"classify": 2, "transfer": 3, "interim": 4, "reply": 6, "extension": 3, "publish": 2}
CLOSE_AFTER = 3
SEVERITY = {"officer": 1, "head": 2, "dispatcher": 3, "late:officer": 4, "late:head": 5, "late": 6}
WARN_AT = {"officer": 50, "head": 80, "dispatcher": 100}

Do = tuple[int, Step, dict[str, Any]]


def plans(town: Town) -> list[list[Do]]:
    """What people do with a case, by working days after its receipt."""
    minh = {"unit": town.units[UNIT], "officer": town.people["officer"]}
    nobody, without_head = {"unit": town.units[UNIT]}, {"unit": town.units[OTHER_UNIT]}
    answer = {"role": "admin", **REPLY}
    return [
        [(1, Step.ASSIGN, minh), (3, Step.REPLY, answer), (4, Step.KEEP_PRIVATE, GIVEN[Step.KEEP_PRIVATE])],
        [],
        [(2, Step.ASSIGN, minh)],
        [(1, Step.ASSIGN, nobody)],
        [(1, Step.ASSIGN, without_head), (8, Step.REPLY, answer)],
        [(1, Step.ASSIGN, minh), (5, Step.EXTEND, GIVEN[Step.EXTEND]), (8, Step.REPLY, answer)],
        [(1, Step.ASSIGN, minh), (5, Step.APOLOGISE, {**GIVEN[Step.APOLOGISE], "days": 8}), (10, Step.REPLY, answer)],
        [(1, Step.DECLINE, GIVEN[Step.DECLINE])],
        [(1, Step.ASSIGN, minh), (2, Step.ASK, GIVEN[Step.ASK]), (4, Step.ADD, GIVEN[Step.ADD])],
        [(1, Step.ASSIGN, minh), (2, Step.REPLY, answer), (4, Step.REOPEN, {"role": "citizen", "reason": "Chưa"})],
        [(1, Step.ASSIGN, minh), (2, Step.REPLY, answer), (4, Step.RATE, GIVEN[Step.RATE])],
        [(1, Step.ASSIGN, minh), (2, Step.REPLY, answer), (3, Step.ADD, GIVEN[Step.ADD])],
    ]


def works(day: date) -> bool:
    row = kb().calendar.special.get(day)
    return row.works if row else day.isoweekday() <= 5


def passed(start: date, end: date) -> int:
    """Working days after `start` up to `end`."""
    count = 0
    while start < end:
        start += DAY
        count += works(start)
    return count


def after(start: date, days: int) -> date:
    while days:
        start += DAY
        days -= works(start)
    return start


@dataclass
class World:
    """The office, what is planned, and what was seen."""

    office: Duty
    random: Random
    arrivals: dict[datetime, list[list[Do]]]
    planned: list[tuple[datetime, str, Step, dict[str, Any]]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    codes: list[str] = field(default_factory=list)

    @property
    def town(self) -> Town:
        return self.office.town

    async def tick(self, moment: datetime, is_open: bool) -> None:
        """People first, then the rounds, then the look at what was told."""
        for plan in self.arrivals.pop(moment, []):
            await self._receive(moment, plan)
        due = sorted((one for one in self.planned if one[0] <= moment), key=lambda one: one[0])
        self.planned = [one for one in self.planned if one[0] > moment]
        for _, code, step, given in due:
            data = dict(given)
            await self.town.take(code, step, data.pop("role", None), moment, **data)
        await self.office.round(moment)
        await self._look(moment, is_open)

    async def _receive(self, moment: datetime, plan: list[Do]) -> None:
        code = (await self.town.send(chat=f"người {len(self.codes)}", now=moment)).code
        self.codes.append(code)
        for days, step, given in plan:
            data = dict(given)
            if "days" in data:
                data["new_date"] = after(moment.date(), data.pop("days"))
            hour, minute = self.random.choice(sorted(OPEN_TICKS))
            self.planned.append((at(after(moment.date(), days), hour, minute), code, step, data))

    async def _look(self, moment: datetime, is_open: bool) -> None:
        async with self.town.store.read() as session:
            notices = (await session.scalars(select(StaffNotice).where(StaffNotice.key.is_not(None)))).all()
            rows = (await session.execute(select(Clock, Feedback).join(Feedback))).all()
            events = (await session.scalars(select(FeedbackEvent).order_by(FeedbackEvent.id))).all()
        clocks = {clock.id: (clock, case) for clock, case in rows}
        told: dict[tuple[int, date], dict[str, StaffNotice]] = {}
        for notice in notices:
            clock_id, due, name = _parts(notice)
            told.setdefault((clock_id, due), {})[name] = notice
        fresh = [notice for notice in notices if notice.id not in self.seen]
        self.seen |= {notice.id for notice in fresh}
        assert is_open or not fresh, moment
        for notice in fresh:
            self._sound(notice, clocks, moment)
        if is_open:
            for clock, case in clocks.values():
                self._complete(clock, case, clocks, told.get((clock.id, clock.due_on), {}), moment)
        self._closed_when_silent(events, {case.id: case for _, case in rows}, moment, is_open)

    def _sound(self, notice: StaffNotice, clocks: dict[int, tuple[Clock, Feedback]], moment: datetime) -> None:
        """What was told now is true, was due, and was told to the right person."""
        clock_id, due, name = _parts(notice)
        clock, case = clocks[clock_id]
        assert (clock.state, clock.due_on, notice.at) == ("running", due, moment)
        if name == "apology":
            assert passed(moment.date(), due) <= 1
            assert _to(notice) == self._whom("head", case)
        else:
            assert name in _reached(clock, moment.date()), (name, clock.started_on, due, moment)
            assert _to(notice) == self._whom(name.removeprefix("late:"), case)
            assert not _superseded(clock, clocks)

    def _complete(
        self,
        clock: Clock,
        case: Feedback,
        clocks: dict[int, tuple[Clock, Feedback]],
        told: dict[str, StaffNotice],
        moment: datetime,
    ) -> None:
        """Everything that is due has been told: that very thing, or something graver to the same person."""
        if clock.state != "running" or _superseded(clock, clocks):
            return
        for name in _reached(clock, moment.date()):
            whom = self._whom(name.removeprefix("late:"), case)
            graver = any(SEVERITY.get(k, 0) >= SEVERITY[name] and _to(n) == whom for k, n in told.items())
            assert name in told or graver, (clock.name, name, clock.due_on, moment)
        if clock.name == "reply" and case.promised_on is None and moment.date() <= clock.due_on:
            assert ("apology" in told) == (passed(moment.date(), clock.due_on) <= 1)

    def _whom(self, role: str, case: Feedback) -> tuple[int | None, str | None, int | None]:
        has_head = case.unit_id == self.town.units[UNIT].id
        if role in ("officer", "head") and case.unit_id and (role == "officer" and case.officer_id):
            return (case.officer_id, None, None)
        if role in ("officer", "head") and has_head:
            return (None, "head", case.unit_id)
        return (None, "dispatcher", None)

    def _closed_when_silent(self, events: Any, cases: dict[int, Feedback], moment: datetime, is_open: bool) -> None:
        for case in cases.values():
            mine = [event for event in events if event.feedback_id == case.id]
            by_system = [event for event in mine if event.step == "close"]
            if case.state == "answered" and is_open:
                added = [event.step for event in mine if event.step in ("reply", "add")][-1] == "add"
                word = max(local(event.at).date() for event in mine if event.step in ("reply", "add", "rate"))
                assert added or passed(word, moment.date()) <= CLOSE_AFTER, (case.code, moment)
            if by_system and by_system[-1].at == moment:
                assert is_open
                assert by_system[-1].actor == "system"
                word = max(local(e.at).date() for e in mine if e.step in ("reply", "rate"))
                assert passed(word, moment.date()) > CLOSE_AFTER


def _parts(notice: StaffNotice) -> tuple[int, date, str]:
    _, clock_id, due, name = (notice.key or "").split(":", 3)
    return int(clock_id), date.fromisoformat(due), name


def _to(notice: StaffNotice) -> tuple[int | None, str | None, int | None]:
    return (notice.staff_id, notice.role, notice.unit_id)


def _reached(clock: Clock, today: date) -> list[str]:
    used, whole = passed(clock.started_on, today), passed(clock.started_on, clock.due_on)
    levels = [name for name, percent in WARN_AT.items() if used * 100 >= percent * whole]
    return levels + (["late:officer", "late:head", "late"] if today > clock.due_on else [])


def _superseded(clock: Clock, clocks: dict[int, tuple[Clock, Feedback]]) -> bool:
    promises = (one for one, _ in clocks.values() if one.name == "promise" and one.state == "running")
    return clock.name == "reply" and clock.feedback_id in {one.feedback_id for one in promises}


def moments(first: date, last: date) -> Iterator[tuple[datetime, bool]]:
    day = first
    while day <= last:
        for hour, minute in TICKS:
            yield at(day, hour, minute), works(day) and (hour, minute) in OPEN_TICKS
        day += DAY


def world(town: Town, first: date, days: int, cases: int) -> World:
    limits = town.settings.time_limits
    short = {name: getattr(limits, name).model_copy(update={"value": days}) for name, days in LIMITS.items()}
    rules = town.settings.feedback.model_copy(update={"close_after_days": CLOSE_AFTER})
    update = {"time_limits": limits.model_copy(update=short), "feedback": rules}
    office = duty(replace(town, settings=town.settings.model_copy(update=update)), replicas=2)
    random, ways = Random(20260216), plans(office.town)
    arrivals: dict[datetime, list[list[Do]]] = {}
    for number in range(cases):
        moment = at(first + random.randrange(days) * DAY, *random.choice(TICKS))
        arrivals.setdefault(moment, []).append(ways[number % len(ways)])
    return World(office, random, arrivals)


@pytest.mark.parametrize(
    ("first", "last", "arriving", "closed_days", "worked_saturday"),
    [
        (date(2026, 2, 9), date(2026, 3, 6), 14, [date(2026, 2, day) for day in range(14, 23)], None),
        (date(2026, 1, 5), date(2026, 1, 24), 10, [date(2026, 1, 11), date(2026, 1, 17)], date(2026, 1, 10)),
    ],
    ids=["tết", "thứ bảy làm bù"],
)
async def test_nothing_is_late_unseen_and_nobody_is_told_out_of_hours_or_twice(
    town: Town,
    first: date,
    last: date,
    arriving: int,
    closed_days: list[date],
    worked_saturday: date | None,
) -> None:
    here = world(town, first, arriving, cases=24)
    for moment, is_open in moments(first, last):
        await here.tick(moment, is_open)
    notices = await here.office.notices()
    days = {local(notice.at).date() for notice in notices}
    assert not days & set(closed_days)
    assert worked_saturday is None or worked_saturday in days
    assert {_parts(notice)[2] for notice in notices} == {*SEVERITY, "apology"}
    steps = [event.step for code in here.codes for event in await here.town.events(code)]
    assert {"extend", "apologise", "close", "reopen", "rate", "ask", "decline"} <= set(steps)
    states = [(await here.town.case(code)).state for code in here.codes]
    assert {"closed", "answered"} <= set(states)
    assert set(states) & set(OPEN)
