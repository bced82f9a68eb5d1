"""A case followed from another conversation: the code alone opens nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.feedback import codes
from bot.feedback.steps import State, Step
from bot.store.models import Conversation, Message
from knowledge import personal
from tests.handlers.cases import DIGITS, brought, sent
from tests.handlers.talk import DeskTalk
from tests.support.feedback import Town

WRONG = "chưa khớp"
REPLY = "Sở đã kiểm tra và hướng dẫn."


async def test_the_last_digits_of_the_telephone_open_the_case(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ANSWERED)
    phone = desk.other("điện thoại")
    text = await phone.say(code)
    assert "4 số cuối điện thoại" in text
    assert REPLY not in text
    assert "đã trả lời" not in text
    text = await phone.say("4 số cuối là 0001")
    assert f"«{REPLY}»" in text
    assert "vẫn gửi về nơi Anh/chị đã gửi" in text
    assert "Rút phản ánh" not in phone.labels


@pytest.mark.parametrize("typed", ["{} 0001", "{}, số cuối 0001", "cho hỏi {} 0001 tới đâu rồi ạ"])
async def test_code_and_digits_may_be_typed_together(desk: DeskTalk, town: Town, typed: str) -> None:
    code = await brought(town, desk, State.ANSWERED)
    assert f"«{REPLY}»" in await desk.other("máy khác").say(typed.format(code.lower()))


async def test_a_wrong_code_and_wrong_digits_are_answered_alike(desk: DeskTalk, town: Town) -> None:
    code, nobodys = await brought(town, desk, State.ANSWERED), codes.new_code()
    answers = []
    for number, asked in enumerate((code, nobodys)):
        stranger = desk.other(f"lạ {number}")
        first = await stranger.say(asked)
        again = [await stranger.say("9999") for _ in range(6)]
        answers.append([text.replace(asked, "…") for text in (first, *again)])
    assert answers[0] == answers[1]
    assert WRONG in answers[0][1]


async def test_after_five_wrong_tries_even_the_right_digits_wait_an_hour(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ANSWERED)
    for number in range(5):
        assert WRONG in await desk.other(f"lạ {number}").say(f"{code} 999{number}")
    late = desk.other("muộn")
    assert "thử lại sau một giờ" in await late.say(f"{code} {DIGITS}")
    assert REPLY in await desk.say(code)
    desk.clock.forward(minutes=61)
    assert REPLY in await late.say(f"{code} {DIGITS}")


async def test_one_conversation_may_not_try_many_codes(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ANSWERED)
    stranger = desk.other("lạ")
    codes_ = [
        (await town.send(chat=f"người {n}", phone="0900 000 123", consent_at=desk.clock())).code for n in range(3)
    ]
    for tried in (*codes_[:2] * 4, codes_[2], codes_[2]):
        assert WRONG in await stranger.say(f"{tried} 8888")
    assert "thử lại sau một giờ" in await stranger.say(f"{code} {DIGITS}")


async def test_a_case_without_a_telephone_shows_no_more_than_state_unit_and_due_date(
    desk: DeskTalk, town: Town
) -> None:
    code = await brought(town, desk, State.WAITING, phone="bỏ qua")
    text = await desk.other("lạ").say(code)
    assert "đang chờ người gửi bổ sung" in text
    assert "Đơn vị: Chi cục Tiêu chuẩn Đo lường Chất lượng" in text
    assert "Hạn trả lời: 14/12/2026" in text
    assert "không có số điện thoại để xác nhận" in text
    assert "giấy hẹn" not in text


@pytest.mark.parametrize("action", ["rate:{}:5", "reopen:{}", "add:{}", "why:{}", "track:{}"])
async def test_a_button_of_somebody_elses_case_asks_for_the_digits_and_goes_on(
    desk: DeskTalk, town: Town, action: str
) -> None:
    code = await brought(town, desk, State.ANSWERED)
    stranger = desk.other("lạ")
    await stranger.say("chào")
    assert "4 số cuối" in await stranger.act(action.format(code))
    assert (await town.case(code)).rating is None
    text = await stranger.say(DIGITS)
    assert "4 số cuối" not in text
    assert ((await town.case(code)).rating == 5) == action.startswith("rate")


async def test_nobody_withdraws_a_case_from_another_conversation(desk: DeskTalk, town: Town) -> None:
    code = await sent(desk)
    other = desk.other("máy khác")
    await other.say(f"{code} {DIGITS}")
    assert "Chỉ rút được" in await other.act(f"withdraw:{code}:yes")
    assert (await town.case(code)).state == "received"


async def test_the_proof_holds_for_a_day_and_through_a_restart(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ANSWERED)
    other = desk.other("máy khác")
    await other.say(f"{code} {DIGITS}")
    desk.clock.forward(hours=23)
    assert REPLY in await other.say(code)
    desk.clock.forward(hours=2)
    assert REPLY not in await other.say(code)


async def test_what_is_added_elsewhere_is_still_answered_where_the_case_came_from(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    other = desk.other("máy khác")
    await other.say(f"bổ sung {code} {DIGITS}")
    await other.say("Giấy hẹn số 12, hẹn ngày 20/10.")
    assert "gửi về nơi Anh/chị đã gửi phản ánh" in await other.press("Gửi bổ sung")
    await town.take(code, Step.INTERIM, text="Đang làm.")
    assert "Đang làm." in await desk.read()
    assert "Đang làm." not in await other.read()


async def test_the_digits_are_masked_in_what_is_kept(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ANSWERED)
    other = desk.other("máy khác")
    await other.say(f"{code} {DIGITS}")
    await other.act(f"track:{codes.new_code()}")
    await other.say("9876")
    async with desk.store.read() as session:
        rows = select(Message.text).join(Conversation, Conversation.id == Message.conversation_id)
        kept = list(await session.scalars(rows.where(Conversation.external_id == "máy khác")))
    assert f"{code} ••••" in kept
    assert not any(DIGITS in (text or "").replace(code, "") or "9876" in (text or "") for text in kept)


async def test_who_does_not_remember_the_digits_is_told_where_to_go(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ANSWERED)
    other = desk.other("máy khác")
    await other.say(code)
    assert "gặp cán bộ" in await other.press("Tôi không nhớ số")
    await other.say(code)
    assert "2.000.000 đồng" in await other.say("phí cấp phép máy x-quang chụp răng bao nhiêu?")


@pytest.mark.parametrize(
    "text",
    [
        "0001",
        "PA-7K3M-92QFW 0001",
        "4 số cuối 0001",
        "pa7k3m92qfw, so cuoi 0001",
        "bổ sung PA-7K3M-92QFW",
        "số cuối là 9876",
    ],
)
def test_codes_and_digits_are_not_taken_for_secrets_that_must_be_hidden(text: str) -> None:
    assert personal.hide(text) == (text, ())
