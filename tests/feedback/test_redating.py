"""A calendar that changes after cases have come in (K6)."""

from __future__ import annotations

import asyncio
from datetime import date

from sqlalchemy import select, update

from bot.feedback.steps import State, Step
from bot.store.models import Clock, StaffNotice
from knowledge.calendar import Calendar, SpecialDay
from tests.support.delivery import kb
from tests.support.duty import at, changed, duty, off
from tests.support.feedback import GIVEN, NOW, REPLY, UNIT, Town

DUE = date(2026, 12, 14)
NEW_HOLIDAY = off(date(2026, 12, 2))
MONDAY = at(date(2026, 11, 23), 8)


async def test_a_new_holiday_moves_open_cases_with_an_event_and_notices(town: Town) -> None:
    """K6."""
    code = await town.brought(State.RECEIVED)
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT], officer=town.people["officer"])
    office = duty(town, calendar=changed(NEW_HOLIDAY))
    await office.round(MONDAY)
    case, clocks = await town.case(code), await office.clocks(code)
    assert (case.due_on, clocks["reply"].due_on) == (date(2026, 12, 15), date(2026, 12, 15))
    assert "02/12 nghỉ (Nghỉ theo thông báo mới)" in case.due_why
    event = (await town.events(code))[-1]
    assert (event.step, event.actor) == ("redate", "system")
    assert event.data["reply"] == "14/12/2026 sang 15/12/2026"
    assert "Trả lời: 14/12/2026 sang 15/12/2026" in (event.note or "")
    told = (await town.sent())[-1]
    assert "14/12/2026 sang 15/12/2026" in (told.text or "")
    async with town.store.read() as session:
        wanted = select(StaffNotice).where(StaffNotice.staff_id == town.people["officer"].id)
        notices = [row.text for row in await session.scalars(wanted.order_by(StaffNotice.id))]
    assert "Lịch làm việc thay đổi" in notices[-1]
    assert code in notices[-1]


async def test_a_make_up_day_moves_dates_to_an_earlier_day(town: Town) -> None:
    """K6."""
    code = await town.brought(State.ASSIGNED)
    saturday = SpecialDay(date(2026, 12, 5), True, "làm bù", "sourced")
    await duty(town, calendar=changed(saturday)).round(MONDAY)
    assert (await town.case(code)).due_on == date(2026, 12, 11)


async def test_answered_and_closed_cases_stay(town: Town) -> None:
    """K6."""
    codes = [await town.brought(state, chat=state) for state in (State.ANSWERED, State.CLOSED, State.DECLINED)]
    before = [(await town.case(code), await town.events(code)) for code in codes]
    office = duty(town, calendar=changed(NEW_HOLIDAY, off(date(2026, 11, 25))))
    await office.round(MONDAY)
    for code, (case, events) in zip(codes, before, strict=True):
        now = await town.case(code)
        assert (now.due_on, now.due_why, now.version) == (case.due_on, case.due_why, case.version)
        assert len(await town.events(code)) == len(events)
        clocks = await office.clocks(code)
        assert "Nghỉ theo thông báo mới" not in " ".join(clock.why for clock in clocks.values())


async def test_an_extended_date_and_a_date_that_a_person_set_are_told_apart(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    await town.take(code, Step.EXTEND, "head", reason="Cần xác minh thêm.")
    await town.take(code, Step.APOLOGISE, "head", **(GIVEN[Step.APOLOGISE] | {"new_date": date(2027, 1, 20)}))
    before = (await town.case(code)).due_on
    office = duty(town, calendar=changed(off(date(2026, 12, 22))))
    await office.round(MONDAY)
    clocks = await office.clocks(code)
    assert before is not None
    assert clocks["reply"].due_on > before
    assert clocks["promise"].due_on == date(2027, 1, 20)


async def test_only_a_reply_that_moves_is_told_to_the_citizen(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    sooner = SpecialDay(date(2026, 12, 12), True, "làm bù", "sourced")
    office = duty(town, calendar=changed(off(date(2026, 11, 25)), sooner))
    await office.round(MONDAY)
    event = (await town.events(code))[-1]
    assert event.step == "redate"
    assert "reply" not in event.data
    assert set(event.data) >= {"transfer", "interim"}
    assert await town.sent() == []


async def test_a_year_that_becomes_confirmed_changes_the_reason_without_an_event(town: Town) -> None:
    late = at(date(2026, 12, 14), 9)
    code = (await town.send(now=late)).code
    case = await town.case(code)
    assert case.due_on is not None
    assert case.due_on.year == 2027
    assert "chưa có đủ ngày nghỉ" in case.due_why
    office = duty(town, calendar=_confirmed_2027())
    await office.round(late)
    now, clocks = await town.case(code), await office.clocks(code)
    assert (now.due_on, now.version) == (case.due_on, case.version)
    assert "chưa có đủ" not in now.due_why
    assert now.due_why == clocks["reply"].why
    assert [event.step for event in await town.events(code)] == ["receive"]
    assert await town.sent() == []


async def test_of_many_replicas_one_dates_a_case_anew(town: Town) -> None:
    codes = [await town.brought(State.ASSIGNED, chat=f"chat-{n}") for n in range(4)]
    office = duty(town, replicas=5, calendar=changed(NEW_HOLIDAY))
    for minute in range(3):
        await office.round(at(date(2026, 11, 23), 8, minute))
    for code in codes:
        assert [event.step for event in await town.events(code)].count("redate") == 1
        assert (await town.case(code)).due_on == date(2026, 12, 15)


async def test_one_case_that_cannot_be_counted_keeps_nothing_from_the_others(town: Town) -> None:
    broken, whole = [await town.brought(State.ASSIGNED, chat=chat) for chat in ("hỏng", "hoa")]
    office = duty(town, calendar=changed(NEW_HOLIDAY))
    async with town.store.write() as session:
        clock = (await office.clocks(broken))["reply"]
        await session.execute(update(Clock).where(Clock.id == clock.id).values(value=10**6))
    await office.round(MONDAY)
    assert (await town.case(whole)).due_on == date(2026, 12, 15)
    assert (await town.case(broken)).due_on == DUE


async def test_nothing_happens_to_cases_while_the_calendar_stays(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    before = await town.case(code)
    await duty(town).round(MONDAY)
    after = await town.case(code)
    assert (after.version, after.due_why) == (before.version, before.due_why)


async def test_nobody_is_woken_at_night_by_a_new_calendar(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    office = duty(town, calendar=changed(NEW_HOLIDAY))
    await office.round(at(date(2026, 11, 21), 23))
    assert (await town.case(code)).due_on == DUE
    await office.round(MONDAY)
    assert (await town.case(code)).due_on == date(2026, 12, 15)


async def test_a_step_taken_at_the_same_moment_is_not_lost(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    office = duty(town, calendar=changed(NEW_HOLIDAY))
    await asyncio.gather(office.round(MONDAY), town.take(code, Step.REPLY, "head", NOW, **REPLY))
    await office.round(at(date(2026, 11, 23), 9))
    steps = [event.step for event in await town.events(code)]
    assert steps.count("reply") == 1
    assert (await town.case(code)).state == "answered"


def _confirmed_2027() -> Calendar:
    tet = [SpecialDay(date(2027, 2, day), False, "Tết Đinh Mùi", "sourced") for day in (4, 5, 8, 9, 10)]
    return Calendar({**changed(*tet, off(date(2027, 9, 3), "Quốc khánh")).special, **kb().calendar.special})
