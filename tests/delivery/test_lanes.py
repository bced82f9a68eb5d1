"""Turns: in order per conversation, all or nothing, and one that fails stops nobody."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select, text

from bot.clock import utc_now
from bot.delivery import lanes, outgoing, work
from bot.dialogue import Dialogue
from bot.store.db import Store
from bot.store.models import Attachment, Conversation, Message, Setting
from bot.turns import IncomingFile, Outcome, Reply, Turn
from tests.support.delivery import SORRY, Recorder, Service, count, echo, rows, said, until


async def test_messages_of_one_person_are_answered_in_order(store: Store) -> None:
    channel = Recorder()
    async with Service(store, [channel]) as service:
        for number in range(20):
            await service.inbox.accept(said(str(number), str(number)))
        await until(lambda: len(channel.sent) == 20)
    assert channel.texts("hoa") == [f"nghe: {number}" for number in range(20)]


async def test_many_people_at_once_get_their_own_answers_in_order(store: Store) -> None:
    channel = Recorder()
    async with Service(store, [channel]) as service:
        await asyncio.gather(
            *(service.inbox.accept(said(f"{n}", f"{who}-{n}", who)) for n in range(5) for who in "abcdefghijkl")
        )
        await until(lambda: len(channel.sent) == 60)
    for who in "abcdefghijkl":
        async with store.read() as session:
            asked = await session.scalars(
                select(Message.text)
                .join(Conversation)
                .where(Conversation.external_id == who, Message.direction == "in")
                .order_by(Message.id)
            )
            assert channel.texts(who) == [f"nghe: {number}" for number in asked]


async def test_a_dialogue_goes_on_where_it_was(store: Store) -> None:
    async def remember(turn: Turn) -> None:
        turn.dialogue.history.append(turn.incoming.text or "")
        turn.say(" ".join(turn.dialogue.history))

    channel = Recorder()
    for number in range(3):
        async with Service(store, [channel], remember) as service:
            await service.inbox.accept(said(str(number), str(number)))
            await until(lambda wanted=number + 1: len(channel.sent) == wanted)
    assert channel.texts("hoa") == ["0", "0 1", "0 1 2"]


async def test_what_a_message_was_taken_for_is_kept_with_it(store: Store) -> None:
    async def answer(turn: Turn) -> None:
        turn.outcome = Outcome("answer", ("2.002248",), "fee", None, 0.9, 0.4)

    async with Service(store, handle=answer) as service:
        message_id = await service.inbox.accept(said("phí", "1"))
        assert await service.lanes.wait(message_id or 0, 5)
    (row,) = await rows(store, "in")
    assert row.understood is not None
    assert row.understood.pop("ms") >= 0
    assert row.understood == {
        "kind": "answer",
        "codes": ["2.002248"],
        "facet": "fee",
        "topic": None,
        "score": 0.9,
        "gap": 0.4,
        "others": [],
    }


async def test_a_failing_turn_leaves_an_apology_and_the_next_one_is_answered(store: Store) -> None:
    async def fragile(turn: Turn) -> None:
        turn.dialogue.history.append("half")
        turn.say("half an answer")
        if turn.incoming.text == "hỏng":
            raise RuntimeError("broken handler")
        await echo(turn)

    channel = Recorder()
    async with Service(store, [channel], fragile) as service:
        await service.inbox.accept(said("hỏng", "1"))
        await service.inbox.accept(said("tốt", "2"))
        await until(lambda: len(channel.sent) == 3)
    assert channel.texts("hoa") == [SORRY, "half an answer", "nghe: tốt"]
    first, second = await rows(store, "in")
    assert (first.state, first.error) == ("failed", "RuntimeError: broken handler")
    assert (second.state, second.error) == ("done", None)
    async with store.read() as session:
        assert (await session.get_one(Conversation, 1)).state["history"] == ["half"]


async def test_what_a_failing_turn_wrote_is_undone(store: Store) -> None:
    class Desk:
        def __init__(self, session: object) -> None:
            self.session = session

    async def write_then_fail(turn: Turn) -> None:
        session = turn.desk.session  # type: ignore[union-attr]
        session.add(Setting(key="case", value="opened"))
        await session.flush()
        raise ValueError("after the write")

    make_desk = lambda session, conversation, message: Desk(session)  # noqa: E731
    async with Service(store, handle=write_then_fail, make_desk=make_desk) as service:  # type: ignore[arg-type]
        message_id = await service.inbox.accept(said("một", "1"))
        assert await service.lanes.wait(message_id or 0, 5)
    assert await count(store, Setting) == 0
    assert [row.state for row in await rows(store, "in")] == ["failed"]


async def test_a_handler_that_never_ends_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "TURN_SECONDS", 0.1)

    async def hang(turn: Turn) -> None:
        if turn.incoming.text == "treo":
            await asyncio.sleep(60)
        await echo(turn)

    channel = Recorder()
    async with Service(store, [channel], hang) as service:
        await service.inbox.accept(said("treo", "1"))
        await service.inbox.accept(said("tốt", "2"))
        await until(lambda: len(channel.sent) == 2)
    assert channel.texts("hoa") == [SORRY, "nghe: tốt"]


async def test_a_message_waits_while_the_database_is_in_trouble(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "POLL_SECONDS", 0.05)
    tries: list[str] = []

    async def trouble_once(turn: Turn) -> None:
        tries.append(turn.incoming.text or "")
        if len(tries) < 3:
            raise ConnectionError("database away")
        await echo(turn)

    channel = Recorder()
    async with Service(store, [channel], trouble_once) as service:
        await service.inbox.accept(said("một", "1"))
        await until(lambda: bool(channel.sent))
    assert tries == ["một"] * 3
    assert channel.texts("hoa") == ["nghe: một"]


async def test_a_message_that_alone_breaks_the_database_is_given_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "POLL_SECONDS", 0.05)

    class Desk:
        def __init__(self, session: object) -> None:
            self.session = session

    async def ask_for_a_missing_table(turn: Turn) -> None:
        if turn.incoming.text == "hỏng":
            await turn.desk.session.execute(text("SELECT * FROM missing"))  # type: ignore[union-attr]
        await echo(turn)

    make_desk = lambda session, conversation, message: Desk(session)  # noqa: E731
    channel = Recorder()
    service = Service(store, [channel], ask_for_a_missing_table, make_desk=make_desk)  # type: ignore[arg-type]
    async with service:
        await service.inbox.accept(said("hỏng", "1"))
        await service.inbox.accept(said("tốt", "2"))
        await until(lambda: len(channel.sent) == 2)
    assert channel.texts("hoa") == [SORRY, "nghe: tốt"]


async def test_a_state_that_cannot_be_read_starts_the_dialogue_anew(store: Store) -> None:
    channel = Recorder()
    async with Service(store, [channel]) as service:
        await service.inbox.accept(said("một", "1"))
        await until(lambda: len(channel.sent) == 1)
        async with store.write() as session:
            (await session.get_one(Conversation, 1)).state = {"history": "not a list"}
        await service.inbox.accept(said("hai", "2"))
        await until(lambda: len(channel.sent) == 2)
    async with store.read() as session:
        assert (await session.get_one(Conversation, 1)).state == Dialogue().model_dump(mode="json")


async def test_an_accusation_is_not_kept(store: Store) -> None:
    async def forget(turn: Turn) -> None:
        turn.forget = True
        turn.say("không nhận tố cáo qua chat")

    photo = IncomingFile("a.jpg", "image/jpeg", 1, "0" * 64, "ab/a.jpg", "photo")
    async with Service(store, handle=forget) as service:
        message_id = await service.inbox.accept(said("tôi tố cáo", "1", files=(photo,), extra={"x": "y"}))
        assert await service.lanes.wait(message_id or 0, 5)
        await until(lambda: service.discarded == ["ab/a.jpg"])
    (row,) = await rows(store, "in")
    assert (row.text, row.extra) == (None, {})
    assert await count(store, Attachment) == 0


async def test_two_replicas_answer_each_message_once_and_in_order(store: Store, url: str) -> None:
    channel = Recorder()
    other = Store(url)
    async with Service(store, [channel], sole=False) as one, Service(other, handle=echo, sole=False) as two:
        for number in range(20):
            await (one, two)[number % 2].inbox.accept(said(str(number), str(number)))
        await until(lambda: len(channel.sent) == 20)
    await other.close()
    assert channel.texts("hoa") == [f"nghe: {number}" for number in range(20)]


async def test_what_a_dead_replica_left_is_answered(store: Store, url: str) -> None:
    channel = Recorder()
    other = Store(url)
    dead = Service(other)
    async with Service(store, [channel]):
        await dead.inbox.accept(said("một", "1"))
        await until(lambda: bool(channel.sent))
    await other.close()
    assert channel.texts("hoa") == ["nghe: một"]


async def test_waiting_for_an_answer_ends_with_its_time(store: Store) -> None:
    service = Service(store)
    message_id = await service.inbox.accept(said("một", "1"))
    assert not await service.lanes.wait(message_id or 0, 0.1)


async def test_a_reply_of_staff_is_sent_with_its_author(store: Store) -> None:
    channel = Recorder()
    async with Service(store, [channel]) as service:
        await service.inbox.accept(said("một", "1"))
        await until(lambda: len(channel.sent) == 1)
        async with store.write() as session:
            conversation = await session.get_one(Conversation, 1)
            reply = Reply("<b>Trả lời</b>: xem <a href='https://a.vn'>đây</a>")
            outgoing.queue(session, conversation, reply, now=utc_now(), author="staff")
        service.outbox.wake()
        await until(lambda: len(channel.sent) == 2)
    assert [row.author for row in await rows(store, "out")] == ["bot", "staff"]


async def test_a_failing_turn_is_closed_even_if_no_apology_can_be_worded(store: Store) -> None:
    async def broken(turn: Turn) -> None:
        raise RuntimeError("broken handler")

    def speechless(turn: Turn) -> Reply:
        raise RuntimeError("broken template")

    async with Service(store, handle=broken, failed=speechless) as service:
        message_id = await service.inbox.accept(said("một", "1"))
        assert await service.lanes.wait(message_id or 0, 5)
    assert [row.state for row in await rows(store, "in")] == ["failed"]
    assert await rows(store, "out") == []
