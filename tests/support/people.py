"""The people of the tests: bà Hoa writes in the web chat, anh Minh answers in the console."""

from __future__ import annotations

import html
import json
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.support.service import LiveService

CODE = re.compile(r"PA-[0-9A-Z]{4,5}-[0-9A-Z]{4,5}")
COMPLAINT = "tôi nộp hồ sơ 3 lần đều bị trả lại, cán bộ bắt bổ sung giấy tờ không có trong quy định"
PASSWORD = "mùa thu ở phố Hiến rất đẹp"


class WebCitizen:
    """A browser of the web chat, by its HTTP interface."""

    def __init__(self, service: LiveService, session: str | None = None) -> None:
        self.http = service.client()
        self.session = session or f"hoa-{secrets.token_hex(8)}"

    def __enter__(self) -> WebCitizen:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def post(self, **body: Any) -> httpx.Response:
        """One message as it comes from the page."""
        return self.http.post("/api/chat", json={"session": self.session, **body})

    def says(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Send a text; the replies."""
        return self._replies(self.post(text=text, **more))

    def presses(self, action: str) -> list[dict[str, Any]]:
        """Press a button; the replies."""
        return self._replies(self.post(action=action))

    def sends(self, *files: tuple[str, bytes, str], **fields: str) -> list[dict[str, Any]]:
        """Send files (name, bytes, type) with more fields; the replies."""
        uploads = [("files", file) for file in files]
        return self._replies(self.http.post("/api/chat/files", data={"session": self.session, **fields}, files=uploads))

    def history(self) -> list[dict[str, Any]]:
        """What a reloaded page would show."""
        response = self.http.get("/api/chat/history", params={"session": self.session})
        response.raise_for_status()
        found: list[dict[str, Any]] = response.json()["messages"]
        return found

    def files_feedback(self, *files: tuple[str, bytes, str]) -> dict[str, Any]:
        """File a feedback with contact; the reply that carries the code."""
        self.says(COMPLAINT)
        self.says("bỏ qua")
        if files:
            self.sends(*files)
        for text in ("xong", "Nguyễn Thị Hoa", "0912 345 678", "Phố Hiến, Hưng Yên", "đồng ý"):
            self.says(text)
        return self.says("gửi")[-1]

    def _replies(self, response: httpx.Response) -> list[dict[str, Any]]:
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.json()["replies"]
        return found


class Events:
    """An open stream of server-sent events, read beside the test."""

    def __init__(self, service: LiveService, session: str, after: int = 0, last_id: int | None = None) -> None:
        self.received: list[dict[str, Any]] = []
        self.ids: list[int] = []
        self._http = service.client()
        headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        parameters = {"session": session, "after": str(after)}
        self._request = self._http.build_request("GET", "/api/chat/events", params=parameters, headers=headers)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        self._http.close()
        self._thread.join(5)

    def _read(self) -> None:
        try:
            response = self._http.send(self._request, stream=True)
            for line in response.iter_lines():
                if line.startswith("id: "):
                    self.ids.append(int(line.removeprefix("id: ")))
                elif line.startswith("data: "):
                    self.received.append(json.loads(line.removeprefix("data: ")))
        except (httpx.TransportError, httpx.StreamError):
            return  # hung up, by the test or by the service


@contextmanager
def events(service: LiveService, session: str, after: int = 0, last_id: int | None = None) -> Iterator[Events]:
    """An event stream while the block lasts."""
    stream = Events(service, session, after, last_id)
    try:
        yield stream
    finally:
        stream.close()


class Officer:
    """Someone of the office in the console: signs in with a one-time link and uses its forms."""

    def __init__(self, service: LiveService, link: str | None = None) -> None:
        self._http = httpx.Client(base_url=service.url, timeout=30, follow_redirects=True)
        address = link or service.app.first_link
        assert address is not None
        form = self._form(self._http.get(address).text)
        self._http.post(address, data={**form, "password": PASSWORD, "again": PASSWORD}).raise_for_status()

    def __enter__(self) -> Officer:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def reads(self, code: str) -> str:
        """The page of a case."""
        page = self._http.get(f"/console/cases/{code}")
        page.raise_for_status()
        return page.text

    def assigns(self, code: str) -> None:
        """Give the case to the proposed unit."""
        self._step(code, "assign")

    def replies(self, code: str, text: str) -> None:
        """Answer the citizen."""
        self._step(code, "reply", text=text, basis="Nghị định 20/2008/NĐ-CP", signer="Trần Văn Minh")

    def _step(self, code: str, step: str, **fields: str) -> None:
        page = self.reads(code)
        form = page.partition(f'action="/console/cases/{code}/{step}"')[2].partition("</form>")[0]
        assert form, f"the page offers no step {step!r}"
        answer = self._http.post(f"/console/cases/{code}/{step}", data={**self._form(form), **fields})
        assert answer.status_code == 200, answer.text

    def _form(self, page: str) -> dict[str, str]:
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return {name: html.unescape(value) for name, value in fields}
