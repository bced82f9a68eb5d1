"""Who types an identity number or a secret is told so; it is kept nowhere, and the answer comes all the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.models import Conversation
from tests.handlers.talk import DeskTalk, Talk, photo

NUMBER = "033099001234"
TOLD = "Anh/chị không cần gửi số căn cước; trợ lý đã che số này."
MASK = "[đã che: số căn cước]"


async def database(desk: DeskTalk) -> bytes:
    """Every byte of the database while the service runs, the log of SQLite included."""
    path = Path(desk.store.engine.url.database or "")
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def state(desk: DeskTalk) -> str:
    """The dialogue as it is stored."""
    async with desk.store.read() as session:
        return json.dumps((await session.scalars(select(Conversation.state))).one(), ensure_ascii=False)


@pytest.mark.parametrize("number", [NUMBER, "033 099 001 234", "033.099.001.234"])
async def test_the_answer_comes_and_the_number_is_nowhere(number: str, desk: DeskTalk) -> None:
    text = await desk.say(f"cccd của tôi {number}, cho hỏi phí cấp phép máy x-quang")
    assert text.startswith(TOLD)
    assert "2.000.000 đồng" in text
    (message,) = await desk.incoming()
    assert message.text == f"cccd của tôi {MASK}, cho hỏi phí cấp phép máy x-quang"
    assert message.understood is not None
    assert message.understood["kind"] == "answer"
    assert MASK.encode() in await database(desk)
    assert number.encode() not in await database(desk)
    assert number not in await state(desk)


@pytest.mark.parametrize("text", [NUMBER, "CCCD: 033 099 001 234 ạ", "số căn cước của em là 033099001234"])
async def test_nothing_but_the_number_gets_the_sentence_and_what_to_do(text: str, desk: DeskTalk) -> None:
    answer = await desk.say(text)
    assert answer == f"{TOLD}\n\nAnh/chị cần hỏi về thủ tục nào, hoặc muốn phản ánh điều gì?"
    assert {button.label for button in desk.buttons} == {"Danh sách thủ tục của Sở", "Gặp cán bộ"}
    assert NUMBER.encode() not in await database(desk)


@pytest.mark.parametrize(
    ("text", "secret", "named"),
    [
        ("mã OTP là 482913, giờ làm gì tiếp để nộp trực tuyến", "482913", "mã bảo mật"),
        ("mật khẩu của em là Hoa@1990", "Hoa@1990", "mật khẩu"),
    ],
)
async def test_a_secret_is_not_to_be_sent_to_anybody(text: str, secret: str, named: str, desk: DeskTalk) -> None:
    answer = await desk.say(text)
    assert answer.startswith(f"Anh/chị đừng gửi {named} cho bất kỳ ai; trợ lý đã che trong tin vừa gửi.")
    assert secret.encode() not in await database(desk)


async def test_a_feedback_is_kept_with_the_number_masked(desk: DeskTalk) -> None:
    text = await desk.say(f"tôi muốn phản ánh cây xăng đầu làng bơm thiếu, cccd {NUMBER}")
    assert text.startswith(TOLD)
    assert f"Đã ghi nguyên văn: «tôi muốn phản ánh cây xăng đầu làng bơm thiếu, cccd {MASK}»" in text
    await desk.say("không")
    await desk.say("xong")
    text = await desk.say(f"Nguyễn Thị Hoa, căn cước {NUMBER}")
    assert TOLD in text
    assert "Số điện thoại" in text
    text = await desk.say(NUMBER)
    assert TOLD in text
    assert "Số điện thoại" in text
    await desk.say("0912 345 678")
    await desk.say("bỏ qua")
    await desk.say("đồng ý")
    await desk.say("gửi")
    (case,) = await desk.cases()
    assert case.text == f"tôi muốn phản ánh cây xăng đầu làng bơm thiếu, cccd {MASK}"
    assert (case.name, case.phone) == ("Nguyễn Thị Hoa", "0912 345 678")
    assert NUMBER.encode() not in await database(desk)
    assert NUMBER not in await state(desk)


async def test_a_number_under_a_picture_is_masked_and_the_picture_taken(desk: DeskTalk) -> None:
    text = await desk.say(f"cccd {NUMBER}", files=(photo(),))
    assert text.startswith(TOLD)
    assert "Đã nhận tệp" in text
    assert NUMBER.encode() not in await database(desk)


async def test_in_danger_the_numbers_to_call_stand_first(talk: Talk) -> None:
    text = await talk.say(f"cứu với, tôi {NUMBER} thấy nguồn phóng xạ bị mất ở bãi rác")
    assert text.startswith("Gọi ngay")
    assert TOLD in text


@pytest.mark.parametrize("text", ["1.001677", "000.00.16.H40-241105-0003", "PA-7K3M-92QFW", "gọi em số 0912345678 nhé"])
async def test_codes_and_telephones_are_answered_as_ever(text: str, desk: DeskTalk) -> None:
    assert "đã che" not in await desk.say(text)
    (message,) = await desk.incoming()
    assert message.text == text


async def test_two_kinds_are_named_in_one_sentence(talk: Talk) -> None:
    text = await talk.say(f"cccd {NUMBER}, stk 19031234567890")
    assert "không cần gửi số căn cước và số tài khoản ngân hàng; trợ lý đã che các số này." in text
