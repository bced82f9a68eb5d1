"""Where the assistant hands in cases, inside the transaction of the turn (`bot.turns.Desk`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings
from bot.feedback import codes, consents, opening
from bot.feedback.actors import CITIZEN
from bot.feedback.data_desk import SqlDataDesk
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.reminders import SqlReminders
from bot.feedback.steps import OPEN, Step
from bot.store.models import Attachment, Conversation, Feedback, FeedbackEvent, Message
from bot.turns import CaseReceipt, CaseView, FeedbackDraft

if TYPE_CHECKING:
    from knowledge.base import Knowledge

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
        await self._lifecycle.apply(self._session, case, Step.RECEIVE, CITIZEN, self._now)
        consents.keep(self._session, case, draft)
        await self._link(case, draft)
        return CaseReceipt(case.code, self._settings.agency.feedback_office, case.due_on, case.due_why)

    async def find_case(self, code: str) -> CaseView | None:
        """The case with `code`. Another conversation than its own sees state, unit and due date only."""
        checked = codes.check(code)
        if checked.code is None:
            return None
        case = await self._session.scalar(select(Feedback).where(Feedback.code == checked.code))
        if case is None:
            return None
        return await self._view(case, own=case.conversation_id == self._conversation.id)

    async def own_cases(self) -> Sequence[CaseView]:
        """The cases of this conversation, newest first."""
        own = select(Feedback).where(Feedback.conversation_id == self._conversation.id)
        rows = await self._session.scalars(own.order_by(Feedback.id.desc()).limit(OWN_CASES))
        return [await self._view(case, own=True) for case in rows]

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

    async def _view(self, case: Feedback, *, own: bool) -> CaseView:
        late = case.due_on is not None and case.state in OPEN and local(self._now).date() > case.due_on
        return CaseView(
            code=case.code,
            kind=case.kind,
            state=case.state,
            received_at=case.received_at,
            unit=case.unit.name if case.unit else self._settings.agency.feedback_office,
            due_on=case.due_on,
            due_why=case.due_why,
            last_reply=await last_reply(self._session, case.id) if own else None,
            closed_reason=case.close_reason if own else None,
            overdue=late,
        )


async def last_reply(session: AsyncSession, case_id: int) -> str | None:
    """The text of the newest reply of the office."""
    newest = select(func.max(FeedbackEvent.id)).where(
        FeedbackEvent.feedback_id == case_id, FeedbackEvent.step.in_((Step.REPLY.value, Step.APPROVE.value))
    )
    return await session.scalar(select(FeedbackEvent.note).where(FeedbackEvent.id == newest.scalar_subquery()))
