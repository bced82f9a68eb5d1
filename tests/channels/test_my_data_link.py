"""The copy of one's own data by browser: a signed address that works for a quarter of an hour, for one conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.feedback import data_link
from tests.support.delivery import Hand
from tests.support.pictures import png
from tests.support.service import LiveService, live_service

STORY = "hồ sơ của tôi bị trả lại 3 lần <script>alert(1)</script>, tôi muốn gửi phản ánh"
SESSION, OTHER = "phien-cua-ba-hoa-1", "phien-cua-ong-binh"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    with live_service(tmp_path_factory.mktemp("var"), Hand()) as running:
        yield running


def say(client: httpx.Client, session: str = SESSION, **message: str) -> dict[str, Any]:
    """The last reply to a message or a pressed button."""
    answer = client.post("/api/chat", json={"session": session, **message}).json()
    return dict(answer["replies"][-1])


def link(client: httpx.Client, session: str = SESSION) -> str:
    """The address that «Nhận bản sao» gives."""
    html = str(say(client, session, action="data:copy")["html"])
    return html.split('href="')[1].split('"')[0]


@pytest.fixture(scope="module")
def told(service: LiveService) -> LiveService:
    """A service that knows a case of bà Hoa and a word of ông Bình."""
    with service.client() as client:
        for text in (STORY, "không", "xong", "Nguyễn Thị Mơ", "0912345678", "Phố Hiến", "đồng ý", "gửi"):
            say(client, text=text)
        say(client, OTHER, text="chuyện của ông Bình")
    return service


@pytest.fixture
def copied(told: LiveService) -> str:
    with told.client() as client:
        return link(client)


def test_the_copy_is_a_page_to_keep_with_everything_and_nothing_of_others(service: LiveService, copied: str) -> None:
    with service.client() as client:
        page = client.get(copied)
    assert page.status_code == 200
    assert page.headers["content-disposition"] == 'attachment; filename="du-lieu-cua-toi.html"'
    assert page.headers["cache-control"] == "no-store"
    for part in ("Nguyễn Thị Mơ", "0912345678", "Phố Hiến", "Tôi đồng ý để", "Hạn trả lời", "Anh/chị", "Trợ lý"):
        assert part.lower() in page.text.lower()
    assert "<script>" not in page.text
    assert "Bình" not in page.text


def test_the_copy_can_be_read_by_machines(service: LiveService, copied: str) -> None:
    with service.client() as client:
        data = json.loads(client.get(f"{copied}?format=json").text)
    assert data["cases"][0]["phone"] == "0912345678"
    assert data["cases"][0]["text"] == STORY
    assert data["consents"][0]["answer"] == "đồng ý"
    assert any(message["text"] == STORY for message in data["messages"])


def test_a_changed_or_made_up_address_gives_nothing(service: LiveService, copied: str) -> None:
    token = copied.rpartition("/")[2]
    conversation, rest = token.split(".", 1)
    other = f"{int(conversation) + 1}.{rest}"
    later = f"{conversation}.{int(rest.split('.')[0]) + 9999}.{rest.split('.')[1]}"
    with service.client() as client:
        for wrong in (other, later, token[:-1], "x", "..", "1.2.3", f"{token}x", "é.1.2"):
            answer = client.get(f"{data_link.PATH}{wrong}")
            assert answer.status_code in (404, 410), wrong
            assert "Nguyễn" not in answer.text


def test_after_a_quarter_of_an_hour_the_address_says_what_to_do(service: LiveService, copied: str) -> None:
    with service.client() as client:
        service.clock.forward(minutes=16)
        gone = client.get(copied)
        assert gone.status_code == 410
        assert "dữ liệu của tôi" in gone.text
        assert client.get(link(client)).status_code == 200


def test_a_picture_of_an_identity_card_leaves_the_disk_at_once(service: LiveService) -> None:
    files = service.app.env.files
    before = set(files.rglob("*.*"))
    with service.client() as client:
        answer = client.post(
            "/api/chat/files",
            data={"session": OTHER, "text": "ảnh cccd của tôi"},
            files={"files": ("a.png", png(), "image/png")},
        ).json()
    assert "không nhận ảnh căn cước" in answer["replies"][0]["text"]
    assert set(files.rglob("*.*")) == before
