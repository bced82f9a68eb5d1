"""Warning the office before a limit ends, and telling when one is missed; only while the office works.

What became due in the night or over a holiday is told when the office opens next. Each warning is a notice
with a key of its own, so it is told once by any number of replicas.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, exists, literal, not_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, load_only, raiseload

from bot.feedback import notices, staff_notices
from bot.feedback.owed import APOLOGY, LATE, PREFIX, Owed, owed
from bot.feedback.roster import Roster
from bot.feedback.shift import Moment, Shift, by_itself
from bot.store.models import Clock, Feedback, StaffNotice
from knowledge import workdays

BATCH = 100
"""Clocks looked at together: some 30 ms of work for the processor."""


class Warnings:
    """Tells the office what it owes."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift

    async def run(self) -> set[int]:
        """Tell all that is owed and was not told; returns the conversations in which something was queued."""
        moment = self._shift.moment()
        queued: set[int] = set()
        if not moment.open:
            return queued
        last = (date.min, 0)
        while batch := await self._batch(moment.day, last):
            last = batch[-1][0].due_on, batch[-1][0].id
            for clock, untold in await self._untold(batch, moment.day):
                with by_itself("warning", clock.id):
                    queued |= await self._tell(clock, untold, moment)
            # Counting is work for the processor alone: others have their turn in between.
            await asyncio.sleep(0)
        return queued

    async def _batch(self, today: date, after: tuple[date, int]) -> Sequence[tuple[Clock, Feedback]]:
        """The next running clocks that may have reached their first warning and have not had their last."""
        wanted = (
            select(Clock, Feedback)
            .join(Feedback, Feedback.id == Clock.feedback_id)
            .where(Clock.state == "running", self._near(today), not_(_has_had_last()), not_(_is_superseded()))
            .where(tuple_(Clock.due_on, Clock.id) > after)
            .order_by(Clock.due_on, Clock.id)
            .limit(BATCH)
            .options(load_only(Feedback.officer_id, Feedback.unit_id, Feedback.promised_on), raiseload("*"))
        )
        async with self._shift.store.read() as session:
            return [(clock, case) for clock, case in (await session.execute(wanted)).all()]

    def _near(self, today: date) -> ColumnElement[bool]:
        """Whether a clock can have used the first share of its time, by the longest of the limits that are set.

        A date that a person set and a clock that stood still may take longer; these are always looked at.
        """
        limits = self._shift.settings.time_limits
        longest = max(limit.value for _, limit in limits) + limits.extension.value
        left = longest * (100 - min(self._shift.settings.feedback.warn_at)) // 100 + 1
        horizon = workdays.add(today, left, "working", self._shift.calendar).on
        return or_(Clock.due_on <= horizon, Clock.value == 0, Clock.paused_days > 0)

    async def _untold(self, batch: Sequence[tuple[Clock, Feedback]], today: date) -> list[tuple[Clock, list[Owed]]]:
        """What is owed about each clock, without what was told before."""
        rules, calendar = self._shift.settings.feedback, self._shift.calendar
        async with self._shift.store.read() as session:
            roster = await Roster.load(session)
            due = [(clock, owed(clock, case, today, rules, calendar, roster)) for clock, case in batch]
            keys = [one.key(clock) for clock, all_owed in due for one in all_owed]
            told = set(await session.scalars(select(StaffNotice.key).where(StaffNotice.key.in_(keys))))
        left = [(clock, [one for one in all_owed if one.key(clock) not in told]) for clock, all_owed in due]
        return [(clock, untold) for clock, untold in left if untold]

    async def _tell(self, seen: Clock, untold: Sequence[Owed], moment: Moment) -> set[int]:
        """Write the notices of one clock, and one for the staff group."""
        async with self._shift.store.write() as session:
            clock = await session.get_one(Clock, seen.id)
            if (clock.state, clock.due_on) != (seen.state, seen.due_on):
                return set()
            case = await session.get_one(Feedback, clock.feedback_id)
            told = [one for one in untold if await self._write(session, case, clock, one, moment)]
            if not told:
                return set()
            html = self._said(case, clock, told[-1], moment)
            group = await staff_notices.tell_group(session, case, html, self._shift.settings, now=moment.at)
            return set() if group is None else {group}

    async def _write(self, session: AsyncSession, case: Feedback, clock: Clock, one: Owed, moment: Moment) -> bool:
        html = self._said(case, clock, one, moment)
        return await staff_notices.tell(session, one.to, html, now=moment.at, case=case, key=one.key(clock))

    def _said(self, case: Feedback, clock: Clock, one: Owed, moment: Moment) -> str:
        calendar = self._shift.calendar
        return notices.render(
            "staff_apology" if one.name == APOLOGY else "staff_warning",
            case=case,
            clock=clock,
            today=moment.day,
            days_left=workdays.between(moment.day, clock.due_on, calendar),
            days_late=workdays.between(clock.due_on, moment.day, calendar),
        )


def _has_had_last() -> ColumnElement[bool]:
    """Whether everything was told about a clock, so that nobody looks at it again (`Owed.key`)."""
    key = literal(PREFIX) + cast(Clock.id, String) + ":" + cast(Clock.due_on, String) + f":{LATE}"
    return exists().where(StaffNotice.key == key)


def _is_superseded() -> ColumnElement[bool]:
    """Whether the sender was given a new date: then that one counts, not the reply's."""
    promise = aliased(Clock)
    running = and_(promise.feedback_id == Clock.feedback_id, promise.name == "promise", promise.state == "running")
    return and_(Clock.name == "reply", exists().where(running))
