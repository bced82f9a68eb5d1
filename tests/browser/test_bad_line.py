"""A bad line, a closed page, a busy service: what a person typed is never lost and never doubled."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Route, expect

from tests.browser.chat import ChatPage
from tests.support.ports import free_port
from tests.support.service import LiveService, live_service

pytestmark = pytest.mark.browser

QUESTION = "phí cấp phép máy x-quang chụp răng"


def refuse(route: Route, status: int, sentence: str) -> None:
    route.fulfill(status=status, json={"error": sentence})


def test_a_message_typed_without_a_line_is_kept_and_sent_when_it_is_back(
    service: LiveService, visitor: BrowserContext
) -> None:
    chat = ChatPage(visitor, service)
    visitor.set_offline(True)
    chat.page.get_by_label("Tin nhắn của anh/chị").fill(QUESTION)
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("button", name="Gửi lại")).to_be_visible()
    expect(chat.bubbles("me").last).to_contain_text("Chưa gửi được")
    visitor.set_offline(False)
    expect(chat.bubbles("bot").last).to_contain_text("2.000.000 đồng")
    expect(chat.page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    chat.page.reload()
    expect(chat.bubbles("me")).to_have_count(1)
    chat.check()


def test_a_message_whose_answer_got_lost_is_answered_once(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    lost: list[str] = []

    def lose_answers(route: Route) -> None:
        if len(lost) < 2:
            route.fetch()
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    visitor.route("**/api/chat", lose_answers)
    chat.page.get_by_label("Tin nhắn của anh/chị").fill(QUESTION)
    chat.page.keyboard.press("Enter")
    chat.page.get_by_role("button", name="Gửi lại").click()
    expect(chat.page.get_by_role("button", name="Gửi lại")).to_have_count(0)
    expect(chat.bubbles("bot").filter(has_text="2.000.000 đồng")).to_have_count(1)
    chat.page.reload()
    expect(chat.bubbles("bot").filter(has_text="2.000.000 đồng")).to_have_count(1)
    expect(chat.bubbles("me")).to_have_count(1)


def test_a_message_not_sent_is_still_there_after_a_reload(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    visitor.route("**/api/chat", lambda route: refuse(route, 503, "Hệ thống tạm thời chưa nhận được tin nhắn."))
    chat.page.get_by_label("Tin nhắn của anh/chị").fill(QUESTION)
    chat.page.keyboard.press("Enter")
    expect(chat.bubbles("me").last).to_contain_text("tạm thời chưa nhận được")
    visitor.unroute("**/api/chat")
    chat.page.get_by_label("Tin nhắn của anh/chị").fill("đang viết dở")
    chat.page.reload()
    expect(chat.page.get_by_label("Tin nhắn của anh/chị")).to_have_value("đang viết dở")
    expect(chat.bubbles("me")).to_contain_text([QUESTION])
    chat.page.get_by_role("button", name="Gửi lại").click()
    expect(chat.bubbles("bot").last).to_contain_text("2.000.000 đồng")
    expect(chat.bubbles("me")).to_have_count(1)


def test_the_open_page_finds_the_service_again_after_a_restart(tmp_path: Path, visitor: BrowserContext) -> None:
    port = free_port()
    place = {"port": port, "public_url": f"http://127.0.0.1:{port}"}
    with live_service(tmp_path / "var", web=place) as service:
        chat = ChatPage(visitor, service)
        chat.says("xin chào", "")
        session = chat.page.evaluate("JSON.parse(localStorage.getItem('tthc-chat')).session")
    expect(chat.page.get_by_text("Mất kết nối")).to_be_visible()
    with live_service(tmp_path / "var", web=place) as service:
        expect(chat.page.get_by_text("Mất kết nối")).to_be_hidden(timeout=15_000)
        with service.client() as http:
            http.post("/api/chat", json={"session": session, "text": QUESTION})
        expect(chat.bubbles("bot").last).to_contain_text("2.000.000 đồng")
        chat.check()


def test_a_message_that_cannot_be_taken_comes_back_into_the_box(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    box = chat.page.get_by_label("Tin nhắn của anh/chị")
    box.fill("a" * 20_001)
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("alert")).to_contain_text("20.000 ký tự")
    assert len(box.input_value()) == 20_001
    visitor.route("**/api/chat", lambda route: refuse(route, 422, "Xin tải lại trang."))
    box.fill(QUESTION)
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("alert")).to_contain_text("Xin tải lại trang.")
    expect(box).to_have_value(QUESTION)
    expect(chat.bubbles("me")).to_have_count(0)


def test_a_file_too_large_is_told_before_it_is_sent(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    chat.page.get_by_label("Tin nhắn của anh/chị").fill("xem phim này")
    big = FilePayload(name="phim.mp4", mimeType="video/mp4", buffer=b"0" * (11 * 1024 * 1024))
    chat.page.locator("#files").set_input_files([big])
    expect(chat.page.get_by_role("alert")).to_contain_text("phim.mp4")
    expect(chat.page.get_by_role("alert")).to_contain_text("10 MB")
    expect(chat.page.get_by_label("Tin nhắn của anh/chị")).to_have_value("xem phim này")


def test_a_new_conversation_forgets_the_old_one_on_this_machine(service: LiveService, visitor: BrowserContext) -> None:
    chat = ChatPage(visitor, service)
    chat.says(QUESTION, "2.000.000 đồng")
    chat.page.get_by_role("button", name="Cuộc trò chuyện mới").click()
    chat.page.get_by_role("button", name="Giữ lại").click()
    expect(chat.bubbles("me")).to_have_count(1)
    chat.page.get_by_role("button", name="Cuộc trò chuyện mới").click()
    chat.page.get_by_role("button", name="Bắt đầu mới").click()
    expect(chat.bubbles("me")).to_have_count(0)
    expect(chat.bubbles("bot")).to_have_count(1)
    chat.check()
