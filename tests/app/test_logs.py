"""Logs tell what happened, not who wrote."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.logs import mask
from tests.support.delivery import ROOT

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "gọi 0912 345 678 nhé",
        "+84 912.345.678",
        "84912345678",
        "0221-386-3456",
        "(0912345678)",
        "a,0912345678",
    ],
)
def test_phone_numbers_are_masked(text: str) -> None:
    assert "[số điện thoại]" in mask(text)
    assert "345" not in mask(text)


def test_identity_numbers_are_masked() -> None:
    assert mask("CCCD 033099001234.") == "CCCD [số định danh]."


def test_bot_tokens_are_masked() -> None:
    assert mask(f"POST https://api.telegram.org/bot{TOKEN}/getMe") == "POST https://api.telegram.org/[token]/getMe"


@pytest.mark.parametrize(
    "text",
    [
        "1.001234",
        "2.002380",
        "000.00.16.H40-241105-0003",
        "PA-7K3M-92QF",
        "2026-11-20T01:02:03.456789Z",
        "2.000.000 đồng",
    ],
)
def test_codes_times_and_amounts_stay_readable(text: str) -> None:
    assert mask(text) == text


PROGRAM = f"""
import logging, structlog
from bot import logs
logs.set_up()
log = structlog.get_logger()
log.info("hai\\ndòng", who="0912345678", token="{TOKEN}")
logging.getLogger("httpx").info("https://x/bot{TOKEN}")
logging.getLogger("any").warning("gọi %s", "0912345678")
try:
    raise ValueError("số 0912345678")
except ValueError:
    log.exception("hỏng")
"""


def test_every_event_is_one_line_of_json_without_personal_data() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events] == ["hai\ndòng", "gọi [số điện thoại]", "hỏng"]
    assert "0912345678" not in done.stderr
    assert TOKEN not in done.stderr
    assert "ValueError" in events[2]["exception"]
    assert done.stdout == ""
