"""What anybody may read about cases, and what nobody may."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.feedback.steps import State, Step
from tests.support.console import Console
from tests.support.feedback import GIVEN, NOW
from tests.support.published import answered, publish, published

HOA: dict[str, Any] = {"name": "Lê Thị Hoa", "phone": "0912 345 678", "address": "Số 12, thôn An Xá, xã An Viên"}
PLANTED = (
    "Lê Thị Hoa",
    "Thị Hoa",
    "0912",
    "hoa.le@vidu.vn",
    "don-le-thi-hoa",
    "An Xá",
    "Chị đừng kiện",
    "033085001234",
)
TEXT = (
    "Tôi là Lê Thị Hoa (0912 345 678, hoa.le@vidu.vn), ở thôn An Xá, gửi kèm don-le-thi-hoa.pdf. Trong thư họ viết "
    "«Chị đừng kiện nữa». CCCD 033085001234. Máy chụp X-quang răng bị trả hồ sơ."
)
REPLY = "Kính gửi bà Lê Thị Hoa, Sở đã hướng dẫn bổ sung giấy chứng nhận kiểm định."


def clean(text: str) -> bool:
    return not [planted for planted in PLANTED if planted.lower() in text.lower()]


async def test_nothing_is_there_before_somebody_publishes(console: Console, visitor: httpx.AsyncClient) -> None:
    await console.town.brought(State.CLOSED)
    page = await visitor.get("/ket-qua")
    assert page.status_code == 200
    assert "Chưa có kết quả nào được công khai" in page.text
    assert "3 lần đều bị trả lại" not in page.text


async def test_a_redacted_item_is_redacted_wherever_the_public_looks(
    console: Console, visitor: httpx.AsyncClient
) -> None:
    code = await answered(console.town, TEXT, REPLY, **HOA)
    file = await console.attach(code, "don-le-thi-hoa.png")
    number = await publish(console.town, code)
    detail = await visitor.get(f"/ket-qua/{number}")
    snippet = detail.text.split('name="description" content="')[1].split('"')[0]
    found = await visitor.get("/ket-qua", params={"q": "x quang rang"})
    feed = await visitor.get("/ket-qua.rss")
    notice = (await console.town.sent())[-1].html or ""
    assert "bị trả hồ sơ" in detail.text
    assert "kiểm định" in detail.text
    for shown in (detail.text, snippet, found.text, feed.text, notice, str(detail.headers), str(feed.headers)):
        assert clean(shown)
    assert number in found.text
    assert number in feed.text
    assert number in notice
    assert code not in detail.text + found.text + feed.text
    # No file and no small picture of one: neither a name nor an address of any.
    assert "<img" not in detail.text + found.text
    for path in (f"/ket-qua/{number}/files/{file}", f"/console/cases/{code}/files/{file}"):
        assert (await visitor.get(path)).status_code in (303, 404)


@pytest.mark.parametrize("q", ["Lê Thị Hoa", "0912345678", "hoa.le@vidu.vn", "don-le-thi-hoa", "đừng kiện"])
async def test_nobody_finds_a_case_by_what_was_cut(console: Console, visitor: httpx.AsyncClient, q: str) -> None:
    number = await published(console.town, TEXT, REPLY, **HOA)
    assert number not in (await visitor.get("/ket-qua", params={"q": q})).text


async def test_staff_still_read_and_export_the_words_as_sent(console: Console) -> None:
    code = await answered(console.town, TEXT, REPLY, **HOA)
    await publish(console.town, code)
    office = await console.entered("admin")
    assert "Lê Thị Hoa" in (await office.get(f"/console/cases/{code}")).text
    rows = (await office.get("/console/export?format=csv&state=all")).text
    assert "Tôi là Lê Thị Hoa (0912 345 678" in rows
    assert "[đã che: họ tên]" not in rows


async def test_what_is_taken_down_is_gone_everywhere_and_says_so(console: Console, visitor: httpx.AsyncClient) -> None:
    code = await answered(console.town, TEXT, REPLY, **HOA)
    number = await publish(console.town, code)
    before = (await visitor.get("/ket-qua")).text
    await console.town.take(code, Step.UNPUBLISH, "reviewer", reason="Người gửi đề nghị.")
    gone = await visitor.get(f"/ket-qua/{number}")
    assert gone.status_code == 410
    assert "đã được gỡ" in gone.text
    assert "X-quang" not in gone.text
    assert "Người gửi đề nghị" not in gone.text
    for path in ("/ket-qua", "/ket-qua?q=quang", f"/ket-qua?q={number}", "/ket-qua.rss"):
        assert f"/ket-qua/{number}" not in (await visitor.get(path)).text
    after = (await visitor.get("/ket-qua")).text
    figures = [text.split('class="figures"')[1].split("</dl>")[0] for text in (before, after)]
    assert figures[0] == figures[1]


async def test_no_cache_may_keep_a_page(console: Console, visitor: httpx.AsyncClient) -> None:
    number = await published(console.town)
    for path in ("/ket-qua", f"/ket-qua/{number}", "/ket-qua.rss"):
        answer = await visitor.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "noarchive" in answer.headers["x-robots-tag"]
        assert "set-cookie" not in answer.headers


async def test_search_needs_no_accents_and_takes_beginnings_of_words(
    console: Console, visitor: httpx.AsyncClient
) -> None:
    one = await published(console.town, "Máy chụp X-quang răng chưa được cấp giấy phép.", chat="a")
    two = await published(console.town, "Đề tài khoa học chậm nghiệm thu.", chat="b")

    async def found(q: str) -> set[str]:
        page = (await visitor.get("/ket-qua", params={"q": q})).text
        return {number for number in (one, two) if number in page}

    assert await found("giấy phép") == {one}
    assert await found("giay phep rang") == {one}
    assert await found("de tai nghiem") == {two}
    assert await found("giấy đề tài") == set()
    assert await found("da kiem tra") == {one, two}
    assert await found(two) == {two}


@pytest.mark.parametrize("q", ["%", "_", "'; drop table feedback; --", "\0", "🙂", "<script>", "a" * 5000])
async def test_any_text_may_be_searched(console: Console, visitor: httpx.AsyncClient, q: str) -> None:
    await published(console.town)
    page = await visitor.get("/ket-qua", params={"q": q})
    assert page.status_code == 200
    assert "<script>" not in page.text


async def test_filters_by_kind_unit_procedure_field_and_month(console: Console, visitor: httpx.AsyncClient) -> None:
    record = next(iter(console.app.kb.catalog))
    one = await published(console.town, chat="a", procedure=record.id)
    two = await published(console.town, chat="b", now=NOW - timedelta(days=40))

    async def found(**query: str) -> set[str]:
        page = (await visitor.get("/ket-qua", params=query)).text
        return {number for number in (one, two) if f"/ket-qua/{number}" in page}

    assert await found(kind="hanh_vi") == {one, two}
    assert await found(kind="khen") == set()
    assert await found(unit="chi-cuc-tdc") == {one, two}
    assert await found(unit="cong-nghe") == set()
    assert await found(procedure=record.id) == {one}
    assert await found(field=record.field) == {one}
    assert await found(year="2026") == {one, two}
    assert await found(year="2025") == set()
    assert await found(year="2026", month="11") == {one}
    assert await found(year="2026", month="10") == {two}
    assert await found(year="2026", month="13", kind="gi-do", page="-1") == {one, two}


async def test_pages_follow_one_another(console: Console, visitor: httpx.AsyncClient) -> None:
    numbers = [await published(console.town, chat=str(place)) for place in range(21)]
    first, second = (await visitor.get("/ket-qua")).text, (await visitor.get("/ket-qua?page=2")).text
    assert "21 kết quả, trang 1/2" in first
    assert numbers[20] in first
    assert numbers[0] not in first
    assert numbers[0] in second
    assert numbers[20] not in second
    assert "Không có trang này" in (await visitor.get("/ket-qua?page=99")).text


async def test_one_result_says_when_and_whether_in_time(console: Console, visitor: httpx.AsyncClient) -> None:
    code = (await console.town.send()).code
    late = NOW + timedelta(days=30)
    for step in (Step.ASSIGN, Step.SUBMIT, Step.APPROVE):
        await console.town.take(code, step, now=late, **await console.town.given(step))
    number = await publish(console.town, code, late)
    page = (await visitor.get(f"/ket-qua/{number}")).text
    assert "20/11/2026" in page
    assert "20/12/2026" in page
    assert "trễ" in page
    assert "Nghị định thử nghiệm" in page
    assert "đúng hạn" in (await visitor.get(f"/ket-qua/{await published(console.town, chat='b')}")).text


@pytest.mark.parametrize("path", ["KQ-2026-00099", "1", "PA-7K3M-92QFW", "KQ-2026-1"])
async def test_what_was_never_published_is_not_found(console: Console, visitor: httpx.AsyncClient, path: str) -> None:
    assert (await visitor.get(f"/ket-qua/{path}")).status_code == 404


async def test_a_case_cannot_be_read_by_its_code(console: Console, visitor: httpx.AsyncClient) -> None:
    code = await answered(console.town)
    await publish(console.town, code)
    assert (await visitor.get(f"/ket-qua/{code}")).status_code == 404


async def test_the_feed_is_well_formed_whatever_people_wrote(console: Console, visitor: httpx.AsyncClient) -> None:
    code = await answered(console.town, 'Cán bộ <b>"hách dịch"</b> & ]]> \ufffe')
    number = await publish(console.town, code)
    answer = await visitor.get("/ket-qua.rss")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    item = ElementTree.fromstring(answer.text).find("channel/item")
    assert item is not None
    assert item.findtext("link") == f"{console.app.settings.web.public_url}/ket-qua/{number}"
    assert 'Cán bộ <b>"hách dịch"</b> & ]]>' in (item.findtext("description") or "")


async def test_what_people_wrote_is_text_on_the_page(console: Console, visitor: httpx.AsyncClient) -> None:
    number = await published(console.town, "<script>alert(1)</script> bị trả hồ sơ")
    for path in ("/ket-qua", f"/ket-qua/{number}"):
        page = (await visitor.get(path)).text
        assert "<script>" not in page
        assert "&lt;script&gt;" in page


async def test_an_edited_result_is_away_until_it_is_approved_again(
    console: Console, visitor: httpx.AsyncClient
) -> None:
    code = await answered(console.town)
    number = await publish(console.town, code)
    await console.town.take(code, Step.REDACT, **{**GIVEN[Step.REDACT], "public_answer": "Bản đã sửa."})
    assert (await visitor.get(f"/ket-qua/{number}")).status_code == 410
    await console.town.take(code, Step.PUBLISH)
    assert "Bản đã sửa." in (await visitor.get(f"/ket-qua/{number}")).text


async def test_the_chat_page_leads_there_and_back(console: Console, visitor: httpx.AsyncClient) -> None:
    assert 'href="/ket-qua"' in (await visitor.get("/")).text
    assert 'href="/"' in (await visitor.get("/ket-qua")).text
