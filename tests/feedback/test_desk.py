from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.dialogue import FeedbackDraft
from bot.feedback.steps import State, Step
from bot.store.models import Attachment, Conversation, Feedback, Message
from tests.support.feedback import GIVEN, NOW, REPLY, RUDE, Town

CONTACT: dict[str, Any] = {
    "name": "Trần Thị Hoa",
    "phone": "0900000001",
    "address": "xã Mẫu",
    "consent_at": NOW,
    "consent_text": "Tôi đồng ý",
}


async def test_a_citizen_gets_code_office_and_due_date_with_its_reason(town: Town) -> None:
    receipt = await town.send(**CONTACT)
    assert receipt.unit == "Văn phòng Sở"
    assert receipt.due_on == date(2026, 12, 14)
    assert "24/11" in receipt.due_why
    assert "Ngày Văn hóa" in receipt.due_why
    assert "14/12/2026" in receipt.due_why
    case = await town.case(receipt.code)
    assert (case.kind, case.text, case.name, case.state) == ("hanh_vi", RUDE, "Trần Thị Hoa", "received")
    assert case.proposed_unit is not None
    assert case.proposed_unit.key == "van-phong"
    assert case.due_why == receipt.due_why


async def test_the_day_of_receipt_is_the_day_in_vietnam(town: Town) -> None:
    before = await town.send(now=datetime(2026, 11, 19, 16, 59, tzinfo=UTC))
    after = await town.send(now=datetime(2026, 11, 19, 17, 1, tzinfo=UTC))
    assert "ngày nhận 19/11/2026" in before.due_why
    assert "ngày nhận 20/11/2026" in after.due_why


async def test_without_a_name_it_is_an_anonymous_suggestion_without_a_promise(town: Town) -> None:
    receipt = await town.send(anonymous=True, **CONTACT)
    case = await town.case(receipt.code)
    assert receipt.due_on is None
    assert (case.kind, case.name, case.phone, case.address) == ("gop_y_an_danh", None, None, None)


async def test_a_question_to_an_officer_has_a_due_date_and_goes_to_the_unit_of_its_procedure(town: Town) -> None:
    receipt = await town.send("Phí này nộp thế nào?", kind="hoi_dap", procedure="2.001209")
    case = await town.case(receipt.code)
    assert case.kind == "hoi_dap"
    assert case.due_on is not None
    assert case.proposed_unit is not None
    assert case.proposed_unit.key == "chi-cuc-tdc"
    assert case.proposed_why


async def test_the_files_of_the_draft_belong_to_the_case_but_nobody_elses(town: Town) -> None:
    async with town.store.write() as session:
        mine, other = await town.conversation(session, "hoa"), await town.conversation(session, "bình")
        rows = [Message(conversation_id=c.id, direction="in", state="done", created_at=NOW) for c in (mine, other)]
        session.add_all(rows)
        await session.flush()
        for row in rows:
            session.add(
                Attachment(
                    message_id=row.id,
                    kind="photo",
                    file_name="a.jpg",
                    mime="image/jpeg",
                    size=1,
                    sha256="0",
                    path="a",
                    created_at=NOW,
                )
            )
        draft = FeedbackDraft(step="summary", text=RUDE, file_messages=[row.id for row in rows])
        receipt = await (await town.desk(session)).open_case(draft)
    case = await town.case(receipt.code)
    async with town.store.read() as session:
        linked = (await session.scalars(select(Attachment.message_id).where(Attachment.feedback_id == case.id))).all()
    assert list(linked) == [rows[0].id]


async def test_only_the_own_conversation_reads_texts_with_the_code(town: Town) -> None:
    code = await town.brought(State.CLOSED)
    async with town.store.write() as session:
        own = await (await town.desk(session, "hoa")).find_case(code.lower())
        foreign = await (await town.desk(session, "bình")).find_case(code)
        nothing = await (await town.desk(session)).find_case("PA-0000-00001")
    assert own is not None
    assert foreign is not None
    assert nothing is None
    assert (own.last_reply, own.closed_reason) == (REPLY["text"], "Đã trả lời đầy đủ.")
    assert (foreign.last_reply, foreign.closed_reason) == (None, None)
    assert (foreign.state, foreign.due_on, foreign.unit) == (own.state, own.due_on, own.unit)


async def test_a_person_sees_their_own_cases_newest_first(town: Town) -> None:
    first, second = await town.send(), await town.send()
    await town.send(chat="bình")
    async with town.store.read() as session:
        seen = await (await town.desk(session)).own_cases()
    assert [case.code for case in seen] == [second.code, first.code]


async def test_a_case_is_late_the_day_after_its_due_date_and_not_before(town: Town) -> None:
    receipt = await town.send()
    assert receipt.due_on is not None
    end_of_due_day = datetime(2026, 12, 14, 16, 59, tzinfo=UTC)
    for now, late in ((end_of_due_day, False), (end_of_due_day + timedelta(minutes=2), True)):
        async with town.store.read() as session:
            [view] = await (await town.desk(session, now=now)).own_cases()
        assert view.overdue is late
    await town.take(receipt.code, Step.DECLINE, **GIVEN[Step.DECLINE])
    async with town.store.read() as session:
        [view] = await (await town.desk(session, now=end_of_due_day + timedelta(days=9))).own_cases()
    assert view.overdue is False


async def test_the_staff_group_gets_a_notice_without_anything_of_the_citizen(town: Town) -> None:
    telegram = town.settings.telegram.model_copy(update={"staff_chat": -100123})
    office = replace(town, settings=town.settings.model_copy(update={"telegram": telegram}))
    for _ in range(2):
        receipt = await office.send(**CONTACT)
    notices = await town.sent("-100123")
    assert len(notices) == 2
    text = notices[1].text or ""
    assert receipt.code in text
    assert f"/console/cases/{receipt.code}" in text
    assert "14/12/2026" in text
    for secret in (RUDE[:20], "Hoa", "0900000001", "xã Mẫu"):
        assert secret not in text
    async with town.store.read() as session:
        group = (await session.scalars(select(Conversation).where(Conversation.channel == "telegram"))).one()
    assert (group.account, group.external_id) == ("bot", "-100123")


async def test_nothing_of_a_case_stays_when_the_turn_fails(town: Town) -> None:
    try:
        async with town.store.write() as session:
            await (await town.desk(session)).open_case(FeedbackDraft(step="summary", text=RUDE))
            raise RuntimeError("power cut")
    except RuntimeError:
        pass
    async with town.store.read() as session:
        assert (await session.scalars(select(Feedback))).all() == []
