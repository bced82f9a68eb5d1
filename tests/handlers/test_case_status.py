"""Where a case stands, told in honest words at any time."""

from __future__ import annotations

from datetime import date

import pytest

from bot.feedback import words
from bot.feedback.steps import State, Step
from tests.handlers.cases import brought, sent, takes
from tests.handlers.talk import DeskTalk
from tests.support.feedback import Town

SAID = {
    State.RECEIVED: ("đã tiếp nhận, chờ phân loại", "Hạn trả lời: 14/12/2026"),
    State.CLASSIFIED: ("đã phân loại, chờ giao đơn vị xử lý",),
    State.ASSIGNED: ("đang được xử lý", "Chi cục Tiêu chuẩn Đo lường Chất lượng"),
    State.WAITING: ("đang chờ Anh/chị bổ sung", "gửi giúp giấy hẹn trả kết quả", "Hạn trả lời vẫn tính"),
    State.CONSULTING: ("chờ ý kiến đơn vị phối hợp",),
    State.APPROVAL: ("đang hoàn thiện câu trả lời",),
    State.ANSWERED: ("đã trả lời", "«Sở đã kiểm tra và hướng dẫn.»"),
    State.CLOSED: ("đã đóng", "Lý do: Đã trả lời đầy đủ."),
    State.TRANSFERRED: ("đã chuyển cơ quan", "Công an tỉnh Hưng Yên", "Thuộc thẩm quyền của công an."),
    State.DECLINED: ("không được tiếp nhận", "Lý do: Nội dung không rõ"),
    State.DUPLICATE: ("xử lý chung", "Trùng với vụ việc PA-"),
    State.GUIDED: ("khiếu nại, tố cáo", "nội dung không được lưu"),
    State.WITHDRAWN: ("đã rút theo yêu cầu của Anh/chị",),
}


@pytest.mark.parametrize("state", State)
async def test_every_state_is_told_in_its_own_words(desk: DeskTalk, town: Town, state: State) -> None:
    code = await brought(town, desk, state)
    text = await desk.say(code)
    for part in SAID[state]:
        assert part in text
    assert not set(words.STATES) & set(text.split())
    assert ("Hạn trả lời" in text) == (state in (State.RECEIVED, *list(State)[1:6]))


async def test_what_the_office_does_among_itself_is_not_told(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.APPROVAL)
    text = await desk.say(code)
    assert "Sở đã kiểm tra và hướng dẫn" not in text
    assert "duyệt" not in text


async def test_an_apology_shows_the_new_day_who_and_why_and_a_second_miss_is_said(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ASSIGNED)
    await takes(town, desk, code, Step.APOLOGISE)
    desk.clock.forward(days=26)
    text = await desk.say(code)
    assert "quá hạn trả lời 14/12/2026" in text
    assert "hẹn lại ngày 21/12/2026; chịu trách nhiệm: Chị Lan" in text
    assert "Nguyên nhân: Việc xác minh kéo dài." in text
    desk.clock.forward(days=8)
    assert "Ngày hẹn lại cũng đã qua: 21/12/2026" in await desk.say(code)


async def test_an_extension_is_said_with_its_reason_and_each_clock_explained(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ASSIGNED)
    await takes(town, desk, code, Step.EXTEND)
    text = await desk.say(code)
    assert "(đã gia hạn một lần)" in text
    assert "Lý do gia hạn: Cần xác minh thêm tại cơ sở." in text
    text = await desk.press("Cách tính")
    assert "Hạn trả lời: " in text
    assert "Gia hạn:" in text
    assert "Ngày Văn hóa" in text


async def test_before_anybody_has_looked_the_clocks_of_passing_on_and_of_a_word_in_between_are_explained(
    desk: DeskTalk,
) -> None:
    code = await sent(desk)
    text = await desk.act(f"why:{code}")
    for name in (
        "Hạn trả lời: 14/12/2026",
        "Hạn báo tình trạng, nếu chưa trả lời xong: 07/12/2026",
        "Hạn chuyển đi, nếu thuộc cơ quan khác: 30/11/2026",
    ):
        assert name in text
    assert "phân loại" not in text
    assert "Luật Tiếp công dân, Điều 28" in text


async def test_under_the_status_stands_what_can_be_done(desk: DeskTalk, town: Town) -> None:
    code = await sent(desk)
    await desk.say(code)
    assert desk.labels == ["Cách tính", "Bổ sung", "Rút phản ánh"]
    await takes(town, desk, code, Step.ASSIGN, Step.SUBMIT, Step.APPROVE)
    await desk.read()
    await desk.say(code)
    assert desk.labels == ["Cách tính", "Bổ sung", "Đánh giá", "Chưa được giải quyết"]


async def test_the_sender_of_a_duplicate_reads_the_common_answer(desk: DeskTalk, town: Town) -> None:
    code = await sent(desk)
    first = (await town.send(chat="bình")).code
    await takes(town, desk, first, Step.ASSIGN)
    await town.take(code, Step.DUPLICATE, now=desk.clock(), original=await town.case(first))
    await takes(town, desk, first, Step.SUBMIT, Step.APPROVE)
    await desk.read()
    text = await desk.say(code)
    assert f"Trùng với vụ việc {first} (đã trả lời)" in text
    assert "«Sở đã kiểm tra và hướng dẫn.»" in text


async def test_the_dates_of_the_conversation_are_those_of_the_case(desk: DeskTalk, town: Town) -> None:
    code = await sent(desk)
    assert (await town.case(code)).due_on == date(2026, 12, 14)


async def test_where_the_clock_stands_still_it_is_said_and_the_new_date_told_after_the_addition(
    desk: DeskTalk, town: Town
) -> None:
    rules = town.settings.feedback.model_copy(update={"pause_while_waiting": True})
    town.settings = town.settings.model_copy(update={"feedback": rules})
    code = await sent(desk)
    await takes(town, desk, code, Step.ASSIGN, Step.ASK)
    await desk.read()
    text = await desk.say(code)
    assert "Hạn trả lời tạm dừng cho đến khi Anh/chị bổ sung." in text
    assert "14/12/2026" not in text
    assert "(đang tạm dừng)" in await desk.press("Cách tính")
    desk.clock.forward(days=10)
    await desk.act(f"add:{code}")
    await desk.say("Giấy hẹn số 12, hẹn trả ngày 20/10")
    assert "Hạn trả lời: 21/12/2026" in await desk.press("Gửi bổ sung")
