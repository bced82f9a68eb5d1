"""Received files: known types only, up to a size, under names of our own."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from bot.config import Files as Limits
from bot.files import FileRefused, Files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files", Limits(max_megabytes=1, max_per_case=5))


def picture(kind: str) -> bytes:
    memory = io.BytesIO()
    Image.new("RGB", (8, 8)).save(memory, kind)
    return memory.getvalue()


def sheet() -> bytes:
    memory = io.BytesIO()
    with Workbook(memory) as book:
        book.add_worksheet().write(0, 0, "phí")
    return memory.getvalue()


PICTURES = [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")]


@pytest.mark.parametrize(("kind", "mime"), PICTURES)
async def test_a_photo_is_kept_as_sent(files: Files, kind: str, mime: str) -> None:
    data = picture(kind)
    kept = await files.keep("ảnh hiện trường.bin", data, "application/octet-stream")
    assert (kept.mime, kept.kind, kept.size) == (mime, "photo", len(data))
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert files.open(kept.path).read_bytes() == data


@pytest.mark.parametrize(
    ("data", "mime", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf", "document"),
        (sheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document"),
        (b"OggS" + bytes(60), "audio/ogg", "voice"),
        (b"ID3\x03" + bytes(60), "audio/mpeg", "voice"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(60), "video/mp4", "video"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(60), "audio/mp4", "voice"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60), "image/heic", "photo"),
    ],
)
async def test_papers_and_recordings_are_kept(files: Files, data: bytes, mime: str, kind: str) -> None:
    kept = await files.keep("tệp", data)
    assert (kept.mime, kept.kind) == (mime, kind)


async def test_a_voice_message_in_mp4_is_told_from_a_video(files: Files) -> None:
    kept = await files.keep("voice", b"\x00\x00\x00\x18ftypisom" + bytes(60), "audio/mp4")
    assert (kept.mime, kept.kind) == ("audio/mp4", "voice")


def archive() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as packed:
        packed.writestr("virus.exe", "x")
    return memory.getvalue()


BAD = [b"", b"text", b"MZ\x90\x00" + bytes(64), b"<html><script>", b"<svg xmlns='x'/>", archive(), b"#!/bin/sh\n"]


@pytest.mark.parametrize("data", BAD)
async def test_other_types_are_refused_whatever_they_claim(files: Files, data: bytes, tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        await files.keep("ảnh.jpg", data, "image/jpeg")
    assert refused.value.problem == "file_type"
    assert not (tmp_path / "files").exists()


async def test_a_file_over_the_limit_is_refused(files: Files) -> None:
    data = picture("PNG")
    exact = data + bytes(1024 * 1024 - len(data))
    assert (await files.keep("a.png", exact)).size == 1024 * 1024
    with pytest.raises(FileRefused) as refused:
        await files.keep("a.png", exact + b"\x00")
    assert refused.value.problem == "file_too_large"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\tệp\\ảnh nhà.PNG", "ảnh nhà.png"),
        ("đơn.pdf.exe", "đơn.pdf.png"),
        ("gnp\u202eexe.png", "gnpexe.png"),
        ('a"b\r\nSet-Cookie: x.png', "abSet-Cookie x.png"),
        ("", "tep.png"),
        ("...", "tep.png"),
        ("d" * 400 + ".png", "d" * 200 + ".png"),
    ],
)
async def test_the_name_shown_to_staff_is_harmless(files: Files, name: str, shown: str) -> None:
    assert (await files.keep(name, picture("PNG"))).file_name == shown


async def test_two_files_of_one_name_do_not_meet(files: Files) -> None:
    one, two = await files.keep("a.png", picture("PNG")), await files.keep("a.png", picture("PNG"))
    assert one.path != two.path


@pytest.mark.parametrize("path", ["../secret_key", "/etc/passwd", "a/../../secret_key", "none.png", ""])
async def test_nothing_outside_of_the_folder_can_be_opened(files: Files, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret_key").write_text("x")
    await files.keep("a.png", picture("PNG"))
    with pytest.raises(FileNotFoundError):
        files.open(path)


async def test_a_discarded_file_is_gone(files: Files) -> None:
    kept = await files.keep("a.png", picture("PNG"))
    files.discard([kept.path, kept.path, "../secret_key"])
    with pytest.raises(FileNotFoundError):
        files.open(kept.path)
