"""How a case ends, what the sender is told, and how it is taken up again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import local
from bot.feedback import words
from bot.feedback.refused import StepRefused
from bot.feedback.steps import State, Step
from bot.store.db import Store
from bot.store.models import Attachment, Base, Clock, Feedback, Message
from tests.support.feedback import GIVEN, NOW, REPLY, RUDE, UNIT, Town


async def told_last(town: Town, name: str = "hoa") -> str:
    """The newest message to a conversation."""
    return (await town.sent(name))[-1].text or ""


async def clocks(town: Town, code: str) -> dict[str, str]:
    wanted = select(Clock).join(Feedback, Feedback.id == Clock.feedback_id).where(Feedback.code == code)
    async with town.store.read() as session:
        return {row.name: row.state for row in await session.scalars(wanted)}


async def everything(store: Store) -> str:
    """Every value of every row of the database, as text."""
    found: list[str] = []
    async with store.read() as session:
        for table in Base.metadata.sorted_tables:
            found += [str(tuple(row)) for row in await session.execute(select(table))]
    return "\n".join(found)


@pytest.mark.parametrize("reason", words.DECLINE_REASONS)
async def test_a_case_is_declined_for_a_reason_of_the_list_which_the_sender_reads(town: Town, reason: str) -> None:
    code = await town.brought(State.RECEIVED)
    await town.take(code, Step.DECLINE, reason=reason, text="Anh/chị gửi lại kèm địa chỉ.")
    text = await told_last(town)
    assert words.DECLINE_REASONS[reason] in text
    assert "Anh/chị gửi lại kèm địa chỉ." in text


async def test_a_reason_of_ones_own_does_not_decline_a_case(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    with pytest.raises(StepRefused, match="trong danh sách"):
        await town.take(code, Step.DECLINE, reason="Không thích.")


async def test_only_what_owes_no_reply_is_closed_without_one(town: Town) -> None:
    conduct = await town.brought(State.ASSIGNED)
    with pytest.raises(StepRefused, match="cần được trả lời"):
        await town.take(conduct, Step.CLOSE, reason="Xong.")
    praise = (await town.send("Anh Nam rất nhiệt tình, tận tình.", kind="khen")).code
    await town.take(praise, Step.CLOSE, reason="Đã chuyển lời khen.")
    assert (await town.case(praise)).state == "closed"
    assert "Đã chuyển lời khen." in await told_last(town)
    assert not {"running", "paused"} & set((await clocks(town, praise)).values())


async def test_the_sender_of_the_same_again_is_told_which_case_it_joins(town: Town) -> None:
    first = await town.brought(State.ASSIGNED)
    again = (await town.send()).code
    await town.take(again, Step.DUPLICATE, original=await town.case(first))
    case, original = await town.case(again), await town.case(first)
    assert (case.state, case.original_id, original.state) == ("duplicate", original.id, "assigned")
    assert first in await told_last(town)
    assert words.STATES["assigned"] in await told_last(town)


async def test_nothing_of_somebody_elses_case_is_told_but_its_code(town: Town) -> None:
    first = await town.brought(State.ASSIGNED, chat="bình")
    again = (await town.send()).code
    await town.take(again, Step.DUPLICATE, original=await town.case(first))
    assert words.STATES["assigned"] not in await told_last(town)


async def test_a_duplicate_hangs_on_a_case_that_is_none(town: Town) -> None:
    code, copy = await town.brought(State.ASSIGNED), await town.brought(State.DUPLICATE)
    with pytest.raises(StepRefused, match="bản trùng"):
        await town.take(code, Step.DUPLICATE, original=await town.case(copy))
    with pytest.raises(StepRefused, match="chính nó"):
        await town.take(code, Step.DUPLICATE, original=await town.case(code))


async def test_the_sender_withdraws_and_no_clock_goes_on(town: Town) -> None:
    code = await town.brought(State.CONSULTING)
    await town.take(code, Step.WITHDRAW, reason="Đã được giải quyết.")
    case = await town.case(code)
    assert (case.state, case.consulted_unit_id) == ("withdrawn", None)
    assert not {"running", "paused"} & set((await clocks(town, code)).values())


async def test_another_agency_is_named_with_the_reason(town: Town) -> None:
    code = await town.brought(State.RECEIVED)
    await town.take(code, Step.TRANSFER, agency="Công an tỉnh <b>Hưng Yên</b>", reason="Thuộc thẩm quyền công an.")
    case = await town.case(code)
    assert case.transferred_to == "Công an tỉnh <b>Hưng Yên</b>"
    assert "Công an tỉnh <b>Hưng Yên</b>" in await told_last(town)
    assert "&lt;b&gt;" in ((await town.sent())[-1].html or "")
    assert (await clocks(town, code)) == {
        "classify": "met",
        "transfer": "met",
        "interim": "met",
        "reply": "stopped",
    }


@pytest.mark.parametrize("rating", [0, 6, -1])
async def test_only_the_five_levels_are_a_rating(town: Town, rating: int) -> None:
    code = await town.brought(State.ANSWERED)
    with pytest.raises(StepRefused):
        await town.take(code, Step.RATE, rating=rating)


async def test_the_sender_rates_with_a_word_of_their_own_and_may_think_again(town: Town) -> None:
    code = await town.brought(State.CLOSED)
    await town.take(code, Step.RATE, rating=2, text="Chậm.")
    await town.take(code, Step.RATE, rating=5)
    case = await town.case(code)
    assert (case.rating, case.rating_comment, case.state) == (5, None, "closed")
    assert [event.data["rating"] for event in await town.events(code) if event.step == "rate"] == ["2", "5"]


async def test_not_settled_opens_the_case_again_with_the_date_it_had(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    due = (await town.case(code)).due_on
    assert due is not None
    later = NOW + timedelta(days=60)
    await town.take(code, Step.REOPEN, "citizen", later, reason="Chưa được giải quyết")
    case = await town.case(code)
    assert (case.state, case.due_on, case.answered_at) == ("assigned", due, None)
    assert local(later).date() > due
    assert (await clocks(town, code))["reply"] == "running"
    await town.take(code, Step.SUBMIT, now=later, **REPLY)
    await town.take(code, Step.APPROVE, now=later)
    assert (await clocks(town, code))["reply"] == "met"


async def test_who_sent_it_does_not_reopen_what_was_turned_away(town: Town) -> None:
    code = await town.brought(State.DECLINED)
    with pytest.raises(StepRefused, match="Người gửi"):
        await town.take(code, Step.REOPEN, "citizen", reason="Chưa được giải quyết")
    await town.take(code, Step.REOPEN, "dispatcher", reason="Từ chối nhầm.")
    assert (await town.case(code)).state == "received"


async def test_a_suggestion_without_a_name_that_is_none_has_the_clocks_of_its_kind_from_its_receipt(town: Town) -> None:
    code = (await town.send(anonymous=True)).code
    assert await clocks(town, code) == {}
    await town.take(code, Step.CLASSIFY, now=NOW + timedelta(days=3), kind="hanh_vi")
    assert (await town.case(code)).due_on == date(2026, 12, 14)
    await town.take(code, Step.ASSIGN, now=NOW + timedelta(days=3), unit=town.units[UNIT])
    assert (await clocks(town, code))["reply"] == "running"


async def test_of_an_accusation_the_case_keeps_no_word(town: Town) -> None:
    async with town.store.write() as session:
        conversation = await town.conversation(session)
        conversation.state = {"unanswered": RUDE}
        told = Message(
            conversation_id=conversation.id, direction="in", state="done", text=RUDE, author="person", created_at=NOW
        )
        other = Message(
            conversation_id=conversation.id, direction="in", state="done", text="phí cấp giấy phép", created_at=NOW
        )
        session.add_all([told, other])
        await session.flush()
        quoted = Message(
            conversation_id=conversation.id,
            direction="out",
            state="sent",
            text=f"Nội dung: {RUDE}",
            reply_to=told.id,
            created_at=NOW,
        )
        session.add(quoted)
        session.add(
            Attachment(
                message_id=told.id,
                kind="photo",
                file_name="phong bì.jpg",
                mime="image/jpeg",
                size=3,
                sha256="a" * 64,
                path="ab/anh.jpg",
                shown_path="cd/anh.jpg",
                created_at=NOW,
            )
        )
    contact: dict[str, Any] = {"name": "Trần Thị Hoa", "phone": "0900000001", "address": "xã Mẫu"}
    code = (await town.send(messages=[told.id], **contact)).code
    await town.take(code, Step.ADD, text="Ông ấy nhận 50 triệu.")
    await town.take(code, Step.GUIDE, reason="to_cao")
    kept = await everything(town.store)
    for word in (RUDE[:30], "50 triệu", "bị trả lại", "Trần Thị Hoa", "0900000001", "phong bì"):
        assert word not in kept
    assert "phí cấp giấy phép" in kept
    assert (await town.case(code)).close_reason == words.LEGAL_WAYS["to_cao"]
    assert "90 ngày" in await told_last(town)
    with pytest.raises(StepRefused):
        await town.take(code, Step.REOPEN, **GIVEN[Step.REOPEN])
