"""What the web chat refuses, in a sentence that helps; and what it takes although it looks odd."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.people import WebCitizen
from tests.support.pictures import png
from tests.support.service import LiveService, live_service

VIETNAMESE = re.compile(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữựíìỉĩị]")


@pytest.fixture
def hoa(service: LiveService) -> Iterator[WebCitizen]:
    with WebCitizen(service) as citizen:
        yield citizen


def refused(response: Any, status: int) -> str:
    assert response.status_code == status, response.text
    sentence: str = response.json()["error"]
    assert VIETNAMESE.search(sentence)
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  \n\t "}, {"text": "\u0000\u0007"}, {"action": ""}])
def test_an_empty_message_is_answered_with_what_to_do(hoa: WebCitizen, body: dict[str, str]) -> None:
    assert "chưa nhập nội dung" in refused(hoa.post(**body), 400)
    assert hoa.history() == []


def test_twenty_thousand_characters_are_taken_and_one_more_is_refused(hoa: WebCitizen) -> None:
    assert hoa.post(text="ế" * 20_000).status_code == 200
    assert "20.000" in refused(hoa.post(text="ế" * 20_001), 413)
    assert len(hoa.history()[0]["text"]) == 20_000


def test_a_huge_body_is_refused(hoa: WebCitizen) -> None:
    refused(hoa.post(text="a" * 3_000_000), 413)


@pytest.mark.parametrize("raw", ["", "{", "[]", '"x"', "nul\x00l", '{"text": 5}', '{"text": "a", "session": 7}'])
def test_what_is_not_a_message_is_refused(hoa: WebCitizen, raw: str) -> None:
    response = hoa.http.post("/api/chat", content=raw.encode(), headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    refused(response, response.status_code)


@pytest.mark.parametrize("session", ["", "ngan", "a" * 65, "../../etc/passwd", "có dấu tiếng Việt", "a b c d e f"])
def test_a_badly_formed_session_is_refused(hoa: WebCitizen, session: str) -> None:
    refused(hoa.http.post("/api/chat", json={"session": session, "text": "xin chào"}), 422)
    for path in ("history", "events"):
        refused(hoa.http.get(f"/api/chat/{path}", params={"session": session}), 422)


def test_odd_ids_and_actions_are_refused(hoa: WebCitizen) -> None:
    refused(hoa.post(text="a", id="x" * 65), 422)
    refused(hoa.post(text="a", id="a:b"), 422)
    refused(hoa.post(action="ế" * 22), 422)


def test_an_action_nobody_offered_gets_a_sensible_answer(hoa: WebCitizen) -> None:
    assert hoa.presses("p:khong-co:fee")
    assert hoa.presses("' OR 1=1 --")


def test_the_same_message_twice_is_one_turn_with_the_same_replies(hoa: WebCitizen) -> None:
    first = hoa.says("xin chào", id="mot")
    again = hoa.says("xin chào", id="mot")
    assert [reply["id"] for reply in first] == [reply["id"] for reply in again]
    assert [message["from"] for message in hoa.history()] == ["me", "bot"]


def test_the_same_message_twenty_times_at_once_is_one_turn(hoa: WebCitizen) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: hoa.says("xin chào", id="mot"), range(20)))
    assert len({answer[0]["id"] for answer in answers}) == 1
    assert len(hoa.history()) == 2


def test_the_same_id_in_another_conversation_is_another_message(service: LiveService, hoa: WebCitizen) -> None:
    with WebCitizen(service) as other:
        assert hoa.says("xin chào", id="mot")[0]["id"] != other.says("xin chào", id="mot")[0]["id"]


def test_files_sent_twice_are_kept_once(hoa: WebCitizen) -> None:
    for _ in range(2):
        hoa.sends(("a.png", png(), "image/png"), id="mot")
    assert [message.get("files") for message in hoa.history() if message["from"] == "me"] == [["a.png"]]


def test_too_many_messages_are_slowed_down_and_others_notice_nothing(tmp_path: Path) -> None:
    slow = live_service(tmp_path / "var", web={"messages_per_minute": 3})
    with slow as service, WebCitizen(service) as hoa, WebCitizen(service) as other:
        for _ in range(3):
            hoa.says("xin chào")
        response = hoa.post(text="nữa")
        assert "chờ" in refused(response, 429)
        assert 1 <= int(response.headers["retry-after"]) <= 60
        assert other.says("xin chào")


def test_a_file_too_large_is_told_and_the_text_with_it_survives(tmp_path: Path) -> None:
    with live_service(tmp_path / "var", files={"max_megabytes": 1}) as service, WebCitizen(service) as hoa:
        big = png() + b"\x00" * (1024 * 1024)
        replies = hoa.sends(("phim.mp4", big, "video/mp4"), text="xin giay phep may chup rang het bao nhieu tien")
        said = "\n".join(reply["text"] for reply in replies)
        assert "1 MB" in said
        assert "xin giay phep may chup rang het bao nhieu tien" in [message["text"] for message in hoa.history()]


def test_a_type_that_is_not_taken_is_told(hoa: WebCitizen) -> None:
    replies = hoa.sends(("virus.png", b"MZ\x90\x00" + b"\x00" * 200, "image/png"))
    assert "Loại tệp" in replies[0]["text"]


def test_a_form_that_is_broken_is_refused(hoa: WebCitizen) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    refused(hoa.http.post("/api/chat/files", content=b"--y\r\nnothing", headers=kind), 400)
    refused(hoa.http.post("/api/chat/files", data={"session": hoa.session}), 400)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "=cmd|' /C calc'!A0",
        "{{ 7*7 }} {% for x in () %} ${7*7}",
        "'; DROP TABLE message; --",
        "\u202eđảo ngược\u202c",
        "😀" * 500,
        "a\u0000b\u0008c",
        "phí " + "x" * 10_000,
    ],
)
def test_hostile_texts_are_answered_and_shown_as_text(hoa: WebCitizen, text: str) -> None:
    for reply in hoa.says(text):
        assert not re.search(r"<(?!/?(b|i|a|br)\b)", reply["html"])
        assert "49" not in reply["text"] or "49" in text
    mine = hoa.history()[0]
    assert mine["html"] is None
    assert not re.search(r"[\x00-\x08]", mine["text"])


def test_half_a_surrogate_pair_is_no_reason_to_fail(hoa: WebCitizen) -> None:
    raw = json.dumps({"session": hoa.session, "text": "xin chào \ud83d"}).encode()
    response = hoa.http.post("/api/chat", content=raw, headers={"content-type": "application/json"})
    assert response.status_code in (200, 400)


def test_the_page_and_its_files_need_nothing_from_elsewhere(hoa: WebCitizen) -> None:
    page = hoa.http.get("/")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"#]+)"', page.text)
    assert addresses
    for address in addresses:
        assert address.startswith(("/static/", "/ket-qua", "https://dichvucong.gov.vn"))
        if address.startswith("/static/"):
            assert hoa.http.get(address).status_code == 200
    assert "<noscript>" in page.text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page.text)
    assert "default-src 'self'" in page.headers["content-security-policy"]
