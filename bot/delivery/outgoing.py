"""Putting a reply into the outbox, inside the transaction of what it tells."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import markup
from bot.store.models import Conversation, Message
from bot.turns import Reply


def queue(
    session: AsyncSession,
    conversation: Conversation,
    reply: Reply,
    *,
    now: datetime,
    author: str = "bot",
    staff_id: int | None = None,
    reply_to: int | None = None,
    feedback_id: int | None = None,
) -> Message:
    """Add `reply` to the conversation; it is sent once the session's transaction has committed.

    `author` is "bot" or "staff". The caller wakes the outbox and publishes after the commit.
    """
    message = Message(
        conversation_id=conversation.id,
        direction="out",
        text=markup.plain(reply.html),
        html=reply.html,
        buttons=[{"label": button.label, "action": button.action} for button in reply.buttons],
        author=author,
        staff_id=staff_id,
        reply_to=reply_to,
        feedback_id=feedback_id,
        state="queued",
        created_at=now,
    )
    session.add(message)
    return message
