"""Everything beside procedures and feedback: greeting, general questions, tracking, refusals, browsing."""

from __future__ import annotations

import pytest

from tests.handlers.talk import DeskTalk, Talk
from tests.handlers.test_scenes import settings_with

PETROL = "tôi muốn phản ánh cây xăng đầu làng bơm thiếu, đổ 50 nghìn mà kim chẳng nhích"


async def test_the_greeting_says_that_a_machine_speaks_and_what_it_keeps(talk: Talk) -> None:
    text = await talk.say("/start")
    assert "trợ lý tự động (máy)" in text
    assert "Tin nhắn được lưu" in text
    assert {"Danh sách thủ tục của Sở", "Gửi phản ánh", "Dữ liệu của tôi"} <= set(talk.labels)
    assert len(await talk.say("chào em")) < len(text)


async def test_an_address_that_nobody_gave_is_not_made_up(talk: Talk) -> None:
    text = await talk.say("Sở mình nằm ở đường nào vậy ạ")
    assert "chưa có thông tin" in text
    assert "CHƯA ĐIỀN" not in text
    assert "Hỏi cán bộ" in talk.labels


async def test_an_address_that_was_given_is_told(talk: Talk) -> None:
    talk.config = settings_with(address="Số 1 đường Thử Nghiệm")
    assert "Số 1 đường Thử Nghiệm" in await talk.say("Sở mình nằm ở đường nào vậy ạ")


@pytest.mark.parametrize("topic", ["portal", "payment", "online_howto", "privacy", "bot_identity", "feedback_howto"])
async def test_general_answers_are_filled_in(topic: str, talk: Talk) -> None:
    text = await talk.act(f"t:{topic}")
    assert len(text) > 40
    assert "{" not in text
    assert "CHƯA ĐIỀN" not in text


async def test_emergency_numbers_come_first_and_short(talk: Talk) -> None:
    text = await talk.say("chay phong x quang roi cuu voi")
    assert talk.kind == "emergency"
    assert text.splitlines()[1].startswith("114")
    assert "115" in text
    assert "113" in text
    assert "Không chạm" in text
    assert len(text) < 700


async def test_the_list_leads_from_field_to_procedure_to_part(talk: Talk) -> None:
    text = await talk.say("Sở có tất cả bao nhiêu thủ tục hành chính")
    assert "58 thủ tục" in text
    await talk.act("b:f:2:1")
    assert "Trang sau" in talk.labels
    text = await talk.press("Trang sau")
    assert "(trang 2/" in text
    numbered = [button for button in talk.buttons if button.action.startswith("p:")]
    await talk.act(numbered[0].action)
    assert "Hồ sơ" in talk.labels


async def test_every_procedure_is_found_by_browsing(talk: Talk) -> None:
    found: set[str] = set()
    for field in range(1, len(talk.knowledge.catalog.fields) + 1):
        for page in range(1, 9):
            await talk.act(f"b:f:{field}:{page}")
            found |= {button.action.split(":")[1] for button in talk.buttons if button.action.startswith("p:")}
    assert found == {record.id for record in talk.knowledge.catalog}


async def test_a_mistyped_code_is_told_as_mistyped(desk: DeskTalk) -> None:
    assert "gõ chưa đúng" in await desk.say("phản ánh tuần trước của em được trả lời chưa, mã PA-000123")


async def test_own_cases_are_listed_and_a_code_is_read_as_people_type_it(desk: DeskTalk) -> None:
    assert "chưa gửi phản ánh nào" in await desk.say("kiến nghị gửi rồi thì xem kết quả giải quyết ở đâu")
    for _ in range(2):
        for text in (PETROL, "không", "xong", "ẩn danh", "gửi"):
            last = await desk.say(text)
    code = last.split("Mã: ")[1].split()[0]
    text = await desk.say("kiến nghị gửi rồi thì xem kết quả giải quyết ở đâu")
    assert text.count("PA-") == 2
    assert "đã tiếp nhận" in await desk.say(f"cho hỏi {code.lower().replace('-', ' ')} tới đâu rồi")


async def test_a_dossier_code_is_pointed_to_the_portal(talk: Talk) -> None:
    for code in ("H31.12-240603-0012", "000.00.16.H40-240603-0012"):
        text = await talk.say(f"hồ sơ của tôi tới đâu rồi, mã {code}")
        assert "không phải mã phản ánh" in text
        assert "https://dichvucong.gov.vn" in text


async def test_a_person_is_asked_for_what_to_ask(desk: DeskTalk) -> None:
    assert "viết câu hỏi" in await desk.say("cho tôi nói chuyện với cán bộ, tôi không muốn nói với máy")
    text = await desk.say("Máy đo nồng độ cồn của đội tôi kiểm định ở đâu")
    assert "«Máy đo nồng độ cồn của đội tôi kiểm định ở đâu»" in text
    await desk.press("Để lại số điện thoại")
    await desk.say("0912345678")
    assert "Điện thoại: 0912345678" in await desk.say("đồng ý")
    await desk.press("Gửi")
    (case,) = await desk.cases()
    assert (case.kind, case.phone) == ("hoi_dap", "0912345678")
    assert case.consent_at is not None


async def test_an_old_context_is_forgotten(talk: Talk) -> None:
    await talk.act("p:2.002380:overview")
    talk.wait(hours=3)
    await talk.say("hết bao nhiêu tiền")
    assert talk.kind != "answer"


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "😀😀", "a" * 10_000, "=1+1", "'; DROP TABLE message; --", "/start x"]
)
async def test_any_text_gets_a_sensible_answer(text: str, talk: Talk) -> None:
    assert (await talk.say(text)).strip()
    assert talk.last is not None
    assert talk.last.outcome is not None


async def test_a_day_without_procedure_is_asked_about_and_then_counted(talk: Talk) -> None:
    text = await talk.say("tính giúp ngày trả kết quả, em nộp hôm nay")
    assert "nộp thủ tục nào ngày 20/11/2026" in text
    text = await talk.say("cấp lại giấy phép X-quang")
    assert "07/12/2026" in text


async def test_after_a_day_another_question_is_still_answered(talk: Talk) -> None:
    await talk.say("tính giúp ngày trả kết quả, em nộp hôm nay")
    text = await talk.say("lệ phí chứng chỉ nhân viên bức xạ")
    assert "200.000 đồng" in text


async def test_a_late_case_is_honestly_called_late(desk: DeskTalk) -> None:
    for text in (PETROL, "không", "xong", "Nguyễn Thị Hoa", "bỏ qua", "bỏ qua", "đồng ý", "gửi"):
        last = await desk.say(text)
    code = last.split("Mã: ")[1].split()[0]
    assert "Hạn trả lời: 14/12/2026" in await desk.say(code)
    desk.clock.forward(days=30)
    assert "quá hạn trả lời 14/12/2026" in await desk.say(code)
