"""Whoever scans the QR code of a desk finds the feedback begun, and is asked for nothing that the code tells."""

from __future__ import annotations

import pytest

from bot.feedback import entry_points
from tests.handlers.talk import DeskTalk
from tests.support.delivery import kb
from tests.support.feedback import Town

DESK = "Quầy 3, Bộ phận Một cửa"


@pytest.fixture(autouse=True)
async def points(desk: DeskTalk, town: Town) -> None:
    """A desk of the Chi cục for one procedure, and one that is out of use."""
    async with desk.store.write() as session:
        now = desk.clock()
        await entry_points.add(session, "Quay-3", DESK, kb().catalog, now, unit="chi-cuc-tdc", procedure="2.001209")
        await entry_points.add(session, "cong-vien", "Cổng chính", kb().catalog, now)
        await entry_points.add(session, "cu", "Quầy cũ", kb().catalog, now)
        await entry_points.disable(session, "cu", now)


@pytest.mark.parametrize("opening", ["/start g_quay-3", "gopy quay-3", "Gopy QUAY-3"])
async def test_desk_unit_and_procedure_are_filled_in_and_proposed(desk: DeskTalk, opening: str) -> None:
    text = await desk.say(opening)
    assert "trợ lý tự động (máy)" in text
    assert f"Nơi góp ý: {DESK} (Chi cục Tiêu chuẩn Đo lường Chất lượng)" in text
    record = kb().catalog.get("2.001209")
    assert record is not None
    assert f"Thủ tục: {record.label}" in text
    await desk.say("chờ hai tiếng không ai gọi số")
    for answer in ("xong", "ẩn danh"):
        text = await desk.say(answer)
    assert f"Nơi góp ý: {DESK}" in text
    await desk.say("gửi")
    (case,) = await desk.cases()
    assert (case.via, case.procedure) == ("quay-3", "2.001209")
    assert case.proposed_unit is not None
    assert case.proposed_unit.key == "chi-cuc-tdc"
    assert case.proposed_why is not None
    assert DESK in case.proposed_why


async def test_a_place_without_unit_and_procedure_leaves_the_proposal_to_the_words(desk: DeskTalk) -> None:
    assert "Nơi góp ý: Cổng chính" in await desk.say("/start g_cong-vien")
    for text in ("bảo vệ không cho vào", "không", "xong", "ẩn danh", "gửi"):
        await desk.say(text)
    (case,) = await desk.cases()
    assert case.via == "cong-vien"
    assert "QR" not in (case.proposed_why or "")


@pytest.mark.parametrize("opening", ["/start g_cu", "/start g_khong-co", "gopy cu", "/start g_", "/start g_<b>"])
async def test_a_code_out_of_use_or_unknown_opens_the_ordinary_greeting(desk: DeskTalk, opening: str) -> None:
    assert "trợ lý tự động" in await desk.say(opening)
    assert "Nơi góp ý" not in await desk.say("tôi muốn phản ánh cây xăng đầu làng bơm thiếu")


async def test_a_feedback_being_written_is_not_lost_by_scanning(desk: DeskTalk) -> None:
    await desk.say("tôi muốn phản ánh cây xăng đầu làng bơm thiếu")
    assert "cây xăng đầu làng" in await desk.say("/start g_quay-3")
    assert f"Nơi góp ý: {DESK}" in await desk.press("Bỏ, gửi phản ánh mới")


async def test_the_place_does_not_stick_to_a_later_feedback(desk: DeskTalk) -> None:
    await desk.say("/start g_quay-3")
    await desk.say("thôi")
    assert "Nơi góp ý" not in await desk.say("tôi có kiến nghị")


@pytest.mark.parametrize("kind", ["khen", "hoi_dap", "gop_y_an_danh", "ho_tro_ky_thuat"])
async def test_the_kind_can_still_be_chosen_at_the_desk(desk: DeskTalk, kind: str) -> None:
    await desk.say("/start g_quay-3")
    assert f"Nơi góp ý: {DESK}" in await desk.act(f"fb:kind:{kind}")


@pytest.mark.parametrize("key", ["", "quầy", "a b", "-a", "a" * 41, "<b>"])
async def test_a_key_must_fit_every_channel(desk: DeskTalk, key: str) -> None:
    async with desk.store.write() as session:
        with pytest.raises(entry_points.EntryPointError, match="Khóa gồm"):
            await entry_points.add(session, key, "Quầy", kb().catalog, desk.clock())


def test_the_longest_key_still_fits_telegram() -> None:
    assert len(entry_points.START + "a" * 40) <= 64
