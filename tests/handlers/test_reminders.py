"""«Nhắc tôi ngày đó», from the due date to the feedback (SCENARIOS 7)."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select

from bot.clock import ZONE
from bot.feedback.reminding import Reminding
from bot.feedback.shift import Shift
from bot.store.models import Consent, Reminder
from handlers.counted import dates
from knowledge.model import Procedure
from tests.handlers.talk import DeskTalk, Talk
from tests.support.delivery import kb, settings

ONE_DATE = "em nộp hồ sơ hôm 20/11/2026 thủ tục khai báo thiết bị x quang thì bao giờ xong"
TWO_DATES = "em nộp hồ sơ hôm 20/11/2026 thủ tục cấp mới giấy phép x-quang thì bao giờ xong"
REMIND = "Nhắc tôi ngày đó"


async def rows(desk: DeskTalk) -> list[Reminder]:
    async with desk.store.read() as session:
        return list(await session.scalars(select(Reminder).order_by(Reminder.id)))


async def on_the_day(desk: DeskTalk, day: date) -> str:
    """What the person reads when the office opens."""
    desk.clock.now = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
    await Reminding(Shift(desk.store, settings(), kb().calendar, desk.clock), kb().catalog).run()
    return await desk.read()


async def asked(desk: DeskTalk) -> Reminder:
    await desk.say(ONE_DATE)
    await desk.press(REMIND)
    return (await rows(desk))[-1]


async def test_the_button_says_what_is_kept_and_pressing_it_is_the_consent(desk: DeskTalk) -> None:
    told = await desk.say(ONE_DATE)
    assert "Bấm «Nhắc tôi ngày đó» là Anh/chị đồng ý" in told
    assert await rows(desk) == []
    said = await desk.press(REMIND)
    [reminder] = await rows(desk)
    assert f"{reminder.due_on:%d/%m/%Y}" in told
    assert f"{reminder.due_on:%d/%m/%Y}" in said
    assert (reminder.filed_on, reminder.state) == (date(2026, 11, 20), "waiting")
    async with desk.store.read() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert consent.text in told
    assert (consent.purpose, consent.answer) == ("reminder", REMIND)


async def test_whoever_received_the_result_is_thanked(desk: DeskTalk) -> None:
    reminder = await asked(desk)
    assert "Anh/chị đã nhận được kết quả chưa?" in await on_the_day(desk, reminder.due_on)
    assert "Cảm ơn" in await desk.press("Đã nhận")
    assert (await rows(desk))[0].state == "received"


async def test_whoever_did_not_gets_a_feedback_with_everything_filled_in(desk: DeskTalk) -> None:
    reminder = await asked(desk)
    await on_the_day(desk, reminder.due_on)
    said = await desk.press("Chưa, muốn phản ánh")
    record = kb().catalog.get(reminder.procedure)
    assert record is not None
    for part in (record.label, "20/11/2026", f"{reminder.due_on:%d/%m/%Y}"):
        assert part in said
    assert "thủ tục nào?" not in said
    for text in ("xong", "bỏ qua", "bỏ qua", "bỏ qua", "gửi"):
        await desk.say(text)
    [case] = await desk.cases()
    assert case.procedure == reminder.procedure
    assert "tôi chưa nhận được kết quả" in case.text
    assert (await rows(desk))[0].state == "missed"


async def test_of_several_dates_the_person_chooses_one(desk: DeskTalk) -> None:
    await desk.say(TWO_DATES)
    said = await desk.press(REMIND)
    assert "ngày nào?" in said
    labels = [button.label for button in desk.buttons]
    assert len(labels) > 1
    await desk.press(labels[-1])
    [reminder] = await rows(desk)
    assert f"{reminder.due_on:%d/%m/%Y}" == labels[-1]


async def test_of_several_procedures_the_person_chooses_one(desk: DeskTalk) -> None:
    await desk.say("em nộp hồ sơ hôm 20/11/2026 thủ tục công bố hợp chuẩn thì bao giờ xong")
    assert "thủ tục nào?" in await desk.press(REMIND)
    await desk.press(next(button.label for button in desk.buttons if "tự đánh giá" in button.label))
    await desk.press("30/11/2026")
    assert [(row.procedure, row.due_on) for row in await rows(desk)] == [("2.001207", date(2026, 11, 30))]


async def test_typed_words_do_the_same_as_the_button(desk: DeskTalk) -> None:
    await desk.say(ONE_DATE)
    await desk.say("nhắc em nhé")
    [reminder] = await rows(desk)
    async with desk.store.read() as session:
        assert (await session.scalars(select(Consent.answer))).one() == "nhắc em nhé"
    assert f"{reminder.due_on:%d/%m/%Y}" in await desk.say("nhắc của tôi")


async def test_reminders_are_listed_and_dropped(desk: DeskTalk) -> None:
    reminder = await asked(desk)
    listed = await desk.say("nhac cua em")
    assert f"{reminder.due_on:%d/%m/%Y}" in listed
    assert "Đã bỏ nhắc" in await desk.press(f"Bỏ nhắc {reminder.due_on:%d/%m/%Y}")
    assert "chưa nhờ nhắc" in await desk.say("bỏ nhắc")
    assert await on_the_day(desk, reminder.due_on) == ""
    async with desk.store.read() as session:
        assert (await session.scalars(select(Consent.withdrawn_at))).one() is not None


async def test_asking_for_the_list_in_the_middle_of_a_feedback_adds_nothing_to_it(desk: DeskTalk) -> None:
    reminder = await asked(desk)
    await on_the_day(desk, reminder.due_on)
    await desk.press("Chưa, muốn phản ánh")
    assert "chưa nhờ nhắc" in await desk.say("Nhắc của tôi")
    await desk.say("bỏ nhắc")
    await desk.press("Tiếp tục")
    for text in ("xong", "bỏ qua", "bỏ qua", "bỏ qua", "gửi"):
        await desk.say(text)
    [case] = await desk.cases()
    assert "nhắc" not in case.text.lower()


async def test_a_day_that_is_past_offers_no_reminder(talk: Talk) -> None:
    await talk.say("em nộp hồ sơ hôm 20/3/2026 thủ tục khai báo thiết bị x quang thì bao giờ xong")
    assert talk.outcome.facet == "time"
    assert REMIND not in talk.labels


async def test_where_nothing_can_be_kept_the_person_is_told(talk: Talk) -> None:
    await talk.say(ONE_DATE)
    assert "không đặt nhắc được" in await talk.press(REMIND)


@pytest.mark.parametrize(
    "action",
    [
        "rem",
        "rn:99999999:2.001207",
        "rn:20261120:2.002380:99",
        "rn:",
        "rem:got:x",
        "rem:miss:99999999999999999999",
        "rem:what:1",
    ],
)
async def test_damaged_buttons_are_answered(talk: Talk, action: str) -> None:
    assert await talk.act(action)
    assert talk.buttons


@pytest.mark.parametrize("record", list(kb().catalog), ids=lambda record: record.id)
async def test_a_reminder_can_be_had_for_every_procedure_with_a_due_date(talk: Talk, record: Procedure) -> None:
    await talk.act(f"due:20261120:{record.id}")
    assert talk.last is not None
    if not dates(talk.last, record, date(2026, 11, 20)):
        assert REMIND not in talk.labels
        return
    await talk.press(REMIND)
    if len({row.on for row in dates(talk.last, record, date(2026, 11, 20))}) > 1:
        await talk.press(talk.labels[0])
    assert "không đặt nhắc được" in talk.replies[0].html
