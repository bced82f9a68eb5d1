"""Warnings before a limit ends and after: to whom, when, and each once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.feedback.steps import State, Step
from bot.store.models import StaffNotice
from tests.support.duty import Duty, at, duty
from tests.support.feedback import GIVEN, NOW, REPLY, RUDE, UNIT, Town

DUE = date(2026, 12, 14)
CONTACT: dict[str, Any] = {"name": "Nguyễn Thị Hoa", "phone": "0900000001", "address": "xã Mẫu", "consent_at": NOW}
DAY = timedelta(days=1)


def mornings(first: date, last: date) -> Iterator[datetime]:
    """Eight o'clock of every day, worked or not."""
    day = first
    while day <= last:
        yield at(day, 8)
        day += DAY


async def given_to_minh(town: Town) -> str:
    code = await town.brought(State.RECEIVED)
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT], officer=town.people["officer"])
    await town.take(code, Step.INTERIM, "officer", **GIVEN[Step.INTERIM])
    return code


async def live(duty: Duty, first: date, last: date) -> None:
    for moment in mornings(first, last):
        await duty.round(moment)


def whom(town: Town, notice: StaffNotice) -> str:
    """The person or role that a notice is for."""
    people = {person.id: name for name, person in town.people.items()}
    return people[notice.staff_id] if notice.staff_id else notice.role or "?"


def days(town: Town, notices: list[StaffNotice]) -> list[tuple[str, date]]:
    return [(whom(town, notice), notice.at.astimezone(NOW.tzinfo).date()) for notice in notices]


async def test_officer_head_and_dispatcher_are_told_in_turn_and_all_when_the_date_is_missed(town: Town) -> None:
    code, office = await given_to_minh(town), duty(town)
    await live(office, date(2026, 11, 20), date(2026, 12, 18))
    notices = await office.notices(code)
    assert days(town, notices) == [
        ("officer", date(2026, 12, 3)),
        ("head", date(2026, 12, 9)),
        ("head", date(2026, 12, 11)),
        ("dispatcher", DUE),
        ("officer", DUE + DAY),
        ("head", DUE + DAY),
        ("dispatcher", DUE + DAY),
    ]
    assert "còn 7 ngày làm việc" in notices[0].text
    assert all(part in notices[2].text for part in ("xin lỗi", "nguyên nhân", "ngày hẹn lại", "người chịu trách nhiệm"))
    assert "ngày cuối" in notices[3].text
    assert "đã quá 1 ngày làm việc" in notices[4].text


async def test_a_case_without_unit_is_the_dispatchers_and_one_without_officer_the_heads(town: Town) -> None:
    office = duty(town)
    nobodys, units = await town.brought(State.RECEIVED), await town.brought(State.ASSIGNED)
    await live(office, date(2026, 11, 20), DUE + DAY)
    assert {whom(town, notice) for notice in await office.notices(nobodys)} == {"dispatcher"}
    assert {whom(town, notice) for notice in await office.notices(units)} == {"head", "dispatcher"}


async def test_where_a_unit_has_no_head_the_dispatcher_is_told(town: Town) -> None:
    office, code = duty(town), await town.brought(State.ASSIGNED, unit="cong-nghe")
    await live(office, date(2026, 11, 20), DUE)
    notices = await office.notices(code)
    assert notices
    assert {whom(town, notice) for notice in notices} == {"dispatcher"}


async def test_who_has_left_is_not_told_but_the_next_one_up(town: Town) -> None:
    office, code = duty(town), await given_to_minh(town)
    async with town.store.write() as session:
        minh = await session.merge(town.people["officer"])
        minh.disabled_at = NOW
    await live(office, date(2026, 11, 20), date(2026, 12, 3))
    assert days(town, await office.notices(code)) == [("head", date(2026, 12, 3))]


@pytest.mark.parametrize("hour", [0, 7, 12, 17, 23])
async def test_nobody_is_told_while_the_office_is_closed(town: Town, hour: int) -> None:
    office = duty(town)
    await given_to_minh(town)
    await office.round(at(DUE, hour))
    assert await office.notices() == []


