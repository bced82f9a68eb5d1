"""The clocks of a case (reference: practice.md, K4, K8, K10, K11); K6 and K9 stand with redating and warnings."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.feedback.steps import State, Step
from tests.support.duty import at, duty
from tests.support.feedback import GIVEN, NOW, OTHER_UNIT, REPLY, Town

DUE = date(2026, 12, 14)
DAY = timedelta(days=1)


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Ho_Chi_Minh"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The zone in which the server runs."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(("hour", "minute", "late"), [(0, 0, False), (12, 0, False), (23, 59, False), (24, 0, True)])
async def test_the_due_day_is_in_time_at_any_hour_and_midnight_after_it_is_late(
    town: Town, hour: int, minute: int, late: bool
) -> None:
    """K4."""
    await town.send()
    moment = at(DUE, 0) + timedelta(hours=hour, minutes=minute)
    async with town.store.read() as session:
        [view] = await (await town.desk(session, now=moment)).own_cases()
    assert (view.due_on, view.overdue) == (DUE, late)


async def test_a_transfer_leaves_the_clocks_as_they_are(town: Town) -> None:
    """K8."""
    code, office = await town.brought(State.ASSIGNED), duty(town)
    before = await office.clocks(code)
    await town.take(code, Step.MOVE, now=NOW + 5 * DAY, reason="Đúng thẩm quyền.", unit=town.units[OTHER_UNIT])
    after = await office.clocks(code)
    assert {name: (c.started_on, c.due_on, c.state) for name, c in after.items()} == {
        name: (c.started_on, c.due_on, c.state) for name, c in before.items()
    }
    assert after["reply"].started_on == date(2026, 11, 20)


@pytest.mark.parametrize(("pauses", "due"), [(True, date(2026, 12, 17)), (False, DUE)])
async def test_days_of_waiting_for_the_sender_are_not_counted_where_the_settings_say_so(
    town: Town, pauses: bool, due: date
) -> None:
    """K8: asked on Monday 23, answered on Friday 27: three working days, the 24th is a holiday."""
    rules = town.settings.feedback.model_copy(update={"pause_while_waiting": pauses})
    town = replace(town, settings=town.settings.model_copy(update={"feedback": rules}))
    code, office = await town.brought(State.ASSIGNED), duty(town)
    await town.take(code, Step.ASK, "officer", at(date(2026, 11, 23), 9), **GIVEN[Step.ASK])
    await town.take(code, Step.ADD, now=at(date(2026, 11, 27), 9), **GIVEN[Step.ADD])
    clock = (await office.clocks(code))["reply"]
    assert (clock.due_on, clock.state, (await town.case(code)).due_on) == (due, "running", due)
    assert ("chờ người gửi bổ sung" in clock.why) is pauses


async def test_a_reopened_case_keeps_its_date_and_may_be_late_at_once(town: Town) -> None:
    """K8."""
    code, office = await town.brought(State.ASSIGNED), duty(town)
    await town.take(code, Step.REPLY, "head", **REPLY)
    later = at(DUE + 7 * DAY, 9)
    await town.take(code, Step.REOPEN, "citizen", later, reason="Chưa được giải quyết")
    clock = (await office.clocks(code))["reply"]
    assert (clock.state, clock.due_on, clock.started_on) == ("running", DUE, date(2026, 11, 20))
    async with town.store.read() as session:
        [view] = await (await town.desk(session, now=later)).own_cases()
    assert view.overdue


async def test_a_case_belongs_to_the_local_day_wherever_the_server_stands(town: Town, zone: str) -> None:
    """K10: one minute before and one after midnight of Vietnam."""
    before, after = (datetime(2026, 11, 19, 16, 59, tzinfo=UTC), datetime(2026, 11, 19, 17, 1, tzinfo=UTC))
    office = duty(town)
    days = {}
    for chat, moment in (("trước", before), ("sau", after)):
        code = (await town.send(chat=chat, now=moment)).code
        clock = (await office.clocks(code))["reply"]
        days[chat] = (clock.started_on, clock.due_on)
    assert days == {
        "trước": (date(2026, 11, 19), date(2026, 12, 11)),
        "sau": (date(2026, 11, 20), date(2026, 12, 14)),
    }


async def test_why_a_date_names_every_skipped_day_and_the_legal_basis(town: Town) -> None:
    """K11."""
    why = (await town.send()).due_why
    for part in (
        "15 ngày làm việc tính từ hôm sau ngày nhận 20/11/2026",
        "21–22/11 cuối tuần",
        "24/11 nghỉ (Ngày Văn hóa Việt Nam)",
        "28–29/11 cuối tuần",
        "05–06/12 cuối tuần",
        "12–13/12 cuối tuần",
        "→ 14/12/2026",
        f"Căn cứ: {town.settings.time_limits.reply.basis}",
    ):
        assert part in why
