"""The public results for everybody: small screens, no script, the keyboard, dark rooms."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.test_for_everybody import CONTRAST
from tests.support.feedback import found_town
from tests.support.published import published
from tests.support.service import LiveService

pytestmark = pytest.mark.browser

LONG = "Tôi nộp hồ sơ cấp giấy phép máy chụp X-quang răng 3 lần đều bị trả lại. " * 12
TOUCHED = """() => [...document.querySelectorAll('button, a, input, select, summary')]
  .filter((node) => node.checkVisibility() && !node.closest('.skip, p:not(.back):not(.above p)'))
  .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length)
      || node.getBoundingClientRect().height < 40)
  .map((node) => node.outerHTML.slice(0, 90))"""


@pytest.fixture
def numbers(service: LiveService) -> list[str]:
    """Three results, one of them long."""

    async def fill() -> list[str]:
        town = await found_town(service.app.store)
        texts = (LONG, "Thái độ của cán bộ Trần Văn Hưng ở một cửa chưa đúng mực.", "Đề tài chậm nghiệm thu.")
        return [await published(town, text, chat=str(place)) for place, text in enumerate(texts)]

    return service.run(fill())


def opened(context: BrowserContext, service: LiveService, path: str = "/ket-qua") -> Page:
    page = context.new_page()
    page.goto(service.url + path)
    return page


def test_a_result_is_found_and_read(service: LiveService, visitor: BrowserContext, numbers: list[str]) -> None:
    page = opened(visitor, service, "/")
    page.get_by_role("link", name="Kết quả phản ánh đã công khai").click()
    expect(page.get_by_role("status")).to_have_text("3 kết quả")
    page.get_by_label("Tìm trong nội dung").fill("nghiem thu de tai")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 kết quả")
    page.get_by_role("link", name=numbers[2]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Kết quả {numbers[2]}")
    expect(page.locator("main")).to_contain_text("Sở đã kiểm tra và hướng dẫn.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_filters_work_without_script(service: LiveService, chromium: Browser, numbers: list[str]) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = opened(context, service)
    page.get_by_text("Lọc theo loại").click()
    page.locator("select[name=year]").select_option("2026")
    page.locator("select[name=kind]").select_option(label="Phản ánh về hành vi, thái độ")
    page.get_by_role("button", name="Lọc").click()
    assert "kind=hanh_vi" in page.url
    assert "year=2026" in page.url
    expect(page.locator("select[name=year]")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    service: LiveService, chromium: Browser, numbers: list[str], scheme: Any
) -> None:
    context = chromium.new_context(color_scheme=scheme, locale="vi-VN", viewport={"width": 1440, "height": 900})
    for path in ("/ket-qua?year=2026", f"/ket-qua/{numbers[0]}"):
        assert opened(context, service, path).evaluate(CONTRAST) == []
    context.close()


def test_names_headings_and_sizes_suit_fingers_and_readers(
    service: LiveService, visitor: BrowserContext, numbers: list[str]
) -> None:
    for path in ("/ket-qua?year=2026", f"/ket-qua/{numbers[0]}"):
        page = opened(visitor, service, path)
        assert page.evaluate(TOUCHED) == []
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map((one) => Number(one.tagName[1]))")
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
        assert len(set(ids)) == len(ids)


def test_the_page_holds_at_four_hundred_percent(service: LiveService, chromium: Browser, numbers: list[str]) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 256}, locale="vi-VN")
    page = opened(context, service, "/ket-qua?year=2026")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_the_keyboard_reaches_everything_in_order(service: LiveService, chromium: Browser, numbers: list[str]) -> None:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1440, "height": 900})
    page = opened(context, service)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Tìm trong nội dung")).to_be_focused()
    page.keyboard.type("X-quang")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 kết quả")
    context.close()
