"""Who of the office is told when a case moves, and what each finds in the console."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.console import bell
from bot.feedback import staff_notices
from bot.feedback.roster import To
from bot.feedback.steps import State, Step
from bot.store.models import Conversation, StaffNotice
from tests.support.feedback import GIVEN, NOW, OTHER_UNIT, RUDE, UNIT, Town

HEAD, DISPATCHER, OFFICER, REVIEWER = "head", "dispatcher", "officer", "reviewer"


async def reads(town: Town, role: str) -> list[str]:
    """What a person finds in the console, oldest first."""
    return [notice.text for notice in await unseen(town, role)]


async def unseen(town: Town, role: str) -> list[StaffNotice]:
    async with town.store.read() as session:
        found = await bell.newest(session, town.people[role])
    return [notice for notice, _ in reversed(found) if notice.seen_at is None]


async def everyone(town: Town) -> dict[str, int]:
    """How many notices each person finds."""
    return {role: len(await reads(town, role)) for role in town.people}


@pytest.mark.parametrize(
    ("state", "step", "data", "by", "told"),
    [
        (State.RECEIVED, Step.ASSIGN, {"officer": OFFICER}, DISPATCHER, OFFICER),
        (State.RECEIVED, Step.ASSIGN, {}, DISPATCHER, HEAD),
        (State.ASSIGNED, Step.ADD, {}, "citizen", HEAD),
        (State.CONSULTING, Step.ADVISE, {}, "stranger", HEAD),
        (State.ASSIGNED, Step.SUBMIT, {}, OFFICER, HEAD),
        (State.APPROVAL, Step.RETURN, {}, HEAD, OFFICER),
        (State.ANSWERED, Step.REOPEN, {}, "citizen", HEAD),
        (State.RECEIVED, Step.WITHDRAW, {}, "citizen", DISPATCHER),
        (State.ANSWERED, Step.REDACT, {}, OFFICER, REVIEWER),
        (State.ASSIGNED, Step.CONSULT, {}, OFFICER, DISPATCHER),
    ],
)
async def test_whoever_has_to_act_next_is_told(
    town: Town, state: State, step: Step, data: dict[str, Any], by: str, told: str
) -> None:
    code = await town.brought(state)
    before = await everyone(town)
    given = await town.given(step) | {key: town.people[name] for key, name in data.items()}
    await town.take(code, step, by, **given)
    after = await everyone(town)
    assert {role for role in after if after[role] > before[role]} == {told}
    assert code in (await reads(town, told))[-1]


async def test_a_new_case_waits_for_the_dispatcher(town: Town) -> None:
    code = (await town.send()).code
    [text] = await reads(town, DISPATCHER)
    assert text.startswith(f"Vụ việc mới {code}")
    assert RUDE[:20] not in text


async def test_nobody_is_told_of_what_they_did_themselves(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT], officer=town.people[OFFICER])
    before = await everyone(town)
    await town.take(code, Step.ASSIGN, HEAD, unit=town.units[UNIT])
    assert await everyone(town) == before


async def test_heads_and_officers_of_other_units_read_nothing(town: Town) -> None:
    await town.brought(State.ASSIGNED)
    assert await reads(town, "stranger") == []
    assert await reads(town, "auditor") == []


async def test_what_was_read_is_gone_and_what_came_later_is_there(town: Town) -> None:
    await town.send()
    [first] = await unseen(town, DISPATCHER)
    async with town.store.write() as session:
        await staff_notices.tell(session, To(role=DISPATCHER), "Tin <b>sau</b>", now=NOW)
        await staff_notices.mark_seen(session, town.people[DISPATCHER], first.id, NOW)
    assert await reads(town, DISPATCHER) == ["Tin sau"]


async def test_a_late_case_that_comes_back_says_so(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    late = NOW.replace(month=12, day=20)
    await town.take(code, Step.REOPEN, "citizen", late, **GIVEN[Step.REOPEN])
    assert "(đã quá hạn)" in (await reads(town, HEAD))[-1]


async def test_a_notice_with_a_key_is_written_once_by_many_at_once(town: Town) -> None:
    async def tell() -> bool:
        async with town.store.write() as session:
            return await staff_notices.tell(session, To(role=HEAD), "Một lần", now=NOW, key="warn:thử")

    written = await asyncio.gather(*(tell() for _ in range(8)))
    assert sum(written) == 1


async def test_the_first_notices_of_many_replicas_share_one_group(town: Town) -> None:
    telegram = town.settings.telegram.model_copy(update={"staff_chat": -100123})
    office = replace(town, settings=town.settings.model_copy(update={"telegram": telegram}))
    await asyncio.gather(*(office.send(chat=f"chat-{n}") for n in range(5)))
    async with town.store.read() as session:
        groups = select(func.count()).select_from(Conversation).where(Conversation.channel == "telegram")
        assert await session.scalar(groups) == 1
    assert len(await town.sent("-100123")) == 5


async def test_where_nobody_has_a_role_the_next_one_is_told(town: Town) -> None:
    for role in (HEAD, DISPATCHER):
        async with town.store.write() as session:
            (await session.merge(town.people[role])).disabled_at = NOW
    await town.brought(State.ASSIGNED, unit=OTHER_UNIT)
    async with town.store.read() as session:
        roles = set(await session.scalars(select(StaffNotice.role)))
    assert roles == {"admin"}
