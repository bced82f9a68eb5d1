"""The main job in a real browser: ask, file a feedback with a photo, get the office's reply."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chat import ChatPage
from tests.support.people import CODE, COMPLAINT, PASSWORD
from tests.support.pictures import png
from tests.support.service import LiveService

pytestmark = pytest.mark.browser


def file_feedback(chat: ChatPage) -> str:
    """File a feedback with a photo; returns its code."""
    chat.says(COMPLAINT, "nguyên văn")
    chat.says("bỏ qua", "")
    chat.attaches("biên nhận.png", png(), "image/png")
    chat.says("đây là biên nhận", "Đã nhận 1 tệp")
    chat.presses("Xong", "Họ tên")
    chat.says("Nguyễn Thị Hoa", "điện thoại")
    chat.says("0912 345 678", "Địa chỉ")
    chat.says("Phố Hiến, Hưng Yên", "đồng ý")
    chat.presses("Tôi đồng ý", "xem lại")
    receipt = chat.presses("Gửi", "Đã ghi nhận").inner_text()
    assert re.search(r"Hạn trả lời: \d{2}/\d{2}/2026", receipt)
    return str(CODE.findall(receipt)[0])


def answer_in_console(desk: BrowserContext, service: LiveService, code: str, text: str) -> None:
    """The officer signs in with the one-time link, assigns the case and answers it."""
    page = desk.new_page()
    link = service.app.first_link
    assert link is not None
    page.goto(link)
    page.get_by_label("Mật khẩu mới").fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Lưu và đăng nhập").click()
    page.get_by_role("link", name=code).first.click()
    page.get_by_role("button", name=re.compile("^Giao Văn phòng Sở")).click()
    page.locator("summary").filter(has_text="Trả lời người gửi").click()
    form = page.locator('form[action$="/reply"]')
    form.get_by_label("Nội dung trả lời").fill(text)
    form.get_by_label("Căn cứ pháp lý").fill("Nghị định 20/2008/NĐ-CP")
    form.get_by_label("Người ký").fill("Trần Văn Minh")
    form.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_role("status").first).to_be_visible()


def test_ask_file_a_feedback_and_get_the_reply_without_reloading(
    service: LiveService, visitor: BrowserContext, desktop: BrowserContext, tmp_path: Path
) -> None:
    chat = ChatPage(visitor, service)
    chat.says("xin giay phep may chup rang het bao nhieu tien vay ad", "2.000.000 đồng")
    code = file_feedback(chat)
    chat.page.screenshot(path=tmp_path / "receipt.png")
    answer_in_console(desktop, service, code, "Sở đã kiểm tra & xin lỗi bà <Hoa>.")
    reply = chat.bubbles("staff").last
    expect(reply).to_contain_text("xin lỗi bà <Hoa>")
    expect(reply).to_contain_text(code)
    chat.page.screenshot(path=tmp_path / "reply.png")
    chat.check()

    chat.page.reload()
    expect(chat.bubbles("staff")).to_have_count(1)
    expect(chat.bubbles("me").filter(has_text="biên nhận.png")).to_have_count(1)
    expect(chat.page.get_by_text("/start")).to_have_count(0)
    chat.check()


def test_a_question_is_asked_and_followed_up_with_the_keyboard_alone(
    service: LiveService, visitor: BrowserContext
) -> None:
    chat = ChatPage(visitor, service)
    keyboard = chat.page.keyboard
    keyboard.press("Tab")
    assert chat.focused() == "Đến ô nhập tin nhắn"
    keyboard.press("Enter")
    expect(chat.page.get_by_label("Tin nhắn của anh/chị")).to_be_focused()
    keyboard.type("cap phep may x-quang")
    keyboard.press("Shift+Enter")
    keyboard.type("chup rang het bao nhieu tien")
    keyboard.press("Enter")
    expect(chat.bubbles("bot").last).to_contain_text("2.000.000 đồng")
    expect(chat.bubbles("me").last).to_contain_text("cap phep may x-quang\nchup rang het bao nhieu tien")
    expect(chat.bubbles("bot").last.get_by_role("button").first).to_be_focused()
    while chat.focused() != "Thời hạn":
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(chat.bubbles("me").last).to_contain_text("Thời hạn")
    expect(chat.bubbles("bot").last).to_contain_text("ngày")
    expect(chat.bubbles("bot").last.get_by_role("button").first).to_be_focused()
    keyboard.type("xin chào")
    expect(chat.page.get_by_label("Tin nhắn của anh/chị")).to_have_value("xin chào")
    chat.check()
