"""Every text about every procedure reads well on a phone: no slip of the template, no wall, no crowd of buttons."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.markup import TAGS, plain
from handlers.layout import BULLET, LONG, laid_out
from knowledge.model import Facet, Procedure
from tests.handlers.talk import Talk
from tests.support.delivery import kb

CATALOG = kb().catalog
RECORDS = {record.id: record for record in CATALOG}
EVERY = [*RECORDS, *(record.id for record in CATALOG.redirects)]

DOUBLED = re.compile(r"\b([^\W\d]+)[ \t]+\1\b", re.IGNORECASE)
REDUPLICATED = {"song"}
"""Words that Vietnamese itself says twice: «song song»."""

STRAY = re.compile(
    r";\.|(?<!\.)\.\.(?!\.)|,\.|::|;;|,,|\(\s*\)|\(\s|\s\)|\s[,;:!?]|«\s|\s»|–\s+–|: ?\.|mẫu: (biểu )?mẫu",
    re.IGNORECASE,
)
MACHINE = re.compile(r"\b[a-z]+(-[a-z]+){2,}\b|\b\w+=\w+|\w_\w|\b(None|null|True|False)\b|\b[SLC]\d{1,2}\b|[{}\[\]]")
LINK = re.compile(r'<a href="[^"]*">(.*?)</a>', re.DOTALL)
LONGEST_LINE = 400
ROWS = 8

OWN_DEADLINE = re.compile(r"^(hạn chót|hạn người|hạn của|thời hạn để (tổ chức|người))", re.IGNORECASE)


def phone_rows(labels: Sequence[str]) -> int:
    """About how many rows the buttons take up on a page 390 pixels wide."""
    rows, left = 0, 0.0
    for label in labels:
        width = min(36 + 8.5 * len(label), 366)
        if width > left:
            rows, left = rows + 1, 366.0
        left -= width + 8
    return rows


def read(markup: str) -> str:
    """What a person sees of a reply: without the addresses behind links."""
    return plain(LINK.sub(r"\1", markup))


async def every_reply(talk: Talk, actions: Sequence[str]) -> AsyncIterator[tuple[str, str, list[str]]]:
    for action in actions:
        await talk.act(action)
        for reply in talk.replies:
            yield action, read(reply.html), [button.label for button in reply.buttons]


ACTIONS = {
    **{f"part {facet}": [f"p:{code}:{facet}" for code in EVERY] for facet in Facet},
    **{f"sources of {facet}": [f"s:{code}:{facet}" for code in RECORDS] for facet in Facet},
    "all fees": [f"p:{code}:fee:all" for code in RECORDS],
    "all papers": [f"p:{code}:dossier:all" for code in RECORDS],
    "papers of one case": [
        f"p:{code}:dossier:{at}" for code, record in RECORDS.items() for at in range(1, len(record.told_dossier) + 1)
    ],
    "siblings": [f"sib:{code}" for code in RECORDS],
    "situations": [f"sit:{name}" for name in kb().situations],
    "topics": [f"t:{name}" for name in kb().topics],
    "lists": ["b:fields", *(f"b:f:{field}:{page}" for field in range(1, 5) for page in range(1, 9))],
}


@pytest.mark.parametrize("page", ACTIONS)
async def test_no_word_stands_twice_and_no_sign_is_stray(page: str, talk: Talk) -> None:
    async for action, text, _ in every_reply(talk, ACTIONS[page]):
        for line in text.replace("https://", "").splitlines():
            assert {word[1].lower() for word in DOUBLED.finditer(line)} <= REDUPLICATED, (action, line)
            assert not (found := STRAY.search(line.replace(" ... ", " … "))), (action, found, line)


@pytest.mark.parametrize("page", ACTIONS)
async def test_no_word_of_the_machine_is_read(page: str, talk: Talk) -> None:
    async for action, text, _ in every_reply(talk, ACTIONS[page]):
        assert not (found := MACHINE.search(text)), (action, found, text)


@pytest.mark.parametrize("page", ACTIONS)
async def test_no_line_is_a_wall(page: str, talk: Talk) -> None:
    async for action, text, _ in every_reply(talk, ACTIONS[page]):
        assert max(map(len, text.splitlines())) <= LONGEST_LINE, (action, text)


@pytest.mark.parametrize("page", ACTIONS)
async def test_buttons_are_few_distinct_and_short(page: str, talk: Talk) -> None:
    async for action, _, labels in every_reply(talk, ACTIONS[page]):
        assert phone_rows(labels) <= ROWS, (action, labels)
        assert len(set(labels)) == len(labels), (action, labels)
        assert max(map(len, labels), default=0) <= 65, (action, labels)


@pytest.mark.parametrize("facet", list(Facet))
async def test_every_answer_says_what_it_is_about_and_how_old_it_is(facet: Facet, talk: Talk) -> None:
    for code in EVERY:
        await talk.act(f"p:{code}:{facet}")
        for reply in talk.replies:
            text = plain(reply.html)
            assert text.startswith(tuple(record.label for record in (*CATALOG, *CATALOG.redirects)))
            assert "Dữ liệu tháng 6/2024" in text
            assert text.count("Dữ liệu tháng") == 1
    assert {"b", "i", "a"} == TAGS


@pytest.mark.parametrize("facet", [facet for facet in Facet if facet is not Facet.CHANGES])
async def test_what_changed_since_is_one_touch_away(facet: Facet, talk: Talk) -> None:
    for code, record in RECORDS.items():
        await talk.act(f"p:{code}:{facet}")
        there = f"p:{code}:changes" in [button.action for button in talk.buttons]
        assert there == bool(record.later_changes), code


async def test_what_changed_about_a_procedure_of_others_is_told(talk: Talk) -> None:
    await talk.act("p:giay-phep-van-chuyen-hang-nguy-hiem-loai-5-loai-8:fee")
    assert "Nghị định 161/2024/NĐ-CP" in await talk.press("Xem thay đổi")
    assert "Xem thay đổi" not in talk.labels


@pytest.mark.parametrize("code", RECORDS)
async def test_a_deadline_of_the_applicant_is_not_told_as_one_of_the_office(code: str, talk: Talk) -> None:
    text = await talk.act(f"p:{code}:time")
    office, _, applicant = text.partition("Thời hạn mà người nộp cần giữ:")
    for limit in RECORDS[code].told_times:
        if limit.case and OWN_DEADLINE.search(limit.case):
            assert limit.case[1:] in applicant
            assert limit.case[1:] not in office


def texts(record: Procedure) -> list[str]:
    notes = [paper.note for dossier in record.dossier for paper in dossier.items if paper.note]
    formulas = [fee.formula for fee in record.fees if fee.formula]
    return [*record.steps, *record.conditions, *notes, *formulas, record.later_changes or ""]


@pytest.mark.parametrize("code", EVERY)
def test_breaking_a_long_text_changes_no_word_of_it(code: str) -> None:
    record = CATALOG.get(code)
    assert record is not None
    for text in texts(record):
        for long in (80, 160, LONG):
            lines = laid_out(text, long).split("\n")
            assert " ".join(line.removeprefix(BULLET) for line in lines) == text
            assert len(text) > long or lines == [text]


def test_a_short_text_stays_one_line_and_remarks_stay_whole() -> None:
    assert laid_out("Nộp đơn; nộp phí. Chờ kết quả.") == "Nộp đơn; nộp phí. Chờ kết quả."
    broken = laid_out("Có một trong: bằng khen (của bộ; của tỉnh); giấy khen. Nộp bản sao.", 40)
    assert broken == "Có một trong:\n• bằng khen (của bộ; của tỉnh);\n• giấy khen.\nNộp bản sao."
    assert laid_out("Luật mới có hiệu lực. Nghị định cũ hết hiệu lực.", 40).startswith("• Luật mới có hiệu lực.\n• ")


async def test_the_papers_of_a_case_go_on_counting_after_those_for_all_cases(talk: Talk) -> None:
    text = await talk.act("p:2.002382:dossier")
    assert "2. Bản gốc giấy phép" in text
    assert text.count("Giấy tờ chung và:\n3. ") == 3


async def test_a_law_younger_than_the_data_is_not_named_as_their_basis(talk: Talk) -> None:
    assert "100/2026" not in await talk.act("p:1.011937:dossier")
    assert "Nghị định 100/2026/NĐ-CP, Điều 41." in await talk.act("p:1.011937:changes")


async def test_where_another_office_takes_the_papers_the_address_of_the_department_is_not_given(talk: Talk) -> None:
    assert "Địa chỉ Sở KH&CN" not in await talk.act("p:2.000212:where")
    assert "Địa chỉ Sở KH&CN" in await talk.act("p:2.002380:where")


async def test_a_procedure_that_has_no_siblings_is_not_said_to_be_gone(talk: Talk) -> None:
    text = await talk.act("sib:2.001277")
    assert "không còn trong danh mục" not in text
    assert "Công bố hợp quy" in text


async def test_the_total_of_a_path_counts_only_what_everybody_pays(talk: Talk) -> None:
    text = await talk.act("sit:mo-vien-nghien-cuu")
    assert "Tổng phí, lệ phí đã xác minh: 3.000.000 đồng" in text
    assert "Chỉ khi cần làm thêm việc đó:\n• Cấp mới chứng nhận chi nhánh" in text
    assert "Tổng phí, lệ phí đã xác minh: 250.000 đồng" in await talk.act("sit:to-chuc-giam-dinh-shcn")


async def test_a_path_names_the_machine_whose_fee_it_counts_and_counts_none_that_was_not_named(talk: Talk) -> None:
    assert "(thiết bị X-quang chụp răng): 2.000.000 đồng/thiết bị" in await talk.act("sit:phong-kham-rang")
    assert "8.000.000" not in await talk.act("sit:benh-vien-x-quang")


async def test_choices_are_not_told_as_steps_one_after_the_other(talk: Talk) -> None:
    assert "tùy trường hợp:" in await talk.act("sit:cong-bo-hop-chuan-hop-quy")
    assert "theo thứ tự:" in await talk.act("sit:phong-kham-rang")


async def test_the_longest_step_is_not_claimed_when_not_all_are_known(talk: Talk) -> None:
    assert "trong số bước đã xác minh thời hạn" in await talk.act("sit:lam-de-tai-cap-tinh")
