"""The figures above the results: how many replies came in time, how many people were content.

They count all cases, published or not, so that taking a result down changes no figure. No share is said below
`ENOUGH` cases. The satisfaction is the department's own question, on the scale and by the formula of SIPAS, and
not that index.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import ZONE, Clock, local
from bot.feedback.deadlines import PERSONAL_DATA
from bot.feedback.steps import OPEN
from bot.store.days import local_day
from bot.store.db import Store
from bot.store.models import Feedback

ENOUGH = 30
"""Below so many cases a share says more about chance than about the office."""

KEPT_SECONDS = 60
MOST_PERIODS = 50
CONTENT = 4
"""The lowest of the five levels that counts as content (hài lòng)."""


@dataclass(frozen=True)
class Share:
    """`part` of `n`."""

    part: int
    n: int

    @property
    def percent(self) -> float | None:
        """The share with one decimal; None where n is too small to say one."""
        return round(100 * self.part / self.n, 1) if self.n >= ENOUGH else None


@dataclass(frozen=True)
class Figures:
    """The shares of a period."""

    in_time: Share
    content: Share


class FigureBoard:
    """Figures by period, counted anew when they are older than a minute."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._kept: dict[tuple[date | None, date], tuple[datetime, Figures]] = {}
        self._counting = asyncio.Lock()

    async def of(self, first: date | None, last: date) -> Figures:
        """The figures from `first` (None: since the beginning) to `last`, both days included."""
        async with self._counting:
            now = self._clock()
            kept = self._kept.get((first, last))
            if kept is None or now - kept[0] >= timedelta(seconds=KEPT_SECONDS):
                async with self._store.read() as session:
                    kept = now, await count(session, first, last, local(now).date())
                if len(self._kept) >= MOST_PERIODS:
                    self._kept.clear()
                self._kept[first, last] = kept
            return kept[1]


async def count(session: AsyncSession, first: date | None, last: date, today: date) -> Figures:
    """Count a period. A reply belongs to the day on which it came, one that is overdue to its due date."""
    owed = (Feedback.kind != PERSONAL_DATA, Feedback.due_on.is_not(None))
    answered = select(
        func.count(), func.sum(case((local_day(Feedback.answered_at) <= Feedback.due_on, 1), else_=0))
    ).where(*owed, *_within(Feedback.answered_at, first, last))
    replies, in_time = (await session.execute(answered)).one()
    overdue = select(func.count()).where(
        Feedback.state.in_([state.value for state in OPEN]),
        Feedback.kind != PERSONAL_DATA,
        Feedback.due_on < today,
        Feedback.due_on <= last,
        *([Feedback.due_on >= first] if first else []),
    )
    waiting = await session.scalar(overdue) or 0
    rated = select(func.count(), func.sum(case((Feedback.rating >= CONTENT, 1), else_=0))).where(
        Feedback.kind != PERSONAL_DATA, *_within(Feedback.rated_at, first, last)
    )
    ratings, content = (await session.execute(rated)).one()
    return Figures(Share(int(in_time or 0), replies + waiting), Share(int(content or 0), ratings))


def _within(
    column: InstrumentedAttribute[datetime | None], first: date | None, last: date
) -> list[ColumnElement[bool]]:
    """A moment within local days; a plain comparison, so that the index serves."""
    found = [column.is_not(None), column < _begins(last + timedelta(days=1))]
    return [*found, column >= _begins(first)] if first else found


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
