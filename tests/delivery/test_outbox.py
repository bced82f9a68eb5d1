"""Sending: limits, failures, pauses; nobody gets a message twice without need."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.delivery import outbox
from bot.delivery.outbox import Outbox
from bot.delivery.ports import ChannelError
from bot.delivery.postbook import LEASE
from bot.store.db import Store
from bot.store.models import Conversation
from tests.support.delivery import Hand, Recorder, Service, rows, said, until


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "POLL_SECONDS", 0.02)


async def queued(store: Store, *conversations: str, channel: str = "recorder", each: int = 1) -> None:
    """Replies that wait to be sent, `each` per conversation."""
    async with Service(store) as service:
        for who in conversations:
            for number in range(each):
                message_id = await service.inbox.accept(said(str(number), f"{who}{number}", who, channel))
                assert await service.lanes.wait(message_id or 0, 5)


async def unreachable(store: Store) -> str | None:
    async with store.read() as session:
        return (await session.get_one(Conversation, 1)).unreachable


async def test_a_sent_row_keeps_the_ids_of_the_channel(store: Store) -> None:
    await queued(store, "hoa")
    async with Service(store, [Recorder()]):
        await until(lambda: sent(store))
    (row,) = await rows(store, "out")
    assert (row.external_ids, row.tries, row.error, row.next_at) == (["x1"], 1, None, None)
    assert row.done_at is not None


async def sent(store: Store, number: int = 1) -> bool:
    return len(await rows(store, "out", "sent")) == number


async def test_two_senders_on_one_database_send_each_message_once(store: Store, url: str) -> None:
    await queued(store, *(f"person{n}" for n in range(20)), each=5)
    one, two, other = Recorder(slow=0.001), Recorder(slow=0.001), Store(url)
    async with Service(store, [one], sole=False), Service(other, [two], sole=False):
        await until(lambda: sent(store, 100), 30)
    await other.close()
    together = one.sent + two.sent
    assert len(together) == 100
    assert len(set(together)) == 100
    for channel in (one, two):
        for who in {to for to, _ in channel.sent}:
            assert channel.texts(who) == sorted(channel.texts(who))


async def test_asked_to_wait_it_makes_no_call_and_other_channels_go_on(store: Store) -> None:
    await queued(store, "hoa", "lan")
    await queued(store, "tú", channel="other")
    clock = Hand()
    busy, other = Recorder(), Recorder("other")
    busy.problems = [ChannelError("Too Many Requests", retry_after=7)]
    busy.seconds_per_message = 0.01
    async with Service(store, [busy, other], clock=clock) as service:
        await until(lambda: bool(other.sent))
        await until(lambda: one_waits(store))
        await asyncio.sleep(0.1)
        clock.forward(seconds=6.9)
        calls = len(busy.calls)
        await asyncio.sleep(0.2)
        assert len(busy.calls) == calls
        clock.forward(seconds=0.2)
        service.outbox.wake()
        await until(lambda: sent(store, 3))
    assert sorted(busy.sent) == [("hoa", "nghe: 0"), ("lan", "nghe: 0")]
    assert {row.tries for row in await rows(store, "out")} == {1}


async def one_waits(store: Store) -> bool:
    return any(row.error for row in await rows(store, "out"))


async def test_a_person_who_blocked_is_not_tried_again_and_staff_can_see_it(store: Store) -> None:
    await queued(store, "hoa")
    clock, channel = Hand(), Recorder()
    channel.problems = [ChannelError("Forbidden: bot was blocked by the user", permanent=True)]
    async with Service(store, [channel], clock=clock) as service:
        await until(lambda: failed(store))
        clock.forward(days=30)
        service.outbox.wake()
        await asyncio.sleep(0.2)
    assert len(channel.calls) == 1
    assert await unreachable(store) == "Forbidden: bot was blocked by the user"
    (row,) = await rows(store, "out")
    assert row.error == "Forbidden: bot was blocked by the user"


async def failed(store: Store) -> bool:
    return len(await rows(store, "out", "failed")) == 1


async def test_temporary_failures_are_tried_at_0_and_5_minutes_then_every_30(store: Store) -> None:
    await queued(store, "hoa")
    clock, channel = Hand(), Recorder()
    channel.problems = [ChannelError("network") for _ in range(4)]
    async with Service(store, [channel], clock=clock) as service:
        for tries, minutes in enumerate((5, 30, 30, 30), 1):
            await until(lambda tries=tries: waits(store, tries))
            clock.forward(minutes=minutes, seconds=-1)
            service.outbox.wake()
            await asyncio.sleep(0.05)
            assert len(channel.calls) == tries
            clock.forward(seconds=1)
            service.outbox.wake()
        await until(lambda: sent(store))
    assert len(channel.calls) == 5


async def waits(store: Store, tries: int) -> bool:
    (row,) = await rows(store, "out")
    return (row.state, row.tries) == ("queued", tries)


async def test_a_stuck_row_tells_how_often_when_and_why(store: Store) -> None:
    await queued(store, "hoa")
    clock, channel = Hand(), Recorder()
    channel.problems = [ChannelError("network unreachable")]
    async with Service(store, [channel], clock=clock):
        await until(lambda: bool(channel.calls))
        await until(lambda: stuck(store))
    (row,) = await rows(store, "out")
    assert (row.state, row.tries, row.error) == ("queued", 1, "network unreachable")
    assert row.next_at is not None
    assert (row.next_at - clock.now).total_seconds() == 300


async def stuck(store: Store) -> bool:
    (row,) = await rows(store, "out")
    return row.error is not None


async def test_a_later_message_waits_for_an_earlier_one_of_the_same_person(store: Store) -> None:
    await queued(store, "hoa", each=3)
    clock, channel = Hand(), Recorder()
    channel.problems = [ChannelError("network")]
    async with Service(store, [channel], clock=clock) as service:
        await until(lambda: stuck_first(store))
        await asyncio.sleep(0.1)
        assert channel.sent == []
        clock.forward(minutes=5)
        service.outbox.wake()
        await until(lambda: sent(store, 3))
    assert channel.texts("hoa") == ["nghe: 0", "nghe: 1", "nghe: 2"]


async def stuck_first(store: Store) -> bool:
    return (await rows(store, "out"))[0].error is not None


async def test_a_call_without_an_answer_is_repeated_once_at_most(store: Store) -> None:
    await queued(store, "hoa")
    clock, channel = Hand(), Recorder()
    channel.problems = [ChannelError("timed out", maybe_sent=True) for _ in range(5)]
    async with Service(store, [channel], clock=clock) as service:
        await until(lambda: unknown(store))
        clock.forward(minutes=31)
        await until(lambda: len(channel.sent) == 2)
        for _ in range(5):
            clock.forward(minutes=31)
            service.outbox.wake()
            await asyncio.sleep(0.05)
    assert channel.sent == [("hoa", "nghe: 0")] * 2
    assert [row.state for row in await rows(store, "out")] == ["unknown"]


async def test_a_channel_that_does_not_return_is_cut_off(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "SEND_SECONDS", 0.05)
    await queued(store, "hoa")
    async with Service(store, [Recorder(slow=60)]):
        await until(lambda: unknown(store))
    (row,) = await rows(store, "out")
    assert row.error is not None
    assert "no answer" in row.error


async def unknown(store: Store) -> bool:
    return len(await rows(store, "out", "unknown")) == 1


async def test_a_broken_channel_stops_neither_the_sender_nor_other_people(store: Store) -> None:
    await queued(store, "hoa")
    channel = Recorder()
    channel.problems = [RuntimeError("bug in the channel")]
    async with Service(store, [channel]) as service:
        await until(lambda: bool(channel.calls))
        await service.inbox.accept(said("một", "9", "lan"))
        await until(lambda: bool(channel.texts("lan")))


async def test_the_least_pause_between_two_messages_of_one_person_is_kept(store: Store) -> None:
    await queued(store, "hoa", each=3)
    channel = Recorder(seconds_per_message=0.2)
    began = time.monotonic()
    async with Service(store, [channel]):
        await until(lambda: sent(store, 3))
    assert time.monotonic() - began >= 0.4


async def test_a_row_of_a_sender_that_died_is_sent_again_once_its_lease_is_over(store: Store) -> None:
    await queued(store, "hoa")
    clock, hanging = Hand(), Recorder(slow=60)
    died = Outbox(store, {("recorder", "bot"): hanging}, clock, Service(store).live)
    await died.start()
    await until(lambda: bool(hanging.calls))
    channel = Recorder()
    async with Service(store, [channel], clock=clock, sole=False) as service:
        await asyncio.sleep(0.1)
        assert channel.calls == []
        clock.now += LEASE
        service.outbox.wake()
        await until(lambda: sent(store))
    died._senders.popitem()[1].cancel()
    await died.stop()


async def test_messages_for_clients_that_fetch_stay_queued(store: Store) -> None:
    await queued(store, "hoa")
    channel = Recorder(pulls=True)
    async with Service(store, [channel]):
        await asyncio.sleep(0.1)
    assert channel.calls == []
    assert [row.state for row in await rows(store, "out")] == ["queued"]
