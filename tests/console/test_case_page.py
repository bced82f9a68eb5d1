from __future__ import annotations

import pytest
from markupsafe import escape
from sqlalchemy import select, update

from bot.feedback.steps import State, Step
from bot.store.models import Conversation, Feedback, Message
from tests.support.console import Console
from tests.support.feedback import OTHER_UNIT, REPLY, RUDE, UNIT

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'>"

SHORT = "<script>alert('y')</script>"


async def test_the_dispatcher_assigns_by_one_touch_to_the_proposed_unit(console: Console) -> None:
    code = (await console.town.send()).code
    browser = await console.entered("dispatcher")
    page = (await browser.get(f"/console/cases/{code}")).text
    assert "Giao Văn phòng Sở" in page
    proposed = (await console.town.case(code)).proposed_kind_why
    assert proposed
    assert str(escape(proposed)) in page
    unit, version = console.town.units["van-phong"].id, "1"
    answer = await browser.post(f"/console/cases/{code}/assign", {"unit": str(unit), "version": version})
    assert answer.headers["location"] == f"/console/cases/{code}?done=assign"
    case = await console.town.case(code)
    assert (case.state, case.unit and case.unit.key) == ("assigned", "van-phong")


async def replies(console: Console) -> list[Message]:
    """What people of the office wrote to the sender."""
    return [message for message in await console.town.sent() if message.author == "staff"]


