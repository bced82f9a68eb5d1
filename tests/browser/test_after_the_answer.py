"""What a citizen does once the office has answered, in a real browser; and a visit by the QR code of a desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from bot.feedback import entry_points
from tests.browser.chat import ChatPage
from tests.browser.test_main_job import file_feedback
from tests.support.people import Officer
from tests.support.service import LiveService

pytestmark = pytest.mark.browser

LEVELS = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng", "Chưa được giải quyết"]


def test_the_answer_is_rated_and_said_not_to_solve_the_matter(
    service: LiveService, visitor: BrowserContext, tmp_path: Path
) -> None:
    chat = ChatPage(visitor, service)
    code = file_feedback(chat)
    with Officer(service) as minh:
        minh.assigns(code)
        minh.replies(code, "Sở đã kiểm tra và nhắc cán bộ tiếp nhận.")
    reply = chat.bubbles("staff").last
    expect(reply).to_contain_text("nhắc cán bộ tiếp nhận")
    expect(reply.get_by_role("button")).to_have_text(LEVELS)
    chat.page.screenshot(path=tmp_path / "answer.png")
    chat.presses("Không hài lòng", "Đã ghi nhận đánh giá: Không hài lòng")
    chat.says("Câu trả lời chung chung", "Đã ghi ý kiến")
    chat.says(code, "Anh/chị đã đánh giá: Không hài lòng")
    chat.presses("Chưa được giải quyết", "điều gì chưa được giải quyết")
    chat.says("hôm nay vẫn bị trả lại hồ sơ", "đã được mở lại")
    chat.says(code, "đang được xử lý")
    chat.page.screenshot(path=tmp_path / "reopened.png")
    chat.check()


def test_the_code_of_a_desk_opens_the_chat_there_once(service: LiveService, visitor: BrowserContext) -> None:
    async def add() -> None:
        async with service.app.store.write() as session:
            await entry_points.add(session, "quay-3", "Quầy 3", service.app.kb.catalog, service.clock())

    service.run(add())
    chat = ChatPage(visitor, service)
    chat.page.goto(f"{service.url}/?g=quay-3")
    expect(chat.bubbles("bot").last).to_contain_text("Nơi góp ý: Quầy 3")
    assert chat.page.url == f"{service.url}/"
    before = chat.bubbles("bot").count()
    chat.page.reload()
    expect(chat.bubbles("bot")).to_have_count(before)
    expect(chat.bubbles("me")).to_have_count(0)
    chat.says("chờ hai tiếng không ai gọi số", "nguyên văn")
    chat.check()
