"""A message is one row and one turn, however often its channel delivers it."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.db import Store
from bot.store.models import Attachment, Conversation, Message, Person
from bot.turns import Incoming, IncomingFile, Turn
from tests.support.delivery import Recorder, Service, count, rows, said, until

PHOTO = IncomingFile("ảnh.jpg", "image/jpeg", 10, "0" * 64, "ab/x.jpg", "photo")


async def test_the_same_update_three_times_is_one_turn_and_one_reply(store: Store) -> None:
    channel = Recorder()
    async with Service(store, [channel]) as service:
        ids = [await service.inbox.accept(said("phí bao nhiêu", "1")) for _ in range(3)]
        await until(lambda: bool(channel.sent))
        await asyncio.sleep(0.1)
    assert ids[0] is not None
    assert ids[1:] == [None, None]
    assert channel.sent == [("hoa", "nghe: phí bao nhiêu")]
    assert await count(store, Message) == 2


async def test_the_same_update_twenty_times_at_once_is_one_turn_and_one_reply(store: Store, url: str) -> None:
    channel = Recorder()
    other = Store(url)
    async with Service(store, [channel]) as service, Service(other, [Recorder("none")]) as replica:
        inboxes = [service.inbox, replica.inbox] * 10
        ids = await asyncio.gather(*(inbox.accept(said("phí bao nhiêu", "1")) for inbox in inboxes))
        await until(lambda: bool(channel.sent))
        await asyncio.sleep(0.1)
    await other.close()
    assert len([found for found in ids if found is not None]) == 1
    assert channel.sent == [("hoa", "nghe: phí bao nhiêu")]
    assert (await count(store, Message), await count(store, Conversation), await count(store, Person)) == (2, 1, 1)


async def test_the_same_id_in_another_account_is_another_message(store: Store) -> None:
    async with Service(store) as service:
        assert await service.inbox.accept(said("một", "1")) is not None
        assert await service.inbox.accept(said("một", "1", channel="other")) is not None


async def test_everything_a_channel_tells_reaches_the_handler(store: Store) -> None:
    seen: list[Incoming] = []

    async def look(turn: Turn) -> None:
        seen.append(turn.incoming)

    message = said(
        "ảnh đây",
        "1",
        action="p:1:fee",
        files=(PHOTO,),
        group="album",
        problem="file_too_large",
        extra={"thread": "7"},
    )
    async with Service(store, handle=look) as service:
        await service.inbox.accept(message)
        await until(lambda: bool(seen))
    assert seen == [message]


async def test_a_picture_without_text_is_a_message(store: Store) -> None:
    async with Service(store) as service:
        message_id = await service.inbox.accept(said("", "1", files=(PHOTO, PHOTO)))
        assert message_id is not None
        assert await service.lanes.wait(message_id, 5)
    assert await count(store, Attachment) == 2


async def test_characters_that_cannot_be_kept_are_left_out(store: Store) -> None:
    async with Service(store) as service:
        await service.inbox.accept(said("ph\x00í\x1b \ud83d\u2028bao nhie\u0302u\r\nạ\t😀", "1"))
    assert [row.text for row in await rows(store, "in")] == ["phí bao nhiêu\nạ\t😀"]


@pytest.mark.parametrize("parts", [{"key": "k" * 300}, {"conversation": "c" * 81}, {"conversation": "\x00"}])
async def test_an_id_that_does_not_fit_is_refused_and_nothing_is_written(store: Store, parts: dict[str, str]) -> None:
    async with Service(store) as service:
        with pytest.raises(ValueError, match="an id must have"):
            await service.inbox.accept(said("một", **({"key": "1"} | parts)))
    assert await count(store, Message) == 0
    assert await count(store, Conversation) == 0


async def test_someone_who_writes_again_is_reachable_again(store: Store) -> None:
    async with Service(store) as service:
        await service.inbox.accept(said("một", "1"))
        async with store.write() as session:
            (await session.get_one(Conversation, 1)).unreachable = "blocked"
        await service.inbox.accept(said("hai", "2"))
    async with store.read() as session:
        assert (await session.get_one(Conversation, 1)).unreachable is None
