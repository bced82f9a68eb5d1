"""What the page of a case tells: clocks and how they are counted, proposals beside decisions, relatives, contacts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from bot.feedback.steps import State, Step
from bot.store.models import Message
from tests.support.console import Console
from tests.support.feedback import NOW, OTHER_UNIT, RUDE, UNIT

HOA: dict[str, Any] = {
    "name": "Trần Thị Hoa",
    "phone": "0912345678",
    "address": "Phố Hiến, Hưng Yên",
    "consent_at": NOW,
    "consent_text": "Tôi đồng ý",
}


async def seen(console: Console, role: str, code: str) -> str:
    return (await (await console.entered(role)).get(f"/console/cases/{code}")).text


async def test_each_clock_stands_with_its_date_its_counting_and_what_is_unconfirmed(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    page = (await seen(console, "officer", code)).partition('id="clocks"')[2].partition("</section>")[0]
    for name, due in (("Phân loại", "25/11/2026"), ("Thông báo tình trạng", "07/12/2026"), ("Trả lời", "14/12/2026")):
        row = page.partition(f"<strong>{name}</strong>")[2].partition("</li>")[0]
        assert due in row
        assert "Cách tính" in row
        assert "Căn cứ:" in row
        assert "chờ Sở xác nhận" in row
    transfer = page.partition("<strong>Chuyển cơ quan có thẩm quyền</strong>")[2].partition("</li>")[0]
    assert "không còn áp dụng" in transfer
    assert "chờ Sở xác nhận" not in transfer
    assert "đã xong 20/11/2026" in page


async def test_a_duty_done_late_and_one_still_owed_are_told_apart(console: Console) -> None:
    code = (await console.town.send(now=NOW - timedelta(days=30))).code
    await console.town.take(code, Step.ASSIGN, unit=console.town.units[UNIT])
    page = await seen(console, "officer", code)
    assert "đã xong 20/11/2026, trễ hạn" in page
    assert "quá hạn" in page


async def test_what_the_assistant_proposed_stands_beside_what_was_decided(console: Console) -> None:
    code = (await console.town.send(procedure="1.011937")).code
    await console.town.take(code, Step.CLASSIFY, kind="kien_nghi_khac", procedure="1.011938")
    await console.town.take(code, Step.ASSIGN, unit=console.town.units[OTHER_UNIT])
    page = (await seen(console, "dispatcher", code)).partition('id="class"')[2].partition("</section>")[0]
    assert "Kiến nghị, phản ánh khác" in page
    assert "Trợ lý đề xuất: Phản ánh về hành vi, thái độ." in page
    assert "Trợ lý đề xuất: Văn phòng Sở." in page
    names = [console.app.kb.catalog.get(key) for key in ("1.011937", "1.011938")]
    assert all(record is not None and record.name in page for record in names)


async def test_satisfaction_stands_in_words_with_the_comment(console: Console) -> None:
    code = await console.town.brought(State.ANSWERED)
    await console.town.take(code, Step.RATE, rating=2, text="Trả lời còn chung chung")
    page = await seen(console, "officer", code)
    assert "<strong>Không hài lòng</strong> (2/5)" in page
    assert "Trả lời còn chung chung" in page


async def test_original_and_duplicates_link_to_each_other(console: Console) -> None:
    first, second = (await console.town.send()).code, (await console.town.send(chat="bình")).code
    await console.town.take(second, Step.DUPLICATE, original=await console.town.case(first))
    assert f'Vụ việc gốc: <a href="/console/cases/{first}">' in await seen(console, "dispatcher", second)
    page = (await seen(console, "dispatcher", first)).partition('id="related"')[2].partition("</section>")[0]
    assert "Vụ việc trùng" in page
    assert second in page


async def test_a_relative_of_another_unit_is_not_named_to_this_one(console: Console) -> None:
    mine = await console.town.brought(State.ASSIGNED, UNIT)
    theirs = await console.town.brought(State.ASSIGNED, OTHER_UNIT)
    assert theirs not in await seen(console, "officer", mine)
    assert theirs in await seen(console, "dispatcher", mine)


async def test_what_the_sender_added_stands_with_the_matter(console: Console) -> None:
    code = await console.town.brought(State.WAITING)
    await console.town.take(code, Step.ADD, text="Giấy hẹn số 45")
    page = (await seen(console, "officer", code)).partition('id="content"')[2].partition("</section>")[0]
    assert "Người gửi bổ sung" in page
    assert "Giấy hẹn số 45" in page


@pytest.mark.parametrize(
    ("role", "whole"),
    [("admin", True), ("dispatcher", True), ("head", True), ("officer", True), ("reviewer", False), ("auditor", False)],
)
async def test_who_handles_the_case_sees_the_sender_and_others_do_not(console: Console, role: str, whole: bool) -> None:
    code = await _told(console)
    page = await seen(console, role, code)
    for part in ("Trần Thị Hoa", "0912345678", "0912 345 678", "Phố Hiến, Hưng Yên"):
        assert (part in page) is whole, part
    assert "cán bộ bắt bổ sung" in page


async def test_a_unit_that_is_only_asked_sees_the_matter_without_the_sender(console: Console) -> None:
    code = await _told(console)
    await console.town.take(code, Step.CONSULT, unit=console.town.units[OTHER_UNIT], text="Cho ý kiến")
    page = await seen(console, "stranger", code)
    assert "cán bộ bắt bổ sung" in page
    for part in ("Trần Thị Hoa", "0912345678", "0912 345 678", "Phố Hiến, Hưng Yên"):
        assert part not in page


async def _told(console: Console) -> str:
    """A case whose sender names herself in the matter, in the dialogue and in the parts of the contact."""
    code = (await console.town.send(f"{RUDE} Tôi là Trần Thị Hoa, 0912345678.", **HOA)).code
    await console.town.take(code, Step.ASSIGN, unit=console.town.units[UNIT])
    case = await console.town.case(code)
    async with console.app.store.write() as session:
        for text, linked in (("số tôi là 0912 345 678", False), ("Tôi ở Phố Hiến, Hưng Yên, 0912 345 678", True)):
            session.add(
                Message(
                    conversation_id=case.conversation_id,
                    direction="in",
                    state="done",
                    text=text,
                    feedback_id=case.id if linked else None,
                    created_at=console.clock(),
                )
            )
    return code


@pytest.mark.parametrize("role", ["dispatcher", "officer", "reviewer", "auditor"])
async def test_the_list_gives_whole_contacts_only_to_who_receives(console: Console, role: str) -> None:
    code = await _told(console)
    page = (await (await console.entered(role)).get("/console")).text
    assert code in page
    for part in ("Trần Thị Hoa", "0912345678"):
        assert (part in page) is (role == "dispatcher"), part
    if role != "dispatcher":
        assert "T. T. H. · ***678" in page


async def test_the_record_beside_a_case_shows_no_keys_of_its_sources(console: Console) -> None:
    keyed = re.compile(r"\((?:nguồn )?[SLCR]\d")
    catalog = console.app.kb.catalog
    [record, *_] = [one for one in catalog if keyed.search(one.later_changes or "")]
    code = (await console.town.send(procedure=record.id)).code
    panel = (await seen(console, "dispatcher", code)).partition('id="procedure"')[2].partition("</section>")[0]
    assert "Đã có thay đổi sau ngày số liệu" in panel
    assert not keyed.search(panel)
