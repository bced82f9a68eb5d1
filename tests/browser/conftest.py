"""Chromium, and the two screens that every page is looked at on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.chat import chromium_path

CALM = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, **CALM}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, **CALM}
SCREENS = [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop")]


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """A browser for one test: Playwright's loop must not run while another test has one of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=SCREENS)
def visitor(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A citizen's browser, on a phone and on a desktop."""
    context = chromium.new_context(**request.param)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def desktop(chromium: Browser) -> Iterator[BrowserContext]:
    """A second browser, at a desk."""
    context = chromium.new_context(**DESKTOP)
    context.set_default_timeout(15_000)
    yield context
    context.close()
