"""The acceptance scenes 1-9, as conversations."""

from __future__ import annotations

import re

from bot.config import Settings
from tests.handlers.talk import DeskTalk, Talk, photo
from tests.support.delivery import settings

COMPLAINT = "tôi nộp hồ sơ 3 lần đều bị trả lại, cán bộ bắt bổ sung giấy tờ không có trong quy định"


async def test_scene_1_a_fee_asked_without_accents(talk: Talk) -> None:
    text = await talk.say("xin giay phep may chup rang het bao nhieu tien vay ad")
    assert "2.000.000 đồng/thiết bị" in text
    assert "Lệ phí cấp giấy phép: 0 đồng" in text
    assert "3.000.000" not in text
    assert "Căn cứ: Thông tư 287/2016/TT-BTC" in text
    assert "Dữ liệu tháng 6/2024; đã có thay đổi sau đó, nên đối chiếu trước khi nộp" in text
    wanted = {"Xem đủ bảng phí", "Xem thay đổi", "Nguồn", "Hồ sơ", "Thời hạn", "Nơi nộp", "Hỏi cán bộ"}
    assert wanted <= set(talk.labels)
    assert "94/2025/QH15" in await talk.press("Xem thay đổi")


async def test_scene_2_the_talk_goes_on_about_the_same_procedure(talk: Talk) -> None:
    await talk.say("xin giay phep may chup rang het bao nhieu tien vay ad")
    assert "25 ngày" in await talk.say("thế làm bao lâu thì xong")
    text = await talk.say("cần những giấy gì")
    assert "11. Kế hoạch ứng phó sự cố – 1 bản chính" in text
    text = await talk.say("còn cấp lại bị mất thì sao")
    assert "Cấp lại giấy phép X-quang · Hồ sơ" in text
    assert "Gia hạn" in await talk.press("Thủ tục liên quan")


async def test_scene_3_not_sure_asks_once_and_takes_any_answer(talk: Talk) -> None:
    text = await talk.say("giấy phép x quang")
    assert talk.kind == "clarify"
    assert "Anh/chị cần việc nào với" in text
    options = [label for label in talk.labels if label != "Hỏi cán bộ"]
    assert 2 <= len(options) <= 6
    assert len(set(options)) == len(options)
    second = text.split("2. ")[1].splitlines()[0]
    for words in ("cái thứ hai", "2"):
        again = Talk()
        await again.say("giấy phép x quang")
        assert (await again.say(words)).startswith(second)
    again = Talk()
    await again.say("giấy phép x quang")
    assert "45 ngày" in await again.say("gia hạn ấy")


async def test_two_failed_tries_lead_to_a_person_not_to_a_third_list(talk: Talk) -> None:
    await talk.say("giấy phép x quang")
    assert "1. " in await talk.say("blơ blơ blơ xyz")
    text = await talk.say("blơ blơ blơ xyz")
    assert "1. " not in text
    assert "Gửi câu hỏi cho cán bộ" in talk.labels


async def test_scene_4_a_life_situation_gives_the_ordered_path(talk: Talk) -> None:
    text = await talk.say("em sắp mở phòng khám răng có máy chụp, cần làm những gì với sở")
    assert re.search(r"1\. Khai báo.*2\. .*chứng chỉ.*3\. Cấp mới giấy phép", text, re.S)
    assert "Tổng phí, lệ phí đã xác minh: 2.200.000 đồng" in text
    assert "25 ngày" in text
    assert [label[:2] for label in talk.labels[:3]] == ["1.", "2.", "3."]
    assert "Phiếu khai báo" in await talk.act("p:2.002385:dossier")


async def test_scene_5_not_ours_names_who_does_it(talk: Talk) -> None:
    text = await talk.say("làm lại căn cước ở đâu")
    assert "Công an" in text
    assert "không thuộc Sở KH&CN Hưng Yên" in text
    assert "https://dichvucong.gov.vn" in text
    assert talk.labels == ["Danh sách thủ tục của Sở", "Gặp cán bộ"]
    assert "Cục Sở hữu trí tuệ" in await talk.say("đăng ký nhãn hiệu")
    assert talk.kind == "refuse"


