"""Telegram calling the webhook: only with the secret, and answered only when the row is written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram_webhook import HEADER, PATH, secret_token
from bot.store.models import Message
from tests.support.delivery import count
from tests.support.people import COMPLAINT
from tests.support.service import LiveService, eventually, live_service
from tests.support.telegram import TOKEN, Citizen, FakeTelegram

pytestmark = pytest.mark.telegram


@pytest.fixture
def bot(telegram: FakeTelegram, tmp_path: Path) -> Iterator[LiveService]:
    with live_service(tmp_path / "var", bot_api=telegram.address, telegram={"mode": "webhook"}) as running:
        eventually(lambda: telegram.calls("setWebhook"))
        yield running


@pytest.fixture
def hoa(bot: LiveService, telegram: FakeTelegram) -> Citizen:
    return telegram.citizen("Hoa")


def update(number: int, text: str = "xin chào") -> dict[str, Any]:
    person = {"id": 9, "is_bot": False, "first_name": "Hoa"}
    chat = {"id": 9, "type": "private", "first_name": "Hoa"}
    message = {"message_id": number, "date": int(time.time()), "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


def call(bot: LiveService, secret: str | None = None, **parts: Any) -> httpx.Response:
    right = secret_token(bot.app.env.secret_key, TOKEN)
    headers = {"content-type": "application/json"} | ({HEADER: right if secret is None else secret})
    return httpx.post(bot.url + PATH, headers=headers, timeout=30, **parts)


def messages(bot: LiveService) -> int:
    return bot.run(count(bot.app.store, Message))


def test_the_secret_is_given_to_telegram_and_tells_neither_of_ours(bot: LiveService, telegram: FakeTelegram) -> None:
    given = telegram.calls("setWebhook")[0]["b"]
    assert given["url"] == bot.url + PATH
    assert given["secret_token"] == secret_token(bot.app.env.secret_key, TOKEN)
    assert bot.app.env.secret_key not in given["secret_token"]


def test_a_question_and_a_button_are_answered(telegram: FakeTelegram, hoa: Citizen) -> None:
    hoa.says("xin giay phep may chup rang het bao nhieu tien vay ad")
    assert "2.000.000 đồng" in hoa.waits_for(1)[0]["text"]
    hoa.presses("b:fields")
    hoa.waits_for(2)
    assert eventually(lambda: telegram.calls("answerCallbackQuery"))


def test_a_feedback_is_begun(hoa: Citizen) -> None:
    hoa.says(COMPLAINT)
    assert "nguyên văn" in hoa.waits_for(1)[0]["text"]


@pytest.mark.parametrize("secret", ["", "sai", "ế"])
def test_without_the_secret_nothing_is_taken(bot: LiveService, secret: str) -> None:
    raw = {HEADER: secret.encode()} if secret else {}
    answer = httpx.post(bot.url + PATH, json=update(1), headers=[(k.encode(), v) for k, v in raw.items()])
    assert answer.status_code == 403
    assert messages(bot) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b"{not json",
        b'{"update_id": 5}',
        b'{"update_id": 5, "message": {"message_id": "x"}}',
        b'{"update_id": 5, "poll_answer": {"poll_id": "1"}}',
        b'{"update_id": 5, "message": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "group"}, "text": "a"}}',
        b'{"update_id": 5, "something_new": {"a": 1}}',
    ],
)
def test_an_unknown_shape_is_acknowledged_and_not_stored(bot: LiveService, body: bytes) -> None:
    assert call(bot, content=body).status_code == 200
    assert messages(bot) == 0


def test_a_body_of_two_megabytes_is_refused(bot: LiveService) -> None:
    assert call(bot, content=b'{"a": "' + b"x" * 2_000_000 + b'"}').status_code == 413
    assert messages(bot) == 0


def test_the_same_update_three_times_is_one_message_and_one_reply(bot: LiveService, telegram: FakeTelegram) -> None:
    for _ in range(3):
        assert call(bot, json=update(77)).status_code == 200
    eventually(lambda: telegram.calls("sendMessage"))
    assert messages(bot) == 2


def test_a_database_out_of_reach_makes_telegram_ask_again(bot: LiveService) -> None:
    async def break_table(name: str, new: str) -> None:
        async with bot.app.store.write() as session:
            await (await session.connection()).exec_driver_sql(f"ALTER TABLE {name} RENAME TO {new}")

    bot.run(break_table("person", "away"))
    assert call(bot, json=update(5)).status_code == 503
    bot.run(break_table("away", "person"))
    assert call(bot, json=update(5)).status_code == 200
    eventually(lambda: messages(bot) == 2)
