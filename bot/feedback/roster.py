"""Who of the office is told: the officer of a case, the head of its unit, the dispatcher, whoever is there."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Feedback, Staff


@dataclass(frozen=True)
class To:
    """One person of the office, or all with a role (of a unit)."""

    staff_id: int | None = None
    role: str | None = None
    unit_id: int | None = None


ADMIN = To(role="admin")


@dataclass(frozen=True)
class Roster:
    """The people of the office who have not left."""

    people: frozenset[int]
    roles: frozenset[tuple[str, int | None]]

    @classmethod
    async def load(cls, session: AsyncSession) -> Roster:
        """The people as they are now."""
        wanted = select(Staff.id, Staff.role, Staff.unit_id).where(Staff.disabled_at.is_(None))
        rows = (await session.execute(wanted)).all()
        return cls(frozenset(row.id for row in rows), frozenset((row.role, row.unit_id) for row in rows))

    def dispatcher(self) -> To:
        """Who hands out cases; an office that has none leaves it to its administrator."""
        return To(role="dispatcher") if any(role == "dispatcher" for role, _ in self.roles) else ADMIN

    def head(self, unit_id: int | None) -> To:
        """The head of a unit; the dispatcher for a case without one, or a unit whose head is not there."""
        has_head = unit_id is not None and ("head", unit_id) in self.roles
        return To(role="head", unit_id=unit_id) if has_head else self.dispatcher()

    def officer(self, case: Feedback) -> To:
        """Who works on the case; as long as it is nobody, the head of its unit."""
        if case.officer_id is not None and case.officer_id in self.people:
            return To(staff_id=case.officer_id)
        return self.head(case.unit_id)
