"""How the office works on a case: who has it, what is asked, how it is approved, what is promised."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.feedback.refused import StepRefused
from bot.feedback.steps import State, Step
from bot.store.models import Clock, Feedback, Staff
from tests.support.feedback import GIVEN, NOW, OTHER_UNIT, REPLY, UNIT, Town

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def pausing(town: Town) -> Town:
    """The town with a rule that lets the clock stand still while the sender is asked."""
    feedback = town.settings.feedback.model_copy(update={"pause_while_waiting": True})
    return replace(town, settings=town.settings.model_copy(update={"feedback": feedback}))


async def clock(town: Town, code: str, name: str = "reply") -> Clock:
    wanted = select(Clock).join(Feedback, Feedback.id == Clock.feedback_id)
    async with town.store.read() as session:
        return (await session.scalars(wanted.where(Feedback.code == code, Clock.name == name))).one()


async def second_head(town: Town) -> Town:
    """The town with another head of the same unit."""
    async with town.store.write() as session:
        person = Staff(login="head2", name="Anh Quân", role="head", unit=town.units[UNIT], created_at=NOW)
        session.add(person)
    return replace(town, people={**town.people, "head2": person})


async def test_a_draft_reaches_the_citizen_only_when_a_head_approves_it(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    before = len(await town.sent())
    await town.take(code, Step.SUBMIT, "officer", **REPLY)
    assert len(await town.sent()) == before
    await town.take(code, Step.RETURN, "head", reason="Bổ sung căn cứ.")
    assert len(await town.sent()) == before
    await town.take(code, Step.SUBMIT, "officer", **(REPLY | {"basis": "Nghị định đã bổ sung"}))
    await town.take(code, Step.APPROVE, "head")
    message = (await town.sent())[-1]
    assert "Nghị định đã bổ sung" in (message.text or "")
    assert [event.step for event in await town.events(code)][-4:] == ["submit", "return", "submit", "approve"]


async def test_an_officer_answers_alone_only_the_kinds_of_the_settings(town: Town) -> None:
    conduct = await town.brought(State.ASSIGNED)
    with pytest.raises(StepRefused, match="cần lãnh đạo đơn vị duyệt"):
        await town.take(conduct, Step.REPLY, "officer", **REPLY)
    question = (await town.send("Phí nộp ở đâu?", kind="hoi_dap")).code
    await town.take(question, Step.ASSIGN, unit=town.units[UNIT])
    await town.take(question, Step.REPLY, "officer", **REPLY)
    assert (await town.case(question)).state == "answered"


async def test_who_wrote_the_reply_does_not_approve_it(town: Town) -> None:
    town = await second_head(town)
    code = await town.brought(State.ASSIGNED)
    await town.take(code, Step.SUBMIT, "head", **REPLY)
    with pytest.raises(StepRefused, match="không tự duyệt"):
        await town.take(code, Step.APPROVE, "head")
    await town.take(code, Step.APPROVE, "head2")
    assert (await town.case(code)).state == "answered"


async def test_every_move_is_counted_and_back_to_a_unit_that_had_the_case_a_head_decides(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    due = (await town.case(code)).due_on
    await town.take(code, Step.MOVE, unit=town.units[OTHER_UNIT], reason="Đúng thẩm quyền.")
    back: dict[str, Any] = {"unit": town.units[UNIT], "reason": "Cần xem lại."}
    with pytest.raises(StepRefused, match="cần lãnh đạo đơn vị quyết định"):
        await town.take(code, Step.MOVE, "dispatcher", **back)
    await town.take(code, Step.MOVE, "admin", **back)
    case = await town.case(code)
    assert (case.hops, case.unit and case.unit.key, case.due_on) == (2, UNIT, due)
    told = [message.text or "" for message in await town.sent()]
    assert any(town.units[OTHER_UNIT].name in text and "Hạn trả lời không thay đổi" in text for text in told)


async def test_a_case_with_a_unit_changes_it_only_by_a_move_with_its_reason(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    with pytest.raises(StepRefused, match="«Chuyển đơn vị»"):
        await town.take(code, Step.ASSIGN, unit=town.units[OTHER_UNIT])
    with pytest.raises(StepRefused, match="chính đơn vị này"):
        await town.take(code, Step.MOVE, unit=town.units[UNIT], reason="Nhầm.")


async def test_the_unit_that_is_consulted_advises_and_nothing_else(town: Town) -> None:
    code = await town.brought(State.CONSULTING)
    for step in (Step.INTERIM, Step.SUBMIT, Step.MOVE):
        with pytest.raises(StepRefused):
            await town.take(code, step, "stranger", **await town.given(step))
    await town.take(code, Step.ADVISE, "stranger", text="Hồ sơ đã đủ.")
    case = await town.case(code)
    assert (case.state, case.unit and case.unit.key, case.consulted_unit_id) == ("assigned", UNIT, None)
    with pytest.raises(StepRefused, match="không thuộc đơn vị"):
        await town.take(code, Step.NOTE, "stranger", text="Thêm.")
    assert (await town.events(code))[-1].note == "Hồ sơ đã đủ."


async def test_the_own_unit_is_not_consulted(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    with pytest.raises(StepRefused, match="đơn vị khác"):
        await town.take(code, Step.CONSULT, "officer", unit=town.units[UNIT], text="Cho ý kiến.")


@pytest.mark.parametrize(("step", "role"), [(Step.ADD, "citizen"), (Step.RESUME, "officer")])
async def test_while_the_sender_is_asked_the_clock_goes_on_unless_a_rule_says_otherwise(
    town: Town, step: Step, role: str
) -> None:
    code = await town.brought(State.ASSIGNED)
    due = (await town.case(code)).due_on
    await town.take(code, Step.ASK, "officer", now=MONDAY, **GIVEN[Step.ASK])
    assert (await clock(town, code)).state == "running"
    await town.take(code, step, role, now=FRIDAY, **GIVEN[step])
    case = await town.case(code)
    assert (case.state, case.due_on) == ("assigned", due)


@pytest.mark.parametrize(("step", "role"), [(Step.ADD, "citizen"), (Step.RESUME, "officer")])
async def test_where_the_rule_allows_it_the_days_of_waiting_are_added(town: Town, step: Step, role: str) -> None:
    town = pausing(town)
    code = await town.brought(State.ASSIGNED)
    await town.take(code, Step.ASK, "officer", now=MONDAY, **GIVEN[Step.ASK])
    assert (await clock(town, code)).state == "paused"
    await town.take(code, step, role, now=FRIDAY, **GIVEN[step])
    # From Monday to Friday: 25, 26, 27 November; the 24th is a day off.
    going, case = await clock(town, code), await town.case(code)
    assert (going.state, going.paused_days) == ("running", 3)
    assert case.due_on == going.due_on == date(2026, 12, 17)
    assert "chờ người gửi bổ sung" in case.due_why


async def test_a_case_ended_while_it_waited_does_not_stand_still_when_reopened(town: Town) -> None:
    town = pausing(town)
    code = await town.brought(State.WAITING)
    await town.take(code, Step.DECLINE, **GIVEN[Step.DECLINE])
    await town.take(code, Step.REOPEN, reason="Người gửi đã bổ sung.")
    assert (await clock(town, code)).state == "running"


async def test_what_the_sender_adds_is_kept_word_for_word(town: Town) -> None:
    code = await town.brought(State.WAITING)
    await town.take(code, Step.ADD, text="=1+1 <b>giấy hẹn</b>")
    event = (await town.events(code))[-1]
    assert (event.step, event.actor, event.note) == ("add", "citizen", "=1+1 <b>giấy hẹn</b>")


async def test_the_reply_is_extended_once_with_a_reason_and_the_citizen_is_told_the_new_day(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    before = (await town.case(code)).due_on
    await town.take(code, Step.EXTEND, "head", reason="Cần xác minh tại cơ sở.")
    case = await town.case(code)
    assert before is not None
    assert case.due_on == date(2027, 1, 5)
    assert "Gia hạn" in case.due_why
    text = (await town.sent())[-1].text or ""
    assert "Cần xác minh tại cơ sở." in text
    assert "05/01/2027" in text
    with pytest.raises(StepRefused, match="một lần"):
        await town.take(code, Step.EXTEND, "head", reason="Vẫn chưa xong.")


async def test_a_limit_that_has_passed_is_not_extended_but_apologised_for(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    late = NOW + timedelta(days=30)
    with pytest.raises(StepRefused, match="lời xin lỗi"):
        await town.take(code, Step.EXTEND, now=late, **GIVEN[Step.EXTEND])
    await town.take(code, Step.APOLOGISE, now=late, **GIVEN[Step.APOLOGISE])
    text = (await town.sent())[-1].text or ""
    for part in ("xin lỗi", GIVEN[Step.APOLOGISE]["reason"], "21/12/2026", GIVEN[Step.APOLOGISE]["responsible"]):
        assert part in text


async def test_a_new_date_is_promised_once_and_lies_after_the_old_one(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    due = (await town.case(code)).due_on
    assert due is not None
    for day in (due, date(2026, 11, 1)):
        with pytest.raises(StepRefused, match="phải sau hạn"):
            await town.take(code, Step.APOLOGISE, **(GIVEN[Step.APOLOGISE] | {"new_date": day}))
    await town.take(code, Step.APOLOGISE, **GIVEN[Step.APOLOGISE])
    with pytest.raises(StepRefused, match="một lần"):
        await town.take(code, Step.APOLOGISE, **(GIVEN[Step.APOLOGISE] | {"new_date": date(2027, 2, 1)}))
    promise = await clock(town, code, "promise")
    assert (promise.state, promise.due_on) == ("running", date(2026, 12, 21))
    # The limit itself stays: a late reply stays late.
    assert (await town.case(code)).due_on == due


async def test_of_two_officers_who_take_a_case_at_once_one_has_it(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    seen = (await town.case(code)).version

    async def claim(role: str) -> bool:
        try:
            await town.take(code, Step.CLAIM, role, version=seen)
        except StepRefused:
            return False
        return True

    won = await asyncio.gather(claim("officer"), claim("head"))
    assert sum(won) == 1
    winner = ("officer", "head")[won.index(True)]
    assert (await town.case(code)).officer_id == town.people[winner].id


async def test_a_case_that_somebody_has_is_not_taken_from_them(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    await town.take(code, Step.CLAIM, "officer")
    with pytest.raises(StepRefused, match="Anh Minh"):
        await town.take(code, Step.CLAIM, "head")
