"""Where the assistant hands in cases, inside the transaction of the turn (`bot.desk.Desk`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.desk import CaseReceipt, CaseView, Told
from bot.dialogue import FeedbackDraft, Place
from bot.feedback import codes, consents, entry_points, opening, proof, similar, views
from bot.feedback.actors import CITIZEN
from bot.feedback.citizen import Sender
from bot.feedback.data_desk import SqlDataDesk
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.reminders import SqlReminders
from bot.feedback.steps import Step
from bot.store.models import Attachment, Conversation, Feedback, FeedbackEvent, Message

if TYPE_CHECKING:
    from knowledge.base import Knowledge

NOT_YOURS = "Việc này chỉ làm được từ cuộc trò chuyện đã gửi phản ánh."

OWN_CASES = 20
"""How many of their cases a person is shown."""


class SqlDesk:
    """The desk of one turn. `message` is the row being answered, None outside of a chat.

    `staff_notices` false keeps the notice to the staff group back (no channel could deliver it); `secret_key`
    signs the addresses under which people fetch the copy of their data.
    """

    def __init__(
        self,
        session: AsyncSession,
        conversation: Conversation,
        settings: Settings,
        kb: Knowledge,
        now: datetime,
        message: Message | None = None,
        *,
        staff_notices: bool = True,
        secret_key: str | None = None,
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._settings = settings
        self._kb = kb
        self._now = now
        self._message = message
        self._lifecycle = Lifecycle(settings if staff_notices else settings.without_staff_group(), kb.calendar)
        self.data = SqlDataDesk(session, conversation, settings, kb, self._lifecycle, now, message, secret_key)

    async def open_case(self, draft: FeedbackDraft) -> CaseReceipt:
        """Open a case from a finished draft and link its files; returns what to tell the person."""
        case = await opening.new_case(
            self._session, self._settings, self._kb, draft, self._conversation.channel, self._conversation.id
        )
        alike = await similar.at_receipt(self._session, case)
        await self._lifecycle.apply(self._session, case, Step.RECEIVE, CITIZEN, self._now, detail=alike)
        consents.keep(self._session, case, draft)
        await self._link(case, draft)
        return CaseReceipt(case.code, self._settings.agency.feedback_office, case.due_on, case.due_why)

    async def find_case(self, code: str, *, proven: bool = False) -> CaseView | None:
        """The case with `code`, as much of it as this conversation may see; None when there is none."""
        case = await self._by_code(code)
        if case is None:
            return None
        own = self._is_own(case)
        if not (own or proven):
            return views.neutral(case, self._settings, self._now)
        return await views.whole(self._session, case, self._settings, self._lifecycle, self._now, own=own)

    async def own_cases(self) -> Sequence[CaseView]:
        """The cases of this conversation, newest first."""
        own = select(Feedback).where(Feedback.conversation_id == self._conversation.id)
        rows = await self._session.scalars(own.order_by(Feedback.id.desc()).limit(OWN_CASES))
        return [views.brief(case, self._settings, self._lifecycle, self._now) for case in rows]

    async def prove(self, code: str, digits: str) -> proof.Proof:
        """Check the last four digits of the telephone left with a case; "locked" after too many wrong tries."""
        return await proof.check(self._session, codes.check(code).code or code, digits, self._conversation, self._now)

    async def take(
        self,
        code: str,
        step: Literal["add", "rate", "reopen", "withdraw"],
        *,
        proven: bool = False,
        text: str = "",
        rating: int = 0,
        messages: Sequence[int] = (),
    ) -> CaseView:
        """Take a step of the sender and tie their messages with their files to the case. Raises StepRefused."""
        case = await self._by_code(code)
        if case is None or not (self._is_own(case) or (proven and step != Step.WITHDRAW.value)):
            raise StepRefused(NOT_YOURS)
        sender = Sender(self._session, self._conversation, self._settings, self._lifecycle, self._now)
        await sender.take(case, Step(step), text, rating, messages)
        own = self._is_own(case)
        return await views.whole(self._session, case, self._settings, self._lifecycle, self._now, own=own)

    async def last_told(self) -> Told | None:
        """The notice of the office that was said last in this conversation; None when something else was."""
        said = select(Message.buttons, Message.author, Feedback.code).outerjoin(
            Feedback, Feedback.id == Message.feedback_id
        )
        mine = said.where(Message.conversation_id == self._conversation.id, Message.direction == "out")
        last = (await self._session.execute(mine.order_by(Message.id.desc()).limit(1))).one_or_none()
        if last is None or last.code is None or last.author != "staff":
            return None
        actions = {str(button["action"]).partition(":")[0] for button in last.buttons}
        if "rate" in actions:
            return Told(last.code, "reply")
        return Told(last.code, "ask") if "add" in actions else None

    async def place(self, key: str) -> Place | None:
        """The entry point with this key while it is in use."""
        found = await entry_points.find(self._session, key)
        if found is None or found.disabled_at is not None:
            return None
        return Place(found.key, found.name, found.unit.name if found.unit else None, found.procedure)

    async def _by_code(self, code: str) -> Feedback | None:
        checked = codes.check(code)
        if checked.code is None:
            return None
        return await self._session.scalar(select(Feedback).where(Feedback.code == checked.code))

    def _is_own(self, case: Feedback) -> bool:
        return case.conversation_id == self._conversation.id

    @property
    def reminders(self) -> SqlReminders:
        """The reminders of this conversation."""
        return SqlReminders(self._session, self._conversation, self._now)

    async def _link(self, case: Feedback, draft: FeedbackDraft) -> None:
        """Tie what told the matter, its replies and files to the case; only of this very conversation."""
        ids = {*draft.messages, *draft.file_messages, *([self._message.id] if self._message else [])}
        mine = Message.conversation_id == self._conversation.id
        linked = list(await self._session.scalars(select(Message.id).where(Message.id.in_(ids), mine)))
        loose = select(Attachment.id).where(Attachment.message_id.in_(linked), Attachment.feedback_id.is_(None))
        files = list(
            await self._session.scalars(loose.order_by(Attachment.id).limit(self._settings.files.max_per_case))
        )
        told = or_(Message.id.in_(linked), and_(mine, Message.reply_to.in_(linked)))
        await self._session.execute(
            update(Message).where(told, Message.feedback_id.is_(None)).values(feedback_id=case.id)
        )
        await self._session.execute(update(Attachment).where(Attachment.id.in_(files)).values(feedback_id=case.id))


async def last_reply(session: AsyncSession, case_id: int) -> str | None:
    """The text of the newest reply of the office."""
    newest = select(func.max(FeedbackEvent.id)).where(
        FeedbackEvent.feedback_id == case_id, FeedbackEvent.step.in_((Step.REPLY.value, Step.APPROVE.value))
    )
    return await session.scalar(select(FeedbackEvent.note).where(FeedbackEvent.id == newest.scalar_subquery()))
