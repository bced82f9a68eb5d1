"""The clocks of a case as rows: begun, met, stopped, paused, extended, counted anew. Called by `lifecycle` alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings, TimeLimit
from bot.feedback import deadlines
from bot.feedback.steps import ClockName, StepData, Touch
from bot.store.models import Clock, Feedback
from knowledge import workdays
from knowledge.calendar import Calendar

GOING = ("running", "paused")
"""States of a clock whose duty is still open."""


async def of(session: AsyncSession, case: Feedback) -> Sequence[Clock]:
    """The clocks of a case in the order in which they began."""
    return (await session.scalars(select(Clock).where(Clock.feedback_id == case.id).order_by(Clock.id))).all()


async def touch(
    session: AsyncSession,
    case: Feedback,
    what: Touch,
    now: datetime,
    settings: Settings,
    calendar: Calendar,
    data: StepData,
    kind_before: str,
) -> None:
    """Do to the clocks of the case what the row of the table says, and what a changed kind asks for."""
    if what == Touch() and "kind" not in data:
        return
    book = _Book(session, case, settings, calendar, {clock.name: clock for clock in await of(session, case)}, now)
    if kind_before != case.kind:
        book.follow_kind()
    book.start(what.starts, data)
    for name in what.meets:
        book.end(name, "met")
    for name in what.stops:
        book.end(name, "stopped")
    match what.reply:
        case "pauses" if settings.feedback.pause_while_waiting:
            book.pause()
        case "goes_on":
            book.go_on()
        case "extends":
            book.extend(settings.time_limits.extension)
        case "runs_again":
            book.run_again()
        case "recounts":
            book.recount()
    book.note_due()


class _Book:
    """The clocks of one case during one step."""

    def __init__(
        self,
        session: AsyncSession,
        case: Feedback,
        settings: Settings,
        calendar: Calendar,
        clocks: dict[str, Clock],
        now: datetime,
    ) -> None:
        self._session = session
        self._case = case
        self._settings = settings
        self._calendar = calendar
        self._clocks = clocks
        self._now = now
        self._today = local(now).date()

    def follow_kind(self) -> None:
        """Clocks of the kind that was decided on, counted from the receipt on.

        A case that becomes an anonymous suggestion keeps what was promised. Nothing is left to classify or to
        pass on where a unit has the case.
        """
        limits, received = self._limits(), local(self._case.received_at).date()
        if not limits:
            return
        for name, limit in limits.items():
            clock = self._clocks.get(name)
            if clock is None and (name not in ("classify", "transfer") or self._case.unit_id is None):
                self._add(name, limit, received)
            elif clock is not None and clock.state in GOING and clock.value != 0:
                clock.value, clock.unit, clock.basis = limit.value, limit.unit, limit.basis
                self._count(clock)
        if "transfer" not in limits:
            self.end("transfer", "stopped")

    def start(self, names: Sequence[ClockName], data: StepData) -> None:
        """Begin clocks; those that the kind of the case does not have stay away."""
        limits = self._limits()
        for name in names:
            if name == "promise":
                self._promise(data["new_date"], data["reason"])
            elif name == "publish" and self._unpublished():
                self._add(name, self._settings.time_limits.publish, self._today)
            elif name in limits:
                self._add(name, limits[name], self._today)

    def _unpublished(self) -> bool:
        """Whether somebody still has to decide on publishing the result."""
        return self._case.kind in deadlines.PUBLISHED and self._case.publication not in ("published", "kept")

    def _limits(self) -> dict[ClockName, TimeLimit]:
        return dict(deadlines.limits(self._case.kind, self._case.data_request, self._settings.time_limits))

    def _add(self, name: ClockName, limit: TimeLimit, start: date) -> None:
        """Begin a clock; one that had begun before (a case answered again) begins anew."""
        clock = self._clocks.get(name)
        if clock is None:
            clock = self._clocks[name] = Clock(feedback_id=self._case.id, name=name)
            self._session.add(clock)
        clock.value, clock.unit, clock.basis = limit.value, limit.unit, limit.basis
        clock.started_on, clock.state, clock.done_at = start, "running", None
        clock.extension, clock.extension_unit, clock.paused_on, clock.paused_days = None, None, None, 0
        self._count(clock)

    def _promise(self, on: date, reason: str) -> None:
        """The day newly agreed on with an apology; `value` 0: set by a person, not counted."""
        clock = Clock(
            feedback_id=self._case.id,
            name="promise",
            value=0,
            unit="working",
            basis="",
            started_on=self._today,
            due_on=on,
            why=f"Ngày hẹn lại kèm lời xin lỗi ({reason})",
            state="running",
            paused_days=0,
        )
        self._clocks["promise"] = clock
        self._session.add(clock)

    def _count(self, clock: Clock) -> None:
        due = deadlines.count(clock, self._calendar)
        assert due.on is not None
        clock.due_on, clock.why = due.on, due.why

    def end(self, name: ClockName, state: str) -> None:
        """Note that the duty of a clock was done ("met") or fell away ("stopped")."""
        clock = self._clocks.get(name)
        if clock is not None and clock.state in GOING:
            clock.state, clock.done_at = state, self._now

    def pause(self) -> None:
        """The clock of the reply stands still while the sender is asked for more."""
        clock = self._clocks.get("reply")
        if clock is not None and clock.state == "running":
            clock.state, clock.paused_on = "paused", self._today

    def go_on(self) -> None:
        """The clock of the reply goes on, longer by the working days for which it stood still."""
        clock = self._clocks.get("reply")
        if clock is None or clock.state != "paused" or clock.paused_on is None:
            return
        stood_still = workdays.between(clock.paused_on, self._today, self._calendar)
        clock.state, clock.paused_on = "running", None
        if clock.value == 0 and stood_still:
            self._lengthen(clock, stood_still, "working")
        else:
            clock.paused_days += stood_still
            self._count(clock)

    def extend(self, by: TimeLimit) -> None:
        """One extension of the reply, counted from the end of the limit."""
        clock = self._clocks.get("reply")
        if clock is not None and clock.value == 0:
            self._lengthen(clock, by.value, by.unit)
        elif clock is not None:
            clock.extension, clock.extension_unit = by.value, by.unit
            self._count(clock)

    def _lengthen(self, clock: Clock, value: int, unit: workdays.Unit) -> None:
        """Move a date that was not counted but set: it has no limit to count from."""
        due = workdays.add(clock.due_on, value, unit, self._calendar)
        clock.due_on, clock.why = due.on, f"{clock.why} {workdays.explain(due)}".strip()

    def run_again(self) -> None:
        """The reply is owed again by the date it had, so that a reopened case may be late at once."""
        clock = self._clocks.get("reply")
        if clock is not None:
            clock.state, clock.done_at = "running", None

    def recount(self) -> None:
        """Count every open clock anew: the calendar has changed."""
        for clock in self._clocks.values():
            if clock.state in GOING:
                self._count(clock)

    def note_due(self) -> None:
        """The due date of the reply stands with the case too, where lists sort by it."""
        clock = self._clocks.get("reply")
        if clock is not None:
            self._case.due_on, self._case.due_why = clock.due_on, clock.why
        elif not self._clocks:
            self._case.due_on, self._case.due_why = None, deadlines.NO_PROMISE
