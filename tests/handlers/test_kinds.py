"""Praise, an anonymous suggestion, help with the online service: each asks only what it needs."""

from __future__ import annotations

import pytest

from tests.handlers.talk import DeskTalk, photo


async def test_one_says_what_to_send_with_a_button_or_just_tells_it(desk: DeskTalk) -> None:
    await desk.say("tôi có kiến nghị")
    assert desk.labels == ["Lời khen", "Hỏi cán bộ", "Góp ý ẩn danh", "Lỗi dịch vụ công trực tuyến", "Hủy"]
    assert "không hỏi tên" in await desk.press("Góp ý ẩn danh")


@pytest.mark.parametrize("opening", ["tôi muốn góp ý ẩn danh", "góp ý ẩn danh", "button"])
async def test_an_anonymous_suggestion_is_asked_for_no_name(desk: DeskTalk, opening: str) -> None:
    if opening == "button":
        await desk.say("chào ad")
        await desk.act("fb:kind:gop_y_an_danh")
    else:
        assert "không hỏi tên" in await desk.say(opening)
    said = [await desk.say(text) for text in ("Nên có ghế chờ ở tầng một", "không", "xong", "gửi")]
    assert not any("Họ tên" in text or "điện thoại" in text for text in said)
    (case,) = await desk.cases()
    assert (case.kind, case.anonymous, case.due_on, case.text) == (
        "gop_y_an_danh", True, None, "Nên có ghế chờ ở tầng một",
    )  # fmt: skip


async def test_a_told_matter_with_the_wish_to_stay_unnamed_is_kept_whole(desk: DeskTalk) -> None:
    text = "tôi muốn phản ánh ẩn danh: quầy số 2 hay mở cửa muộn"
    await desk.say(text)
    for answer in ("không", "xong", "gửi"):
        await desk.say(answer)
    (case,) = await desk.cases()
    assert (case.kind, case.text) == ("gop_y_an_danh", text)


async def test_help_with_the_online_service_asks_for_a_picture_and_no_name(desk: DeskTalk) -> None:
    assert "gặp lỗi gì" in await desk.say("tôi cần hỗ trợ kỹ thuật dịch vụ công")
    assert "ảnh hoặc tệp" in await desk.say("Bấm nộp hồ sơ thì báo lỗi 500")
    await desk.say("", files=(photo(),))
    text = await desk.say("xong")
    assert "Yêu cầu hỗ trợ kỹ thuật" in text
    assert "Tệp gửi kèm: 1" in text
    assert "Để lại số điện thoại" in desk.labels
    assert "Hạn trả lời" in await desk.say("gửi")
    (case,) = await desk.cases()
    assert (case.kind, case.anonymous, case.proposed_kind) == ("ho_tro_ky_thuat", False, "ho_tro_ky_thuat")
    assert case.due_on is not None


async def test_the_wish_to_praise_is_asked_whom_and_not_taken_for_the_praise(desk: DeskTalk) -> None:
    assert "khen ai, việc gì" in await desk.say("tôi muốn khen")
    await desk.say("Chị Thu ở quầy khoa học hướng dẫn rất tận tình")
    for text in ("Nguyễn Thị Hoa", "bỏ qua", "bỏ qua", "đồng ý", "gửi"):
        await desk.say(text)
    (case,) = await desk.cases()
    assert (case.kind, case.text) == ("khen", "Chị Thu ở quầy khoa học hướng dẫn rất tận tình")


async def test_changing_the_kind_later_changes_nothing_that_was_told(desk: DeskTalk) -> None:
    await desk.say("tôi muốn phản ánh cây xăng đầu làng bơm thiếu")
    assert "cây xăng đầu làng" in await desk.act("fb:kind:khen")
