"""Restarts lose nothing and repeat nothing that can be known to have arrived."""

from __future__ import annotations

import asyncio
import random

import pytest

from bot.delivery import outbox
from bot.delivery.ports import Outgoing
from bot.store.db import Store
from tests.support.delivery import Recorder, Service, rows, said, until

WAITING = 100
RESTARTS = 108
"""LifeOS #57 restarted 108 times (reference/practice.md, E2)."""


async def all_sent(store: Store, number: int) -> bool:
    return len(await rows(store, "out", "sent")) == number


async def test_108_restarts_with_100_updates_waiting_give_100_replies(store: Store) -> None:
    sleeping = Service(store)
    for number in range(WAITING):
        await sleeping.inbox.accept(said(str(number), str(number), f"person{number % 10}"))
    channel, luck = Recorder(slow=0.001), random.Random(7)
    for _ in range(RESTARTS):
        async with Service(store, [channel]):
            await asyncio.sleep(luck.uniform(0, 0.02))
    async with Service(store, [channel]):
        await until(lambda: all_sent(store, WAITING), 30)
    assert len(channel.sent) == WAITING
    assert len(set(channel.sent)) == WAITING
    for person in range(10):
        assert channel.texts(f"person{person}") == [f"nghe: {n}" for n in range(WAITING) if n % 10 == person]


class Crashing(Recorder):
    """Its sender ends as by a kill: nothing after the call is carried out."""

    async def send(self, message: Outgoing) -> list[str]:
        await super().send(message)
        raise asyncio.CancelledError


async def test_a_crash_between_sent_and_recorded_repeats_the_message_at_most_once(store: Store) -> None:
    sleeping = Service(store)
    await sleeping.inbox.accept(said("mã PA", "1"))
    sent: list[tuple[str, str]] = []
    for repeat in range(4):
        async with Service(store, [Crashing(sent=sent)]):
            if repeat < 2:
                await until(lambda wanted=repeat + 1: len(sent) == wanted)
            await asyncio.sleep(0.1)
    assert sent == [("hoa", "nghe: mã PA")] * 2
    assert [row.state for row in await rows(store, "out")] == ["unknown"]


async def test_after_such_a_crash_the_next_messages_go_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "POLL_SECONDS", 0.02)
    sleeping = Service(store)
    await sleeping.inbox.accept(said("một", "1"))
    crashing = Crashing()
    async with Service(store, [crashing]):
        await until(lambda: bool(crashing.sent))
    await sleeping.inbox.accept(said("hai", "2"))
    channel = Recorder()
    async with Service(store, [channel]):
        await until(lambda: all_sent(store, 2))
    assert channel.texts("hoa") == ["nghe: một", "nghe: hai"]


async def test_stopping_finishes_the_turn_and_the_call_under_way(store: Store) -> None:
    channel = Recorder(slow=0.2)
    async with Service(store, [channel]) as service:
        await service.inbox.accept(said("một", "1"))
        await until(lambda: bool(channel.calls))
    assert channel.texts("hoa") == ["nghe: một"]
    assert await all_sent(store, 1)
