"""Entering a case for somebody at the counter, on the telephone, by paper or e-mail."""

from __future__ import annotations

import html
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.models import Consent, Feedback
from tests.support.console import Console
from tests.support.people import CODE

FORM = {
    "channel": "counter",
    "asked": "phan_anh",
    "text": "Tôi nộp hồ sơ 3 lần đều bị trả lại, số căn cước của tôi là 033185001234.",
    "procedure": "1.011937",
    "name": "Trần Thị Hoa",
    "phone": "0912345678",
    "address": "Phố Hiến, Hưng Yên",
    "consent": "spoken",
    "received_at": "2026-11-19T16:30",
}
"""Taken down at the counter the afternoon before; the clock of the tests shows 20/11/2026 08:00."""


async def entered(console: Console, role: str = "dispatcher", **changes: str) -> tuple[Any, str]:
    """Send the form; the answer and the text of the page that follows."""
    browser = await console.entered(role)
    answer = await browser.post("/console/enter", FORM | changes)
    if answer.status_code != 303:
        return answer, html.unescape(answer.text)
    return answer, html.unescape((await browser.get(answer.headers["location"])).text)


async def test_it_is_received_at_its_time_with_the_same_clocks_and_proposals(console: Console) -> None:
    answer, receipt = await entered(console)
    code = CODE.findall(answer.headers["location"])[0]
    case = await console.town.case(code)
    assert case.received_at == datetime(2026, 11, 19, 9, 30, tzinfo=UTC)
    assert (case.channel, case.state, case.due_on) == ("counter", "received", date(2026, 12, 11))
    assert (case.proposed_kind, case.proposed_procedure) == ("hanh_vi", "1.011937")
    assert case.proposed_unit is not None
    assert case.entered_by_id == console.town.people["dispatcher"].id
    [event] = await console.town.events(code)
    assert (event.step, event.actor, event.staff_id) == ("receive", "dispatcher", case.entered_by_id)
    assert event.data["entered_at"].startswith("2026-11-20T08:00")
    assert "4 số cuối của điện thoại" in receipt
    for part in (code, "11/12/2026", "15 ngày làm việc", "19/11/2026 16:30", "Tại quầy", "<svg"):
        assert part in receipt


async def test_numbers_that_nobody_needs_are_not_kept(console: Console) -> None:
    answer, _ = await entered(console)
    case = await console.town.case(CODE.findall(answer.headers["location"])[0])
    assert "033185001234" not in case.text
    assert "[đã che: số căn cước]" in case.text


async def test_the_consent_is_kept_with_its_words_and_who_noted_it(console: Console) -> None:
    answer, _ = await entered(console, consent="written")
    case = await console.town.case(CODE.findall(answer.headers["location"])[0])
    async with console.app.store.read() as session:
        kept = (await session.scalars(select(Consent).where(Consent.feedback_id == case.id))).one()
    assert "họ tên, số điện thoại, địa chỉ" in kept.text
    assert kept.answer == "Đã đồng ý bằng văn bản; Chị Vân ghi nhận"
    assert kept.given_at == case.received_at


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"consent": ""}, "Cần người gửi đồng ý"),
        ({"text": "  "}, "Vui lòng nhập nội dung."),
        ({"received_at": "2026-11-20T08:01"}, "không được sau bây giờ"),
        ({"received_at": "0001-01-01T00:00"}, "quá 365 ngày"),
        ({"received_at": "hôm qua"}, "chưa đúng"),
        ({"channel": "web"}, "cách tiếp nhận"),
        ({"procedure": "9.999999"}, "không có trong danh mục"),
        ({"text": "a" * 10_001}, "dài quá"),
        ({"text": "Tôi tố cáo ông trưởng phòng nhận hối lộ của tôi"}, "hướng dẫn người gửi nộp đơn"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_lost(
    console: Console, changes: dict[str, str], sentence: str
) -> None:
    answer, page = await entered(console, **changes)
    assert answer.status_code == 409
    assert sentence in page
    assert "Phố Hiến, Hưng Yên" in page
    assert (FORM | changes)["text"].strip() in page
    async with console.app.store.read() as session:
        assert (await session.scalars(select(Feedback))).all() == []


async def test_a_false_alarm_can_be_overruled_by_the_person_who_listened(console: Console) -> None:
    text = "Tôi tố cáo ông trưởng phòng nhận hối lộ của tôi"
    _, page = await entered(console, text=text)
    assert 'name="not_legal"' in page
    answer, _ = await entered(console, text=text, not_legal="1")
    assert answer.status_code == 303


async def test_without_a_name_it_is_an_anonymous_opinion_without_a_date(console: Console) -> None:
    answer, receipt = await entered(console, name="", phone="", address="", consent="")
    case = await console.town.case(CODE.findall(answer.headers["location"])[0])
    assert (case.kind, case.anonymous, case.due_on) == ("gop_y_an_danh", True, None)
    assert "không đặt hạn trả lời" in receipt
    assert "số cuối" not in receipt


async def test_an_officer_gets_the_receipt_of_a_case_that_is_not_yet_theirs(console: Console) -> None:
    answer, receipt = await entered(console, "officer")
    code = CODE.findall(answer.headers["location"])[0]
    assert code in receipt
    assert f'href="/console/cases/{code}"' not in receipt
    assert (await (await console.entered("stranger")).get(f"/console/cases/{code}/receipt")).status_code == 404


async def test_the_page_of_the_case_says_that_nobody_is_told_by_the_service(console: Console) -> None:
    answer, _ = await entered(console, channel="phone")
    code = CODE.findall(answer.headers["location"])[0]
    page = (await (await console.entered("dispatcher")).get(f"/console/cases/{code}")).text
    assert "không tự gửi tin cho người gửi" in page
    assert "Chị Vân nhập" in page
