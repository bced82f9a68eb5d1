from __future__ import annotations

from bot.feedback.steps import State, Step
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
