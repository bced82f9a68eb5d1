"""What lies outside of one's unit is as if it did not exist."""

from __future__ import annotations

import csv
import io

from bot.feedback.steps import State
from tests.support.console import Console
from tests.support.feedback import OTHER_UNIT, REPLY, UNIT


async def test_an_officer_of_another_unit_gets_nothing_of_a_case(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED, UNIT)
    file = await console.attach(code)
    own = await console.town.brought(State.ASSIGNED, OTHER_UNIT, chat="bình")
    browser = await console.entered("stranger")
    assert (await browser.get(f"/console/cases/{own}")).status_code == 200
    for path in (f"/console/cases/{code}", f"/console/cases/{code}/files/{file}", f"/console/cases/{own}/files/{file}"):
        assert (await browser.get(path)).status_code == 404
    for step in ("reply", "note", "close"):
        answer = await browser.post(f"/console/cases/{code}/{step}", {"version": "2", "reason": "x", **REPLY})
        assert answer.status_code == 404
    assert len(await console.town.events(code)) == 2
    page = (await browser.get("/console?state=all")).text
    assert own in page
    assert code not in page
    assert "data-row" not in (await browser.get(f"/console?code={code}")).text
    assert code not in (await browser.get(f"/console?unit={UNIT}")).text
    rows = list(csv.reader(io.StringIO((await browser.get("/console/export?format=csv&state=all")).text)))
    assert [row[0] for row in rows[1:]] == [own]


async def test_a_case_that_does_not_exist_and_one_of_another_unit_look_the_same(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED, UNIT)
    browser = await console.entered("stranger")
    hidden = await browser.get(f"/console/cases/{code}")
    absent = await browser.get("/console/cases/PA-0000-00000")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text == absent.text


async def test_a_new_case_is_seen_by_the_dispatcher_only_until_it_is_assigned(console: Console) -> None:
    code = (await console.town.send()).code
    assert (await (await console.entered("dispatcher")).get(f"/console/cases/{code}")).status_code == 200
    assert (await (await console.entered("officer")).get(f"/console/cases/{code}")).status_code == 404


async def test_of_a_person_with_cases_in_two_units_each_unit_reads_its_own(console: Console) -> None:
    mine = await console.town.brought(State.ASSIGNED, UNIT)
    other = await console.town.brought(State.ASSIGNED, OTHER_UNIT)
    secret = await console.attach(other, "mat.png")
    loose = await console.attach(other, "roi.png", linked=False)
    officer, dispatcher = await console.entered("officer"), await console.entered("dispatcher")
    page = (await officer.get(f"/console/cases/{mine}")).text
    assert "chỉ hiện những tin gắn với vụ việc này" in page
    assert "mat.png" not in page
    assert "roi.png" not in page
    for file in (secret, loose):
        assert (await officer.get(f"/console/cases/{mine}/files/{file}")).status_code == 404
        assert (await dispatcher.get(f"/console/cases/{mine}/files/{file}")).status_code == 200


async def test_a_file_comes_as_a_download_of_its_own_type(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code, "ảnh <b>.png")
    answer = await (await console.entered("officer")).get(f"/console/cases/{code}/files/{file}")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content.startswith(b"\x89PNG")
