"""A citizen on Telegram, the bot polling: the same service as on the web."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.feedback import entry_points
from tests.support.people import CODE, COMPLAINT, Officer
from tests.support.pictures import pdf, png
from tests.support.ports import free_port
from tests.support.service import LiveService, eventually, live_service
from tests.support.telegram import Citizen, FakeTelegram, fake_telegram

pytestmark = pytest.mark.telegram


@pytest.fixture
def bot(telegram: FakeTelegram, tmp_path: Path) -> Iterator[LiveService]:
    with live_service(tmp_path / "var", bot_api=telegram.address) as running:
        yield running


@pytest.fixture
def hoa(bot: LiveService, telegram: FakeTelegram) -> Citizen:
    return telegram.citizen("Hoa")


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """Label -> action of the buttons under a message of the bot."""
    rows = json.loads(message["reply_markup"])["inline_keyboard"]
    return {key["text"]: key["callback_data"] for row in rows for key in row}


def test_start_greets_also_with_a_payload(hoa: Citizen) -> None:
    hoa.says("/start")
    assert "trợ lý" in hoa.waits_for(1)[0]["text"]
    hoa.says("/start tc_1")
    assert len(hoa.waits_for(2)) == 2


def test_the_link_of_a_desk_opens_the_feedback_there(bot: LiveService, hoa: Citizen) -> None:
    async def add() -> None:
        async with bot.app.store.write() as session:
            await entry_points.add(session, "quay-3", "Quầy 3", bot.app.kb.catalog, bot.clock())

    bot.run(add())
    hoa.says("/start g_quay-3")
    assert "Nơi góp ý: <b>Quầy 3</b>" in hoa.waits_for(1)[0]["text"]


def test_a_question_is_answered_and_its_buttons_go_on(telegram: FakeTelegram, hoa: Citizen) -> None:
    hoa.says("xin giay phep may chup rang het bao nhieu tien vay ad")
    answer = hoa.waits_for(1)[0]
    assert "2.000.000 đồng" in answer["text"]
    hoa.presses(buttons(answer)["Hồ sơ"])
    assert "1." in hoa.waits_for(2)[1]["text"]
    assert eventually(lambda: telegram.calls("answerCallbackQuery"))


def test_messages_of_one_person_are_answered_in_their_order(hoa: Citizen) -> None:
    for number in range(8):
        hoa.says(f"/start {number}")
    hoa.says("phí cấp phép máy x-quang chụp răng")
    answers = hoa.waits_for(9)
    assert "2.000.000" in answers[8]["text"]


def test_a_feedback_with_a_photo_comes_back_answered(bot: LiveService, telegram: FakeTelegram, hoa: Citizen) -> None:
    hoa.says(COMPLAINT)
    hoa.waits_for(1)
    hoa.says("bỏ qua")
    hoa.waits_for(2)
    hoa.sends_photo(png(), caption="Biên nhận của tôi")
    hoa.waits_for(3)
    for count, text in enumerate(("xong", "Nguyễn Thị Hoa", "0912345678", "Hưng Yên", "đồng ý", "gửi"), 4):
        hoa.says(text)
        hoa.waits_for(count)
    receipt = hoa.reads()[-1]["text"]
    assert re.search(r"Hạn trả lời: <b>\d{2}/\d{2}/2026", receipt)
    code = CODE.findall(receipt)[0]
    with Officer(bot) as minh:
        assert "Biên nhận của tôi" in minh.reads(code)
        assert ".png" in minh.reads(code)
        minh.assigns(code)
        minh.replies(code, "Sở đã kiểm tra <hồ sơ> & xin lỗi bà.")
    reply = eventually(lambda: next((one for one in hoa.reads() if "xin lỗi bà" in one["text"]), None))
    assert "&lt;hồ sơ&gt; &amp;" in reply["text"]
    assert reply["parse_mode"] == "HTML"


def test_an_album_comes_as_files_of_one_feedback(bot: LiveService, hoa: Citizen) -> None:
    hoa.says(COMPLAINT)
    hoa.waits_for(1)
    hoa.says("bỏ qua")
    hoa.waits_for(2)
    for number in range(10):
        hoa.sends_photo(png(8 + number), media_group_id="77", **({"caption": "Ảnh kèm"} if number == 0 else {}))
    hoa.says("xong")
    eventually(lambda: any("Họ tên" in message["text"] for message in hoa.reads()))
    hoa.says("gửi ẩn danh")
    summary = eventually(lambda: next((one for one in hoa.reads() if "Tệp gửi kèm" in one["text"]), None))
    assert "Tệp gửi kèm: 10" in re.sub(r"<[^>]*>", "", summary["text"])


def test_a_file_too_large_is_told_and_its_caption_is_answered(telegram: FakeTelegram, hoa: Citizen) -> None:
    hoa.sends_document(
        "phim.mp4", b"x", "video/mp4", size=21 * 1024 * 1024, caption="phí cấp phép máy x-quang chụp răng"
    )
    said = eventually(lambda: " ".join(one["text"] for one in hoa.reads()))
    assert "10 MB" in said
    assert telegram.calls("getFile") == []


def test_documents_voice_and_video_are_taken(hoa: Citizen) -> None:
    hoa.sends_document("đơn.pdf", pdf(), "application/pdf")
    assert "Loại tệp" not in hoa.waits_for(1)[0]["text"]
    hoa.sends_document("lạ.exe", b"MZ\x90\x00" + b"\x00" * 100, "application/x-msdownload")
    assert "Loại tệp" in hoa.waits_for(2)[1]["text"]


def test_a_file_that_cannot_be_fetched_does_not_lose_the_message(telegram: FakeTelegram, hoa: Citizen) -> None:
    photo = {"file_id": "mat", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000}
    hoa.says(photo=[photo], caption="phí cấp phép máy x-quang chụp răng")
    assert hoa.waits_for(1)


def test_a_slow_file_keeps_nobody_else_waiting(telegram: FakeTelegram, hoa: Citizen) -> None:
    other = telegram.citizen("Tú")
    telegram.delay_next("getFile", 3)
    hoa.sends_photo(png())
    hoa.says("phí cấp phép máy x-quang chụp răng")
    eventually(lambda: telegram.calls("getFile"))
    other.says("/start")
    other.waits_for(1)
    assert hoa.reads() == []
    assert "2.000.000" in hoa.waits_for(2)[1]["text"]


def test_a_sticker_gets_a_sensible_answer(hoa: Citizen) -> None:
    sticker = {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 9, "height": 9}
    hoa.says(sticker={**sticker, "is_animated": False, "is_video": False})
    assert "chữ" in hoa.waits_for(1)[0]["text"]
    hoa.says(location={"latitude": 20.6, "longitude": 106.0})
    assert len(hoa.waits_for(2)) == 2


def test_groups_and_notices_are_left_alone(telegram: FakeTelegram, hoa: Citizen) -> None:
    hoa.says("phí x-quang", chat={"id": -500, "type": "group", "title": "Phòng"})
    hoa.says(delete_chat_photo=True)
    hoa.says("/start")
    hoa.waits_for(1)
    assert {str(call["b"]["chat_id"]) for call in telegram.calls("sendMessage")} == {str(hoa.id)}


def test_a_hostile_name_and_text_are_only_text(hoa: Citizen) -> None:
    hoa.says("<b>tôi</b> & <script>alert(1)</script> muốn phản ánh cán bộ nhận hồ sơ quá chậm")
    answer = hoa.waits_for(1)[0]["text"]
    assert "<script>" not in answer


def test_one_who_blocked_the_bot_is_marked_and_can_come_back(bot: LiveService, telegram: FakeTelegram) -> None:
    hoa = telegram.citizen("Hoa")
    telegram.fail_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    hoa.says("/start")
    eventually(lambda: telegram.calls("sendMessage"))
    hoa.says("xin chào")
    assert hoa.waits_for(1)


def test_nothing_is_sent_while_telegram_asks_to_wait(bot: LiveService, telegram: FakeTelegram, hoa: Citizen) -> None:
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    hoa.says("/start")
    eventually(lambda: telegram.calls("sendMessage"))
    with bot.client() as http:
        assert http.post("/api/chat", json={"text": "xin chào"}).json()["replies"]
    assert hoa.reads() == []
    bot.clock.forward(seconds=8)
    hoa.waits_for(1)
    assert len(hoa.reads()) == 1


def test_what_was_sent_while_the_bot_was_away_is_answered_once(telegram: FakeTelegram, tmp_path: Path) -> None:
    people = [telegram.citizen(f"người {number}") for number in range(5)]
    for person in people:
        person.says("phí cấp phép máy x-quang chụp răng")
    for _ in range(2):
        with live_service(tmp_path / "var", bot_api=telegram.address):
            for person in people:
                person.waits_for(1)
    assert [len(person.reads()) for person in people] == [1] * 5


def test_everything_else_runs_while_telegram_is_out_of_reach(tmp_path: Path) -> None:
    port = free_port()
    with live_service(tmp_path / "var", bot_api=f"http://127.0.0.1:{port}") as service:
        with service.client() as http:
            assert http.post("/api/chat", json={"text": "xin chào"}).json()["replies"]
        with fake_telegram(port) as telegram:
            hoa = telegram.citizen()
            hoa.says("/start")
            hoa.waits_for(1)
