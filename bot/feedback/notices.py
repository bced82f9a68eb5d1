"""What people are told when a case moves: the citizen in their conversation, the office in its group."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings
from bot.delivery import outgoing
from bot.feedback import words
from bot.feedback.steps import Step, StepData
from bot.store.models import Conversation, Feedback
from bot.turns import Button, Reply

STAFF_CHANNEL = ("telegram", "bot")


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(name: str, **context: object) -> str:
    """A notice in the small markup of replies; everything that people wrote is escaped."""
    return _templates().get_template(f"{name}.j2").render(words=words, local=local, **context).strip()


async def tell_citizen(
    session: AsyncSession, case: Feedback, step: Step, data: StepData, *, now: datetime, staff_id: int | None
) -> None:
    """Queue what the citizen reads about a reply or a closing; nothing for other steps or without a conversation."""
    if step not in (Step.REPLY, Step.CLOSE) or case.conversation_id is None:
        return
    conversation = await session.get_one(Conversation, case.conversation_id)
    html = render("case_reply" if step is Step.REPLY else "case_closed", case=case, **data)
    button = Button("Xem tình trạng", f"track:{case.code}")
    author = "staff" if step is Step.REPLY else "bot"
    outgoing.queue(
        session, conversation, Reply(html, (button,)), now=now, author=author, staff_id=staff_id, feedback_id=case.id
    )


async def tell_office(session: AsyncSession, case: Feedback, settings: Settings, *, now: datetime) -> None:
    """Queue the notice of a new case for the staff group, when one is set. It holds no citizen text or name."""
    if settings.telegram.staff_chat == 0:
        return
    conversation = await _staff_group(session, str(settings.telegram.staff_chat), now)
    link = f"{settings.web.public_url}/console/cases/{case.code}"
    html = render("case_notice", case=case, link=link)
    outgoing.queue(session, conversation, Reply(html), now=now, feedback_id=case.id)


async def _staff_group(session: AsyncSession, chat: str, now: datetime) -> Conversation:
    channel, account = STAFF_CHANNEL
    found = await session.scalar(
        select(Conversation).where(
            Conversation.channel == channel, Conversation.account == account, Conversation.external_id == chat
        )
    )
    if found is None:
        found = Conversation(channel=channel, account=account, external_id=chat, created_at=now, updated_at=now)
        session.add(found)
        await session.flush()
    return found
