"""Reminders on the day, whatever the number of replicas, and after the calendar has changed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from bot.desk import ReminderView, ReminderWish
from bot.feedback.reminders import ReminderState, SqlReminders, change
from bot.store.models import Consent, Reminder
from tests.support.duty import at, changed, duty, off
from tests.support.feedback import NOW, Town

DUE = date(2026, 11, 30)
CODE = "2.001207"


async def remind(town: Town, chat: str = "hoa", due_on: date = DUE, value: int = 5) -> ReminderView:
    wish = ReminderWish(CODE, date(2026, 11, 20), value, "working", due_on, "Cách tính", "Đồng ý nhắc?", "Nhắc tôi")
    async with town.store.write() as session:
        return await SqlReminders(session, await town.conversation(session, chat), NOW).add(wish)


async def texts(town: Town, chat: str = "hoa") -> list[str]:
    return [message.text or "" for message in await town.sent(chat)]


async def test_the_person_is_reminded_when_the_office_opens_once_by_any_number_of_replicas(town: Town) -> None:
    reminder, office = await remind(town), duty(town, replicas=5)
    for moment in (at(date(2026, 11, 27), 16), at(date(2026, 11, 29), 9), at(DUE, 7)):
        await office.round(moment)
    assert await texts(town) == []
    await office.round(at(DUE, 7, 30))
    await office.round(at(DUE, 8))
    [text] = await texts(town)
    assert text.startswith("Hôm nay, 30/11/2026, là ngày hẹn trả kết quả.")
    assert "Công bố hợp chuẩn" in text
    assert "Anh/chị nộp ngày 20/11/2026." in text
    [message] = await town.sent()
    assert [button["label"] for button in message.buttons] == ["Đã nhận", "Chưa, muốn phản ánh"]
    assert [button["action"] for button in message.buttons] == [f"rem:got:{reminder.id}", f"rem:miss:{reminder.id}"]


async def test_a_reminder_missed_by_a_standstill_comes_later_and_names_the_day(town: Town) -> None:
    await remind(town)
    await duty(town).round(at(date(2026, 12, 2), 8))
    [text] = await texts(town)
    assert text.startswith("Ngày 30/11/2026 là ngày hẹn trả kết quả.")
    assert "hôm nay" not in text.lower()


async def test_a_cancelled_reminder_is_not_sent_and_its_consent_is_taken_back(town: Town) -> None:
    kept, dropped = await remind(town), await remind(town, due_on=date(2026, 12, 1), value=6)
    async with town.store.write() as session:
        mine = SqlReminders(session, await town.conversation(session), NOW)
        assert await mine.cancel(dropped.id) is not None
        assert await mine.cancel(dropped.id) is None
        assert [row.id for row in await mine.waiting()] == [kept.id]
    await duty(town).round(at(date(2026, 12, 4), 8))
    assert len(await texts(town)) == 1


async def test_nobody_reads_or_drops_the_reminder_of_another_conversation(town: Town) -> None:
    hers = await remind(town)
    async with town.store.write() as session:
        strangers = SqlReminders(session, await town.conversation(session, "lạ"), NOW)
        assert await strangers.waiting() == []
        assert await strangers.cancel(hers.id) is None
        assert await strangers.answer(hers.id, received=True) is None
    await duty(town).round(at(DUE, 8))
    assert len(await texts(town)) == 1


async def test_the_same_reminder_asked_for_again_is_one_also_after_it_was_dropped(town: Town) -> None:
    first = await remind(town)
    assert (await remind(town)).id == first.id
    async with town.store.write() as session:
        await SqlReminders(session, await town.conversation(session), NOW).cancel(first.id)
    assert (await remind(town)).state == "waiting"
    async with town.store.read() as session:
        consents = (await session.scalars(select(Consent).order_by(Consent.id))).all()
    assert [consent.withdrawn_at is None for consent in consents] == [False, True]
    assert {(consent.purpose, consent.text, consent.answer) for consent in consents} == {
        ("reminder", "Đồng ý nhắc?", "Nhắc tôi")
    }
    await duty(town).round(at(DUE, 8))
    assert len(await texts(town)) == 1


async def test_a_new_holiday_moves_the_reminder_and_the_person_is_told(town: Town) -> None:
    await remind(town)
    office = duty(town, replicas=3, calendar=changed(off(date(2026, 11, 26))))
    await office.round(at(date(2026, 11, 23), 8))
    [moved] = await texts(town)
    assert "chuyển từ 30/11/2026 sang 01/12/2026" in moved
    assert "26/11 nghỉ" in moved
    await office.round(at(DUE, 8))
    assert len(await texts(town)) == 1
    await office.round(at(date(2026, 12, 1), 8))
    assert (await texts(town))[-1].startswith("Hôm nay, 01/12/2026")


async def test_who_saw_the_old_date_moves_and_tells_nothing(town: Town) -> None:
    await remind(town)
    async with town.store.read() as session:
        seen = (await session.scalars(select(Reminder))).one()
    await duty(town, calendar=changed(off(date(2026, 11, 26)))).round(at(date(2026, 11, 23), 8))
    async with town.store.write() as session:
        assert not await change(session, seen, ReminderState.WAITING, due_on=date(2026, 12, 2))
        assert not await change(session, seen, ReminderState.WAITING, state=ReminderState.SENT.value)


async def test_two_reminders_that_a_holiday_brings_together_become_one(town: Town) -> None:
    await remind(town)
    await remind(town, due_on=date(2026, 12, 1), value=5)
    office = duty(town, replicas=2, calendar=changed(off(date(2026, 11, 26))))
    await office.round(at(date(2026, 11, 23), 8))
    async with town.store.read() as session:
        states = sorted(await session.scalars(select(Reminder.state)))
    assert states == ["cancelled", "waiting"]
    await office.round(at(date(2026, 12, 1), 8))
    assert [text.startswith("Hôm nay") for text in await texts(town)].count(True) == 1


async def test_one_row_that_breaks_keeps_nothing_from_the_others(town: Town) -> None:
    broken = await remind(town, "hỏng")
    await remind(town)
    async with town.store.write() as session:
        await session.execute(update(Reminder).where(Reminder.id == broken.id).values(unit="năm"))
    office = duty(town, calendar=changed(off(date(2026, 11, 26))))
    await office.round(at(date(2026, 11, 23), 8))
    await office.round(at(date(2026, 12, 1), 8))
    assert [text.startswith("Hôm nay, 01/12/2026") for text in await texts(town)] == [False, True]