async def test_the_head_replies_and_sees_how_far_the_reply_has_come(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    browser = await console.entered("head")
    await browser.get(f"/console/cases/{code}")
    await browser.post(f"/console/cases/{code}/reply", {"version": "2", **REPLY})
    [message] = await replies(console)
    for state, words in (("queued", "đang gửi"), ("sent", "đã gửi"), ("failed", "không gửi được")):
        async with console.app.store.write() as session:
            await session.execute(update(Message).where(Message.id == message.id).values(state=state))
        assert f"Câu trả lời gần nhất: <strong>{words}</strong>" in (await browser.get(f"/console/cases/{code}")).text


async def test_somebody_waiting_in_the_web_chat_is_woken_by_the_reply(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    case = await console.town.case(code)
    assert case.conversation_id is not None
    browser = await console.entered("head")
    with console.app.live.listen(case.conversation_id) as bell:
        await browser.post(f"/console/cases/{code}/reply", {"version": "2", **REPLY})
        assert bell.is_set()


async def test_the_second_of_two_who_save_is_told_and_keeps_the_text(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    minh, lan = await console.entered("admin"), await console.entered("head")
    await minh.post(f"/console/cases/{code}/reply", {"version": "2", **REPLY})
    mine = REPLY | {"text": "Câu trả lời dài của chị Lan & <b>không được mất</b>"}
    answer = await lan.post(f"/console/cases/{code}/reply", {"version": "2", **mine})
    assert answer.status_code == 409
    assert "người khác cập nhật" in answer.text
    assert "Câu trả lời dài của chị Lan &amp; &lt;b&gt;không được mất&lt;/b&gt;</textarea>" in answer.text
    assert len(await replies(console)) == 1
    again = await lan.post(f"/console/cases/{code}/reply", {"version": "3", **mine})
    assert again.status_code == 303


@pytest.mark.parametrize("version", ["", "x", "-1", "٢", "9" * 30])
async def test_a_form_without_a_proper_version_is_refused(console: Console, version: str) -> None:
    code = await console.town.brought(State.ASSIGNED)
    browser = await console.entered("head")
    answer = await browser.post(f"/console/cases/{code}/reply", {"version": version, **REPLY})
    assert answer.status_code == 409
    assert await replies(console) == []


async def test_a_form_sets_only_its_own_fields(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    before = await console.town.case(code)
    browser = await console.entered("head")
    extra = {
        "kind": "khen",
        "state": "closed",
        "due_on": "2030-01-01",
        "unit": str(console.town.units[OTHER_UNIT].id),
        "officer": "1",
        "unit_id": "1",
        "actor": "admin",
        "staff_id": "1",
    }
    await browser.post(f"/console/cases/{code}/reply", {"version": "2", **REPLY, **extra})
    after = await console.town.case(code)
    assert (after.state, after.kind, after.due_on) == ("answered", before.kind, before.due_on)
    assert (after.unit_id, after.officer_id) == (before.unit_id, before.officer_id)
    event = (await console.town.events(code))[-1]
    assert event.staff_id == console.town.people["head"].id


async def test_a_stored_script_is_shown_as_text_in_every_field_of_a_citizen(console: Console) -> None:
    code = (
        await console.town.send(SCRIPT, name=SCRIPT, phone=SHORT, address=SCRIPT, procedure=SHORT, consent_text=SCRIPT)
    ).code
    await console.attach(code, SCRIPT)
    case = await console.town.case(code)
    assert case.conversation_id is not None
    async with console.app.store.write() as session:
        await session.execute(update(Conversation).values(unreachable=SCRIPT))
        for direction, state in (("in", "failed"), ("out", "failed")):
            session.add(
                Message(
                    conversation_id=case.conversation_id,
                    direction=direction,
                    state=state,
                    text=SCRIPT,
                    html=SCRIPT if direction == "out" else None,
                    buttons=[{"label": SCRIPT, "action": "x"}],
                    error=SCRIPT,
                    created_at=console.clock(),
                )
            )
        session.add(
            Message(
                conversation_id=case.conversation_id,
                direction="in",
                state="done",
                action="x",
                created_at=console.clock(),
            )
        )
    await console.town.take(code, Step.ASSIGN, unit=console.town.units[UNIT])
    await console.town.take(code, Step.NOTE, text=SCRIPT)
    await console.town.take(code, Step.REPLY, text=SCRIPT, basis=SCRIPT, signer=SCRIPT)
    await console.town.take(code, Step.CLOSE, reason=SCRIPT)
    browser = await console.entered("admin")
    for path in ("/console?state=all", f"/console/cases/{code}", "/console/failed", f"/console?code={SCRIPT}"):
        page = (await browser.get(path)).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
    assert "&lt;script&gt;alert" in (await browser.get(f"/console/cases/{code}")).text


async def test_both_sides_of_the_conversation_are_shown_in_order(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    case = await console.town.case(code)
    assert case.conversation_id is not None
    async with console.app.store.write() as session:
        for direction, text in (("in", "câu thứ nhất"), ("out", "câu thứ hai"), ("in", "câu thứ ba")):
            session.add(
                Message(
                    conversation_id=case.conversation_id,
                    direction=direction,
                    state="done" if direction == "in" else "sent",
                    text=text,
                    html=text if direction == "out" else None,
                    created_at=console.clock(),
                )
            )
    page = (await (await console.entered("officer")).get(f"/console/cases/{code}")).text
    places = [page.index(text) for text in ("câu thứ nhất", "câu thứ hai", "câu thứ ba")]
    assert places == sorted(places)
    assert page.count("<strong>Người gửi</strong>") == 2
    told = [message for message in await console.town.sent() if message.author != "staff"]
    assert page.count("<strong>Trợ lý</strong>") == len(told)


async def test_a_long_conversation_is_read_page_by_page(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    case = await console.town.case(code)
    async with console.app.store.write() as session:
        for number in range(250):
            session.add(
                Message(
                    conversation_id=case.conversation_id,
                    direction="in",
                    state="done",
                    text=f"tin-{number:03}",
                    created_at=console.clock(),
                )
            )
    browser = await console.entered("officer")
    newest = (await browser.get(f"/console/cases/{code}")).text
    assert "tin-249" in newest
    assert "tin-049" not in newest
    older = newest.split(f'href="/console/cases/{code}?before=')[1].split('"')[0]
    page = (await browser.get(f"/console/cases/{code}?before={older}")).text
    assert "tin-049" in page
    assert "tin-000" in page
    assert "Xem tin cũ hơn" not in page
    assert (await browser.get(f"/console/cases/{code}?before=abc")).status_code == 200


async def test_the_due_date_is_explained(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    page = (await (await console.entered("officer")).get(f"/console/cases/{code}")).text
    assert "14/12/2026" in page
    assert "Ngày Văn hóa Việt Nam" in page


async def test_the_auditor_reads_but_gets_no_forms_and_no_contact(console: Console) -> None:
    code = (await console.town.send(RUDE, name="Trần Thị Hoa", phone="0900000001", address="xã Mẫu")).code
    page = (await (await console.entered("auditor")).get(f"/console/cases/{code}")).text
    assert RUDE in page
    assert "0900000001" not in page
    assert "Trần Thị Hoa" not in page
    assert f"/console/cases/{code}/" not in page.replace(f"/console/cases/{code}/files", "")


async def test_looking_at_every_page_changes_nothing(console: Console) -> None:
    code = await console.town.brought(State.ANSWERED)
    file = await console.attach(code)
    browser = await console.entered("admin")
    before = await _everything(console)
    for path in (
        "/console",
        "/console?state=all&overdue=1&mine=1&unit=van-phong&code=PA&page=9",
        f"/console/cases/{code}",
        f"/console/cases/{code}?done=reply",
        f"/console/cases/{code}/files/{file}",
        f"/console/cases/{code}/reply",
        f"/console/cases/{code}/close?csrf=x&reason=x",
        "/console/failed",
        "/console/staff",
        "/console/staff/1/disable",
        "/console/export?format=csv",
        "/console/export?format=xlsx",
        "/console/sign-in",
        "/console/sign-out",
        "/console/link/abc",
    ):
        await browser.get(path)
    assert await _everything(console) == before


async def _everything(console: Console) -> list[object]:
    found: list[object] = []
    async with console.app.store.read() as session:
        for table in Feedback.metadata.sorted_tables:
            found.append([tuple(row) for row in await session.execute(select(table))])
    return found
