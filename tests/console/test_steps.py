"""Every step of a case through its form on the page: what people of the office do all day."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from bot.console.step_forms import FORMS
from bot.feedback.steps import State, Step
from tests.support.console import Browser, Console
from tests.support.feedback import GIVEN, OTHER_UNIT, REPLY, UNIT

BY: dict[Step, tuple[State, str]] = {
    Step.CLASSIFY: (State.RECEIVED, "dispatcher"),
    Step.ASSIGN: (State.CLASSIFIED, "dispatcher"),
    Step.MOVE: (State.ASSIGNED, "dispatcher"),
    Step.CLAIM: (State.ASSIGNED, "officer"),
    Step.ASK: (State.ASSIGNED, "officer"),
    Step.RESUME: (State.WAITING, "officer"),
    Step.CONSULT: (State.ASSIGNED, "officer"),
    Step.ADVISE: (State.CONSULTING, "stranger"),
    Step.INTERIM: (State.ASSIGNED, "officer"),
    Step.EXTEND: (State.ASSIGNED, "head"),
    Step.APOLOGISE: (State.ASSIGNED, "head"),
    Step.SUBMIT: (State.ASSIGNED, "officer"),
    Step.RETURN: (State.APPROVAL, "head"),
    Step.APPROVE: (State.APPROVAL, "head"),
    Step.REPLY: (State.ASSIGNED, "head"),
    Step.CLOSE: (State.ANSWERED, "officer"),
    Step.REOPEN: (State.CLOSED, "dispatcher"),
    Step.TRANSFER: (State.RECEIVED, "dispatcher"),
    Step.DECLINE: (State.RECEIVED, "dispatcher"),
    Step.DUPLICATE: (State.RECEIVED, "dispatcher"),
    Step.GUIDE: (State.RECEIVED, "dispatcher"),
    Step.WITHDRAW: (State.RECEIVED, "dispatcher"),
    Step.NOTE: (State.ASSIGNED, "officer"),
    Step.CORRECT: (State.RECEIVED, "dispatcher"),
}
"""In which state and by whom each step is taken here."""


def form_of(page: str, code: str, step: Step) -> dict[str, str]:
    """What the page's form for a step would send untouched: hidden fields, texts and chosen options."""
    place = f'action="/console/cases/{code}/{step.value}" class="stack"'
    assert place in page, f"the page offers no form for {step.value}"
    form = page.partition(place)[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form))
    sent |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        values = re.findall(r'<option value="([^"]*)"( selected)?', options)
        sent[name] = next((value for value, chosen in values if chosen), values[0][0])
    return sent


async def filled(console: Console, step: Step) -> dict[str, str]:
    """What a person types or chooses."""
    if step is Step.CORRECT:
        return {"phone": "0900000002"}
    data: dict[str, Any] = await console.town.given(step)
    typed = {name: str(getattr(value, "id", value)) for name, value in data.items() if name != "original"}
    return typed | ({"original": data["original"].code.lower()} if step is Step.DUPLICATE else {})


async def taken(console: Console, browser: Browser, code: str, step: Step, **typed: str) -> Any:
    """Open the page, fill in the form, send it."""
    page = (await browser.get(f"/console/cases/{code}")).text
    return await browser.post(f"/console/cases/{code}/{step.value}", form_of(page, code, step) | typed)


def test_every_form_is_tried_here() -> None:
    assert set(FORMS) == set(BY)


@pytest.mark.parametrize("step", BY)
async def test_a_step_is_taken_with_its_form(console: Console, step: Step) -> None:
    state, role = BY[step]
    code = await console.town.brought(state)
    browser = await console.entered(role)
    answer = await taken(console, browser, code, step, **await filled(console, step))
    assert answer.status_code == 303, answer.text
    event = (await console.town.events(code))[-1]
    assert event.step == step.value
    assert event.staff_id == console.town.people[role].id
    after = await browser.get(answer.headers["location"])
    assert after.status_code == 200
    assert FORMS[step].done in after.text


