"""The bell: what people of the office are told, and marking it as seen."""

from __future__ import annotations

from datetime import timedelta

from bot.feedback import cases
from bot.feedback.steps import State, Step
from tests.support.console import Browser, Console
from tests.support.feedback import NOW, UNIT
from tests.support.people import CODE


async def listed(browser: Browser) -> str:
    return (await browser.get("/console/notices")).text


async def test_new_work_rings_for_the_one_who_has_to_act(console: Console) -> None:
    code = (await console.town.send()).code
    van, minh, tu = [await console.entered(role) for role in ("dispatcher", "officer", "stranger")]
    assert code in await listed(van)
    assert code not in await listed(minh)
    officer = console.town.people["officer"]
    await console.town.take(code, Step.ASSIGN, unit=console.town.units[UNIT], officer=officer)
    assert '<b class="unseen">1<' in (await minh.get("/console")).text
    assert code in await listed(minh)
    assert code not in await listed(tu)


async def test_opening_a_notice_marks_it_and_leads_to_the_case(console: Console) -> None:
    code = (await console.town.send()).code
    browser = await console.entered("dispatcher")
    page = await listed(browser)
    number = page.partition('action="/console/notices/')[2].partition('"')[0]
    answer = await browser.post(f"/console/notices/{number}")
    assert answer.headers["location"] == f"/console/cases/{code}"
    page = await listed(browser)
    assert "đã xem" in page
    assert 'class="unseen"' not in page


async def test_marking_all_leaves_what_came_since(console: Console) -> None:
    await console.town.send()
    browser = await console.entered("dispatcher")
    upto = (await listed(browser)).partition('name="upto" value="')[2].partition('"')[0]
    later = (await console.town.send(chat="bình")).code
    await browser.post("/console/notices", {"upto": upto})
    page = await listed(browser)
    assert '<b class="unseen">1<' in page
    assert later in page.partition('<li class="new">')[2].partition("</li>")[0]
    assert (await browser.post("/console/notices", {"upto": "x"})).status_code == 400


async def test_a_notice_of_somebody_else_cannot_be_marked(console: Console) -> None:
    await console.town.send()
    page = await listed(await console.entered("dispatcher"))
    number = page.partition('action="/console/notices/')[2].partition('"')[0]
    assert (await (await console.entered("officer")).post(f"/console/notices/{number}")).status_code == 404
    assert 'class="unseen"' in await listed(await console.entered("dispatcher"))


async def test_the_list_finds_what_waits_for_approval_and_what_is_due_soon(console: Console) -> None:
    waiting = await console.town.brought(State.APPROVAL)
    soon = (await console.town.send(chat="bình", now=NOW - timedelta(days=20))).code
    browser = await console.entered("dispatcher")
    page = (await browser.get("/console")).text
    assert "<b>1</b> chờ duyệt" in page
    assert "<b>1</b> sắp đến hạn" in page
    for query, found in (("state=approval", waiting), ("soon=1", soon)):
        rows = (await browser.get(f"/console?{query}")).text.partition("<tbody>")[2].partition("</tbody>")[0]
        assert set(CODE.findall(rows)) == {found}
    for state in cases.STATE_CHOICES:
        assert (await browser.get(f"/console?state={state}")).status_code == 200
    export = (await browser.get("/console/export?format=csv&soon=1")).text
    assert soon in export
    assert waiting not in export