async def test_scene_6_an_unknown_fee_becomes_a_question_for_an_officer(desk: DeskTalk) -> None:
    text = await desk.say("phí công bố hợp chuẩn theo kết quả tự đánh giá")
    assert "Chưa có thông tin đã xác minh về phí của thủ tục này" in text
    text = await desk.press("Hỏi cán bộ")
    assert "«phí công bố hợp chuẩn theo kết quả tự đánh giá»" in text
    text = await desk.press("Gửi")
    assert re.search(r"Mã: PA-\w{4}-\w{5}", text)
    (case,) = await desk.cases()
    assert (case.kind, case.procedure, case.phone) == ("hoi_dap", "2.001207", None)
    assert case.text == "phí công bố hợp chuẩn theo kết quả tự đánh giá"


async def test_scene_7_a_due_date_with_its_reason(talk: Talk) -> None:
    text = await talk.say("em nộp hồ sơ hôm 20/11/2026 thủ tục công bố hợp chuẩn thì bao giờ xong")
    assert "30/11/2026" in text
    assert "5 ngày làm việc tính từ hôm sau ngày nhận" in text
    assert "Ngày Văn hóa Việt Nam" in text
    assert talk.labels[0] == "Nhắc tôi ngày đó"


async def test_a_term_without_procedure_is_counted(talk: Talk) -> None:
    text = await talk.say("nộp chiều thứ sáu thì 5 ngày làm việc là hôm nào trả")
    assert "Hạn: 30/11/2026" in text


async def test_scene_8_a_feedback_from_a_phone(desk: DeskTalk) -> None:
    text = await desk.say(COMPLAINT)
    assert f"«{COMPLAINT}»" in text
    assert "thủ tục nào" in text
    await desk.press("Không về thủ tục nào")
    await desk.say("", files=(photo("1.jpg"),), group="album")
    assert await desk.say("", files=(photo("2.jpg"),), group="album") == ""
    text = await desk.say("xong")
    assert "Họ tên" in text
    assert "góp ý ẩn danh" in text
    await desk.say("Nguyễn Thị Hoa")
    await desk.say("0912.345.678")
    text = await desk.say("Phố Hiến, Hưng Yên")
    assert "Tôi đồng ý để Sở Khoa học và Công nghệ tỉnh Hưng Yên xử lý họ tên, số điện thoại, địa chỉ" in text
    text = await desk.say("đồng ý")
    assert "Tệp gửi kèm: 2" in text
    text = await desk.press("Gửi")
    code = re.search(r"PA-\w{4}-\w{5}", text)
    assert code
    assert "Đơn vị tiếp nhận: Văn phòng Sở" in text
    assert "Hạn trả lời: 14/12/2026" in text
    assert "gửi mã này vào đây" in text
    assert "15 ngày làm việc" in await desk.press("Cách tính")
    assert "đã tiếp nhận" in await desk.say(code[0].lower())
    (case,) = await desk.cases()
    assert (case.text, case.name, case.phone) == (COMPLAINT, "Nguyễn Thị Hoa", "0912.345.678")
    assert case.consent_at is not None
    assert "đồng ý" in (case.consent_text or "")


async def test_scene_9_an_accusation_is_guided_and_not_kept(desk: DeskTalk) -> None:
    text = await desk.say("tôi tố cáo ông Nguyễn Văn T nhận hối lộ")
    assert "không gửi qua chat được" in text
    assert "90 ngày" in text
    labels = [button.label for button in desk.buttons]
    assert {"Mẫu đơn", "Nơi tiếp công dân", "Tôi chỉ muốn phản ánh"} <= set(labels)
    assert "Chữ ký hoặc điểm chỉ" in await desk.press("Mẫu đơn")
    assert "chưa có thông tin" in await desk.press("Nơi tiếp công dân")
    await desk.press("Tôi chỉ muốn phản ánh")
    assert not [row for row in await desk.incoming() if row.text and "Nguyễn Văn T" in row.text]
    assert not await desk.cases()


async def test_where_to_bring_a_complaint_comes_from_the_settings(talk: Talk) -> None:
    talk.config = settings_with(reception="Thứ năm hằng tuần tại phòng tiếp công dân", complaint_office="Văn phòng Sở")
    await talk.say("tôi khiếu nại quyết định từ chối cấp giấy phép của Sở")
    text = await talk.press("Nơi tiếp công dân")
    assert "Thứ năm hằng tuần tại phòng tiếp công dân" in text
    assert "chưa có thông tin" not in text


def settings_with(**agency: str) -> Settings:
    return settings().model_copy(update={"agency": settings().agency.model_copy(update=agency)})
