"""D4: whichever write fails while a case is rated, added to or taken up again, it is as before or as after."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.delivery import lanes
from bot.feedback.steps import State
from bot.store.db import Store
from tests.handlers.cases import brought
from tests.handlers.talk import DeskTalk
from tests.support.feedback import Town

MOST = 40
"""No step needs so many writes."""

STEPS = {
    "rate": (State.ANSWERED, "rate:{}:5", None),
    "comment": (State.ANSWERED, "rate:{}:5", "Trả lời rõ ràng"),
    "reopen": (State.ANSWERED, "reopen:{}", "cây xăng vẫn bơm thiếu như cũ"),
    "add": (State.WAITING, "add:{}", "Giấy hẹn số 12"),
    "withdraw": (State.ASSIGNED, "withdraw:{}", "rút"),
}
"""Where the case stands, the button, and what is typed then; the last of it is what is watched."""


class Writes:
    """Lets one write fail: the one that `arm` counts down to."""

    def __init__(self, store: Store) -> None:
        self.left = 0
        self.error: type[DatabaseError] = DatabaseError
        event.listen(store.engine.sync_engine, "before_cursor_execute", self._write)

    def arm(self, number: int, error: type[DatabaseError]) -> None:
        self.left, self.error = number, error

    def _write(self, _c: Any, _k: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and self.left:
            self.left -= 1
            if self.left == 0:
                raise self.error(statement, None, Exception("disk I/O error"))


@pytest.fixture
async def writes(desk: DeskTalk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Writes]:
    monkeypatch.setattr(lanes, "POLL_SECONDS", 0.05)
    failing = Writes(desk.store)
    yield failing
    failing.left = 0


async def stands(town: Town, code: str) -> tuple[Any, ...]:
    """All that a step changes, to compare before and after."""
    case, events = await town.case(code), await town.events(code)
    return case.state, case.version, case.rating, case.rating_comment, [(one.step, one.note) for one in events]


@pytest.mark.parametrize(("name", "error"), [*((name, DatabaseError) for name in STEPS), ("reopen", OperationalError)])
async def test_a_failing_write_leaves_the_case_as_before_or_as_after_and_the_person_is_told(
    desk: DeskTalk, town: Town, writes: Writes, name: str, error: type[DatabaseError]
) -> None:
    state, action, typed = STEPS[name]
    told = set()
    for number in range(1, MOST):
        code = await brought(town, desk, state)
        if typed is not None:
            await desk.act(action.format(code))
        if name == "add":
            await desk.say(typed or "")
        before = await stands(town, code)
        writes.arm(number, error)
        try:
            last = "gửi" if name == "add" else typed
            text = await (desk.say(last) if last else desk.act(action.format(code)))
        except error:
            # Taking the message in failed, or only fetching its answer; then that is there for the asking.
            text = await desk.read() or "not acknowledged"
        failed, writes.left = writes.left == 0, 0
        after = await stands(town, code)
        if "Chưa xử lý được" in text or text == "not acknowledged":
            assert after == before
        else:
            assert len(after[-1]) == len(before[-1]) + 1
            assert after[1] == before[1] + 1
        told.add(text.partition("\n")[0][:20])
        if not failed:
            break
        await desk.say("thôi")
    else:
        raise AssertionError("a write always failed")
    assert number > 5
    assert any("Chưa xử lý được" in text for text in told) == (error is DatabaseError)
