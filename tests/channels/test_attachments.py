"""No text is lost because of a file, and what becomes of the file is told: on the web and on Telegram."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.people import COMPLAINT, Officer, WebCitizen
from tests.support.pictures import png
from tests.support.service import LiveService, eventually, live_service
from tests.support.telegram import Citizen, FakeTelegram

MEGABYTE = 1024 * 1024
FEE = "phí cấp phép máy x-quang chụp răng"
BROKEN = png()[:50]


@pytest.fixture
def hoa(service: LiveService) -> Iterator[WebCitizen]:
    with WebCitizen(service) as citizen:
        yield citizen


@pytest.fixture
def bot(telegram: FakeTelegram, tmp_path: Path) -> Iterator[LiveService]:
    with live_service(tmp_path / "var", bot_api=telegram.address) as running:
        yield running


@pytest.fixture
def phone(bot: LiveService, telegram: FakeTelegram) -> Citizen:
    return telegram.citizen("Hoa")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can be written any more; the database is on another disk."""

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)


def said(replies: list[dict[str, Any]]) -> str:
    return re.sub(r"<[^>]*>", "", "\n".join(reply["text"] for reply in replies))


REFUSED = [
    pytest.param(("phim.mp4", bytes(21 * MEGABYTE), "video/mp4"), "10 MB", id="21 MB"),
    pytest.param(("lạ.exe", b"MZ" + bytes(100), "image/jpeg"), "Loại tệp", id="type"),
    pytest.param(("hỏng.png", BROKEN, "image/png"), "không mở được", id="broken"),
]


@pytest.mark.parametrize(("file", "told"), REFUSED)
def test_beside_a_file_that_is_refused_the_question_is_answered(
    hoa: WebCitizen, file: tuple[str, bytes, str], told: str
) -> None:
    answer = said(hoa.sends(file, text=FEE))
    assert told in answer
    assert "2.000.000" in answer


def test_with_a_full_disk_the_text_is_taken_all_the_same(hoa: WebCitizen, full_disk: None) -> None:
    answer = said(hoa.sends(("a.png", png(), "image/png"), text=FEE))
    assert "Chưa tải được tệp" in answer
    assert "2.000.000" in answer


@pytest.mark.parametrize(("file", "told"), REFUSED)
def test_a_feedback_goes_on_without_the_file_that_was_refused(
    service: LiveService, hoa: WebCitizen, file: tuple[str, bytes, str], told: str
) -> None:
    assert told in said(hoa.sends(file, text=COMPLAINT))
    hoa.says("bỏ qua")
    hoa.sends(("a.png", png(), "image/png"), file)
    for text in ("xong", "gửi ẩn danh"):
        summary = said(hoa.says(text))
    assert COMPLAINT in summary
    assert "Tệp gửi kèm: 1" in summary


def test_a_picture_alone_is_asked_about_and_a_picture_with_a_word_is_a_feedback(hoa: WebCitizen) -> None:
    assert said(hoa.sends(("a.png", png(), "image/png")))
    assert f"Đã ghi nguyên văn: «{COMPLAINT}»" in said(hoa.sends(("b.png", png(9), "image/png"), text=COMPLAINT))


def test_ten_pictures_at_once_are_ten_files(service: LiveService, hoa: WebCitizen) -> None:
    receipt = hoa.files_feedback(*((f"{n}.png", png(8 + n), "image/png") for n in range(10)))
    code = re.findall(r"PA-[0-9A-Z]{4}-[0-9A-Z]{5}", receipt["text"])[0]
    with Officer(service) as minh:
        assert all(f"{n}.png" in minh.reads(code) for n in range(10))


@pytest.mark.telegram
def test_on_telegram_a_broken_picture_does_not_lose_its_caption(phone: Citizen) -> None:
    phone.sends_photo(BROKEN, caption=FEE)
    answer = eventually(lambda: said(phone.reads()) if "2.000.000" in said(phone.reads()) else None)
    assert "không mở được" in answer


@pytest.mark.telegram
def test_on_telegram_a_full_disk_does_not_lose_the_caption(phone: Citizen, full_disk: None) -> None:
    phone.sends_photo(png(), caption=FEE)
    answer = eventually(lambda: said(phone.reads()) if "2.000.000" in said(phone.reads()) else None)
    assert "Chưa tải được tệp" in answer


@pytest.mark.telegram
def test_on_telegram_a_feedback_keeps_the_words_beside_a_video_that_is_too_large(phone: Citizen) -> None:
    phone.sends_document("phim.mp4", b"x", "video/mp4", size=21 * MEGABYTE, caption=COMPLAINT)
    phone.waits_for(2)
    assert "10 MB" in said(phone.reads())
    for text in ("bỏ qua", "xong", "gửi ẩn danh"):
        phone.says(text)
    summary = eventually(lambda: next((one["text"] for one in phone.reads() if "xem lại" in one["text"]), None))
    assert COMPLAINT in summary
