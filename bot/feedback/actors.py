"""Who takes a step: a citizen, the system, or a person of the office with a role and a unit."""

from __future__ import annotations

from dataclasses import dataclass

from bot.feedback.steps import Step
from bot.store.models import Feedback, Staff

EVERYWHERE = frozenset({"admin", "dispatcher", "reviewer", "auditor"})
"""Roles that see the cases of every unit; the others see their own unit's only."""

CONTACTS = frozenset({"admin", "dispatcher"})
"""Roles that get names, phones and addresses in lists and exports; a case page shows them to its handlers too."""


@dataclass(frozen=True)
class Actor:
    """Somebody who acts on a case. Roles: those of `words.ROLES`, citizen, system."""

    role: str
    staff_id: int | None = None
    unit_id: int | None = None
    name: str = ""

    @classmethod
    def of(cls, staff: Staff) -> Actor:
        """A person of the office."""
        return cls(staff.role, staff.id, staff.unit_id, staff.name)

    def covers(self, case: Feedback) -> bool:
        """Whether the case lies within what this actor may see. Citizens are checked by their conversation."""
        if self.role in EVERYWHERE or self.role in ("citizen", "system"):
            return True
        return self.unit_id is not None and self.unit_id in (case.unit_id, case.consulted_unit_id)

    def handles(self, case: Feedback, step: Step) -> bool:
        """Whether the case is this actor's to take the step with; a unit that is consulted only advises.

        Somebody of the office may enter a new case for a person at the counter, whatever their unit.
        """
        if step is Step.RECEIVE or step in (Step.ADVISE, Step.NOTE):
            return step is Step.RECEIVE or self.covers(case)
        return self.covers(case) and (self.role not in ("head", "officer") or case.unit_id == self.unit_id)


CITIZEN = Actor("citizen")
SYSTEM = Actor("system", name="Hệ thống")
