"""The fake Telegram server refuses what the real one refuses, so that our tests would notice."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.support.telegram import TOKEN, FakeTelegram

pytestmark = pytest.mark.telegram


def call(server: FakeTelegram, method: str, **body: Any) -> dict[str, Any]:
    found: dict[str, Any] = httpx.post(f"{server.address}/bot{TOKEN}/{method}", json=body).json()
    return found


def keys(*data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Chọn", "callback_data": one}] for one in data]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<b>chưa đóng", "Can't find end tag"),
        ("<b><i>sai thứ tự</b></i>", "Unmatched end tag"),
        ("thừa</b>", "Unexpected end tag"),
        ("<p>đoạn</p>", "Unsupported start tag"),
        ("xuống dòng<br>", "Unsupported start tag"),
        ("2 < 3", "Unsupported start tag"),
        ("<span>không</span>", "tg-spoiler"),
    ],
)
def test_bad_markup_is_refused(telegram: FakeTelegram, text: str, why: str) -> None:
    answer = call(telegram, "sendMessage", chat_id=5, text=text, parse_mode="HTML")
    assert answer["error_code"] == 400
    assert "can't parse entities" in answer["description"]
    assert why in answer["description"]


def test_good_markup_and_plain_angle_brackets_pass(telegram: FakeTelegram) -> None:
    good = '<b>Phí</b> &lt;1&gt; &amp; <a href="https://x.vn/?a=1&amp;b=2">xem</a> <i>ở <b>đây</b></i>'
    assert call(telegram, "sendMessage", chat_id=5, text=good, parse_mode="HTML")["ok"]
    assert call(telegram, "sendMessage", chat_id=5, text="2 < 3 <b>")["ok"]


def test_length_counts_what_is_shown(telegram: FakeTelegram) -> None:
    assert call(telegram, "sendMessage", chat_id=5, text="<b>" + "ế" * 4096 + "</b>", parse_mode="HTML")["ok"]
    assert not call(telegram, "sendMessage", chat_id=5, text="ế" * 4097, parse_mode="HTML")["ok"]
    assert not call(telegram, "sendMessage", chat_id=5, text="<b> </b>", parse_mode="HTML")["ok"]


def test_button_data_has_one_to_sixty_four_bytes(telegram: FakeTelegram) -> None:
    assert call(telegram, "sendMessage", chat_id=5, text="x", reply_markup=keys("a" * 64))["ok"]
    for wrong in ("", "a" * 65, "ế" * 22):
        answer = call(telegram, "sendMessage", chat_id=5, text="x", reply_markup=keys(wrong))
        assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


def test_polling_beside_a_webhook_is_a_conflict(telegram: FakeTelegram) -> None:
    call(telegram, "setWebhook", url="http://127.0.0.1:1/")
    assert call(telegram, "getUpdates")["error_code"] == 409
    call(telegram, "deleteWebhook")
    assert call(telegram, "getUpdates")["ok"]


def test_ordered_failures_come_once(telegram: FakeTelegram) -> None:
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    assert call(telegram, "sendMessage", chat_id=5, text="x")["parameters"] == {"retry_after": 3}
    assert call(telegram, "sendMessage", chat_id=5, text="x")["ok"]
