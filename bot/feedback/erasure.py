"""Carrying out a request to erase one's data, or to take back a consent: what goes, what stays and why.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 13, 14; NĐ 356/2025/NĐ-CP, Điều 5. Codes, kinds, moments, clocks
and figures of cases stay. An open case and one under legal hold stay whole until they end; `python -m bot
privacy` and the rounds take the rest away then (`unfinished`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import forgetting
from bot.feedback.actors import Actor
from bot.feedback.deadlines import PERSONAL_DATA
from bot.feedback.erasure_scope import ERASE, WITHDRAW, Plan, Scope, named, plan_of, scope_of
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.steps import OPEN, Step
from bot.store.models import Consent, Conversation, Feedback, FeedbackEvent, LookupTry, Message, Person, Reminder

ROLES = frozenset({"admin", "dispatcher", "system"})
DONE = "erasure"
"""Key in the data of the event that says that a request was carried out."""

UNFETCHED = timedelta(days=30)
"""How long the way back to a person stays for an answer that they have not fetched yet."""


@dataclass(frozen=True)
class Erasure:
    """What was done; `paths` are the files to remove once the transaction has committed."""

    plan: Plan
    paths: tuple[str, ...]


async def plan(session: AsyncSession, request: Feedback) -> Plan:
    """What carrying out the request would take away now, and what stays and why."""
    return await plan_of(session, await scope_of(session, request))


async def erase(session: AsyncSession, lifecycle: Lifecycle, request: Feedback, actor: Actor, now: datetime) -> Erasure:
    """Carry the request out within the caller's transaction. Raises StepRefused.

    May be repeated: what had to stay the first time goes when it has become free.
    """
    _check(request, actor)
    if request.conversation_id is not None:
        # Turns of the conversation wait until this is committed.
        await session.get_one(Conversation, request.conversation_id, with_for_update={"key_share": True})
    scope = await scope_of(session, request)
    done = await plan_of(session, scope)
    why = f"Theo yêu cầu {request.code}"
    if scope.wanted == WITHDRAW:
        await _withdraw(session, lifecycle, scope, actor, now, why)
        await _note(session, lifecycle, request, actor, now, done)
        return Erasure(done, ())
    paths = await forgetting.paths(session, or_(scope.messages, _of(scope.free)))
    for case in scope.free:
        if case.erased_at is None:
            await lifecycle.apply(session, case, Step.ERASE, actor, now, reason=why)
    last = request.state not in OPEN and not scope.kept and not await _waits(session, request, now)
    if actor.role == "system" and not last:
        # What the person writes meanwhile is theirs to go on with.
        return Erasure(done, ())
    await forgetting.messages(session, scope.messages)
    await _note(session, lifecycle, request, actor, now, done)
    if scope.conversation is not None:
        await _conversation(session, scope, scope.conversation)
    if last:
        await lifecycle.apply(session, request, Step.ERASE, actor, now, reason=why)
        if scope.conversation is not None:
            paths += await _cut(session, scope.conversation, now)
    return Erasure(done, tuple(dict.fromkeys(paths)))


async def unfinished(session: AsyncSession) -> Sequence[Feedback]:
    """Requests that were carried out and answered while something had to stay."""
    wanted = select(Feedback).where(
        Feedback.kind == PERSONAL_DATA,
        Feedback.data_request == ERASE,
        Feedback.erased_at.is_(None),
        Feedback.state.not_in([state.value for state in OPEN]),
    )
    found = list(await session.scalars(wanted.order_by(Feedback.id)))
    notes = select(FeedbackEvent).where(
        FeedbackEvent.feedback_id.in_([case.id for case in found]), FeedbackEvent.step == Step.NOTE.value
    )
    begun = {event.feedback_id for event in await session.scalars(notes) if DONE in event.data}
    return [case for case in found if case.id in begun]


def _check(request: Feedback, actor: Actor) -> None:
    if actor.role not in ROLES:
        raise StepRefused("Chỉ đầu mối (Văn phòng) hoặc quản trị được xóa dữ liệu cá nhân.")
    if request.kind != PERSONAL_DATA or request.data_request not in (ERASE, WITHDRAW):
        raise StepRefused("Vụ việc này không phải là yêu cầu xóa dữ liệu hoặc rút lại sự đồng ý.")
    if request.erased_at is not None:
        raise StepRefused("Yêu cầu này đã được thực hiện xong.")
    if request.state in ("declined", "withdrawn", "transferred", "duplicate", "guided"):
        raise StepRefused("Yêu cầu này đã kết thúc mà không được thực hiện.")


def _of(cases: Sequence[Feedback]) -> ColumnElement[bool]:
    return Message.feedback_id.in_([case.id for case in cases]) if cases else false()


async def _withdraw(
    session: AsyncSession, lifecycle: Lifecycle, scope: Scope, actor: Actor, now: datetime, why: str
) -> None:
    """Without consent nothing is left to reach a person by, but what an open case needs by law."""
    for case in scope.free:
        if named(case):
            await lifecycle.apply(session, case, Step.ERASE, actor, now, reason=why, detail={"scope": "contact"})
    if scope.conversation is not None:
        await session.execute(delete(Reminder).where(Reminder.conversation_id == scope.conversation.id))


async def _note(
    session: AsyncSession, lifecycle: Lifecycle, request: Feedback, actor: Actor, now: datetime, done: Plan
) -> None:
    """Say in the history of the request what was done; counted in its data, which stays."""
    if actor.role == "system":
        return
    lines = [
        "Đã thực hiện yêu cầu.",
        *(f"Xóa: {what}" for what in done.erased),
        *(f"Giữ: {what}" for what in done.kept),
    ]
    counted = {DONE: "done", "erased": str(len(done.erased)), "kept": "; ".join(done.kept)}
    await lifecycle.apply(session, request, Step.NOTE, actor, now, text="\n".join(lines), detail=counted)


async def _conversation(session: AsyncSession, scope: Scope, conversation: Conversation) -> None:
    """Forget what the assistant knows of the person beside cases."""
    mine = conversation.id
    conversation.state = {}
    if conversation.person_id is not None:
        await session.execute(update(Person).where(Person.id == conversation.person_id).values(name=None))
    await session.execute(delete(Reminder).where(Reminder.conversation_id == mine))
    await session.execute(delete(LookupTry).where(LookupTry.conversation_id == mine))
    loose = or_(Consent.feedback_id.is_(None), Consent.feedback_id.in_([case.id for case in scope.free]))
    await session.execute(
        update(Consent).where(Consent.conversation_id == mine, loose).values(answer=forgetting.AGREED)
    )


async def _waits(session: AsyncSession, request: Feedback, now: datetime) -> bool:
    """Whether an answer is still on its way to the person."""
    ended = request.answered_at or request.closed_at or now
    if now - ended > UNFETCHED:
        return False
    way = select(Message.id).where(
        Message.conversation_id == request.conversation_id, Message.state.in_(forgetting.UNDER_WAY)
    )
    return await session.scalar(way.limit(1)) is not None


async def _cut(session: AsyncSession, conversation: Conversation, now: datetime) -> list[str]:
    """Take away the way back to the person: nothing is left to be sent. Returns the files to remove."""
    every = Message.conversation_id == conversation.id
    unfetched = (every, Message.state.in_(forgetting.UNDER_WAY))
    await session.execute(update(Message).where(*unfetched).values(state="failed", done_at=now))
    paths = await forgetting.paths(session, every)
    await forgetting.messages(session, every)
    await forgetting.person(session, conversation, "erased")
    return paths
