"""The office carries out a request about personal data, and keeps a case that a court asks for."""

from __future__ import annotations

from bot.feedback.data_desk import SqlDataDesk
from bot.feedback.steps import State, Step
from bot.store.models import ERASED
from tests.support.console import Console
from tests.support.delivery import kb
from tests.support.feedback import NOW


async def asked(console: Console, wanted: str = "erase") -> tuple[str, str]:
    """An answered case with a name, and a request of its sender; their codes."""
    town = console.town
    code = (await town.send(name="Trần Thị Hoa", phone="0900000001")).code
    for step in (Step.ASSIGN, Step.SUBMIT, Step.APPROVE):
        await town.take(code, step, **await town.given(step))
    async with town.store.write() as session:
        desk = SqlDataDesk(
            session, await town.conversation(session), town.settings, kb(), console.app.lifecycle, NOW, None, None
        )
        receipt = await desk.request("erase" if wanted == "erase" else "view")
    return code, receipt.code


async def test_the_dispatcher_sees_what_goes_and_stays_and_carries_it_out(console: Console) -> None:
    code, request = await asked(console)
    browser = await console.entered("dispatcher")
    case_page = await browser.get(f"/console/cases/{request}")
    assert f'href="/console/cases/{request}/data"' in case_page.text
    page = await browser.get(f"/console/cases/{request}/data")
    assert f"trả lời, đánh giá và tệp của vụ việc {code}" in page.text
    assert "giữ đến khi kết quả của yêu cầu này được gửi xong" in page.text
    answer = await browser.post(f"/console/cases/{request}/data/erase")
    assert answer.status_code == 303
    case = await console.town.case(code)
    assert (case.text, case.name, case.phone) == (ERASED, None, None)
    note = (await console.town.events(request))[-1]
    assert (note.step, note.staff_id) == ("note", console.town.people["dispatcher"].id)
    done = (await browser.get(answer.headers["location"])).text
    assert "Đã thực hiện" in done
    assert "Không còn gì để xóa lúc này" in done
    assert "Thực hiện yêu cầu</button>" not in done


async def test_a_case_that_is_no_such_request_cannot_be_erased_from_the_page(console: Console) -> None:
    code = await console.town.brought(State.CLOSED)
    browser = await console.entered("dispatcher")
    await browser.get(f"/console/cases/{code}/data")
    answer = await browser.post(f"/console/cases/{code}/data/erase")
    assert answer.status_code == 409
    assert "không phải là yêu cầu xóa dữ liệu" in answer.text
    assert (await console.town.case(code)).text != ERASED


async def test_a_case_is_held_and_let_go_with_a_reason(console: Console) -> None:
    code = await console.town.brought(State.CLOSED)
    browser = await console.entered("dispatcher")
    await browser.get(f"/console/cases/{code}/data")
    assert "Vui lòng nêu lý do" in (await browser.post(f"/console/cases/{code}/data/hold", {"hold": "on"})).text
    await browser.post(f"/console/cases/{code}/data/hold", {"hold": "on", "reason": "Tòa án, văn bản 12/TA"})
    assert (await console.town.case(code)).legal_hold
    assert "Đang giữ lại theo yêu cầu pháp lý" in (await browser.get(f"/console/cases/{code}")).text
    assert (await console.town.events(code))[-1].note == "Giữ lại theo yêu cầu pháp lý: Tòa án, văn bản 12/TA"
    await browser.post(f"/console/cases/{code}/data/hold", {"hold": "off", "reason": "Đã xử xong"})
    assert not (await console.town.case(code)).legal_hold


async def test_a_request_to_see_data_says_where_the_person_finds_them(console: Console) -> None:
    _, request = await asked(console, "view")
    browser = await console.entered("dispatcher")
    page = await browser.get(f"/console/cases/{request}/data")
    assert "«dữ liệu của tôi»" in page.text
    assert "Thực hiện yêu cầu" not in page.text
