from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.feedback.refused import StepRefused
from bot.feedback.steps import State, Step
from tests.support.feedback import GIVEN, NOW, OTHER_UNIT, REPLY, UNIT, Town


async def test_the_citizen_gets_the_reply_with_basis_unit_and_signer(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    await town.take(code, Step.REPLY, "head", **(REPLY | {"text": "Đã sửa <b>mẫu</b> & gửi lại."}))
    message = (await town.sent())[-1]
    assert message.author == "staff"
    assert message.staff_id == town.people["head"].id
    assert message.text is not None
    assert message.html is not None
    assert message.text.startswith(f"Trả lời phản ánh {code}")
    for part in ("Đã sửa <b>mẫu</b> & gửi lại.", REPLY["basis"], town.units[UNIT].name, REPLY["signer"]):
        assert part in message.text
    assert "&lt;b&gt;mẫu" in message.html


async def test_the_citizen_is_told_why_a_case_was_closed(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    await town.take(code, Step.CLOSE, reason="Đã trả lời đầy đủ.")
    message = (await town.sent())[-1]
    assert message.text is not None
    assert code in message.text
    assert "Đã trả lời đầy đủ." in message.text


async def test_a_note_is_never_sent(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    before = [message.id for message in await town.sent()]
    await town.take(code, Step.NOTE, "officer", text="Bí mật nội bộ.")
    assert [message.id for message in await town.sent()] == before


async def test_the_second_saver_is_told_and_nothing_is_overwritten(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    seen = (await town.case(code)).version
    await town.take(code, Step.SUBMIT, "officer", version=seen, **REPLY)
    with pytest.raises(StepRefused, match="người khác cập nhật"):
        await town.take(code, Step.MOVE, version=seen, unit=town.units[OTHER_UNIT], reason="Đúng thẩm quyền.")
    with pytest.raises(StepRefused, match="người khác cập nhật"):
        await town.take(code, Step.REPLY, "head", version=seen, **(REPLY | {"text": "Khác."}))
    case = await town.case(code)
    assert (case.state, case.unit and case.unit.key, case.draft_text) == ("approval", UNIT, REPLY["text"])


async def test_of_many_who_save_at_once_exactly_one_wins(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    seen = (await town.case(code)).version

    async def save(unit: str) -> bool:
        try:
            await town.take(code, Step.ASSIGN, version=seen, unit=town.units[unit])
        except StepRefused:
            return False
        return True

    won = await asyncio.gather(*(save(unit) for unit in [UNIT, OTHER_UNIT] * 10))
    assert sum(won) == 1
    assert [event.step for event in await town.events(code)] == ["receive", "assign"]


async def test_a_note_does_not_stand_in_the_way_of_a_reply(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    seen = (await town.case(code)).version
    await town.take(code, Step.NOTE, "head", text="Nhớ xem lại.")
    await town.take(code, Step.SUBMIT, "officer", version=seen, **REPLY)
    assert (await town.case(code)).state == "approval"


async def test_the_history_cannot_be_changed_or_deleted(town: Town) -> None:
    await town.brought(State.CLOSED)
    for sql in ("UPDATE feedback_event SET note = 'khác'", "DELETE FROM feedback_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with town.store.write() as session:
                await session.execute(text(sql))


async def test_the_history_keeps_who_did_what_in_words(town: Town) -> None:
    code = await town.brought(State.CLOSED)
    events = await town.events(code)
    assert [(e.step, e.from_state, e.to_state) for e in events] == [
        ("receive", None, "received"),
        ("assign", "received", "assigned"),
        ("submit", "assigned", "approval"),
        ("approve", "approval", "answered"),
        ("close", "answered", "closed"),
    ]
    assert events[1].data["unit"] == town.units[UNIT].name
    assert [events[2].staff_id, events[3].staff_id] == [town.people["officer"].id, town.people["head"].id]
    assert events[3].note == REPLY["text"]
    assert (events[3].data["basis"], events[3].data["signer"]) == (REPLY["basis"], REPLY["signer"])
    assert events[4].staff_id == town.people["dispatcher"].id


async def test_a_reopened_case_goes_back_to_its_unit_and_may_be_late_at_once(town: Town) -> None:
    code = await town.brought(State.CLOSED)
    due = (await town.case(code)).due_on
    await town.take(code, Step.REOPEN, "citizen", NOW + timedelta(days=90), reason="Chưa được giải quyết")
    case = await town.case(code)
    assert (case.state, case.answered_at, case.closed_at, case.close_reason) == ("assigned", None, None, None)
    assert case.due_on == due
    assert case.unit is not None


async def test_a_case_reopened_before_it_had_a_unit_waits_to_be_assigned(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    await town.take(code, Step.DECLINE, **GIVEN[Step.DECLINE])
    await town.take(code, Step.REOPEN, reason="Đóng nhầm.")
    assert (await town.case(code)).state == "received"


async def test_a_head_assigns_within_the_own_unit_only(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    with pytest.raises(StepRefused, match="trong đơn vị mình"):
        await town.take(code, Step.ASSIGN, "head", unit=town.units[OTHER_UNIT])
    await town.take(code, Step.ASSIGN, "head", unit=town.units[UNIT], officer=town.people["officer"])
    officer = (await town.case(code)).officer
    assert officer is not None
    assert officer.name == "Anh Minh"


async def test_an_officer_of_another_unit_cannot_be_given_the_case(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    with pytest.raises(StepRefused, match="không thuộc đơn vị"):
        await town.take(code, Step.ASSIGN, unit=town.units[UNIT], officer=town.people["stranger"])


async def test_the_first_answer_keeps_its_time_when_another_follows(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    first = (await town.case(code)).answered_at
    await town.take(code, Step.REPLY, "head", NOW + timedelta(days=2), **(REPLY | {"text": "Bổ sung."}))
    case = await town.case(code)
    assert (case.answered_at, case.draft_text) == (first, "Bổ sung.")
