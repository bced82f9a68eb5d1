"""The data of one conversation, within the transaction of its turn (`bot.own_data.DataDesk`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.feedback import clocks, consents, data_link, erasure_scope, own_copy, routing
from bot.feedback.actors import CITIZEN
from bot.feedback.deadlines import PERSONAL_DATA
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.opening import free_code, unit_row
from bot.feedback.refused import StepRefused
from bot.feedback.steps import OPEN, Step
from bot.own_data import DataReceipt, OwnCase, OwnData, Part, Reach, Request
from bot.store.models import Conversation, Feedback, Message, Reminder

if TYPE_CHECKING:
    from knowledge.base import Knowledge

FETCHES = "web"
"""The channel whose people have a browser at hand to fetch a file with."""

ASKED = {
    "view": "Yêu cầu xem và nhận bản sao dữ liệu cá nhân.",
    "correct": "Yêu cầu sửa dữ liệu cá nhân.",
    "withdraw": "Rút lại sự đồng ý xử lý dữ liệu cá nhân đã cho trong cuộc trò chuyện này.",
    "erase": "Yêu cầu xóa dữ liệu cá nhân của cuộc trò chuyện này.",
}
"""The text of a request; nothing that the person typed, so that it can stay."""


class SqlDataDesk:
    """The data of a conversation. Without `secret_key` no links are made."""

    def __init__(
        self,
        session: AsyncSession,
        conversation: Conversation,
        settings: Settings,
        kb: Knowledge,
        lifecycle: Lifecycle,
        now: datetime,
        message: Message | None,
        secret_key: str | None,
    ) -> None:
        self._session = session
        self._conversation = conversation
        self._settings = settings
        self._kb = kb
        self._lifecycle = lifecycle
        self._now = now
        self._message = message
        self._secret_key = secret_key

    async def shown(self) -> OwnData:
        """What is kept."""
        return await own_copy.collect(self._session, self._conversation, self._kb.catalog)

    async def own(self) -> Sequence[OwnCase]:
        """The cases of the conversation, newest first."""
        return await own_copy.cases(self._session, self._conversation)

    async def link(self) -> str | None:
        """A short-lived address where the copy can be fetched; None where messages are the only way."""
        if self._secret_key is None or self._conversation.channel != FETCHES:
            return None
        token = data_link.sign(self._secret_key, self._conversation.id, self._now)
        return f"{self._settings.web.public_url}{data_link.PATH}{token}"

    async def reach(self, wanted: Request) -> Reach:
        """What a request to erase or to take back a consent would do now."""
        plan = await erasure_scope.plan_for(self._session, self._conversation, wanted)
        return Reach(plan.erased, plan.kept)

    async def request(self, wanted: Request) -> DataReceipt:
        """Hand a request to the office; taking back a consent holds from now on."""
        reach = await self.reach(wanted) if wanted in ("erase", "withdraw") else Reach((), ())
        if wanted == "withdraw":
            await consents.withdraw(self._session, self._conversation.id, self._now)
            await self._session.execute(
                update(Reminder)
                .where(Reminder.conversation_id == self._conversation.id, Reminder.state == "waiting")
                .values(state="cancelled", answered_at=self._now)
            )
        case = await self._open(wanted)
        again = case is not None
        if case is None:
            case = await self._new(wanted)
        due = {clock.name: clock.due_on for clock in await clocks.of(self._session, case)}
        return DataReceipt(case.code, due.get("interim"), due.get("reply"), reach.kept, again)

    async def correct(self, code: str, part: Part, value: str) -> str | None:
        """Change a part of the contact of an own case; why not, as a sentence, when that cannot be."""
        case = await self._session.scalar(
            select(Feedback).where(Feedback.code == code, Feedback.conversation_id == self._conversation.id)
        )
        if case is None:
            return "Không có vụ việc này trong cuộc trò chuyện."
        try:
            await self._lifecycle.apply(self._session, case, Step.CORRECT, CITIZEN, self._now, contact={part: value})
        except StepRefused as refusal:
            return str(refusal)
        return None

    async def _open(self, wanted: Request) -> Feedback | None:
        """The same request of this conversation, not done yet."""
        states = [state.value for state in OPEN]
        return await self._session.scalar(
            select(Feedback)
            .where(
                Feedback.conversation_id == self._conversation.id,
                Feedback.kind == PERSONAL_DATA,
                Feedback.data_request == wanted,
                Feedback.state.in_(states),
            )
            .limit(1)
        )

    async def _new(self, wanted: Request) -> Feedback:
        unit = routing.propose(self._settings, self._kb.catalog, PERSONAL_DATA, None)
        case = Feedback(
            code=await free_code(self._session),
            kind=PERSONAL_DATA,
            data_request=wanted,
            channel=self._conversation.channel,
            conversation_id=self._conversation.id,
            text=ASKED[wanted],
            anonymous=False,
            proposed_kind=PERSONAL_DATA,
            proposed_kind_why="Người gửi yêu cầu về dữ liệu của chính mình.",
            proposed_unit=await unit_row(self._session, self._settings, unit.unit),
            proposed_why=unit.why,
        )
        await self._lifecycle.apply(self._session, case, Step.RECEIVE, CITIZEN, self._now)
        if self._message is not None:
            self._message.feedback_id = case.id
        return case
