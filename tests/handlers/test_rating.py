"""After the answer: how satisfied, why, and «chưa được giải quyết»."""

from __future__ import annotations

import pytest

from bot.feedback import words
from bot.feedback.steps import State, Step
from tests.handlers.cases import brought, sent, takes
from tests.handlers.talk import DeskTalk, photo
from tests.support.feedback import Town

REASON = "cây xăng hôm nay vẫn bơm thiếu như cũ"


async def answered(town: Town, desk: DeskTalk) -> str:
    """A case whose answer is the last thing in the chat, its buttons in sight."""
    code = await sent(desk)
    await takes(town, desk, code, Step.ASSIGN, Step.SUBMIT, Step.APPROVE)
    assert "Trả lời phản ánh" in await desk.read()
    return code


@pytest.mark.parametrize("level", [5, 1])
async def test_a_level_is_kept_at_once_and_a_comment_invited(desk: DeskTalk, town: Town, level: int) -> None:
    code = await answered(town, desk)
    text = await desk.press(words.RATINGS[level])
    assert words.RATINGS[level] in text
    assert (await town.case(code)).rating == level
    assert ("Chưa được giải quyết" in desk.labels) == (level == 1)
    assert "Cảm ơn" in await desk.say(
        "Cán bộ trả lời rõ nhưng hơi chậm, có thể nhanh hơn không?" if level == 5 else "Trả lời chung chung"
    )
    case = await town.case(code)
    assert (case.rating, bool(case.rating_comment)) == (level, True)


@pytest.mark.parametrize("skip", ["bỏ qua", "không", "button"])
async def test_the_comment_may_be_left_out(desk: DeskTalk, town: Town, skip: str) -> None:
    code = await answered(town, desk)
    await desk.press("Hài lòng")
    assert "Cảm ơn" in (await desk.press("Bỏ qua") if skip == "button" else await desk.say(skip))
    assert (await town.case(code)).rating_comment is None


@pytest.mark.parametrize(
    ("said", "level"), [("hài lòng", 4), ("rat hai long a", 5), ("5", 5), ("3 sao", 3), ("không hài lòng", 2)]
)
async def test_a_level_may_be_typed_right_after_the_answer(desk: DeskTalk, town: Town, said: str, level: int) -> None:
    code = await answered(town, desk)
    await desk.say(said)
    assert (await town.case(code)).rating == level


async def test_a_number_long_after_the_answer_rates_nothing(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    await desk.say("chào ad")
    await desk.say("5")
    assert (await town.case(code)).rating is None


async def test_the_rating_may_be_changed_and_pressing_twice_counts_once(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    await desk.act(f"rate:{code}:2")
    await desk.act(f"rate:{code}:2")
    await desk.say("Trả lời chung chung")
    assert [event.step for event in await town.events(code)].count("rate") == 2
    assert "Đã đổi đánh giá thành: Hài lòng" in await desk.act(f"rate:{code}:4")
    case = await town.case(code)
    assert (case.rating, case.rating_comment) == (4, None)
    assert "Anh/chị đã đánh giá: Hài lòng." in await desk.say(code)


async def test_not_solved_asks_for_the_reason_and_says_the_date_honestly(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    assert "điều gì chưa được giải quyết?" in await desk.press("Chưa được giải quyết")
    text = await desk.say(REASON, files=(photo(),))
    assert "đã được mở lại" in text
    assert "vẫn là 14/12/2026, không tính lại từ đầu" in text
    case, events = await town.case(code), await town.events(code)
    assert (case.state, case.answered_at) == ("assigned", None)
    assert [(event.step, event.note) for event in events[-2:]] == [("reopen", REASON), ("add", "Gửi thêm tệp.")]


async def test_all_pictures_of_an_album_go_with_the_reason(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    await desk.press("Chưa được giải quyết")
    assert "đã được mở lại" in await desk.say(REASON, files=(photo("1.jpg"),), group="album")
    for name in ("2.jpg", "3.jpg"):
        assert not await desk.say("", files=(photo(name),), group="album")
    assert [event.step for event in await town.events(code)].count("add") == 3
    assert "Đã nhận tệp" in await desk.say("", files=(photo("4.jpg"),), group="another")


async def test_a_case_taken_up_again_after_its_date_is_said_to_be_late_at_once(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    desk.clock.forward(days=40)
    await desk.act(f"reopen:{code}")
    assert "14/12/2026 đã qua" in await desk.say(REASON)
    assert "quá hạn" in await desk.say(code)


async def test_not_solved_with_its_reason_may_be_typed_in_one_message(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    typed = f"vẫn chưa được giải quyết, {REASON}"
    assert "đã được mở lại" in await desk.say(typed)
    assert (await town.events(code))[-1].note == typed


async def test_not_solved_alone_is_asked_about(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    assert "điều gì chưa được giải quyết?" in await desk.say("chưa được giải quyết ạ")
    assert "điều gì chưa được giải quyết?" in await desk.say("...")
    assert "không mở lại" in await desk.say("thôi")
    assert (await town.case(code)).state == "answered"


async def test_other_words_after_the_answer_may_be_more_for_the_case_or_its_reason(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    text = await desk.say("vẫn chưa ai gọi cho tôi")
    assert "«vẫn chưa ai gọi cho tôi»" in text
    assert "đã được mở lại" in await desk.press("Chưa được giải quyết")
    assert (await town.events(code))[-1].note == "vẫn chưa ai gọi cho tôi"


async def test_a_question_after_the_answer_is_a_question(desk: DeskTalk, town: Town) -> None:
    await answered(town, desk)
    assert "2.000.000 đồng" in await desk.say("phí cấp phép máy x-quang chụp răng bao nhiêu?")


async def test_an_accusation_as_the_reason_is_guided_and_not_kept(desk: DeskTalk, town: Town) -> None:
    code = await answered(town, desk)
    await desk.act(f"reopen:{code}")
    await desk.say("tôi tố cáo ông Nguyễn Văn T nhận hối lộ")
    assert (await town.case(code)).state == "answered"
    assert all("Nguyễn Văn T" not in (row.text or "") for row in await desk.incoming())


async def test_what_cannot_be_rated_or_taken_up_again_is_said(desk: DeskTalk, town: Town) -> None:
    code = await brought(town, desk, State.ASSIGNED)
    assert "chưa được trả lời" in await desk.act(f"rate:{code}:5")
    assert "Chỉ mở lại được" in await desk.act(f"reopen:{code}")
    assert "đánh giá việc xử lý" in await desk.act(f"rate:{await answered(town, desk)}:9")