@pytest.mark.parametrize("step", [step for step in BY if FORMS[step].fields])
async def test_a_refused_step_says_why_and_loses_nothing_typed(console: Console, step: Step) -> None:
    state, role = BY[step]
    code = await console.town.brought(state)
    browser = await console.entered(role)
    before = await console.town.case(code)
    typed = {field.name: f"Đã gõ {field.name} & <b>" for field in FORMS[step].fields if field.input in ("text", "line")}
    page = (await browser.get(f"/console/cases/{code}")).text
    version = {} if step is Step.NOTE else {"version": "999"}
    too_long = {"text": "a" * 10_001} if step is Step.NOTE else {}
    answer = await browser.post(
        f"/console/cases/{code}/{step.value}", form_of(page, code, step) | typed | version | too_long
    )
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    for value in (typed | too_long).values():
        assert html.escape(value) in answer.text
    assert (await console.town.case(code)).version == before.version


async def test_what_a_step_needs_is_said_in_a_sentence(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    head = await console.entered("head")
    cases = (
        (Step.EXTEND, {"reason": " "}, "Vui lòng nêu lý do."),
        (Step.APOLOGISE, {"reason": "Chậm", "new_date": "31/12/2026", "responsible": "Chị Lan"}, "Ngày chưa đúng"),
        (Step.APOLOGISE, {"reason": "Chậm", "new_date": "2026-11-21", "responsible": "Chị Lan"}, "phải sau hạn"),
        (Step.DUPLICATE, {"original": "PA-0000-0000"}, "Không tìm thấy vụ việc mang mã"),
        (Step.DUPLICATE, {"original": code}, "không thể trùng với chính nó"),
        (Step.DECLINE, {"reason": "không thích"}, "trong danh sách"),
        (Step.CLASSIFY, {"kind": "khac", "procedure": ""}, "Loại vụ việc không hợp lệ"),
        (Step.CLASSIFY, {"kind": "khen", "procedure": "9.999999"}, "không có trong danh mục"),
        (Step.MOVE, {"unit": "999999", "reason": "x"}, "Lựa chọn không còn hợp lệ"),
    )
    for step, typed, sentence in cases:
        answer = await taken(console, head, code, step, **typed)
        assert (answer.status_code, sentence in answer.text) == (409, True), (step, typed)
    assert len(await console.town.events(code)) == 2


async def test_an_edit_that_races_the_approval_is_told_and_the_approval_stands(console: Console) -> None:
    code = await console.town.brought(State.APPROVAL)
    minh, lan = await console.entered("officer"), await console.entered("head")
    page = (await minh.get(f"/console/cases/{code}")).text
    late = form_of(page, code, Step.RETURN) | {"reason": "Tôi cần sửa lại căn cứ"}
    approved = await taken(console, lan, code, Step.APPROVE)
    assert approved.status_code == 303
    answer = await minh.post(f"/console/cases/{code}/return", late)
    assert answer.status_code == 409
    assert "người khác cập nhật" in answer.text
    assert "Tôi cần sửa lại căn cứ</textarea>" in answer.text
    assert (await console.town.case(code)).state == "answered"
    assert [event.step for event in await console.town.events(code)][-1] == "approve"


async def test_a_draft_that_was_taken_back_is_not_sent_by_a_late_approval(console: Console) -> None:
    code = await console.town.brought(State.APPROVAL)
    minh, lan = await console.entered("officer"), await console.entered("head")
    page = (await lan.get(f"/console/cases/{code}")).text
    late = form_of(page, code, Step.APPROVE) | {"text": "Bản lãnh đạo đã sửa"}
    await taken(console, minh, code, Step.RETURN, reason="Sửa số liệu")
    answer = await lan.post(f"/console/cases/{code}/approve", late)
    assert answer.status_code == 409
    assert "Bản lãnh đạo đã sửa</textarea>" in answer.text
    assert [message for message in await console.town.sent() if message.author == "staff"] == []


async def test_the_head_corrects_the_draft_and_the_citizen_gets_the_corrected_text(console: Console) -> None:
    code = await console.town.brought(State.APPROVAL)
    lan = await console.entered("head")
    page = (await lan.get(f"/console/cases/{code}")).text
    assert form_of(page, code, Step.APPROVE)["text"] == REPLY["text"]
    await taken(console, lan, code, Step.APPROVE, text="Sở xin lỗi và đã trả kết quả.")
    [message] = [message for message in await console.town.sent() if message.author == "staff"]
    assert "Sở xin lỗi và đã trả kết quả." in (message.html or "")


async def test_a_returned_draft_comes_back_with_the_reason_and_the_text(console: Console) -> None:
    code = await console.town.brought(State.APPROVAL)
    lan, minh = await console.entered("head"), await console.entered("officer")
    await taken(console, lan, code, Step.RETURN, reason="Thiếu điều khoản cụ thể")
    page = (await minh.get(f"/console/cases/{code}")).text
    work = page.partition('id="work"')[2]
    assert "Thiếu điều khoản cụ thể" in work.partition("<form")[0]
    assert form_of(page, code, Step.SUBMIT)["text"] == REPLY["text"]


async def test_the_writer_of_a_draft_is_not_offered_its_approval(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    await console.town.take(code, Step.SUBMIT, "head", **REPLY)
    page = (await (await console.entered("head")).get(f"/console/cases/{code}")).text
    assert f"/console/cases/{code}/approve" not in page
    assert "cần lãnh đạo khác duyệt" in page


async def test_a_case_that_leaves_the_unit_leads_its_head_back_to_the_list(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    lan = await console.entered("head")
    other = console.town.units[OTHER_UNIT].id
    answer = await taken(console, lan, code, Step.MOVE, unit=str(other), reason="Đúng việc của phòng")
    assert answer.headers["location"] == "/console?done=move"
    assert "Đã chuyển đơn vị." in (await lan.get(answer.headers["location"])).text
    assert (await console.town.case(code)).hops == 1


async def test_one_key_waits_for_the_usual_step_and_rare_ones_are_folded(console: Console) -> None:
    new = await console.town.brought(State.RECEIVED)
    page = (await (await console.entered("dispatcher")).get(f"/console/cases/{new}")).text
    assert re.search(r'<button class="main" data-key="g">Giao Văn phòng Sở', page)
    rare = page.partition('class="rare"')[2]
    assert "/decline" in rare
    assert "/assign" not in rare
    assigned = await console.town.brought(State.ASSIGNED, chat="bình")
    page = (await (await console.entered("officer")).get(f"/console/cases/{assigned}")).text
    assert re.search(r'<button class="main" data-key="n">Nhận xử lý', page)


async def test_after_a_step_the_next_case_is_one_key_away(console: Console) -> None:
    first, second = await console.town.brought(State.RECEIVED), await console.town.brought(State.RECEIVED, chat="bình")
    page = (await (await console.entered("dispatcher")).get(f"/console/cases/{first}")).text
    assert f'href="/console/cases/{second}" data-key="e"' in page
    waiting = await console.town.brought(State.APPROVAL, UNIT)
    mine = await console.town.brought(State.ASSIGNED, UNIT)
    page = (await (await console.entered("head")).get(f"/console/cases/{mine}")).text
    assert f'href="/console/cases/{waiting}" data-key="e"' in page


async def test_an_accusation_is_forgotten_also_on_the_page(console: Console) -> None:
    code = (await console.town.send("Tôi tố cáo ông Nguyễn Văn Xấu nhận tiền")).code
    browser = await console.entered("dispatcher")
    await taken(console, browser, code, Step.GUIDE, **GIVEN[Step.GUIDE])
    assert "Nguyễn Văn Xấu" not in (await browser.get(f"/console/cases/{code}")).text
