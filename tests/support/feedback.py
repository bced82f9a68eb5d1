"""Cases on a real database, with one person of every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.desk import CaseReceipt
from bot.dialogue import FeedbackDraft
from bot.feedback.actors import CITIZEN, SYSTEM, Actor
from bot.feedback.desk import SqlDesk
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.steps import State, Step
from bot.store.db import Store
from bot.store.models import Conversation, Feedback, FeedbackEvent, Message, Staff, Unit
from bot.store.units import sync_units
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
        self, code: str, step: Step, role: str | None = None, now: datetime = NOW, **data: Any
    ) -> FeedbackEvent:
        """One step of the lifecycle in a transaction of its own, by who takes it in an ordinary office."""
        async with self.store.write() as session:
            case = (await session.scalars(select(Feedback).where(Feedback.code == code))).one()
            actor = self.actor(role or USUAL.get(step, "dispatcher"))
            return await Lifecycle(self.settings, kb().calendar).apply(session, case, step, actor, now, **data)

    async def brought(self, state: State, unit: str = UNIT, chat: str = "hoa") -> str:
        """A case brought to a state by the usual steps; returns its code."""
        code = (await self.send(chat=chat)).code
        for step in WAYS[state]:
            await self.take(code, step, **await self.given(step, unit))
        return code

    async def given(self, step: Step, unit: str = UNIT) -> dict[str, Any]:
        """What a step needs, filled in as people do."""
        data: dict[str, Any] = dict(GIVEN.get(step, {}))
        if step is Step.ASSIGN:
            data["unit"] = self.units[unit]
        elif step in (Step.MOVE, Step.CONSULT):
            data["unit"] = self.units[OTHER_UNIT]
        elif step is Step.DUPLICATE:
            data["original"] = await self.case((await self.send(chat="bình")).code)
        return data

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


_ANSWERED = (Step.ASSIGN, Step.SUBMIT, Step.APPROVE)
WAYS: dict[State, tuple[Step, ...]] = {
    State.RECEIVED: (),
    State.CLASSIFIED: (Step.CLASSIFY,),
    State.ASSIGNED: (Step.ASSIGN,),
    State.WAITING: (Step.ASSIGN, Step.ASK),
    State.CONSULTING: (Step.ASSIGN, Step.CONSULT),
    State.APPROVAL: (Step.ASSIGN, Step.SUBMIT),
    State.ANSWERED: _ANSWERED,
    State.CLOSED: (*_ANSWERED, Step.CLOSE),
    State.TRANSFERRED: (Step.TRANSFER,),
    State.DECLINED: (Step.DECLINE,),
    State.DUPLICATE: (Step.DUPLICATE,),
    State.GUIDED: (Step.GUIDE,),
    State.WITHDRAWN: (Step.WITHDRAW,),
}
"""How a case usually comes to a state."""

USUAL: dict[Step, str] = {
    Step.SUBMIT: "officer",
    Step.APPROVE: "head",
    Step.REPLY: "head",
    Step.CLAIM: "officer",
    Step.ADD: "citizen",
    Step.RATE: "citizen",
    Step.WITHDRAW: "citizen",
    Step.PUBLISH: "reviewer",
    Step.REDATE: "system",
}
"""Who takes a step in an ordinary office; the dispatcher takes the others."""

REPLY: dict[str, Any] = {"text": "Sở đã kiểm tra và hướng dẫn.", "basis": "Nghị định thử nghiệm", "signer": "Chị Lan"}


GIVEN: dict[Step, dict[str, Any]] = {
    Step.CLASSIFY: {"kind": "hanh_vi"},
    Step.MOVE: {"reason": "Đúng thẩm quyền của đơn vị."},
    Step.ASK: {"text": "Anh/chị gửi giúp giấy hẹn trả kết quả."},
    Step.ADD: {"text": "Tôi gửi thêm giấy hẹn."},
    Step.RESUME: {"reason": "Người gửi đã bổ sung qua điện thoại."},
    Step.CONSULT: {"text": "Đề nghị cho ý kiến về thành phần hồ sơ."},
    Step.ADVISE: {"text": "Hồ sơ đã đủ thành phần."},
    Step.INTERIM: {"text": "Vụ việc đang được xác minh."},
    Step.EXTEND: {"reason": "Cần xác minh thêm tại cơ sở."},
    Step.APOLOGISE: {
        "reason": "Việc xác minh kéo dài.",
        "new_date": date(2026, 12, 21),
        "responsible": "Chị Lan, lãnh đạo đơn vị",
    },
    Step.SUBMIT: REPLY,
    Step.RETURN: {"reason": "Bổ sung căn cứ."},
    Step.REPLY: REPLY,
    Step.RATE: {"rating": 4},
    Step.CLOSE: {"reason": "Đã trả lời đầy đủ."},
    Step.REOPEN: {"reason": "Chưa được giải quyết"},
    Step.TRANSFER: {"agency": "Công an tỉnh Hưng Yên", "reason": "Thuộc thẩm quyền của công an."},
    Step.DECLINE: {"reason": "khong_ro_noi_dung"},
    Step.GUIDE: {"reason": "to_cao"},
    Step.NOTE: {"text": "Đã gọi điện."},
    Step.REDACT: {
        "public_question": "Hồ sơ bị trả lại nhiều lần.",
        "public_answer": "Sở đã kiểm tra.",
        "reason": "Viết gọn lại.",
    },
    Step.KEEP_PRIVATE: {"reason": "Nội dung có thông tin riêng tư."},
    Step.UNPUBLISH: {"reason": "Người gửi đề nghị gỡ."},
    Step.CORRECT: {"contact": {"phone": "0900000002"}},
    Step.ERASE: {"reason": "Theo yêu cầu của chủ thể dữ liệu."},
}
"""What each step needs beside a unit, filled in as people do."""


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
            ("reviewer", "Chị Thu", "van-phong"),
            ("auditor", "Bà Giang", None),
        ):
            kind = "officer" if role == "stranger" else role
            people[role] = Staff(login=role, name=name, role=kind, unit=units[unit] if unit else None, created_at=NOW)
        session.add_all(people.values())
    return Town(store, people, units, settings())
