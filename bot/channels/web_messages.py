"""What the chat page reads from the message table: replies, what came later, the history.

Web clients fetch: a row that has been handed to a browser is marked sent here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import markup
from bot.store.db import Store
from bot.store.models import Attachment, Conversation, Message

NAME, ACCOUNT = "web", "site"
HISTORY = 100
"""Messages of both sides that a reloaded page shows."""


async def conversation_id(store: Store, session: str) -> int | None:
    """The row of the conversation that a browser calls `session`, None before its first message."""
    async with store.read() as db:
        return await db.scalar(
            select(Conversation.id).where(
                Conversation.channel == NAME, Conversation.account == ACCOUNT, Conversation.external_id == session
            )
        )


async def known_message(store: Store, external_id: str) -> int | None:
    """The row of a message that this browser has sent before under the same id."""
    async with store.read() as db:
        return await db.scalar(select(Message.id).where(Message.key == f"{NAME}:{ACCOUNT}:{external_id}"))


async def handled(store: Store, message_id: int) -> bool:
    """Whether the turn of an incoming message has ended."""
    async with store.read() as db:
        return await db.scalar(select(Message.state).where(Message.id == message_id)) != "new"


async def replies_to(store: Store, message_id: int, now: datetime) -> list[dict[str, Any]]:
    """The replies to one message, marked sent, as the page reads them."""
    async with store.read() as db:
        rows = (await db.scalars(select(Message).where(Message.reply_to == message_id).order_by(Message.id))).all()
    return await _handed_over(store, rows, now)


async def arrived(store: Store, conversation: int, after: int, now: datetime) -> list[dict[str, Any]]:
    """Replies younger than message `after`, and older ones that no browser has got yet; marked sent.

    Ids alone would not do: with several writers a lower id may be committed after a higher one.
    """
    async with store.read() as db:
        rows = (
            await db.scalars(
                select(Message)
                .where(
                    Message.conversation_id == conversation,
                    Message.direction == "out",
                    or_(Message.id > after, Message.state == "queued"),
                )
                .order_by(Message.id)
                .limit(HISTORY)
            )
        ).all()
    return await _handed_over(store, rows, now)


async def history(store: Store, conversation: int, now: datetime) -> list[dict[str, Any]]:
    """The last messages of both sides, oldest first; replies among them are marked sent."""
    async with store.read() as db:
        rows = await _last(db, conversation)
        names = await _file_names(db, [row.id for row in rows])
    await _handed_over(store, [row for row in rows if row.direction == "out"], now)
    labels = {button["action"]: button["label"] for row in rows for button in row.buttons}
    shown = []
    for row in rows:
        if row.direction == "out":
            shown.append(reply(row) | {"from": _author(row), "at": row.created_at.isoformat()})
        elif not (row.text or "").startswith("/start"):
            text = row.text or labels.get(row.action or "", "")
            shown.append(_own(row, text, names.get(row.id, [])))
    return shown


def reply(row: Message) -> dict[str, Any]:
    """One outgoing row as the page reads it."""
    return {
        "id": row.id,
        "text": row.text or "",
        "html": markup.web(row.html or ""),
        "buttons": [{"label": button["label"], "action": button["action"]} for button in row.buttons],
        "from": _author(row),
    }


def _author(row: Message) -> str:
    return "staff" if row.author == "staff" else "bot"


def _own(row: Message, text: str, files: list[str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "from": "me",
        "text": text,
        "html": None,
        "buttons": [],
        "files": files,
        "client": (row.key or "").rpartition(":")[2],
        "at": row.created_at.isoformat(),
    }


async def _last(db: AsyncSession, conversation: int) -> list[Message]:
    rows = await db.scalars(
        select(Message).where(Message.conversation_id == conversation).order_by(Message.id.desc()).limit(HISTORY)
    )
    return list(rows.all())[::-1]


async def _file_names(db: AsyncSession, messages: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    rows = await db.execute(
        select(Attachment.message_id, Attachment.file_name)
        .where(Attachment.message_id.in_(messages))
        .order_by(Attachment.id)
    )
    for message, name in rows:
        names.setdefault(message, []).append(name)
    return names


async def _handed_over(store: Store, rows: Sequence[Message], now: datetime) -> list[dict[str, Any]]:
    if queued := [row.id for row in rows if row.state == "queued"]:
        async with store.write() as db:
            await db.execute(
                update(Message)
                .where(Message.id.in_(queued), Message.state == "queued")
                .values(state="sent", done_at=now)
            )
    return [reply(row) for row in rows]
