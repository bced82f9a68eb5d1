"""Due dates after the calendar has changed: open cases are counted anew, answered and closed ones stay.

A date that moved is a step of the case: an event with the old and the new date, a notice to the sender and
to the office. Where only the explanation changed (a year that was not confirmed now is), only that is kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import clocks, deadlines, words
from bot.feedback.actors import SYSTEM
from bot.feedback.refused import StepRefused
from bot.feedback.shift import Moment, Shift, by_itself
from bot.feedback.steps import OPEN, Step
from bot.store.models import Clock, Feedback
from knowledge.calendar import Calendar

BATCH = 100
"""Clocks looked at together."""

log = structlog.get_logger(__name__)


class Redating:
    """Counts once a day, while the office works, since people are told; the first time after the start."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift
        self._done: date | None = None

    async def run(self) -> set[int]:
        """Count all open clocks anew; returns the conversations in which something was queued."""
        moment = self._shift.moment()
        queued: set[int] = set()
        if not moment.open or self._done == moment.day:
            return queued
        last, all_right = 0, True
        while batch := await self._batch(last):
            last = batch[-1].id
            for clock in batch:
                with by_itself("redating", clock.feedback_id):
                    told = await self._put_right(clock, moment)
                    all_right = all_right and told is not None
                    queued |= told or set()
            # Counting is work for the processor alone: others have their turn in between.
            await asyncio.sleep(0)
        self._done = moment.day if all_right else None
        return queued

    async def _batch(self, after: int) -> Sequence[Clock]:
        """The next open clocks of open cases that were counted, not set by a person."""
        wanted = (
            select(Clock)
            .join(Feedback, Feedback.id == Clock.feedback_id)
            .where(Clock.state.in_(clocks.GOING), Clock.value > 0, Feedback.state.in_(OPEN), Clock.id > after)
            .order_by(Clock.id)
            .limit(BATCH)
        )
        async with self._shift.store.read() as session:
            return (await session.scalars(wanted)).all()

    async def _put_right(self, clock: Clock, moment: Moment) -> set[int] | None:
        """Date the case of a clock anew if that has moved; None when somebody took a step at the same moment."""
        if not _differs(clock, self._shift.calendar):
            return set()
        try:
            async with self._shift.store.write() as session:
                case = await session.get_one(Feedback, clock.feedback_id)
                return await self._recount(session, case, moment)
        except StepRefused as refused:
            log.info("not dated anew", case_id=clock.feedback_id, reason=str(refused))
            return None

    async def _recount(self, session: AsyncSession, case: Feedback, moment: Moment) -> set[int]:
        going = [clock for clock in await clocks.of(session, case) if clock.state in clocks.GOING]
        moved = {}
        for clock in going:
            due = deadlines.count(clock, self._shift.calendar)
            if due.on is not None and due.on != clock.due_on:
                moved[clock.name] = f"{clock.due_on:%d/%m/%Y} sang {due.on:%d/%m/%Y}"
        if not moved:
            await _explain(session, case, going, self._shift.calendar)
            return set()
        told = "; ".join(f"{words.said(words.CLOCKS, name)}: {dates}" for name, dates in moved.items())
        lifecycle = self._shift.lifecycle
        await lifecycle.apply(session, case, Step.REDATE, SYSTEM, moment.at, text=told, detail=moved)
        return set() if case.conversation_id is None else {case.conversation_id}


def _differs(clock: Clock, calendar: Calendar) -> bool:
    due = deadlines.count(clock, calendar)
    return (due.on, due.why) != (clock.due_on, clock.why)


async def _explain(session: AsyncSession, case: Feedback, going: Sequence[Clock], calendar: Calendar) -> None:
    """Keep the new explanation of dates that have not moved. No step of the case, so no event and no new version."""
    for clock in going:
        why = deadlines.count(clock, calendar).why
        same = (Clock.id == clock.id, Clock.due_on == clock.due_on)
        await session.execute(update(Clock).where(*same).values(why=why))
        if clock.name == "reply":
            await session.execute(update(Feedback).where(Feedback.id == case.id).values(due_why=why))
