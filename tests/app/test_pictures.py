"""The copy of a photo that people are shown: the picture, and nothing that was hidden in the file."""

from __future__ import annotations

import asyncio
import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from bot.config import Files as Limits
from bot.files import FileRefused, Files

SECRET = "20.6464N 106.0511E phố Hiến"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files", Limits(max_megabytes=10, max_per_case=5))


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    memory = io.BytesIO()
    picture.save(memory, kind, **options)
    return memory.getvalue()


def half() -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (40, 20), (255, 0, 0))
    picture.paste((0, 0, 255), (20, 0, 40, 20))
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010E] = SECRET.encode("ascii", "replace").decode()
    made[0x9286] = SECRET
    return made


def jpeg() -> bytes:
    return saved(half(), "JPEG", exif=exif(), comment=SECRET.encode()) + SECRET.encode()


def png() -> bytes:
    chunks = PngImagePlugin.PngInfo()
    chunks.add_text("Location", SECRET)
    chunks.add_itxt("Comment", SECRET, zip=False)
    return saved(half(), "PNG", pnginfo=chunks, exif=exif())


def webp() -> bytes:
    return saved(half(), "WEBP", exif=exif(), xmp=SECRET.encode(), lossless=True)


def gif() -> bytes:
    return saved(half(), "GIF", comment=SECRET.encode(), save_all=True, append_images=[Image.new("RGB", (40, 20))])


@pytest.mark.parametrize("make", [jpeg, png, webp, gif])
async def test_what_is_hidden_in_a_photo_is_in_the_original_only(files: Files, make: Callable[[], bytes]) -> None:
    data = make()
    kept = await files.keep("ảnh", data)
    assert files.open(kept.path).read_bytes() == data
    assert kept.shown_path is not None
    copy = files.open(kept.shown_path).read_bytes()
    for hidden in (b"20.6464N", b"Exif", b"exif", b"Location", b"tEXt", b"iTXt", b"XMP", b"ICCP"):
        assert hidden not in copy
    with Image.open(io.BytesIO(copy)) as shown:
        shown.load()
        assert not shown.getexif()
        assert getattr(shown, "n_frames", 1) == 1
        left, right = shown.convert("RGB").getpixel((5, 10)), shown.convert("RGB").getpixel((35, 10))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 200 > 60 > left[2]
    assert right[2] > 200 > 60 > right[0]


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photo_stands_upright_without_being_told_how(files: Files, orientation: int) -> None:
    kept = await files.keep("a.jpg", saved(half(), "JPEG", exif=exif(orientation)))
    assert kept.shown_path is not None
    with Image.open(files.open(kept.shown_path)) as shown:
        assert shown.size == ((40, 20) if orientation < 5 else (20, 40))


async def test_a_transparent_picture_stays_transparent(files: Files) -> None:
    kept = await files.keep("a.webp", saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "WEBP", lossless=True))
    assert kept.shown_path is not None
    with Image.open(files.open(kept.shown_path)) as shown:
        assert shown.getpixel((0, 0)) == (0, 0, 0, 0)


async def test_a_huge_photo_is_shown_small_enough(files: Files) -> None:
    kept = await files.keep("a.jpg", saved(Image.new("RGB", (9000, 3000)), "JPEG"))
    assert kept.shown_path is not None
    with Image.open(files.open(kept.shown_path)) as shown:
        assert max(shown.size) == 4096


async def test_a_photo_that_cannot_be_read_here_has_no_copy(files: Files) -> None:
    kept = await files.keep("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60))
    assert kept.shown_path is None


def claiming(width: int, height: int) -> bytes:
    """A small PNG file that claims to be a large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packed = zlib.compress(bytes(1_000_000), 9)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def texts() -> bytes:
    """A PNG whose text chunk unpacks to 200 MB."""
    picture, packed = saved(half(), "PNG"), zlib.compress(bytes(200_000_000), 9)
    body = b"zTXt" + b"k\x00\x00" + packed
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:33] + chunk + picture[33:]


@pytest.mark.parametrize(
    "data",
    [
        jpeg()[:300],
        png()[:60],
        webp()[:40],
        gif()[:12],
        b"\xff\xd8\xff\xe0" + bytes(500),
        claiming(50_000, 50_000),
        claiming(10_000, 9_000),
        claiming(0, 7),
        texts(),
    ],
    ids=["jpeg", "png", "webp", "gif", "zeros", "bomb", "large", "nothing", "texts"],
)
async def test_a_broken_or_exploding_picture_is_refused_and_leaves_nothing(
    files: Files, data: bytes, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused) as refused:
        await files.keep("a.png", data)
    assert refused.value.problem == "file_broken"
    assert left_in(tmp_path) == []


async def test_a_full_disk_refuses_the_file_and_leaves_nothing(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileRefused) as refused:
        await files.keep("a.jpg", jpeg())
    assert refused.value.problem == "file_unavailable"
    assert left_in(tmp_path) == []


async def test_others_are_served_while_a_large_photo_is_worked_on(files: Files) -> None:
    data = saved(Image.new("RGB", (6000, 4000)), "JPEG")
    work = asyncio.create_task(files.keep("a.jpg", data))
    turns = 0
    while not work.done():
        await asyncio.sleep(0.005)
        turns += 1
    assert turns > 5
    await work