async def test_what_became_due_at_night_or_on_sunday_is_told_at_the_next_opening_once(town: Town) -> None:
    """K9."""
    code, office = await given_to_minh(town), duty(town, replicas=2)
    midnight = at(date(2026, 12, 3), 0)
    for hours in range(8 * 60 // 30):
        await office.round(midnight + timedelta(minutes=30 * hours))
    [told] = await office.notices(code)
    assert told.at == at(date(2026, 12, 3), 7, 30)
    # Silent from Wednesday on, the office is seen again on Saturday and Sunday, and opens on Monday.
    for moment in (at(date(2026, 12, 12), 9), at(date(2026, 12, 13), 9), at(date(2026, 12, 14), 7, 29)):
        await office.round(moment)
    assert len(await office.notices(code)) == 1
    for minutes in range(3):
        await office.round(at(date(2026, 12, 14), 7, 30) + timedelta(minutes=minutes))
    later = (await office.notices(code))[1:]
    assert sorted(whom(town, notice) for notice in later) == ["dispatcher", "head", "head"]
    assert {notice.at for notice in later} == {at(date(2026, 12, 14), 7, 30)}


async def test_five_replicas_at_once_tell_each_thing_once(town: Town) -> None:
    telegram = town.settings.telegram.model_copy(update={"staff_chat": -100123})
    office = duty(replace(town, settings=town.settings.model_copy(update={"telegram": telegram})), replicas=5)
    codes = [await given_to_minh(town) for _ in range(6)]
    for _ in range(2):
        await office.round(at(DUE + DAY, 8))
    for code in codes:
        assert sorted(whom(town, notice) for notice in await office.notices(code)) == ["dispatcher", "head", "officer"]
    group = await town.sent("-100123")
    assert len(group) == len(codes)
    assert all(sum(code in (message.text or "") for message in group) == 1 for code in codes)


async def test_the_group_reads_no_word_of_the_citizen(town: Town) -> None:
    telegram = town.settings.telegram.model_copy(update={"staff_chat": -100123})
    town = replace(town, settings=town.settings.model_copy(update={"telegram": telegram}))
    office = duty(town)
    code = (await town.send(**CONTACT)).code
    await live(office, date(2026, 11, 20), DUE + DAY)
    messages = await town.sent("-100123")
    assert len(messages) > 3
    for message in messages:
        assert f"/console/cases/{code}" in (message.text or "")
        for secret in (RUDE[:20], "Nguyễn Thị Hoa", "0900000001", "xã Mẫu"):
            assert secret not in (message.text or "")


async def test_after_an_extension_the_warnings_follow_the_new_date(town: Town) -> None:
    code, office = await given_to_minh(town), duty(town)
    await live(office, date(2026, 11, 20), date(2026, 12, 9))
    assert len(await office.notices(code)) == 2
    await town.take(code, Step.EXTEND, "head", at(date(2026, 12, 9), 9), reason="Cần xác minh thêm.")
    due = (await town.case(code)).due_on
    assert due is not None
    await live(office, date(2026, 12, 9), due)
    later = (await office.notices(code))[2:]
    assert [whom(town, notice) for notice in later] == ["officer", "head", "head", "dispatcher"]
    assert all(f"{due:%d/%m/%Y}" in notice.text for notice in later)
    assert days(town, later)[-1] == ("dispatcher", due)


async def test_after_an_apology_the_new_date_counts_and_the_old_one_is_silent(town: Town) -> None:
    code, office = await given_to_minh(town), duty(town)
    await live(office, date(2026, 11, 20), date(2026, 12, 11))
    before = len(await office.notices(code))
    await town.take(code, Step.APOLOGISE, "head", at(date(2026, 12, 11), 9), **GIVEN[Step.APOLOGISE])
    await live(office, date(2026, 12, 11), date(2026, 12, 22))
    later = (await office.notices(code))[before:]
    assert all("Ngày hẹn lại" in notice.text and "21/12/2026" in notice.text for notice in later)
    assert {whom(town, notice) for notice in later if "Quá hạn" in notice.text} == {"officer", "head", "dispatcher"}


async def test_nobody_is_told_of_a_case_that_is_answered(town: Town) -> None:
    code, office = await given_to_minh(town), duty(town)
    await town.take(code, Step.REPLY, "head", **REPLY)
    await town.take(code, Step.KEEP_PRIVATE, "reviewer", reason="Nội dung riêng tư.")
    await live(office, date(2026, 11, 20), DUE + 5 * DAY)
    assert await office.notices(code) == []


async def test_a_reopened_case_that_is_late_is_told_the_next_time(town: Town) -> None:
    code, office = await given_to_minh(town), duty(town)
    await town.take(code, Step.REPLY, "head", **REPLY)
    await town.take(code, Step.KEEP_PRIVATE, "reviewer", reason="Nội dung riêng tư.")
    after = at(DUE + 3 * DAY, 9)
    await town.take(code, Step.REOPEN, "citizen", after, reason="Chưa được giải quyết")
    await office.round(after)
    assert [whom(town, notice) for notice in await office.notices(code)] == ["officer", "head", "dispatcher"]


async def test_a_clock_that_stands_still_warns_nobody(town: Town) -> None:
    rules = town.settings.feedback.model_copy(update={"pause_while_waiting": True})
    town = replace(town, settings=town.settings.model_copy(update={"feedback": rules}))
    code, office = await given_to_minh(town), duty(town)
    await town.take(code, Step.ASK, "officer", **GIVEN[Step.ASK])
    await live(office, date(2026, 11, 20), DUE + 5 * DAY)
    assert await office.notices(code) == []


async def test_other_percentages_are_obeyed(town: Town) -> None:
    rules = town.settings.feedback.model_copy(update={"warn_at": (20, 40, 60)})
    town = replace(town, settings=town.settings.model_copy(update={"feedback": rules}))
    code, office = await given_to_minh(town), duty(town)
    await live(office, date(2026, 11, 20), date(2026, 12, 4))
    assert days(town, await office.notices(code)) == [
        ("officer", date(2026, 11, 26)),
        ("head", date(2026, 12, 1)),
        ("dispatcher", date(2026, 12, 4)),
    ]
