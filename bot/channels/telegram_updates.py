"""Telegram's updates read as messages of people. What is not one of a private chat is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Chat, Message, Update, User
from telegram.constants import ChatType

from bot.delivery.inbox import clean
from bot.turns import ACTION_BYTES, Incoming

NAME, ACCOUNT = "telegram", "bot"
WANTED = ["message", "callback_query"]
"""Kinds of updates asked of Telegram; edits are left out: what was sent first has been answered."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Remote:
    """A file that still lies with Telegram. `size` in bytes, None when Telegram does not say."""

    file_id: str
    name: str
    mime: str | None
    size: int | None


@dataclass(frozen=True)
class Read:
    """One update: the message without its file, the file, and the button press to acknowledge."""

    incoming: Incoming
    remote: Remote | None = None
    query_id: str | None = None


def read(raw: Any, bot: Bot, now: datetime) -> Read | None:
    """The message in an update; None when it holds none that concerns the service."""
    try:
        update = Update.de_json(raw, bot)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # A shape that this version of the library does not know; asking for it again would not help.
        log.warning("telegram update not understood", reason=type(error).__name__)
        return None
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, now)
    if update.message is not None and update.message.chat.type == ChatType.PRIVATE:
        return _message(update.update_id, update.message, now)
    return None


def _press(update_id: int, query: CallbackQuery, now: datetime) -> Read | None:
    private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
    if query.message is None or not private or not query.data or len(query.data.encode()) > ACTION_BYTES:
        return None
    incoming = _incoming(update_id, query.message.chat, query.from_user, now, action=query.data)
    return Read(incoming, query_id=query.id)


def _message(update_id: int, message: Message, now: datetime) -> Read | None:
    remote = _remote(message)
    text = message.text or message.caption
    if remote is None and not text and message.effective_attachment is None:
        return None  # a service notice («đã ghim tin nhắn»), not something a person says
    problem = None if remote or text else "unsupported"
    group = message.media_group_id
    incoming = _incoming(update_id, message.chat, message.from_user, now, text=text, group=group, problem=problem)
    return Read(incoming, remote)


def _incoming(
    update_id: int,
    chat: Chat,
    user: User | None,
    now: datetime,
    *,
    text: str | None = None,
    action: str | None = None,
    group: str | None = None,
    problem: str | None = None,
) -> Incoming:
    return Incoming(
        channel=NAME,
        account=ACCOUNT,
        conversation=str(chat.id),
        external_id=str(update_id),
        received_at=now,
        text=clean(text).strip() or None if text else None,
        action=action,
        sender=str(user.id) if user else str(chat.id),
        sender_name=" ".join(clean(user.full_name).split())[:200] or None if user else None,
        group=group,
        problem=problem,
    )


def _remote(message: Message) -> Remote | None:
    """The file of a message; the largest of the sizes of a photo."""
    number = message.message_id
    if message.photo:
        photo = max(message.photo, key=lambda size: size.width * size.height)
        return Remote(photo.file_id, f"anh-{number}.jpg", "image/jpeg", photo.file_size)
    if message.voice:
        return Remote(message.voice.file_id, f"ghi-am-{number}.ogg", message.voice.mime_type, message.voice.file_size)
    if message.video_note:
        return Remote(message.video_note.file_id, f"video-{number}.mp4", "video/mp4", message.video_note.file_size)
    file = message.document or message.video or message.audio
    if file is None:
        return None
    name = " ".join(clean(file.file_name or "").split())[:200] or f"tep-{number}"
    return Remote(file.file_id, name, file.mime_type, file.file_size)
