"""«Dữ liệu của tôi»: shown, handed over, corrected, taken back, erased on request; in everyday words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Clock, Consent, Feedback, FeedbackEvent
from handlers.my_data_words import wish
from tests.handlers.talk import DeskTalk, Talk, photo

STORY = "hồ sơ của tôi bị trả lại 3 lần, tôi muốn gửi phản ánh"


async def reported(desk: DeskTalk) -> str:
    """A feedback with name, telephone and address; returns its code."""
    for text in (STORY, "không", "xong", "Nguyễn Thị Mơ", "0912345678", "Phố Hiến", "đồng ý", "gửi"):
        await desk.say(text)
    return (await desk.cases())[-1].code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("dữ liệu của tôi", "show"),
        ("du lieu cua toi", "show"),
        ("cho em xem thông tin cá nhân của em với ạ", "show"),
        ("bạn lưu những dữ liệu gì của tôi", "show"),
        ("so dang luu thong tin gi ve toi", "show"),
        ("cho tôi bản sao dữ liệu đã lưu", "copy"),
        ("gui cho toi ban sao du lieu ca nhan", "copy"),
        ("xóa thông tin của tôi đi", "erase"),
        ("xoa het du lieu cua toi di ad", "erase"),
        ("tôi muốn xóa lịch sử chat", "erase"),
        ("yêu cầu xóa dữ liệu cá nhân của tôi", "erase"),
        ("tôi rút lại sự đồng ý xử lý dữ liệu", "withdraw"),
        ("rut dong y", "withdraw"),
        ("tôi không đồng ý cho sở lưu thông tin của tôi nữa", "withdraw"),
        ("sửa số điện thoại của tôi", "correct"),
        ("sua sdt trong PA-7K3M-92QFW", "correct"),
    ],
)
def test_everyday_words_for_ones_own_data_are_understood(text: str, kind: str) -> None:
    found = wish(text)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "sở làm mất dữ liệu của tôi",
        "cán bộ làm lộ thông tin của tôi, tôi muốn phản ánh",
        "thông tin cá nhân của tôi có bị lộ không",
        "thay đổi địa chỉ trong giấy phép x quang",
        "thay đổi tên tổ chức trên giấy chứng nhận",
        "hủy giấy phép của tôi",
        "xóa tên thiết bị khỏi giấy phép",
        "chuyển giao dữ liệu đo lường",
        "",
    ],
)
def test_what_only_sounds_like_it_is_not_taken_for_it(text: str) -> None:
    assert wish(text) is None


async def test_a_person_reads_what_is_kept_and_gets_a_copy(desk: DeskTalk) -> None:
    code = await reported(desk)
    text = await desk.say("dữ liệu của tôi")
    for part in (code, "từ 20/11/2026", "Nguyễn Thị Mơ", "0912345678", "Phố Hiến", "Đã đồng ý: 20/11/2026", "tin nhắn"):
        assert part in text
    copy = await desk.press("Nhận bản sao")
    for part in (code, STORY, "hạn trả lời 14/12/2026", "Tôi đồng ý để", "«đồng ý»"):
        assert part in copy


async def test_the_privacy_answer_leads_to_ones_own_data(desk: DeskTalk) -> None:
    await desk.say("chính sách bảo mật")
    assert "Chưa có phản ánh" in await desk.press("Xem dữ liệu đang lưu")


async def test_a_telephone_number_is_corrected_after_a_yes_and_noted_without_its_digits(desk: DeskTalk) -> None:
    code = await reported(desk)
    assert "đang lưu: 0912345678" in await desk.say(f"sửa số điện thoại trong {code}")
    assert "chưa đúng dạng" in await desk.say("số mới ấy")
    assert "thành 0987 111 222, đúng không" in await desk.say("0987 111 222")
    assert (await desk.cases())[0].phone == "0912345678"
    assert "Đã sửa số điện thoại" in await desk.say("đúng rồi")
    assert (await desk.cases())[0].phone == "0987 111 222"
    async with desk.store.read() as session:
        event = (await session.scalars(select(FeedbackEvent).order_by(FeedbackEvent.id.desc()).limit(1))).one()
    assert (event.step, event.actor, event.note, event.data) == ("correct", "citizen", None, {"parts": "phone"})


async def test_a_new_value_named_at_once_needs_only_the_yes_and_a_no_changes_nothing(desk: DeskTalk) -> None:
    code = await reported(desk)
    await desk.say(f"đổi địa chỉ của {code} thành 12 Nguyễn Huệ")
    assert "giữ nguyên" in await desk.say("thôi")
    assert (await desk.cases())[0].address == "Phố Hiến"
    await desk.say(f"đổi địa chỉ của {code} thành 12 Nguyễn Huệ")
    await desk.press("Đúng, sửa đi")
    assert (await desk.cases())[0].address == "12 Nguyễn Huệ"


async def test_a_question_in_between_is_answered_and_nothing_is_corrected(desk: DeskTalk) -> None:
    await reported(desk)
    await desk.say("sửa địa chỉ của tôi")
    assert "Đổi địa chỉ" not in await desk.say("công bố hợp chuẩn hết bao nhiêu tiền?")
    await desk.say("đúng rồi")
    assert (await desk.cases())[0].address == "Phố Hiến"


async def test_a_case_of_somebody_else_cannot_be_corrected(desk: DeskTalk) -> None:
    code = await reported(desk)
    await desk.say("xin chào", conversation="người khác")
    answer = await desk.say(f"sửa số điện thoại trong {code} thành 0987111222", conversation="người khác")
    assert "không phải vụ việc gửi từ cuộc trò chuyện này" in answer
    assert (await desk.cases())[0].phone == "0912345678"


async def test_a_request_to_erase_is_a_case_with_the_clocks_of_the_law_and_asks_nothing_more(desk: DeskTalk) -> None:
    code = await reported(desk)
    told = await desk.say("xóa dữ liệu của tôi đi")
    assert f"Vụ việc {code}: đang được giải quyết" in told
    receipt = await desk.say("có")
    request = (await desk.cases())[-1]
    assert (request.kind, request.data_request, request.name, request.phone) == ("du_lieu_ca_nhan", "erase", None, None)
    for part in (request.code, "chậm nhất 25/11/2026", "chậm nhất 10/12/2026", f"Vụ việc {code}"):
        assert part in receipt
    async with desk.store.read() as session:
        clocks = list(await session.scalars(select(Clock).where(Clock.feedback_id == request.id).order_by(Clock.id)))
    assert [(clock.name, clock.value, clock.unit) for clock in clocks] == [
        ("interim", 2, "working"),
        ("reply", 20, "calendar"),
    ]


async def test_the_same_request_twice_is_one_case(desk: DeskTalk) -> None:
    for _ in range(2):
        await desk.say("xóa dữ liệu của tôi")
        told = await desk.press("Gửi yêu cầu xóa")
    assert "đã được ghi nhận trước đó" in told
    assert len(await desk.cases()) == 1


async def test_no_to_the_question_opens_no_case(desk: DeskTalk) -> None:
    await desk.say("xóa dữ liệu của tôi")
    assert "giữ nguyên" in await desk.say("không")
    assert not await desk.cases()


async def test_a_consent_is_taken_back_at_once_and_the_office_has_fifteen_days(desk: DeskTalk) -> None:
    await reported(desk)
    await desk.say("rút lại sự đồng ý")
    told = await desk.press("Rút lại đồng ý")
    assert "chậm nhất 07/12/2026" in told
    async with desk.store.read() as session:
        consent = (await session.scalars(select(Consent))).one()
        request = (await session.scalars(select(Feedback).where(Feedback.data_request == "withdraw"))).one()
    assert consent.withdrawn_at is not None
    assert "đã rút lại 20/11/2026" in await desk.say("dữ liệu của tôi")
    assert "không có sự đồng ý nào" in await desk.say("rút lại sự đồng ý")
    assert request.state == "received"


async def test_who_cannot_see_everything_here_asks_the_office(desk: DeskTalk) -> None:
    await desk.say("dữ liệu của tôi")
    told = await desk.press("Nhờ cán bộ kiểm tra")
    assert "chậm nhất 30/11/2026" in told
    assert (await desk.cases())[0].data_request == "view"


async def test_a_feedback_being_written_is_held_meanwhile(desk: DeskTalk) -> None:
    await desk.say(STORY)
    told = await desk.say("dữ liệu của tôi")
    assert "Đang giữ một bản nháp" in told
    assert "Tiếp tục" in [button.label for button in desk.buttons]
    assert "Việc này về thủ tục nào" in await desk.press("Tiếp tục")


async def test_without_a_desk_the_notice_is_told(talk: Talk) -> None:
    assert "Luật 91/2025/QH15" in await talk.say("xóa thông tin của tôi đi")
    assert (talk.outcome.kind, talk.outcome.topic) == ("general", "privacy")


async def test_what_told_the_matter_goes_with_the_case(desk: DeskTalk) -> None:
    await desk.say(STORY)
    await desk.say("công bố hợp chuẩn hết bao nhiêu tiền?")
    await desk.press("Tiếp tục")
    await desk.say("không")
    await desk.say("", files=(photo(),))
    for text in ("xong", "bỏ qua", "bỏ qua", "bỏ qua", "gửi"):
        await desk.say(text)
    (case,) = await desk.cases()
    tied = {message.text for message in await desk.incoming() if message.feedback_id == case.id}
    assert STORY in tied
    assert "công bố hợp chuẩn hết bao nhiêu tiền?" not in tied
