"""The steps of the sender: add to a case, rate its answer, have it taken up again, withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.feedback.actors import CITIZEN
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.steps import Step, StepData
from bot.store.models import Attachment, Conversation, Feedback, Message

ONLY_FILES = "Gửi thêm tệp."
"""What an addition says that consists of files alone."""


class Sender:
    """Takes steps for the sender, in the transaction of their turn."""

    def __init__(
        self,
        session: AsyncSession,
        conversation: Conversation,
        settings: Settings,
        lifecycle: Lifecycle,
        now: datetime,
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._settings = settings
        self._lifecycle = lifecycle
        self._now = now

    async def take(self, case: Feedback, step: Step, text: str, rating: int, messages: Sequence[int]) -> None:
        """Take one step and tie what was sent with it to the case. Raises StepRefused."""
        # An officer who saves at the same moment comes before or after, so that no words of a citizen are refused.
        await self._session.refresh(case, with_for_update={"of": Feedback})
        files = await self._files(case, messages)
        await self._lifecycle.apply(
            self._session, case, step, CITIZEN, self._now, **_data(case, step, text, rating, files)
        )
        if files and step is not Step.ADD:
            await self._lifecycle.apply(self._session, case, Step.ADD, CITIZEN, self._now, text=ONLY_FILES, files=files)
        await self._tie(case, messages)

    async def _tie(self, case: Feedback, messages: Sequence[int]) -> None:
        """What told it, and what was said to that, belongs to the case and is forgotten with it."""
        own = await self._own(messages)
        told = or_(Message.id.in_(own), Message.reply_to.in_(own))
        free = Message.feedback_id.is_(None)
        await self._session.execute(update(Message).where(told, free).values(feedback_id=case.id))

    async def _own(self, messages: Sequence[int]) -> list[int]:
        """Only messages of this very conversation count."""
        own = select(Message.id).where(Message.id.in_(messages), Message.conversation_id == self._conversation.id)
        return list(await self._session.scalars(own))

    async def _files(self, case: Feedback, messages: Sequence[int]) -> list[int]:
        """The files of the messages, as many as the case still has room for."""
        held = select(func.count()).select_from(Attachment).where(Attachment.feedback_id == case.id)
        room = self._settings.files.max_per_case - (await self._session.scalar(held) or 0)
        loose = select(Attachment.id).where(
            Attachment.message_id.in_(await self._own(messages)), Attachment.feedback_id.is_(None)
        )
        return list(await self._session.scalars(loose.order_by(Attachment.id).limit(max(room, 0))))


def _data(case: Feedback, step: Step, text: str, rating: int, files: list[int]) -> StepData:
    """What the step needs, of what the person gave."""
    match step:
        case Step.ADD:
            return {"text": text or (ONLY_FILES if files else ""), "files": files}
        case Step.RATE:
            return {"rating": rating, "text": text} if text else {"rating": rating}
        case Step.REOPEN:
            return {"reason": text}
        case _:
            return {}
