"""Answered cases about which nobody says a word any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.feedback.steps import State, Step
from tests.support.duty import Duty, at, duty
from tests.support.feedback import GIVEN, REPLY, Town

LAST_DAY = date(2026, 12, 7)
"""Ten working days after Friday 20 November; the 24th is a holiday."""
NEXT_DAY = date(2026, 12, 8)


@pytest.fixture
def office(town: Town) -> Duty:
    rules = town.settings.feedback.model_copy(update={"close_after_days": 10})
    return duty(replace(town, settings=town.settings.model_copy(update={"feedback": rules})), replicas=3)


async def state(office: Duty, code: str, moment: datetime) -> str:
    await office.round(moment)
    return (await office.town.case(code)).state


async def test_a_case_is_closed_once_after_ten_working_days_of_silence_and_the_sender_is_told_why(office: Duty) -> None:
    town = office.town
    code = await town.brought(State.ANSWERED)
    assert await state(office, code, at(LAST_DAY, 16)) == "answered"
    assert await state(office, code, at(LAST_DAY, 20)) == "answered"
    assert await state(office, code, at(NEXT_DAY, 7)) == "answered"
    assert await state(office, code, at(NEXT_DAY, 8)) == "closed"
    events = [event for event in await town.events(code) if event.step == "close"]
    assert [event.actor for event in events] == ["system"]
    told = (await town.sent())[-1].text or ""
    assert code in told
    assert "10 ngày làm việc" in told
    assert (await town.case(code)).close_reason == events[0].note


async def test_a_rating_or_another_reply_begins_the_days_anew(office: Duty) -> None:
    rated, answered = [await office.town.brought(State.ANSWERED, chat=chat) for chat in ("hoa", "lan")]
    await office.town.take(rated, Step.RATE, now=at(date(2026, 12, 1), 21), rating=4)
    await office.town.take(answered, Step.REPLY, "head", at(date(2026, 12, 1), 9), **REPLY)
    for moment, expected in (
        (at(NEXT_DAY, 8), "answered"),
        (at(date(2026, 12, 15), 16), "answered"),
        (at(date(2026, 12, 16), 8), "closed"),
    ):
        assert [await state(office, code, moment) for code in (rated, answered)] == [expected, expected]


async def test_what_the_sender_added_after_the_reply_keeps_the_case_open_until_somebody_answers(office: Duty) -> None:
    town = office.town
    code = await town.brought(State.ANSWERED)
    await town.take(code, Step.ADD, now=at(date(2026, 11, 25), 9), **GIVEN[Step.ADD])
    assert await state(office, code, at(date(2027, 1, 15), 8)) == "answered"
    await town.take(code, Step.REPLY, "head", at(date(2027, 1, 15), 9), **REPLY)
    assert await state(office, code, at(date(2027, 2, 26), 8)) == "closed"


async def test_zero_days_never_close(town: Town) -> None:
    rules = town.settings.feedback.model_copy(update={"close_after_days": 0})
    office = duty(replace(town, settings=town.settings.model_copy(update={"feedback": rules})))
    code = await town.brought(State.ANSWERED)
    assert await state(office, code, at(date(2027, 3, 1), 8)) == "answered"


async def test_a_case_that_waits_for_its_answer_is_never_closed(office: Duty) -> None:
    code = await office.town.brought(State.ASSIGNED)
    assert await state(office, code, at(date(2027, 3, 1), 8)) == "assigned"
