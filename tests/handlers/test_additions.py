"""More for a case that was sent, a case withdrawn: nothing typed is lost, nothing is sent that was not meant."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.feedback.steps import State, Step
from bot.store.models import Attachment, Feedback
from tests.handlers.cases import MATTER, brought, sent, takes
from tests.handlers.talk import DeskTalk, photo
from tests.support.feedback import Town

PAPER = "Giấy hẹn số 12, hẹn trả ngày 20/10"


async def files_of(desk: DeskTalk, code: str) -> int:
    async with desk.store.read() as session:
        own = select(func.count()).select_from(Attachment).join(Feedback, Feedback.id == Attachment.feedback_id)
        return await session.scalar(own.where(Feedback.code == code)) or 0


async def test_what_the_office_asked_for_is_sent_with_any_number_of_files_and_the_clock_is_told(
    desk: DeskTalk, town: Town
) -> None:
    code = await sent(desk)
    await takes(town, desk, code, Step.ASSIGN, Step.ASK)
    assert "cần Anh/chị bổ sung" in await desk.read()
    assert "giấy hẹn trả kết quả" in await desk.press("Bổ sung")
    assert PAPER in await desk.say(PAPER)
    await desk.say("", files=(photo("1.jpg"), photo("2.jpg")))
    assert "3 tệp" in await desk.say("thêm ảnh biên nhận", files=(photo("3.jpg"),))
    assert (await town.case(code)).state == "waiting"
    text = await desk.press("Gửi bổ sung")
    assert "tới Chi cục Tiêu chuẩn Đo lường Chất lượng" in text
    assert "Hạn trả lời: 14/12/2026" in text
    assert (await town.case(code)).state == "assigned"
    assert (await town.events(code))[-1].note == f"{PAPER}\nthêm ảnh biên nhận"
    assert await files_of(desk, code) == 3


async def test_simply_answering_the_question_is_enough(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    assert f"«{PAPER}»" in await desk.say(PAPER)
    assert "Đã chuyển phần bổ sung" in await desk.say("gửi đi")
    assert (await town.events(code))[-1].note == PAPER


async def test_a_photo_alone_answers_the_question(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    assert "1 tệp" in await desk.say("", files=(photo(),))
    await desk.press("Gửi bổ sung")
    assert ((await town.case(code)).state, await files_of(desk, code)) == ("assigned", 1)


async def test_of_an_album_only_the_first_picture_is_answered(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    assert await desk.say("", files=(photo("1.jpg"),), group="album")
    assert not await desk.say("", files=(photo("2.jpg"),), group="album")
    await desk.say("gửi")
    assert await files_of(desk, code) == 2


async def test_a_question_in_between_is_answered_and_what_was_typed_is_kept(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    await desk.act(f"add:{code}")
    await desk.say(PAPER)
    text = await desk.say("phí cấp phép máy x-quang chụp răng bao nhiêu?")
    assert "2.000.000 đồng" in text
    assert "chưa gửi" in text
    assert PAPER in text
    desk.clock.forward(hours=5)
    await desk.restart()
    await desk.press("Gửi bổ sung")
    assert (await town.events(code))[-1].note == PAPER


async def test_an_answer_that_comes_later_is_asked_about_and_may_be_a_new_feedback(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    await desk.say("chào ad")
    text = await desk.say("quầy 3 vẫn bắt tôi nộp thêm giấy")
    assert code in text
    assert desk.labels == ["Gửi bổ sung", "Gửi thành phản ánh mới", "Hủy"]
    assert "nguyên văn: «quầy 3 vẫn bắt tôi nộp thêm giấy»" in await desk.press("Gửi thành phản ánh mới")
    assert (await town.case(code)).state == "waiting"


async def test_with_several_cases_waiting_it_is_asked_which_and_nothing_is_typed_twice(
    desk: DeskTalk, town: Town
) -> None:
    first = await brought(town, desk, State.WAITING)
    second = await brought(town, desk, State.WAITING)
    await desk.say("chào ad")
    text = await desk.say("", files=(photo(),))
    assert "Bổ sung cho vụ việc nào?" in text
    assert set(desk.labels) >= {first, second}
    await desk.press(first)
    await desk.press("Gửi bổ sung")
    assert (await files_of(desk, first), await files_of(desk, second)) == (1, 0)


@pytest.mark.parametrize("words", ["bổ sung {}", "tôi muốn bổ sung phản ánh", "bổ sung thông tin cho phản ánh"])
async def test_the_wish_to_add_is_understood_in_words(desk: DeskTalk, words: str) -> None:
    code = await sent(desk)
    assert "Anh/chị viết nội dung, gửi ảnh hoặc tệp" in await desk.say(words.format(code))


async def test_code_and_matter_in_one_message_are_kept_whole(desk: DeskTalk, town: Town) -> None:
    code = await sent(desk)
    text = f"bổ sung {code}: hôm nay tôi ra lại cây xăng vẫn thấy thiếu"
    assert f"«{text}»" in await desk.say(text)
    await desk.say("gửi")
    assert (await town.events(code))[-1].note == text


async def test_a_closed_case_takes_nothing_but_the_words_are_not_lost(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.DECLINED)
    text = await desk.say(f"bổ sung {code}: hôm nay tôi ra lại cây xăng vẫn thấy thiếu")
    assert "không nhận bổ sung được nữa" in text
    assert "hôm nay tôi ra lại cây xăng vẫn thấy thiếu»" in await desk.press("Gửi thành phản ánh mới")


async def test_a_case_closed_meanwhile_is_said_and_the_words_are_kept(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    await desk.say(PAPER)
    await takes(town, desk, code, Step.DECLINE)
    await desk.read()
    text = await desk.say("gửi")
    assert "vẫn được giữ" in text
    assert PAPER in await desk.press("Gửi thành phản ánh mới")


async def test_danger_and_accusations_are_not_taken_for_an_addition(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    assert (await desk.say("cháy phòng x quang rồi cứu với")).startswith("Gọi ngay:")
    await desk.act(f"add:{code}")
    await desk.say("tôi tố cáo ông Nguyễn Văn T nhận hối lộ")
    await desk.say("gửi")
    assert (await town.case(code)).state == "waiting"
    assert all("Nguyễn Văn T" not in (row.text or "") for row in await desk.incoming())


async def test_cancelled_sends_nothing(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    await desk.say(PAPER)
    assert "không gửi gì thêm" in await desk.say("thôi")
    assert (await town.case(code)).state == "waiting"


@pytest.mark.parametrize("words", ["rút phản ánh {}", "tôi muốn rút phản ánh"])
async def test_a_case_is_withdrawn_after_one_question(desk: DeskTalk, town: Town, words: str) -> None:
    code = await sent(desk)
    assert "chắc chắn muốn rút" in await desk.say(words.format(code))
    assert (await town.case(code)).state == "received"
    assert "Đã rút" in await desk.press("Rút")
    assert (await town.case(code)).state == "withdrawn"
    assert "Không có vụ việc nào đang xử lý để rút" in await desk.say("tôi muốn rút phản ánh")


async def test_who_thinks_better_of_it_keeps_the_case(desk: DeskTalk, town: Town) -> None:
    code = await sent(desk)
    await desk.act(f"withdraw:{code}")
    assert "được giữ nguyên" in await desk.say("thôi không rút nữa")
    assert (await town.case(code)).state == "received"
    assert "không rút được nữa" in await desk.act(
        f"withdraw:{await brought(town, desk, State.ANSWERED, matter=MATTER)}"
    )


@pytest.mark.parametrize(
    "action",
    [
        "add:",
        "add:x",
        "rate:",
        "rate:x:y",
        "rate::5",
        "reopen:",
        "withdraw:",
        "withdraw::yes",
        "why:",
        "case:",
        "case:zz",
        "case:send",
        "case:new",
        "case:stop",
        "fb:kind:",
        "fb:kind:zz",
        "track:PA-0000-00000",
    ],
)
async def test_a_damaged_button_of_a_case_is_answered_politely(desk: DeskTalk, action: str) -> None:
    await sent(desk)
    assert (await desk.act(action)).strip()
    assert "Chưa xử lý được" not in await desk.act(action)
    assert [case.state for case in await desk.cases()] == ["received"]


@pytest.mark.parametrize("action", ["rate:{}:5", "reopen:{}", "track:{}", "withdraw:{}", "fb:start", "privacy"])
async def test_what_was_written_for_a_case_survives_anything_done_in_between(
    desk: DeskTalk, town: Town, action: str
) -> None:
    other = await brought(town, desk, State.ANSWERED)
    code = await brought(town, desk, State.WAITING)
    await desk.say(PAPER)
    await desk.say("", files=(photo(),))
    await desk.act(action.format(other))
    for _ in range(3):
        if "Gửi bổ sung" not in desk.labels:
            await desk.say("thôi")
    await desk.press("Gửi bổ sung")
    assert (await town.events(code))[-1].note == PAPER
    assert await files_of(desk, code) == 1


async def test_a_new_feedback_is_written_while_an_addition_waits(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.WAITING)
    await desk.say(PAPER)
    await desk.act("fb:start")
    assert "nguyên văn: «Chợ bán cân điêu»" in await desk.say("Chợ bán cân điêu")
    for text in ("không", "xong", "ẩn danh", "gửi"):
        await desk.say(text)
    assert [case.text for case in await desk.cases()][1] == "Chợ bán cân điêu"
    await desk.act("case:send")
    assert (await town.events(code))[-1].note == PAPER
