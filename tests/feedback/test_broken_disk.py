"""The n-th write fails, n = 1, 2, 3 … until none does: a step is taken whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.exc import OperationalError

from bot.feedback.steps import State, Step
from tests.support.failing import everything, failing, refusing
from tests.support.feedback import Town
from tests.support.people import CODE, COMPLAINT, WebCitizen
from tests.support.service import LiveService

Act = Callable[[Town, str], Awaitable[object]]


async def create(town: Town, code: str) -> None:
    await town.send(chat="bình", name="Trần Văn Bình", phone="0900000003", address="xã Mẫu")


def step(taken: Step) -> Act:
    async def act(town: Town, code: str) -> None:
        await town.take(code, taken, **await town.given(taken))

    return act


ACTS = [
    pytest.param(State.RECEIVED, create, id="create"),
    pytest.param(State.RECEIVED, step(Step.ASSIGN), id="assign"),
    pytest.param(State.ASSIGNED, step(Step.ASK), id="ask"),
    pytest.param(State.ASSIGNED, step(Step.REPLY), id="answer"),
    pytest.param(State.APPROVAL, step(Step.APPROVE), id="approve"),
    pytest.param(State.ANSWERED, step(Step.CLOSE), id="close"),
    pytest.param(State.CLOSED, step(Step.REOPEN), id="reopen"),
    pytest.param(State.RECEIVED, step(Step.GUIDE), id="guide"),
    pytest.param(State.CLOSED, step(Step.ERASE), id="erase"),
]


@pytest.mark.parametrize(("state", "act"), ACTS)
async def test_whichever_write_fails_everything_is_as_before(town: Town, state: State, act: Act) -> None:
    code = await town.brought(state)
    async with town.store.write() as session:
        await town.conversation(session, "bình")
    before = await everything(town.store)
    failures = 0
    while True:
        with failing(town.store, failures + 1) as breaker:
            try:
                await act(town, code)
            except OperationalError:
                assert breaker.failed
            else:
                assert not breaker.failed
                break
        failures += 1
        assert await everything(town.store) == before, f"write {failures}"
    assert failures >= 3
    after = await everything(town.store)
    assert after != before
    assert len(after["feedback_event"]) == len(before["feedback_event"]) + 1


def test_who_sends_a_feedback_that_cannot_be_written_is_given_no_code_and_loses_nothing(service: LiveService) -> None:
    with WebCitizen(service) as hoa:
        hoa.says(COMPLAINT)
        for text in ("bỏ qua", "xong", "gửi ẩn danh"):
            hoa.says(text)
        with refusing(service.app.store, "feedback"):
            told = " ".join(reply["text"] for reply in hoa.says("gửi"))
        assert "Chưa xử lý được tin này" in told
        assert not CODE.search(told)
        receipt = hoa.says("gửi")[-1]["text"]
    assert CODE.search(receipt)
