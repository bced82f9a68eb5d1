"""Taking messages in: a row before anything else, and one row however often the message comes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.store.db import Store
from bot.store.models import Attachment, Conversation, Message, Person
from bot.store.unique import insert_new
from bot.turns import Incoming, IncomingFile

if TYPE_CHECKING:
    from bot.delivery.lanes import Lanes

# What no text may hold: control characters (PostgreSQL refuses NUL) and halves of surrogate pairs.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")


class Inbox:
    """The one door for what people send, on every channel."""

    def __init__(self, store: Store, lanes: Lanes, clock: Clock) -> None:
        self._store = store
        self._lanes = lanes
        self._clock = clock

    async def accept(self, incoming: Incoming) -> int | None:
        """Keep a message and wake its lane; only then may the channel acknowledge it.

        Numbers and secrets that nobody need send are masked before anything is written. Returns the id of
        the message, None when the same message was taken in before. Raises ValueError when an id is longer
        than the database takes.
        """
        if incoming.text is not None:
            incoming = replace(incoming, text=clean(incoming.text)).without_secrets()
        async with self._store.write() as session:
            conversation_id = await self._conversation(session, incoming)
            message_id = await self._message(session, conversation_id, incoming)
        if message_id is not None:
            self._lanes.wake(conversation_id)
        return message_id

    async def _conversation(self, session: AsyncSession, incoming: Incoming) -> int:
        wanted = select(Conversation.id, Conversation.unreachable).where(
            Conversation.channel == incoming.channel,
            Conversation.account == incoming.account,
            Conversation.external_id == _checked(incoming.conversation, 80),
        )
        found = (await session.execute(wanted)).one_or_none()
        if found is None:
            await self._introduce(session, incoming)
            found = (await session.execute(wanted)).one()
        elif found.unreachable is not None:
            (await session.get_one(Conversation, found.id)).unreachable = None
        conversation_id: int = found.id
        return conversation_id

    async def _introduce(self, session: AsyncSession, incoming: Incoming) -> None:
        """Make the rows of a new person and conversation, unless another message just did."""
        now = self._clock()
        account = {"channel": incoming.channel, "account": incoming.account}
        person_id: int | None = None
        if incoming.sender is not None:
            sender = {**account, "external_id": _checked(incoming.sender, 80)}
            name = clean(incoming.sender_name or "")[:200] or None
            await insert_new(session, Person, {**sender, "name": name, "created_at": now})
            person_id = await session.scalar(select(Person.id).filter_by(**sender))
        row = {"external_id": incoming.conversation, "person_id": person_id, "created_at": now, "updated_at": now}
        await insert_new(session, Conversation, {**account, **row, "state": {}})

    async def _message(self, session: AsyncSession, conversation_id: int, incoming: Incoming) -> int | None:
        row = {
            "conversation_id": conversation_id,
            "direction": "in",
            "key": _checked(f"{incoming.channel}:{incoming.account}:{incoming.external_id}", 200),
            "text": incoming.text,
            "buttons": [],
            "action": incoming.action and _checked(incoming.action, 64),
            "group": incoming.group and _checked(incoming.group, 80),
            "extra": pack(incoming),
            "author": "person",
            "state": "new",
            "tries": 0,
            "external_ids": [],
            "created_at": incoming.received_at,
        }
        message_id = await insert_new(session, Message, row)
        if message_id is not None:
            session.add_all(_attachment(message_id, file, incoming) for file in incoming.files)
        return message_id


def clean(text: str) -> str:
    """A person's text without what cannot be kept or shown, letters composed (NFC)."""
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text.replace("\r\n", "\n")))


def pack(incoming: Incoming) -> dict[str, Any]:
    """The parts of a message that have no column of their own, for `Message.extra`."""
    parts = {"sender": incoming.sender, "sender_name": incoming.sender_name, "problem": incoming.problem}
    kept: dict[str, Any] = {name: clean(value) for name, value in parts.items() if value is not None}
    if incoming.files:
        kept["files"] = len(incoming.files)
    if incoming.masked:
        kept["masked"] = list(incoming.masked)
    if incoming.extra:
        kept["extra"] = {name: clean(value) for name, value in incoming.extra.items()}
    return kept


def unpack(message: Message, conversation: Conversation, files: list[Attachment]) -> Incoming:
    """The message as its channel told it, read back from its rows."""
    return Incoming(
        channel=conversation.channel,
        account=conversation.account,
        conversation=conversation.external_id,
        external_id=(message.key or "").removeprefix(f"{conversation.channel}:{conversation.account}:"),
        received_at=message.created_at,
        text=message.text,
        action=message.action,
        sender=message.extra.get("sender"),
        sender_name=message.extra.get("sender_name"),
        files=tuple(_file(row) for row in files),
        group=message.group,
        problem=message.extra.get("problem"),
        extra=message.extra.get("extra", {}),
        masked=tuple(message.extra.get("masked", ())),
    )


def _checked(value: str, longest: int) -> str:
    if not 0 < len(value) <= longest or _UNPRINTABLE.search(value):
        raise ValueError(f"an id must have 1-{longest} printable characters")
    return value


def _attachment(message_id: int, file: IncomingFile, incoming: Incoming) -> Attachment:
    return Attachment(
        message_id=message_id,
        kind=file.kind,
        file_name=file.file_name,
        mime=file.mime,
        size=file.size,
        sha256=file.sha256,
        path=file.path,
        shown_path=file.shown_path,
        created_at=incoming.received_at,
    )


def _file(row: Attachment) -> IncomingFile:
    return IncomingFile(
        file_name=row.file_name,
        mime=row.mime,
        size=row.size,
        sha256=row.sha256,
        path=row.path,
        kind=row.kind,  # type: ignore[arg-type]  # written by `_attachment` from the same type
        shown_path=row.shown_path,
    )
