"""Collecting what is kept about a conversation: for the chat in short, as a file whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.feedback import notices, words
from bot.feedback.steps import Step
from bot.own_data import OwnCase, OwnConsent, OwnData, OwnMessage, OwnReminder
from bot.store.models import Attachment, Consent, Conversation, Feedback, FeedbackEvent, Message, Person, Reminder
from knowledge.catalog import Catalog

AUTHORS = {"person": "Anh/chị", "staff": "Cán bộ"}


async def collect(session: AsyncSession, conversation: Conversation, catalog: Catalog) -> OwnData:
    """What is kept about the conversation, without the messages themselves."""
    mine = Message.conversation_id == conversation.id
    files = select(func.count()).select_from(Attachment).join(Message, Message.id == Attachment.message_id)
    name = select(Person.name).where(Person.id == conversation.person_id)
    return OwnData(
        since=local(conversation.created_at).date(),
        shown_name=await session.scalar(name),
        message_count=await session.scalar(select(func.count()).select_from(Message).where(mine)) or 0,
        file_count=await session.scalar(files.where(mine)) or 0,
        cases=tuple(await cases(session, conversation)),
        consents=tuple(await _consents(session, conversation)),
        reminders=tuple(await _reminders(session, conversation, catalog)),
    )


async def whole(session: AsyncSession, conversation: Conversation, catalog: Catalog) -> OwnData:
    """The same with every message, to take away."""
    names = _grouped(
        await session.execute(
            select(Attachment.message_id, Attachment.file_name)
            .join(Message, Message.id == Attachment.message_id)
            .where(Message.conversation_id == conversation.id)
            .order_by(Attachment.id)
        )
    )
    rows = await session.execute(
        select(Message.id, Message.created_at, Message.author, Message.text)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.id)
    )
    messages = tuple(
        OwnMessage(local(at), AUTHORS.get(author, "Trợ lý"), text or "", tuple(names.get(id_, ())))
        for id_, at, author, text in rows
        if text or id_ in names
    )
    return replace(await collect(session, conversation, catalog), messages=messages)


async def cases(session: AsyncSession, conversation: Conversation) -> Sequence[OwnCase]:
    """The cases of the conversation, newest first."""
    rows = list(
        await session.scalars(
            select(Feedback).where(Feedback.conversation_id == conversation.id).order_by(Feedback.id.desc())
        )
    )
    ids = [row.id for row in rows]
    replies = _grouped(
        await session.execute(
            select(FeedbackEvent.feedback_id, FeedbackEvent.note)
            .where(
                FeedbackEvent.feedback_id.in_(ids),
                FeedbackEvent.step.in_((Step.REPLY.value, Step.APPROVE.value)),
                FeedbackEvent.note.is_not(None),
            )
            .order_by(FeedbackEvent.id)
        )
    )
    files = _grouped(
        await session.execute(
            select(Attachment.feedback_id, Attachment.file_name)
            .where(Attachment.feedback_id.in_(ids))
            .order_by(Attachment.id)
        )
    )
    return [_case(row, tuple(replies.get(row.id, ())), tuple(files.get(row.id, ()))) for row in rows]


def _case(row: Feedback, replies: tuple[str, ...], files: tuple[str, ...]) -> OwnCase:
    return OwnCase(
        code=row.code,
        kind=words.said(words.KINDS, row.kind),
        state=words.said(words.STATES, row.state),
        received=local(row.received_at).date(),
        due_on=row.due_on,
        name=row.name,
        phone=row.phone,
        address=row.address,
        text=row.text,
        replies=replies,
        rating=words.RATINGS.get(row.rating) if row.rating else None,
        comment=row.rating_comment,
        files=files,
        published=row.publication == "published",
    )


async def _consents(session: AsyncSession, conversation: Conversation) -> list[OwnConsent]:
    rows = await session.scalars(select(Consent).where(Consent.conversation_id == conversation.id).order_by(Consent.id))
    return [
        OwnConsent(
            words.said(words.CONSENTS, row.purpose),
            row.text,
            row.answer,
            local(row.given_at),
            local(row.withdrawn_at) if row.withdrawn_at else None,
        )
        for row in rows
    ]


async def _reminders(session: AsyncSession, conversation: Conversation, catalog: Catalog) -> list[OwnReminder]:
    rows = await session.scalars(
        select(Reminder).where(Reminder.conversation_id == conversation.id).order_by(Reminder.id)
    )
    found = []
    for row in rows:
        record = catalog.get(row.procedure)
        name = record.label if record else row.procedure
        found.append(OwnReminder(name, row.due_on, words.said(words.REMINDERS, row.state)))
    return found


def _grouped(rows: Iterable[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, name in rows:
        found.setdefault(key, []).append(name)
    return found


def page(data: OwnData, agency: str) -> str:
    """The copy as a page to keep and read; everything that people wrote is escaped."""
    return notices.render("own_data_page", data=data, agency=agency)


def machine_readable(data: OwnData) -> str:
    """The copy as JSON."""
    return json.dumps(asdict(data), ensure_ascii=False, indent=2, default=str)
