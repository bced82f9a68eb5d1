"""What the page of a case shows beside the row itself: clocks, proposals, relatives, the record of the procedure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings, TimeLimits
from bot.console.render import day
from bot.feedback import clocks, deadlines, words
from bot.feedback.actors import Actor
from bot.feedback.cases import scope
from bot.feedback.steps import Step
from bot.store.models import Clock, Feedback, FeedbackEvent

RELATED = 10
"""How many earlier cases and duplicates are listed."""


@dataclass(frozen=True)
class ShownClock:
    """One clock as the page tells it. `left` are days, None when nothing is owed any more."""

    name: str
    state: str
    late: bool
    due_on: date
    left: int | None
    why: str
    confirmed: bool


async def shown_clocks(session: AsyncSession, case: Feedback, settings: Settings, today: date) -> list[ShownClock]:
    """The clocks of a case: those that still run first, each group by due date."""
    found = [_shown(clock, case, settings, today) for clock in await clocks.of(session, case)]
    return sorted(found, key=lambda clock: (clock.left is None, clock.due_on))


def _shown(clock: Clock, case: Feedback, settings: Settings, today: date) -> ShownClock:
    going = clock.state in clocks.GOING
    done = local(clock.done_at).date() if clock.done_at else None
    late = (done or today) > clock.due_on and clock.state in (*clocks.GOING, "met")
    state = {
        "running": "đang tính",
        "paused": f"tạm dừng từ {day(clock.paused_on)}",
        "met": f"đã xong {day(done)}" + (", trễ hạn" if late else ""),
        "stopped": "không còn áp dụng",
    }[clock.state]
    left = deadlines.days_left(clock.due_on, today) if going else None
    name = words.said(words.CLOCKS, clock.name)
    return ShownClock(name, state, late, clock.due_on, left, clock.why, _confirmed(clock, case, settings.time_limits))


def _confirmed(clock: Clock, case: Feedback, limits: TimeLimits) -> bool:
    """Whether the department has confirmed the limit behind a clock."""
    if clock.name == "publish":
        return limits.publish.confirmed
    limit = deadlines.limits(case.kind, case.data_request, limits).get(clock.name)  # type: ignore[call-overload]
    return limit is None or limit.confirmed


@dataclass(frozen=True)
class Relatives:
    """Other cases of the same matter or sender that the viewer may see."""

    original: Feedback | None
    duplicates: Sequence[Feedback]
    earlier: Sequence[Feedback]


async def relatives(session: AsyncSession, case: Feedback, actor: Actor) -> Relatives:
    """The original of a duplicate, the duplicates of an original, and earlier cases of the same sender."""
    mine = scope(actor)
    seen = [] if mine is None else [mine]
    original = await session.get(Feedback, case.original_id) if case.original_id else None
    copies = select(Feedback).where(Feedback.original_id == case.id, *seen).order_by(Feedback.id).limit(RELATED)
    same = [Feedback.conversation_id == case.conversation_id] if case.conversation_id else []
    if case.phone:
        same.append(Feedback.phone == case.phone)
    earlier: Sequence[Feedback] = ()
    if same:
        wanted = select(Feedback).where(or_(*same), Feedback.id != case.id, *seen)
        earlier = (await session.scalars(wanted.order_by(Feedback.id.desc()).limit(RELATED))).all()
    if original is not None and not actor.covers(original):
        original = None
    return Relatives(original, (await session.scalars(copies)).all(), earlier)


@dataclass(frozen=True)
class ShownEvent:
    """One step of the history in words."""

    step: str
    title: str
    who: str
    at: datetime
    facts: tuple[str, ...]
    note: str | None


_REASONS = {Step.DECLINE.value: words.DECLINE_REASONS, Step.GUIDE.value: words.LEGAL_WAYS}


async def history(session: AsyncSession, case: Feedback) -> list[ShownEvent]:
    """What has happened to the case, oldest first."""
    wanted = select(FeedbackEvent).where(FeedbackEvent.feedback_id == case.id).order_by(FeedbackEvent.id)
    return [_event(row) for row in await session.scalars(wanted)]


_SAID = frozenset({"return", "consult", "advise", "reopen", "resume"})
_OVER = frozenset({"submit", "approve", "reply", "close"})


def last_word(events: Sequence[ShownEvent]) -> ShownEvent | None:
    """What a colleague or the sender last said about the work that is still to be done."""
    for event in reversed(events):
        if event.step in _SAID and event.note:
            return event
        if event.step in _OVER:
            return None
    return None


def _event(row: FeedbackEvent) -> ShownEvent:
    who = row.staff.name if row.staff else words.said(words.ACTORS, row.actor)
    note = _REASONS.get(row.step, {}).get(row.note or "", row.note)
    return ShownEvent(row.step, words.said(words.STEPS, row.step), who, row.at, tuple(_facts(row)), note)


def _facts(row: FeedbackEvent) -> Iterator[str]:
    data = row.data
    if unit := data.get("unit"):
        yield f"Đơn vị: {unit}" + (f", {data['officer']}" if data.get("officer") else "")
    if row.step == Step.CLASSIFY.value and data.get("kind"):
        yield f"Loại: {words.said(words.KINDS, data['kind'])}"
    if new_date := data.get("new_date"):
        yield f"Hẹn lại: {day(date.fromisoformat(new_date))}"
    if rating := data.get("rating"):
        yield words.RATINGS.get(int(rating), rating)
    for key, label in _LABELS.items():
        if data.get(key):
            yield f"{label}: {data[key]}"


_LABELS = {
    "agency": "Nơi nhận",
    "responsible": "Chịu trách nhiệm",
    "original": "Vụ việc gốc",
    "basis": "Căn cứ",
    "signer": "Người ký",
}
