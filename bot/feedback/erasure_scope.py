"""What a request about one's data reaches: what goes, what stays and why, in words for person and office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import codes
from bot.feedback.deadlines import PERSONAL_DATA
from bot.feedback.forgetting import UNDER_WAY
from bot.feedback.steps import OPEN
from bot.store.models import ERASED, Conversation, Feedback, Message, Reminder

ERASE, WITHDRAW = "erase", "withdraw"

WHY_OPEN = "đang được giải quyết; hồ sơ phải giữ đến khi có kết quả (Nghị định 20/2008/NĐ-CP, Điều 9)"
WHY_HELD = "đang được giữ lại theo yêu cầu pháp lý"
KEPT_FIGURES = "Mã, loại, trạng thái, ngày tháng, thời hạn của vụ việc: số liệu thống kê, không còn nhận ra ai"
KEPT_EVIDENCE = "Bằng chứng đồng ý (nội dung được hỏi, thời điểm): pháp luật yêu cầu lưu giữ"
KEPT_ANSWER = "Mã nhận diện cuộc trò chuyện: giữ đến khi kết quả của yêu cầu này được gửi xong"


@dataclass(frozen=True)
class Plan:
    """What a request takes away and what stays, each a Vietnamese phrase with its reason."""

    erased: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass
class Scope:
    """What belongs to a request: the conversation it came from, and its cases by what may be done with them."""

    request: Feedback | None
    conversation: Conversation | None
    wanted: str
    free: list[Feedback]
    kept: list[tuple[Feedback, str]]

    @property
    def messages(self) -> ColumnElement[bool]:
        """The messages that go: not those of a case that stays."""
        held = [case.id for case, _ in self.kept]
        if self.request is not None and self.request.state in OPEN:
            held.append(self.request.id)
        loose = or_(Message.feedback_id.is_(None), Message.feedback_id.not_in(held))
        if self.conversation is None:
            return Message.feedback_id.in_([case.id for case in self.free]) if self.free else false()
        return (Message.conversation_id == self.conversation.id) & loose


async def plan_for(session: AsyncSession, conversation: Conversation, wanted: str) -> Plan:
    """What a request that a person is about to make would do: `wanted` is ERASE or WITHDRAW."""
    free, kept = _sorted(await _cases(session, Feedback.conversation_id == conversation.id), None)
    return await plan_of(session, Scope(None, conversation, wanted, free, kept))


async def scope_of(session: AsyncSession, request: Feedback) -> Scope:
    """What belongs to a request that was received."""
    conversation = None
    mine: ColumnElement[bool] = false()
    if request.conversation_id is not None:
        conversation = await session.get_one(Conversation, request.conversation_id)
        mine = Feedback.conversation_id == conversation.id
    elif request.entered_by_id is not None:
        # Whoever entered the request at the counter has seen who asks, and names the cases.
        named = {code for word in request.text.split() if (code := codes.find_in(word.strip(".,;:()«»")))}
        mine = Feedback.code.in_(named)
    free, kept = _sorted(await _cases(session, mine), request)
    return Scope(request, conversation, request.data_request or ERASE, free, kept)


async def plan_of(session: AsyncSession, scope: Scope) -> Plan:
    """What would go now and what stays."""
    kept = [f"Vụ việc {case.code}: {why}" for case, why in scope.kept if case.kind != PERSONAL_DATA]
    if scope.wanted == WITHDRAW:
        erased = [f"Họ tên, điện thoại, địa chỉ trong vụ việc {case.code}" for case in scope.free if named(case)]
        if scope.conversation is not None and await _count(session, Reminder, scope.conversation):
            erased.append("Các lời nhắc ngày hẹn trả kết quả")
        return Plan(tuple(erased), (*kept, KEPT_EVIDENCE))
    erased = [
        f"Nội dung, họ tên, điện thoại, địa chỉ, trả lời, đánh giá và tệp của vụ việc {case.code}"
        for case in scope.free
        if case.erased_at is None
    ]
    there = or_(Message.text.is_(None), Message.text != ERASED) & Message.state.not_in(UNDER_WAY)
    if number := await session.scalar(select(func.count()).select_from(Message).where(scope.messages, there)):
        erased.append(f"Nội dung {number} tin nhắn và tệp gửi kèm")
    if scope.conversation is not None:
        if scope.conversation.state:
            erased.append("Tên hiển thị, lời nhắc, bản nháp và những gì trợ lý đang nhớ trong cuộc trò chuyện này")
        if scope.request is None or scope.request.state in OPEN:
            kept.append(KEPT_ANSWER)
    return Plan(tuple(erased), (*kept, KEPT_FIGURES, KEPT_EVIDENCE))


def _sorted(cases: Sequence[Feedback], request: Feedback | None) -> tuple[list[Feedback], list[tuple[Feedback, str]]]:
    free: list[Feedback] = []
    kept: list[tuple[Feedback, str]] = []
    for case in cases:
        if request is not None and case.id == request.id:
            continue
        if case.legal_hold:
            kept.append((case, WHY_HELD))
        elif case.state in OPEN:
            kept.append((case, WHY_OPEN))
        else:
            free.append(case)
    return free, kept


async def _cases(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[Feedback]:
    return (await session.scalars(select(Feedback).where(which).order_by(Feedback.id))).all()


def named(case: Feedback) -> bool:
    """Whether a case holds anything of the contact."""
    return any((case.name, case.phone, case.address))


async def _count(session: AsyncSession, model: type[Reminder], conversation: Conversation) -> int:
    wanted = select(func.count()).select_from(model).where(model.conversation_id == conversation.id)
    return await session.scalar(wanted) or 0
