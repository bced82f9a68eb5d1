"""The page of QR codes: list, add, disable, and the sheet to print."""

from __future__ import annotations

import pytest

from tests.support.console import Console


async def test_a_new_code_leads_to_its_sheet_and_stands_in_the_list(console: Console) -> None:
    browser = await console.entered("dispatcher")
    form = {"name": "Quầy số 1", "key": "Quay-1", "unit": "van-phong", "procedure": "1.011937"}
    answer = await browser.post("/console/entry-points", form)
    assert answer.headers["location"] == "/console/entry-points/quay-1"
    sheet = (await browser.get(answer.headers["location"])).text
    assert "Quầy số 1" in sheet
    assert "/?g=quay-1" in sheet
    assert sheet.count("<figure>") == 1
    page = (await browser.get("/console/entry-points")).text
    assert "quay-1" in page
    assert "Văn phòng Sở" in page


async def test_a_disabled_code_says_so_and_has_no_sheet_to_print_in_the_list(console: Console) -> None:
    browser = await console.entered("admin")
    await browser.post("/console/entry-points", {"name": "Quầy số 2", "key": "quay-2"})
    await browser.post("/console/entry-points/quay-2/disable")
    page = (await browser.get("/console/entry-points")).text
    assert "đã ngừng 20/11/2026" in page
    assert 'href="/console/entry-points/quay-2"' not in page
    assert "Mã này đã ngừng" in (await browser.get("/console/entry-points/quay-2")).text


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "Quầy", "key": "quầy 1"}, "Khóa gồm"),
        ({"name": " ", "key": "quay-3"}, "Tên điểm góp ý"),
        ({"name": "Quầy", "key": "quay-3", "unit": "khong-co"}, "Không có đơn vị"),
    ],
)
async def test_a_refusal_says_why_and_keeps_what_was_typed(
    console: Console, form: dict[str, str], sentence: str
) -> None:
    answer = await (await console.entered("admin")).post("/console/entry-points", form)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert f'value="{form["key"]}"' in answer.text
