"""Cases that were linked to another one because they say the same: none of them may be forgotten with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import outgoing
from bot.feedback import notices, staff_notices
from bot.feedback.refused import StepRefused
from bot.feedback.roster import Roster
from bot.feedback.steps import TURNED_AWAY, State, Step
from bot.store.models import Conversation, Feedback
from bot.turns import Button, Reply

PASSED_ON = (Step.TRANSFER, Step.DECLINE)
"""How a case ends without a reply for a reason that holds for its copies too: their senders are told."""

LEFT_ALONE = (Step.WITHDRAW, Step.GUIDE)
"""How it ends for a reason of its own sender: the office must take up the copies again."""


async def of(session: AsyncSession, original: Feedback) -> Sequence[Feedback]:
    """The cases that wait for the end of this one."""
    same = (Feedback.original_id == original.id, Feedback.state == State.DUPLICATE.value)
    return (await session.scalars(select(Feedback).where(*same).order_by(Feedback.id))).all()


async def check(session: AsyncSession, case: Feedback, original: Feedback) -> None:
    """Raise StepRefused when the case cannot be linked to the original."""
    if original.id == case.id:
        raise StepRefused("Vụ việc không thể trùng với chính nó.")
    if original.original_id is not None:
        raise StepRefused("Vụ việc được chọn cũng là bản trùng; vui lòng chọn vụ việc gốc.")
    if original.state in (*TURNED_AWAY, State.GUIDED):
        raise StepRefused("Vụ việc được chọn đã kết thúc mà không có câu trả lời; vui lòng chọn vụ việc khác.")
    if await of(session, case):
        raise StepRefused("Vụ việc này là bản gốc của vụ việc trùng khác; vui lòng liên kết theo chiều ngược lại.")


async def follow(session: AsyncSession, case: Feedback, step: Step, now: datetime) -> None:
    """Tell those whose case was linked to this one, or the office, that it ends without a reply."""
    if step not in (*PASSED_ON, *LEFT_ALONE):
        return
    for copy in await of(session, case):
        if step in LEFT_ALONE:
            html = notices.render("staff_copy_alone", case=copy, original=case)
            await staff_notices.tell(session, (await Roster.load(session)).dispatcher(), html, now=now, case=copy)
        elif copy.conversation_id is not None and copy.conversation_id != case.conversation_id:
            conversation = await session.get_one(Conversation, copy.conversation_id)
            html = notices.render("case_same_ended", case=copy, original=case)
            reply = Reply(html, (Button("Xem tình trạng", f"track:{copy.code}"),))
            outgoing.queue(session, conversation, reply, now=now, feedback_id=copy.id)
