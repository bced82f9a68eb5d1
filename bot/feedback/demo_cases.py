"""Made-up cases for trying the console, clearly marked; made through the real desk and lifecycle only."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.dialogue import FeedbackDraft
from bot.feedback.actors import Actor
from bot.feedback.desk import SqlDesk
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.steps import Step
from bot.store.models import Conversation, Feedback, Message, Person, Staff, Unit
from knowledge import tomlfile
from knowledge.base import Knowledge

_REPLY = "Nội dung trả lời minh họa để thử trang cán bộ. (demo)"
_BASIS = "Văn bản minh họa (demo)"
_REASON = "Người gửi đã nhận trả lời. (demo)"


class DemoCase(BaseModel):
    """One made-up case of `demo_cases.toml`; `field` asks for some procedure of that field."""

    model_config = ConfigDict(extra="forbid")

    days_ago: int
    until: Literal["received", "assigned", "answered", "closed"]
    text: str
    kind: str = "phan_anh"
    anonymous: bool = False
    name: str | None = None
    phone: str | None = None
    field: str | None = None


class _DemoCases(BaseModel):
    model_config = ConfigDict(extra="forbid")

    case: tuple[DemoCase, ...]


async def open_cases(
    session: AsyncSession, settings: Settings, kb: Knowledge, dispatcher: Staff, now: datetime
) -> list[str]:
    """Make the demo cases and return their codes. `dispatcher` takes the office's steps."""
    listed = tomlfile.load(Path(__file__).with_name("demo_cases.toml"), _DemoCases).case
    return [await _make(session, settings, kb, dispatcher, row, now) for row in listed]


async def _make(
    session: AsyncSession, settings: Settings, kb: Knowledge, dispatcher: Staff, row: DemoCase, now: datetime
) -> str:
    sent = now - timedelta(days=row.days_ago, minutes=30)
    conversation, message = await _message(session, row, sent)
    desk = SqlDesk(session, conversation, settings, kb, sent, message, staff_notices=False)
    record = next((record for record in kb.catalog if record.field == row.field), None)
    draft = FeedbackDraft(
        step="done",
        kind=row.kind,
        text=row.text,
        procedure=record.id if record else None,
        name=row.name,
        phone=row.phone,
        consent_at=None if row.anonymous else sent,
        consent_text=None if row.anonymous else "Đồng ý (demo)",
        anonymous=row.anonymous,
    )
    receipt = await desk.open_case(draft)
    case = (await session.scalars(select(Feedback).where(Feedback.code == receipt.code))).one()
    await _go_on(session, Lifecycle(settings.without_staff_group(), kb.calendar), case, dispatcher, row, sent)
    return receipt.code


async def _message(session: AsyncSession, row: DemoCase, sent: datetime) -> tuple[Conversation, Message]:
    """The chat that the case came from."""
    key = f"demo-{secrets.token_hex(6)}"
    person = Person(channel="web", account="site", external_id=key, name=row.name, created_at=sent)
    session.add(person)
    await session.flush()
    conversation = Conversation(
        channel="web", account="site", external_id=key, person_id=person.id, created_at=sent, updated_at=sent
    )
    session.add(conversation)
    await session.flush()
    message = Message(
        conversation_id=conversation.id,
        direction="in",
        key=f"web:site:{key}",
        text=row.text,
        author="citizen",
        state="done",
        created_at=sent,
        done_at=sent,
    )
    session.add(message)
    await session.flush()
    return conversation, message


async def _go_on(
    session: AsyncSession, lifecycle: Lifecycle, case: Feedback, dispatcher: Staff, row: DemoCase, sent: datetime
) -> None:
    """Take the steps up to the state that the case is to show."""
    actor, pause = Actor.of(dispatcher), timedelta(days=max(row.days_ago // 4, 1))
    if row.until == "received":
        return
    unit = await session.get_one(Unit, case.proposed_unit_id)
    officers = select(Staff).where(Staff.unit_id == unit.id, Staff.role == "officer", Staff.disabled_at.is_(None))
    officer = (await session.scalars(officers.limit(1))).first()
    await lifecycle.apply(session, case, Step.ASSIGN, actor, sent + pause, unit=unit, officer=officer)
    if row.until == "assigned":
        return
    when = sent + 2 * pause
    await lifecycle.apply(session, case, Step.SUBMIT, actor, when, text=_REPLY, basis=_BASIS, signer=dispatcher.name)
    await lifecycle.apply(session, case, Step.APPROVE, Actor("admin", name="(demo)"), when)
    if row.until == "closed":
        await lifecycle.apply(session, case, Step.CLOSE, actor, sent + 3 * pause, reason=_REASON)
