"""What reaches a person on Telegram, and what its refusals mean for a message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot import markup
from bot.channels.telegram import TelegramChannel
from bot.clock import utc_now
from bot.config import Environment
from bot.delivery.ports import ChannelError, Outgoing
from bot.files import Files
from bot.store.db import Store
from bot.turns import Button
from tests.support.delivery import Service, settings
from tests.support.ports import free_port
from tests.support.telegram import TOKEN, FakeTelegram

pytestmark = pytest.mark.telegram


def channel_to(address: str, folder: Path, group_pause: float = 0.0) -> TelegramChannel:
    env = Environment(
        database_url=f"sqlite:///{folder / 'bot.sqlite3'}",
        var=folder,
        secret_key="0123456789abcdef0123456789abcdef",
        telegram_token=TOKEN,
        telegram_base_url=address,
    )
    files = Files(env.files, settings().files)
    return TelegramChannel(
        settings(),
        env,
        Service(Store(env.database_url)).inbox,
        files,
        utc_now,
        seconds_per_message=0.0,
        seconds_per_group_message=group_pause,
    )


@pytest.fixture
async def channel(telegram: FakeTelegram, tmp_path: Path) -> AsyncIterator[TelegramChannel]:
    made = channel_to(telegram.address, tmp_path)
    yield made
    await made.stop()


def to_hoa(html: str, *buttons: Button, number: int = 1) -> Outgoing:
    return Outgoing(number, "42", html, buttons)


async def refusal(channel: TelegramChannel, message: Outgoing) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await channel.send(message)
    return caught.value


async def test_a_reply_arrives_with_its_markup_and_buttons(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    buttons = [Button("Hồ sơ", "p:1:dossier"), Button("Phí", "p:1:fee"), Button("Gia hạn giấy phép đã cấp", "cl:2")]
    ids = await channel.send(to_hoa("<b>Phí</b> &lt;1&gt; triệu", *buttons))
    sent = telegram.calls("sendMessage")[0]["b"]
    assert len(ids) == 1
    assert sent["text"] == "<b>Phí</b> &lt;1&gt; triệu"
    rows = json.loads(sent["reply_markup"])["inline_keyboard"]
    assert [[key["text"] for key in row] for row in rows] == [["Hồ sơ", "Phí"], ["Gia hạn giấy phép đã cấp"]]
    assert [key["callback_data"] for row in rows for key in row] == ["p:1:dossier", "p:1:fee", "cl:2"]


async def test_a_long_reply_comes_in_parts_with_the_buttons_under_the_last(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    text = "\n".join(f"{number}. <b>Giấy tờ</b> số {number} 😀 bản chính &amp; bản sao" for number in range(1, 300))
    ids = await channel.send(to_hoa(text, Button("Phí", "p:1:fee")))
    sent = [call["b"] for call in telegram.calls("sendMessage")]
    assert len(sent) == len(ids) > 2
    assert "\n".join(one["text"] for one in sent) == text
    assert ["reply_markup" in one for one in sent] == [False] * (len(sent) - 1) + [True]


async def test_markup_that_telegram_refuses_arrives_as_plain_text(
    telegram: FakeTelegram, channel: TelegramChannel
) -> None:
    await channel.send(to_hoa("<b>Phí</b> <u>không đóng", Button("Phí", "p:1:fee")))
    refused, plain = (call["b"] for call in telegram.calls("sendMessage"))
    assert refused["parse_mode"] == "HTML"
    assert "parse_mode" not in plain
    assert plain["text"] == "Phí không đóng"
    assert "reply_markup" in plain


async def test_too_many_messages_tells_how_long_to_wait(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    telegram.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    error = await refusal(channel, to_hoa("x"))
    assert (error.retry_after, error.permanent, error.maybe_sent) == (7, False, False)


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the group chat"),
        (403, "Forbidden: bot was kicked from the supergroup chat"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: group chat was deactivated"),
    ],
)
async def test_a_person_who_cannot_be_reached_is_not_tried_again(
    telegram: FakeTelegram, channel: TelegramChannel, status: int, description: str
) -> None:
    telegram.fail_next("sendMessage", status, description)
    assert (await refusal(channel, to_hoa("x"))).permanent
    assert len(telegram.calls("sendMessage")) == 1


async def test_trouble_at_telegram_is_temporary(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    telegram.fail_next("sendMessage", 502, "Bad Gateway")
    error = await refusal(channel, to_hoa("x"))
    assert (error.permanent, error.maybe_sent, error.retry_after) == (False, False, None)


async def test_a_connection_that_breaks_may_have_delivered(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    telegram.fail_next("sendMessage")
    assert (await refusal(channel, to_hoa("x"))).maybe_sent


async def test_no_connection_at_all_has_delivered_nothing(tmp_path: Path) -> None:
    channel = channel_to(f"http://127.0.0.1:{free_port()}", tmp_path)
    error = await refusal(channel, to_hoa("x"))
    await channel.stop()
    assert (error.permanent, error.maybe_sent) == (False, False)
    assert TOKEN not in str(error)


async def test_a_retry_goes_on_with_the_part_that_failed(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    text = "\n\n".join(letter * 3000 for letter in "abc")
    telegram.fail_next("sendMessage", 400, "Bad Request: can't parse entities: thử")
    telegram.fail_next("sendMessage", 502, "Bad Gateway")
    await refusal(channel, to_hoa(text))
    assert len(telegram.calls("sendMessage")) == 2
    await channel.send(to_hoa(text))
    telegram.fail_next("sendMessage", 429, "Too Many Requests", retry_after=1)
    await refusal(channel, to_hoa("nhắc lại", number=2))
    await channel.send(to_hoa("nhắc lại", number=2))
    arrived = [call["b"]["text"] for call in telegram.calls("sendMessage") if not call["refused"]]
    assert arrived == [*markup.split(text, 4000), "nhắc lại"]


async def test_a_group_that_became_a_supergroup_is_followed(telegram: FakeTelegram, channel: TelegramChannel) -> None:
    moved = "Bad Request: group chat was upgraded to a supergroup chat"
    telegram.fail_next("sendMessage", 400, moved, migrate_to_chat_id=-10042)
    await channel.send(Outgoing(1, "-42", "Phản ánh mới"))
    await channel.send(Outgoing(2, "-42", "Phản ánh nữa"))
    arrived = [call["b"]["chat_id"] for call in telegram.calls("sendMessage") if not call["refused"]]
    assert [str(chat) for chat in arrived] == ["-10042", "-10042"]


async def test_messages_to_a_group_keep_their_distance(telegram: FakeTelegram, tmp_path: Path) -> None:
    channel = channel_to(telegram.address, tmp_path, group_pause=0.4)
    await asyncio.gather(*(channel.send(Outgoing(number, "-42", f"tin {number}")) for number in range(3)))
    await channel.stop()
    times = [call["at"] for call in telegram.calls("sendMessage")]
    assert all(later - earlier >= 300 for earlier, later in pairwise(times))
