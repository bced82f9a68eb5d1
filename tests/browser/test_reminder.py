"""SCENARIOS 7 in a real browser: a due date, a reminder on the day, a feedback that is filled in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chat import ChatPage
from tests.support.delivery import Hand
from tests.support.service import LiveService

pytestmark = pytest.mark.browser

DUE = "em nộp hồ sơ hôm 20/11/2026 thủ tục công bố hợp chuẩn thì bao giờ xong"


def test_the_reminder_comes_on_the_day_and_a_no_opens_the_feedback(
    service: LiveService, clock: Hand, visitor: BrowserContext
) -> None:
    chat = ChatPage(visitor, service)
    chat.says(DUE, "30/11/2026")
    chat.presses("Nhắc tôi ngày đó", "thủ tục nào?")
    chat.presses("Công bố hợp chuẩn (tự đánh giá)", "ngày nào?")
    chat.presses("30/11/2026", "Đã ghi")
    clock.now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert service.run(service.app.rounds.all()) == []
    expect(chat.bubbles("bot").last).to_contain_text("Hôm nay, 30/11/2026, là ngày hẹn trả kết quả.")
    chat.presses("Chưa, muốn phản ánh", "tôi chưa nhận được kết quả")
    chat.check()
