from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.feedback.refused import StepRefused
from bot.feedback.steps import State, Step
from bot.store.models import StaffNotice
from tests.support.feedback import GIVEN, REPLY, Town


async def test_whoever_sent_the_same_gets_the_reply_too(town: Town) -> None:
    first = (await town.send(chat="bình")).code
    second = (await town.send(chat="hoa")).code
    await town.take(second, Step.DUPLICATE, original=await town.case(first))
    await town.take(first, Step.ASSIGN, unit=town.units["chi-cuc-tdc"])
    await town.take(first, Step.REPLY, "head", **REPLY)
    told = (await town.sent("hoa"))[-1].text or ""
    assert second in told
    assert first not in told
    assert REPLY["text"] in told


async def test_a_case_that_was_no_duplicate_after_all_is_answered_by_itself(town: Town) -> None:
    code = await town.brought(State.DUPLICATE)
    original = (await town.case(code)).original_id
    await town.take(code, Step.REOPEN, **GIVEN[Step.REOPEN])
    assert original is not None
    case = await town.case(code)
    assert (case.state, case.original_id, case.closed_at) == ("received", None, None)


async def linked(town: Town) -> tuple[str, str]:
    """A case of bình and its copy of hoa."""
    first, second = (await town.send(chat="bình")).code, (await town.send(chat="hoa")).code
    await town.take(second, Step.DUPLICATE, original=await town.case(first))
    return first, second


@pytest.mark.parametrize(
    ("step", "part"), [(Step.TRANSFER, GIVEN[Step.TRANSFER]["agency"]), (Step.DECLINE, "không được tiếp nhận")]
)
async def test_whoever_sent_the_same_is_told_when_it_ends_without_a_reply(town: Town, step: Step, part: str) -> None:
    first, second = await linked(town)
    await town.take(first, step, **GIVEN[step])
    told = (await town.sent("hoa"))[-1].text or ""
    assert second in told
    assert part in told
    assert first not in told


@pytest.mark.parametrize("step", [Step.WITHDRAW, Step.GUIDE])
async def test_when_the_first_sender_steps_back_the_office_is_told_to_take_up_the_other(town: Town, step: Step) -> None:
    first, second = await linked(town)
    await town.take(first, step, **await town.given(step))
    async with town.store.read() as session:
        notices = (await session.scalars(select(StaffNotice).where(StaffNotice.text.contains("mở lại")))).all()
    assert [(notice.role, notice.feedback_id) for notice in notices] == [("dispatcher", (await town.case(second)).id)]
    assert first in notices[0].text
    await town.take(second, Step.REOPEN, reason="Vụ việc gốc đã rút.")
    assert (await town.case(second)).state == "received"


async def test_a_case_is_not_linked_to_one_that_ended_without_a_reply_nor_away_from_its_own_copies(town: Town) -> None:
    declined, code = await town.brought(State.DECLINED), (await town.send()).code
    with pytest.raises(StepRefused, match="không có câu trả lời"):
        await town.take(code, Step.DUPLICATE, original=await town.case(declined))
    first, _ = await linked(town)
    with pytest.raises(StepRefused, match="chiều ngược lại"):
        await town.take(first, Step.DUPLICATE, original=await town.case(code))
