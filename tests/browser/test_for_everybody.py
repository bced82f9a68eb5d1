"""The chat page for people who see badly, hear the page read, zoom in, or have no script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chat import ChatPage
from tests.support.service import LiveService

pytestmark = pytest.mark.browser

CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (front, back) => {
    const alpha = front[3] ?? 1;
    return [0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha));
  };
  const ground = (node) => {
    const layers = [];
    for (let one = node; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const weak = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility({ visibilityProperty: true }) || node.closest('.vh, .skip, option')) continue;
    const back = ground(node);
    const [a, b] = [light(over(parse(getComputedStyle(node).color), back)), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) weak.push(`${node.className || node.tagName} ${ratio} ${node.textContent.slice(0, 30)}`);
  }
  return weak;
}"""


def weak_contrast(chat: ChatPage) -> Any:
    return chat.page.evaluate(CONTRAST)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    service: LiveService, chromium: Browser, scheme: Any, request: pytest.FixtureRequest
) -> None:
    context = chromium.new_context(color_scheme=scheme, locale="vi-VN", viewport={"width": 1440, "height": 900})
    request.addfinalizer(context.close)
    chat = ChatPage(context, service)
    chat.says("phí cấp phép máy x-quang chụp răng", "2.000.000 đồng")
    context.set_offline(True)
    chat.page.get_by_label("Tin nhắn của anh/chị").fill("không gửi được")
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("button", name="Gửi lại")).to_be_visible()
    chat.page.get_by_role("button", name="Gửi tin nhắn").click()
    expect(chat.page.get_by_role("alert")).to_be_visible()
    chat.page.wait_for_timeout(300)
    assert weak_contrast(chat) == []


def test_only_new_messages_are_read_out(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    chat.says("phí cấp phép máy x-quang chụp răng", "2.000.000 đồng")
    expect(chat.page.get_by_role("log")).to_contain_text("2.000.000 đồng")
    expect(chat.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    chat.page.reload()
    expect(chat.bubbles("bot").last).to_contain_text("2.000.000 đồng")
    expect(chat.page.locator("[aria-live] .msg, [role=log] .msg")).to_have_count(0)


def test_the_page_works_at_four_hundred_percent(
    service: LiveService, chromium: Browser, request: pytest.FixtureRequest
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 256}, locale="vi-VN")
    request.addfinalizer(context.close)
    chat = ChatPage(context, service)
    chat.says("phí cấp phép máy x-quang chụp răng", "2.000.000 đồng")
    chat.presses("Hồ sơ", "1.")
    expect(chat.page.get_by_role("button", name="Gửi tin nhắn")).to_be_in_viewport()
    chat.check()


def test_without_script_the_page_says_where_to_go(
    service: LiveService, chromium: Browser, request: pytest.FixtureRequest
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    request.addfinalizer(context.close)
    page = context.new_page()
    page.goto(service.url)
    # By its place: Playwright does not look for texts and roles inside <noscript>.
    sentence = page.locator("noscript .notice")
    expect(sentence).to_be_visible()
    expect(sentence).to_contain_text("cần JavaScript")
    expect(sentence.locator('a[href="https://dichvucong.gov.vn"]')).to_be_visible()
    expect(page.locator("textarea")).to_be_hidden()


def test_every_control_has_a_name_and_is_large_enough_to_touch(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    chat.says("giấy phép x quang", "")
    bad = chat.page.evaluate(
        """() => [...document.querySelectorAll('button, a, input, textarea')]
            .filter((node) => node.checkVisibility() && !node.closest('.skip, .bubble'))
            .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length)
                || node.getBoundingClientRect().height < 40)
            .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert bad == []


def test_a_reply_that_comes_while_reading_above_does_not_move_the_page(
    service: LiveService, visitor: BrowserContext
) -> None:
    chat = ChatPage(visitor, service)
    for facet in ("hồ sơ cấp phép máy x-quang chụp răng", "các bước cấp phép máy x-quang chụp răng"):
        chat.says(facet, "")
    session = chat.page.evaluate("JSON.parse(localStorage.getItem('tthc-chat')).session")
    chat.page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")
    with service.client() as http:
        http.post("/api/chat", json={"session": session, "text": "xin chào"})
    expect(chat.page.get_by_role("button", name="Có tin nhắn mới")).to_be_visible()
    assert chat.page.evaluate("window.scrollY") == 0
    chat.page.get_by_role("button", name="Có tin nhắn mới").click()
    expect(chat.page.get_by_role("button", name="Có tin nhắn mới")).to_be_hidden()
