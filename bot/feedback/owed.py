"""What the office has to have been told about a running clock, and whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.config import FeedbackRules
from bot.feedback import deadlines
from bot.feedback.roster import Roster, To
from bot.store.models import Clock, Feedback
from knowledge import workdays
from knowledge.calendar import Calendar

PREFIX = "warn:"

LATE = "late"
"""Name of the last thing told about a clock; nothing follows it."""

APOLOGY = "apology"


@dataclass(frozen=True)
class Owed:
    """One thing that somebody has to be told about a clock; `name` tells it from the others of that clock."""

    name: str
    to: To

    def key(self, clock: Clock) -> str:
        """What makes the notice unique: told once for this due date, and again after the date has moved."""
        return f"{PREFIX}{clock.id}:{clock.due_on}:{self.name}"


def owed(
    clock: Clock, case: Feedback, today: date, rules: FeedbackRules, calendar: Calendar, roster: Roster
) -> Sequence[Owed]:
    """What has to have been told by `today`, the gravest last.

    At the first share of its time the officer, at the second the head, at the third the dispatcher; all of
    them once the date is missed. Who would have to be told several things at once reads the gravest only.
    """
    levels = {
        "officer": roster.officer(case),
        "head": roster.head(case.unit_id),
        "dispatcher": roster.dispatcher(),
    }
    share = deadlines.share_used(clock, today, calendar)
    reached = [(name, to) for (name, to), at in zip(levels.items(), rules.warn_at, strict=True) if share >= at]
    if today > clock.due_on:
        reached += [(f"{LATE}:officer", levels["officer"]), (f"{LATE}:head", levels["head"])]
        reached.append((LATE, levels["dispatcher"]))
    gravest = {to: name for name, to in reached}
    found = [Owed(name, to) for to, name in gravest.items()]
    return [Owed(APOLOGY, levels["head"]), *found] if _apology_is_near(clock, case, today, calendar) else found


def _apology_is_near(clock: Clock, case: Feedback, today: date, calendar: Calendar) -> bool:
    """Whether the sender should now be told that the reply will be late; a new date is given once."""
    if clock.name != "reply" or case.promised_on is not None:
        return False
    return workdays.before(clock.due_on, 1, calendar) <= today <= clock.due_on
