"""The fake Telegram server, started for the tests, and citizens who write to it."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.ports import free_port

FOLDER = Path(__file__).parents[1] / "fake_telegram"
TOKEN = "1:TEST"
START_SECONDS = 20.0


def _installed() -> str:
    """The path of node; installs the server's packages when they are missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    assert node is not None, "node is missing: the fake Telegram server cannot run"
    if not (FOLDER / "node_modules" / "telegram-test-api").is_dir():
        assert npm is not None, "npm is missing: the fake Telegram server cannot be installed"
        subprocess.run([npm, "ci"], cwd=FOLDER, check=True, capture_output=True)
    return node


class FakeTelegram:
    """One running fake server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._http = httpx.Client(base_url=address, timeout=30)
        self._ids = itertools.count(1)

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Call the server as a test client."""
        response = self._http.post(path, json=body)
        response.raise_for_status()
        return response.json()

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Every call of a Bot API method so far: {"b": body, "at": ms, "refused": bool}."""
        return [call for call in self._http.get("/__calls").json() if call["method"] == method]

    def fail_next(self, method: str, status: int = 0, description: str = "", **parameters: Any) -> None:
        """Let the next call of a method fail; without a status the connection just breaks."""
        body = {"description": description} | ({"parameters": parameters} if parameters else {})
        plan = {"status": status, "body": body} if status else {"drop": True}
        self.post("/__next", {"method": method, **plan})

    def delay_next(self, method: str, seconds: float) -> None:
        """Let the next call of a method be answered late."""
        self.post("/__next", {"method": method, "delay": int(seconds * 1000)})

    def file(self, name: str, data: bytes, mime: str) -> str:
        """Put a citizen's file in; returns its id."""
        response = self._http.post("/__file", params={"name": name}, content=data, headers={"content-type": mime})
        return str(response.json()["file_id"])

    def citizen(self, name: str = "Hoa") -> Citizen:
        """A person with a chat of their own."""
        return Citizen(self, 1000 + next(self._ids), name)


class Citizen:
    """Someone with Telegram on the phone."""

    def __init__(self, server: FakeTelegram, number: int, name: str) -> None:
        self._server = server
        self.id = number
        self.chat = {"id": number, "type": "private", "first_name": name}
        self._who = {
            "botToken": TOKEN,
            "date": int(time.time()),
            "from": {"id": number, "is_bot": False, "first_name": name},
        }

    def says(self, text: str | None = None, **parts: Any) -> None:
        """Send a message; `parts` are fields of Telegram's Message."""
        body = {**self._who, "chat": self.chat, **parts} | ({"text": text} if text is not None else {})
        self._server.post("/sendMessage", body)

    def sends_photo(self, data: bytes, caption: str | None = None, **parts: Any) -> None:
        """Send a photo in two sizes; the larger one is `data`."""
        small = {"file_id": "F0", "file_unique_id": "u0", "width": 90, "height": 90, "file_size": 1000}
        file_id = self._server.file("photo.jpg", data, "image/jpeg")
        large = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "width": 1280,
            "height": 960,
            "file_size": len(data),
        }
        self.says(photo=[large, small], **parts, **({"caption": caption} if caption else {}))

    def sends_document(self, name: str, data: bytes, mime: str, size: int | None = None, **parts: Any) -> None:
        """Send a document; `size` is what Telegram says about it."""
        file_id = self._server.file(name, data, mime)
        document = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name, "mime_type": mime}
        self.says(document={**document, "file_size": len(data) if size is None else size}, **parts)

    def presses(self, action: str) -> None:
        """Press a button that carries `action`."""
        message = {"message_id": 1, "date": int(time.time()), "chat": self.chat}
        self._server.post("/sendCallback", {**self._who, "data": action, "message": message})

    def reads(self) -> list[dict[str, Any]]:
        """The messages that the bot has sent to this chat so far (those refused left out)."""
        sent = self._server.calls("sendMessage")
        return [call["b"] for call in sent if str(call["b"]["chat_id"]) == str(self.id) and not call["refused"]]

    def waits_for(self, count: int, seconds: float = 15.0) -> list[dict[str, Any]]:
        """The bot's messages once there are `count` of them."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if len(found := self.reads()) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"only {len(self.reads())} of {count} messages came: {self.reads()}")


@contextmanager
def fake_telegram(port: int | None = None) -> Iterator[FakeTelegram]:
    """Run the fake server while the block lasts."""
    port = port or free_port()
    command = [_installed(), "server.js", str(port)]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        server = FakeTelegram(f"http://127.0.0.1:{port}")
        try:
            _wait_until_up(server, process)
            yield server
        finally:
            server.close()
            process.terminate()
            process.wait(10)


def _wait_until_up(server: FakeTelegram, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            output = process.stdout.read().decode() if process.stdout else ""
            raise AssertionError(f"the fake Telegram server has stopped: {output}")
        try:
            server.calls("getMe")
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the fake Telegram server does not answer")
