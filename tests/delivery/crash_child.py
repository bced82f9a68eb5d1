"""The process that the crash loop kills: python -m tests.delivery.crash_child ADDRESS VARIANT.

It loads everything once and forks a service for every line "go" on standard input. The service takes
in messages, acknowledges each with "ack KEY", opens a case for each through the real desk and sends
its code: "code CODE". Both lines go out only after the commit that they promise. The end of a service
is told by "dead". The variants break the promise in the two usual ways.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import time

from bot.clock import utc_now
from bot.delivery.ports import Outgoing
from bot.dialogue import FeedbackDraft
from bot.feedback.desk import SqlDesk
from bot.store.db import Store
from bot.store.models import Feedback, FeedbackEvent
from bot.turns import Incoming, Turn
from tests.support.delivery import Recorder, Service, kb, said, settings

PEOPLE = 4


def tell(line: str) -> None:
    """One line to the parent, at once and whole."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


class Printer(Recorder):
    """Sends a message by printing it."""

    async def send(self, message: Outgoing) -> list[str]:
        tell(f"code {message.html}")
        return ["printed"]


async def open_case(turn: Turn) -> None:
    """What the handler of a finished feedback does."""
    assert turn.desk is not None
    receipt = await turn.desk.open_case(FeedbackDraft(step="done", text=turn.incoming.text or ""))
    turn.say(receipt.code)


def service(store: Store) -> Service:
    """The delivery with the desk that the app gives it."""
    return Service(
        store,
        [Printer()],
        open_case,
        make_desk=lambda session, conversation, message: SqlDesk(
            session, conversation, settings(), kb(), message.created_at, message
        ),
    )


def messages(person: int) -> itertools.starmap[Incoming]:
    """Ever new messages of one person."""
    run = f"{os.getpid()}-{time.time_ns()}"
    keys = ((f"{run}-{person}-{number}",) for number in itertools.count())
    return itertools.starmap(lambda key: said(f"phản ánh {key}", key, f"person{person}"), keys)


async def good(address: str) -> None:
    """Acknowledge after the commit; a case in one transaction."""

    async def keep_sending(person: int) -> None:
        for message in messages(person):
            await running.inbox.accept(message)
            tell(f"ack {message.external_id}")

    async with service(Store(address)) as running:
        await asyncio.gather(*(keep_sending(person) for person in range(PEOPLE)))


async def early(address: str) -> None:
    """Broken: acknowledges when the message is in memory, as the usual in-memory queue does."""
    waiting: asyncio.Queue[Incoming] = asyncio.Queue(PEOPLE)

    async def keep_sending(person: int) -> None:
        for message in messages(person):
            await waiting.put(message)
            tell(f"ack {message.external_id}")

    async def keep_accepting() -> None:
        while True:
            await running.inbox.accept(await waiting.get())

    async with service(Store(address)) as running:
        await asyncio.gather(keep_accepting(), *(keep_sending(person) for person in range(PEOPLE)))


async def halves(address: str) -> None:
    """Broken: a case and its first event in two transactions."""
    store = Store(address)
    for number in itertools.count():
        code = f"{os.getpid()}-{number}"[-20:]
        async with store.write() as session:
            case = Feedback(code=code, kind="phan_anh", state="moi", channel="web", text="…", received_at=utc_now())
            session.add(case)
        async with store.write() as session:
            first = {"actor": "citizen", "step": "receive", "to_state": "moi"}
            session.add(FeedbackEvent(feedback_id=case.id, at=utc_now(), **first))
        tell(f"code {code}")


VARIANTS = {"good": good, "early": early, "halves": halves}


def main(address: str, variant: str) -> None:
    """Fork a service for every line of standard input."""
    kb(), settings()
    tell("ready")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(VARIANTS[variant](address))
            os._exit(1)
        tell(f"pid {child}")
        os.waitpid(child, 0)
        tell("dead")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
