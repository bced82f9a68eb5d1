"""The files of a case in the console: copies to look at, originals for a reason that is noted."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from bot.feedback.steps import State
from tests.support.console import Console
from tests.support.pictures import pdf

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60)


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "20.6464N 106.0511E"
    memory = io.BytesIO()
    Image.new("RGB", (40, 20)).save(memory, "JPEG", exif=exif)
    return memory.getvalue()


async def test_a_photo_is_looked_at_without_what_the_camera_has_hidden(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code, "hiện trường.jpg", photo())
    for role in ("officer", "auditor"):
        answer = await (await console.entered(role)).get(f"/console/cases/{code}/files/{file}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert b"20.6464N" not in answer.content
        assert Image.open(io.BytesIO(answer.content)).size == (40, 20)
    assert all(event.step != "note" for event in await console.town.events(code))


async def test_the_original_comes_unchanged_and_who_fetched_it_stands_in_the_history(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code, "hiện trường.jpg", photo())
    officer = await console.entered("officer")
    page = await officer.get(f"/console/cases/{code}")
    assert f"/console/cases/{code}/files/{file}/original" in page.text
    answer = await officer.post(f"/console/cases/{code}/files/{file}/original")
    assert hashlib.sha256(answer.content).digest() == hashlib.sha256(photo()).digest()
    event = (await console.town.events(code))[-1]
    assert (event.step, event.staff_id) == ("note", console.town.people["officer"].id)
    assert "hiện trường.jpg" in (event.note or "")


@pytest.mark.parametrize("role", ["auditor", "reviewer", "stranger"])
async def test_who_does_not_handle_the_case_gets_no_original(console: Console, role: str) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code, "a.jpg", photo())
    browser = await console.entered(role)
    assert f"files/{file}/original" not in (await browser.get(f"/console/cases/{code}")).text
    assert (await browser.post(f"/console/cases/{code}/files/{file}/original")).status_code in (403, 404)
    assert all(event.step != "note" for event in await console.town.events(code))


async def test_a_photo_that_cannot_be_shown_is_fetched_only_as_its_original(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code, "a.heic", HEIC)
    officer = await console.entered("officer")
    assert "không có bản hiển thị" in (await officer.get(f"/console/cases/{code}")).text
    assert (await officer.get(f"/console/cases/{code}/files/{file}")).status_code == 404
    assert (await officer.post(f"/console/cases/{code}/files/{file}/original")).content == HEIC


async def test_a_paper_comes_as_it_is_and_the_page_says_so(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code, "đơn.pdf", pdf())
    officer = await console.entered("officer")
    assert "có thể còn thông tin ẩn" in (await officer.get(f"/console/cases/{code}")).text
    assert (await officer.get(f"/console/cases/{code}/files/{file}")).content == pdf()
