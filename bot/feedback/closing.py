"""Closing cases that were answered long ago and about which nobody has said a word since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

import structlog
from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from bot.clock import ZONE
from bot.feedback import notices
from bot.feedback.actors import SYSTEM
from bot.feedback.refused import StepRefused
from bot.feedback.shift import Moment, Shift, by_itself
from bot.feedback.steps import State, Step
from bot.store.models import Feedback, FeedbackEvent
from knowledge import workdays

BATCH = 200
"""Cases looked at together."""

_REPLIES = (Step.REPLY.value, Step.APPROVE.value)

log = structlog.get_logger(__name__)


class Closing:
    """Closes answered cases after `feedback.close_after_days` working days without a word, while the office works."""

    def __init__(self, shift: Shift) -> None:
        self._shift = shift

    async def run(self) -> set[int]:
        """Close what is ripe; returns the conversations in which something was queued."""
        moment, days = self._shift.moment(), self._shift.settings.feedback.close_after_days
        queued: set[int] = set()
        if not moment.open or days == 0:
            return queued
        # A word on the last of the days is still in time.
        last_day = workdays.before(moment.day, days, self._shift.calendar)
        silent_since, last = datetime.combine(last_day, time.min, ZONE), 0
        while batch := await self._ripe(silent_since, last):
            last = batch[-1]
            for case_id in batch:
                with by_itself("closing", case_id):
                    queued |= await self._close(case_id, moment, days)
        return queued

    async def _ripe(self, silent_since: datetime, after: int) -> Sequence[int]:
        wanted = (
            select(Feedback.id)
            .where(Feedback.state == State.ANSWERED.value, Feedback.answered_at < silent_since, Feedback.id > after)
            .where(not_(_spoken_since(silent_since)), not_(_adds_to_the_reply()))
            .order_by(Feedback.id)
            .limit(BATCH)
        )
        async with self._shift.store.read() as session:
            return (await session.scalars(wanted)).all()

    async def _close(self, case_id: int, moment: Moment, days: int) -> set[int]:
        reason = notices.render("close_silent", days=days)
        try:
            async with self._shift.store.write() as session:
                case = await session.get_one(Feedback, case_id)
                await self._shift.lifecycle.apply(session, case, Step.CLOSE, SYSTEM, moment.at, reason=reason)
        except StepRefused as refused:
            # Somebody took a step at the same moment, maybe another replica this very one.
            log.info("not closed", case_id=case_id, reason=str(refused))
            return set()
        return set() if case.conversation_id is None else {case.conversation_id}


def _spoken_since(moment: datetime) -> ColumnElement[bool]:
    """Whether the sender said something, or was answered once more, at `moment` or later."""
    word = or_(FeedbackEvent.actor == "citizen", FeedbackEvent.step.in_(_REPLIES))
    return exists().where(and_(FeedbackEvent.feedback_id == Feedback.id, FeedbackEvent.at >= moment, word))


def _adds_to_the_reply() -> ColumnElement[bool]:
    """Whether the sender added something to which nobody has replied: a person must look at that."""
    reply = aliased(FeedbackEvent)
    newest = select(func.max(reply.id)).where(reply.feedback_id == Feedback.id, reply.step.in_(_REPLIES))
    later = FeedbackEvent.id > newest.correlate(Feedback).scalar_subquery()
    return exists().where(and_(FeedbackEvent.feedback_id == Feedback.id, FeedbackEvent.step == Step.ADD.value, later))
