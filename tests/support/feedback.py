"""Cases on a real database, with one person of every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.feedback import lifecycle
from bot.feedback.actors import CITIZEN, SYSTEM, Actor
from bot.feedback.desk import SqlDesk
from bot.feedback.steps import State, Step
from bot.store.db import Store
from bot.store.models import Conversation, Feedback, FeedbackEvent, Message, Staff, Unit
from bot.store.units import sync_units
from bot.turns import CaseReceipt, FeedbackDraft
from tests.support.delivery import kb, settings

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
RUDE = "Tôi nộp hồ sơ 3 lần đều bị trả lại, cán bộ bắt bổ sung giấy tờ không có trong quy định."
UNIT, OTHER_UNIT = "chi-cuc-tdc", "cong-nghe"


@dataclass
class Town:
    """People and conversations. Roles act as chị Lan (head), anh Minh (officer), ông Tú (other unit's officer)."""

    store: Store
    people: dict[str, Staff]
    units: dict[str, Unit]
    settings: Settings

    def actor(self, role: str) -> Actor:
        if role in ("citizen", "system"):
            return CITIZEN if role == "citizen" else SYSTEM
        return Actor.of(self.people[role])

    async def conversation(self, session: AsyncSession, name: str = "hoa") -> Conversation:
        wanted = select(Conversation).where(Conversation.external_id == name)
        found = await session.scalar(wanted)
        if found is None:
            found = Conversation(channel="web", account="site", external_id=name, created_at=NOW, updated_at=NOW)
            session.add(found)
            await session.flush()
        return found

    async def desk(
        self, session: AsyncSession, name: str = "hoa", now: datetime = NOW, message: Message | None = None
    ) -> SqlDesk:
        return SqlDesk(session, await self.conversation(session, name), self.settings, kb(), now, message)

    async def send(self, text: str = RUDE, chat: str = "hoa", now: datetime = NOW, **parts: Any) -> CaseReceipt:
        """A citizen hands in a feedback."""
        draft = FeedbackDraft(step="summary", text=text, **parts)
        async with self.store.write() as session:
            return await (await self.desk(session, chat, now)).open_case(draft)

    async def case(self, code: str) -> Feedback:
        async with self.store.read() as session:
            return (await session.scalars(select(Feedback).where(Feedback.code == code))).one()

    async def take(
        self, code: str, step: Step, role: str = "dispatcher", now: datetime = NOW, **data: Any
    ) -> FeedbackEvent:
        """One step of the lifecycle in a transaction of its own."""
        async with self.store.write() as session:
            case = (await session.scalars(select(Feedback).where(Feedback.code == code))).one()
            return await lifecycle.apply(session, case, step, self.actor(role), now, **data)

    async def brought(self, state: State, unit: str = UNIT, chat: str = "hoa") -> str:
        """A case brought to a state by the dispatcher; returns its code."""
        code = (await self.send(chat=chat)).code
        if state is not State.RECEIVED:
            await self.take(code, Step.ASSIGN, unit=self.units[unit])
        if state in (State.ANSWERED, State.CLOSED):
            await self.take(code, Step.REPLY, **REPLY)
        if state is State.CLOSED:
            await self.take(code, Step.CLOSE, reason="Đã trả lời đầy đủ.")
        return code

    async def events(self, code: str) -> list[FeedbackEvent]:
        wanted = select(FeedbackEvent).join(Feedback, Feedback.id == FeedbackEvent.feedback_id)
        async with self.store.read() as session:
            return list(await session.scalars(wanted.where(Feedback.code == code).order_by(FeedbackEvent.id)))

    async def sent(self, name: str = "hoa") -> list[Message]:
        """What was queued for a conversation."""
        wanted = select(Message).join(Conversation, Conversation.id == Message.conversation_id)
        out = wanted.where(Conversation.external_id == name, Message.direction == "out").order_by(Message.id)
        async with self.store.read() as session:
            return list(await session.scalars(out))


REPLY: dict[str, Any] = {"text": "Sở đã kiểm tra và hướng dẫn.", "basis": "Nghị định thử nghiệm", "signer": "Chị Lan"}


async def found_town(store: Store) -> Town:
    """The units of the settings and one person of every role."""
    async with store.write() as session:
        await sync_units(session, settings())
        units = {unit.key: unit for unit in await session.scalars(select(Unit))}
        people = {}
        for role, name, unit in (
            ("admin", "Quản trị", None),
            ("dispatcher", "Chị Vân", "van-phong"),
            ("head", "Chị Lan", UNIT),
            ("officer", "Anh Minh", UNIT),
            ("stranger", "Ông Tú", OTHER_UNIT),
            ("auditor", "Bà Giang", None),
        ):
            kind = "officer" if role == "stranger" else role
            people[role] = Staff(login=role, name=name, role=kind, unit=units[unit] if unit else None, created_at=NOW)
        session.add_all(people.values())
    return Town(store, people, units, settings())
