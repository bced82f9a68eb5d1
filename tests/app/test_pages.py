"""What holds for every page: headers, limits, neutral errors, health."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection

import httpx
import pytest
from sqlalchemy import text

from tests.support.service import LiveService

PAGES = ["/", "/healthz", "/metrics", "/console/sign-in", "/nope", "/api/nope", "/static/chat/chat.js"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_carries_the_security_headers(service: LiveService, page: str) -> None:
    headers = httpx.get(service.url + page).headers
    assert "default-src '" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_a_page_that_is_not_there_says_so_in_a_sentence(service: LiveService) -> None:
    page = httpx.get(f"{service.url}/nope")
    assert page.status_code == 404
    assert "Không tìm thấy trang này" in page.text
    assert httpx.get(f"{service.url}/api/nope").json()["error"].startswith("Không tìm thấy")


@pytest.mark.parametrize(
    ("kind", "size", "status"),
    [
        ("application/json", 256 * 1024 + 1, 413),
        ("application/x-www-form-urlencoded", 1024 * 1024 + 1, 413),
        ("application/json", 64 * 1024, 400),
    ],
)
def test_too_large_a_request_is_refused_before_it_is_read(
    service: LiveService, kind: str, size: int, status: int
) -> None:
    answer = httpx.post(f"{service.url}/api/chat", content=b"x" * size, headers={"content-type": kind})
    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_huge_upload_is_refused_before_a_byte_of_it_is_sent(service: LiveService) -> None:
    address = httpx.URL(service.url)
    with closing(HTTPConnection(address.host, address.port or 80, timeout=10)) as connection:
        connection.putrequest("POST", "/api/chat/files")
        connection.putheader("Content-Type", "multipart/form-data; boundary=x")
        connection.putheader("Content-Length", str(2**40))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_a_request_that_hides_its_size_is_cut_off(service: LiveService) -> None:
    def endless() -> object:
        for _ in range(300):
            yield b"x" * 1024

    answer = httpx.post(
        f"{service.url}/api/chat",
        content=endless(),  # type: ignore[arg-type]
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 413


async def _drop(service: LiveService) -> None:
    async with service.app.store.write() as session:
        await session.execute(text("ALTER TABLE message RENAME TO gone"))


def test_an_unexpected_error_shows_a_reference_and_no_trace(service: LiveService) -> None:
    service.run(_drop(service))
    page = httpx.get(f"{service.url}/metrics")
    assert page.status_code == 500
    assert "Hệ thống gặp lỗi" in page.text
    assert "Mã tham chiếu" in page.text
    for inside in ("Traceback", "sqlite", "SELECT", "message", ".py"):
        assert inside not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_health_tells_of_the_database_and_the_queues(service: LiveService) -> None:
    answer = httpx.get(f"{service.url}/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "in_waiting": 0, "in_failed": 0, "out_waiting": 0, "out_failed": 0}
    service.run(_drop(service))
    answer = httpx.get(f"{service.url}/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "unreachable"}


def test_metrics_count_messages_and_turns(service: LiveService) -> None:
    httpx.post(f"{service.url}/api/chat", json={"text": "xin chào"})
    found = httpx.get(f"{service.url}/metrics").text
    assert 'bot_messages_total{channel="web",direction="in",state="done"} 1.0' in found
    assert "bot_turn_seconds_count 1.0" in found
    assert 'bot_waiting{queue="in_waiting"} 0.0' in found
