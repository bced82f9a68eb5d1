"""A picture of an identity card is not taken: the reason is told, the file is gone, what was typed stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.store.models import Attachment
from tests.handlers.talk import DeskTalk, Talk, photo

REFUSED = "Trợ lý không nhận ảnh căn cước"
STORY = "hồ sơ của tôi bị trả lại 3 lần, tôi muốn gửi phản ánh"


async def kept(desk: DeskTalk) -> list[str]:
    """The names of the files that are kept."""
    async with desk.store.read() as session:
        return list(await session.scalars(select(Attachment.file_name).order_by(Attachment.id)))


async def at_the_files(desk: DeskTalk | Talk) -> None:
    """A feedback begun, where files are asked for."""
    await desk.say(STORY)
    await desk.say("không")


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        ("ảnh căn cước của tôi đây", "anh.jpg"),
        ("gui anh cccd", "anh.jpg"),
        ("", "CCCD mat truoc.jpg"),
        ("", "can_cuoc_2.jpg"),
        ("đây là hộ chiếu", "IMG_001.jpg"),
        ("", "chung-minh-nhan-dan.jpg"),
    ],
)
async def test_what_caption_or_name_gives_away_is_refused_and_removed(desk: DeskTalk, caption: str, name: str) -> None:
    await at_the_files(desk)
    text = await desk.say(caption, files=(photo(name),))
    assert REFUSED in text
    assert "đã được xóa ngay" in text
    assert await kept(desk) == []
    assert desk.service.discarded == [f"ab/{name}"]


async def test_right_after_speaking_of_the_card_the_picture_is_refused_and_later_ones_are_taken(desk: DeskTalk) -> None:
    await at_the_files(desk)
    await desk.say("tôi gửi căn cước nhé")
    assert REFUSED in await desk.say("", files=(photo("1.jpg"),))
    assert "Đã nhận 1 tệp" in await desk.say("", files=(photo("2.jpg"),))
    assert await kept(desk) == ["2.jpg"]


async def test_the_words_that_came_with_it_stay_in_the_report(desk: DeskTalk) -> None:
    await at_the_files(desk)
    words = "Họ giữ căn cước của tôi từ hôm 3/11 đến nay không trả, gửi kèm ảnh chụp"
    assert "phần chữ Anh/chị viết vẫn giữ" in await desk.say(words, files=(photo(),))
    for text in ("xong", "bỏ qua", "bỏ qua", "bỏ qua", "gửi"):
        await desk.say(text)
    (case,) = await desk.cases()
    assert case.text == f"{STORY}\n{words}"
    assert await kept(desk) == []


async def test_who_sent_something_else_says_so_and_sends_it_again(desk: DeskTalk) -> None:
    await at_the_files(desk)
    await desk.say("giấy hẹn kèm cccd", files=(photo("giay-hen.jpg"),))
    assert "Anh/chị gửi lại tệp" in await desk.press("Đây không phải giấy tờ tùy thân")
    assert "Đã nhận 1 tệp" in await desk.say("", files=(photo("giay-hen-cccd.jpg"),))
    assert await kept(desk) == ["giay-hen-cccd.jpg"]
    assert REFUSED in await desk.say("", files=(photo("cccd.jpg"),))


async def test_it_may_be_typed_too(desk: DeskTalk) -> None:
    await at_the_files(desk)
    await desk.say("cccd", files=(photo(),))
    assert "Anh/chị gửi lại tệp" in await desk.say("không phải căn cước đâu, giấy hẹn đấy")
    assert "Đã nhận 1 tệp" in await desk.say("", files=(photo(),))


async def test_sent_by_mistake_goes_on_with_the_report(desk: DeskTalk) -> None:
    await at_the_files(desk)
    await desk.say("", files=(photo("cccd.jpg"),))
    text = await desk.press("Tôi gửi nhầm")
    assert "không ai xem được" in text
    assert "Anh/chị có ảnh hoặc tệp" in text


async def test_of_an_album_every_picture_is_refused_and_told_once(desk: DeskTalk) -> None:
    await at_the_files(desk)
    assert REFUSED in await desk.say("căn cước hai mặt", files=(photo("1.jpg"),), group="g1")
    assert await desk.say("", files=(photo("2.jpg"),), group="g1") == ""
    assert "Đã nhận" in await desk.say("", files=(photo("3.jpg"),), group="g2")
    assert await kept(desk) == ["3.jpg"]


async def test_a_caption_is_not_taken_for_a_name(talk: Talk) -> None:
    await at_the_files(talk)
    await talk.say("xong")
    await talk.say("căn cước của tôi", files=(photo(),))
    assert talk.dialogue.draft is not None
    assert (talk.dialogue.draft.step, talk.dialogue.draft.name) == ("name", None)


@pytest.mark.parametrize("name", ["anh.jpg", "giay-hen.jpg", "chung-minh-tai-chinh.pdf", "phieu tiep nhan.jpg"])
async def test_other_pictures_are_taken(desk: DeskTalk, name: str) -> None:
    await at_the_files(desk)
    assert REFUSED not in await desk.say("ảnh phiếu tiếp nhận", files=(photo(name),))
    assert await kept(desk) == [name]


async def test_a_question_about_the_card_is_answered_as_ever(talk: Talk) -> None:
    assert REFUSED not in await talk.say("làm lại căn cước ở đâu")
    assert talk.kind == "refuse"
