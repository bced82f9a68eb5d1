"""Cases brought to the public page by the usual people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.feedback import publication
from bot.feedback.steps import State, Step
from tests.support.feedback import NOW, RUDE, WAYS, Town


async def answered(town: Town, text: str = RUDE, reply: str = "", now: datetime = NOW, **parts: Any) -> str:
    """A case with a reply, not public; returns its code."""
    code = (await town.send(text, now=now, **parts)).code
    for step in WAYS[State.ANSWERED]:
        data = await town.given(step)
        if step is Step.SUBMIT and reply:
            data["text"] = reply
        await town.take(code, step, now=now, **data)
    return code


async def publish(town: Town, code: str, now: datetime = NOW) -> str:
    """Publish an answered case as the program proposes it; returns its public number."""
    found = publication.proposal(await town.case(code))
    texts = {"public_question": found.question, "public_answer": found.answer, "public_basis": found.basis}
    await town.take(code, Step.REDACT, now=now, **texts)
    await town.take(code, Step.PUBLISH, now=now)
    number = (await town.case(code)).public_no
    assert number is not None
    return number


async def published(town: Town, text: str = RUDE, reply: str = "", now: datetime = NOW, **parts: Any) -> str:
    """A published case; returns its public number."""
    return await publish(town, await answered(town, text, reply, now, **parts), now)
