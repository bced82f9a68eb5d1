"""What is told of a procedure is what its record says: all of it, and nothing without a source."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from bot.markup import split
from knowledge.base import Knowledge
from knowledge.catalog import Catalog
from knowledge.model import Facet, Procedure
from tests.handlers.talk import Talk
from tests.support.delivery import kb

RECORDS = {record.id: record for record in kb().catalog}
UNKNOWN = "Chưa có thông tin đã xác minh về"
MACHINE_WORDS = re.compile(
    r"\b(None|True|False|sourced|unverified|missing|Facet|[SLC]\d+)\b|\{\{|\}\}|:\s*\n\s*\n|:\s*\Z|^\d+\. *$", re.M
)
TAGS = re.compile(r"</?([a-z]+)[^>]*>")
READABLE = 3900


def flat(text: str) -> str:
    return " ".join(text.split())


def amount(value: int) -> str:
    return f"{value:,} đồng".replace(",", ".")


@pytest.mark.parametrize("code", RECORDS)
async def test_every_paper_of_every_case_is_told_with_its_copies_and_form(code: str, talk: Talk) -> None:
    text = flat(await talk.act(f"p:{code}:dossier"))
    papers = [paper for dossier in RECORDS[code].told_dossier for paper in dossier.items]
    if not papers:
        assert f"{UNKNOWN} hồ sơ của thủ tục này" in text
    for paper in papers:
        assert flat(paper.name) in text
        line = next(part for part in re.split(r"(?=\b\d+\. )", text) if flat(paper.name) in part)
        for count, word in ((paper.originals, "bản chính"), (paper.copies, "bản sao")):
            kind = "bản" if paper.name.startswith(("Bản sao ", "Bản gốc ", "Bản chính ")) else word
            assert not count or f"{count} {kind}" in text
        assert not paper.form or flat(paper.form) in text, line


@pytest.mark.parametrize("code", RECORDS)
async def test_every_verified_fee_is_told_and_no_other_amount(code: str, talk: Talk) -> None:
    record = RECORDS[code]
    text = (await talk.act(f"p:{code}:fee")).replace("\n• ", " ")
    told = {fee.amount for fee in record.told_fees if fee.amount is not None}
    for fee in record.told_fees:
        assert fee.name in text
        assert (str(fee.formula) if fee.amount is None else amount(fee.amount)) in text
        assert not fee.case or flat(fee.case).lower() in flat(text).lower()
    for fee in record.fees:
        assert fee.amount is None or fee.amount in told or amount(fee.amount) not in text
    if not record.fees:
        assert ("Không thu phí, lệ phí." in text) == record.no_fee
    if not record.told_fees and not (record.no_fee and not record.fees):
        assert UNKNOWN in text
        assert not re.search(r"\d đồng", text)


@pytest.mark.parametrize("code", RECORDS)
async def test_every_verified_time_limit_is_told_with_its_start(code: str, talk: Talk) -> None:
    text = await talk.act(f"p:{code}:time")
    limits = RECORDS[code].told_times
    if not limits:
        assert f"{UNKNOWN} thời hạn giải quyết của thủ tục này" in text
    for limit in limits:
        assert f"{limit.value} {limit.unit}" in text
        assert limit.start in text


@pytest.mark.parametrize("facet", list(Facet))
async def test_every_part_of_every_procedure_reads_well(facet: Facet, talk: Talk) -> None:
    for code in [record.id for record in (*kb().catalog.procedures, *kb().catalog.redirects)]:
        text = await talk.act(f"p:{code}:{facet.value}")
        assert text.strip()
        assert not (found := MACHINE_WORDS.search(text.replace("(C/O)", ""))), (code, found, text)
        for reply in talk.replies:
            assert_clean_markup(reply.html)


def assert_clean_markup(markup: str) -> None:
    """Only b, i, a, all closed; long texts split so that no part is too long or torn."""
    for part in split(markup, READABLE):
        open_tags: list[str] = []
        for match in TAGS.finditer(part):
            name = match[1]
            assert name in {"b", "i", "a"}, match[0]
            if match[0].startswith("</"):
                assert open_tags.pop() == name
            else:
                open_tags.append(name)
        assert not open_tags
        assert len(html.unescape(TAGS.sub("", part))) <= READABLE


@pytest.mark.parametrize("code", [code for code, record in RECORDS.items() if not record.code_confirmed])
async def test_an_unconfirmed_code_is_never_shown(code: str, talk: Talk) -> None:
    for facet in Facet:
        text = await talk.act(f"p:{code}:{facet.value}")
        unconfirmed = [other for other, record in RECORDS.items() if record.code == other and not record.code_confirmed]
        assert not [other for other in unconfirmed if other in text]


async def test_a_confirmed_code_is_shown(talk: Talk) -> None:
    assert "Mã thủ tục: 2.002380" in await talk.act("p:2.002380:overview")


async def test_only_the_row_for_the_named_machine_comes_first_and_the_table_is_one_touch_away(talk: Talk) -> None:
    text = await talk.say("phí xin giấy phép máy chụp răng")
    assert "2.000.000 đồng/thiết bị" in text
    assert "8.000.000" not in text
    assert "8.000.000 đồng/thiết bị" in await talk.press("Xem đủ bảng phí")


async def test_a_case_without_verified_fee_is_said_to_be_unknown(talk: Talk) -> None:
    await talk.act("p:1.001747:overview")
    text = await talk.say("đổi tên tổ chức mất bao nhiêu tiền")
    assert "1.000.000" not in text
    assert "Chưa có thông tin đã xác minh" in text


async def test_a_record_that_has_ended_is_not_told_as_current(talk: Talk) -> None:
    catalog = kb().catalog
    ended = catalog.procedures[0].model_copy(update={"valid_to": talk.now.date().replace(day=1)})
    talk.knowledge = knowledge_with(ended)
    text = await talk.act(f"p:{ended.id}:dossier")
    assert "chỉ có hiệu lực đến hết ngày 01/11/2026" in text
    assert ended.dossier[0].items[0].name not in text


def knowledge_with(record: Procedure) -> Knowledge:
    others = [other for other in kb().catalog if other.id != record.id]
    return replace(kb(), catalog=Catalog([record, *others]))


async def test_sources_are_named_by_title_never_by_key(talk: Talk) -> None:
    await talk.act("p:2.002380:fee")
    text = await talk.press("Nguồn")
    assert "UBND tỉnh Thừa Thiên Huế" in text
    assert not re.search(r"\b[SLC]\d\b", text)


async def test_a_procedure_that_is_no_longer_filed_is_explained_and_pointed_on(talk: Talk) -> None:
    text = await talk.act("p:cong-bo-hop-quy-hang-nhap-khau:dossier")
    assert "đã bị bãi bỏ" in text
    assert "Hợp đồng, danh mục hàng hóa" in text
    text = await talk.act("p:giay-phep-van-chuyen-hang-nguy-hiem-loai-5-loai-8:fee")
    assert "không nộp ở Sở" in text


async def test_the_papers_for_every_case_are_told_with_the_one_that_is_meant(talk: Talk) -> None:
    await talk.act("p:2.002382:overview")
    text = await talk.say("giảm số lượng thiết bị thì cần giấy tờ gì")
    assert "Đơn đề nghị sửa đổi giấy phép" in text
    assert "Bản sao hợp đồng chuyển nhượng" in text
    assert "số fax" not in text
    assert "số fax" in await talk.press("Xem tất cả trường hợp")
