"""The chat page as a person uses it."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.support.service import LiveService


def chromium_path() -> str:
    """Debian's Chromium, or the one that CHROMIUM names; a missing one fails the tests."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    assert Path(path).exists(), f"no browser at {path}: install chromium or set CHROMIUM"
    return path


class ChatPage:
    """An open chat page; a script error on it fails the test at `close`."""

    def __init__(self, context: BrowserContext, service: LiveService) -> None:
        self.page: Page = context.new_page()
        self._errors: list[str] = []
        self.page.on("pageerror", lambda error: self._errors.append(str(error)))
        self.page.on("console", self._console)
        self.page.goto(service.url + "/")
        expect(self.bubbles("bot").first).to_be_visible()

    def bubbles(self, who: str) -> Locator:
        """The messages of "me", "bot" or "staff"."""
        return self.page.locator(f".msg.{who}")

    def says(self, text: str, answer: str) -> Locator:
        """Type a message, press Enter and wait for a new answer that holds `answer`."""
        before = self.bubbles("bot").count()
        self.page.get_by_label("Tin nhắn của anh/chị").fill(text)
        self.page.keyboard.press("Enter")
        return self._answer(before, answer)

    def presses(self, label: str, answer: str) -> Locator:
        """Press the newest button with this label and wait for the answer."""
        before = self.bubbles("bot").count()
        self.page.locator(".choices").get_by_role("button", name=label, exact=True).last.click()
        return self._answer(before, answer)

    def attaches(self, name: str, data: bytes, mime: str) -> None:
        """Choose a file; it is sent with the next message."""
        self.page.locator("#files").set_input_files([FilePayload(name=name, mimeType=mime, buffer=data)])
        expect(self.page.locator("#chosen li")).to_contain_text(name)

    def focused(self) -> str:
        """What has the focus: its text, or its id."""
        found: str = self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
        return found

    def check(self) -> None:
        """Fail when the page has reported an error, or is wider than the screen."""
        assert self._errors == []
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, "the page scrolls sideways"

    def _answer(self, before: int, answer: str) -> Locator:
        new = self.bubbles("bot").nth(before)
        expect(new).to_be_visible()
        expect(self.bubbles("bot").last).to_contain_text(answer)
        return self.bubbles("bot").last

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        # A line that was cut on purpose is reported by the browser itself.
        if kind == "error" and "net::ERR" not in text and "Failed to load resource" not in text:
            self._errors.append(text)
