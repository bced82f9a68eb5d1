"""Keeping the files that people send: only of known types, only up to a size, under names of our own.

The original is kept unchanged. Of a photo a copy without hidden data lies beside it (`bot.pictures`), which is
what people are shown.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

import filetype  # type: ignore[import-untyped]
import structlog

from bot import pictures
from bot.config import Files as Limits
from bot.turns import IncomingFile

Problem = Literal["file_too_large", "file_type", "file_broken", "file_unavailable"]
FileKind = Literal["photo", "document", "voice", "video", "other"]

_OFFICE = "application/vnd.openxmlformats-officedocument."
ALLOWED: dict[str, tuple[FileKind, str]] = {
    "image/jpeg": ("photo", "jpg"),
    "image/png": ("photo", "png"),
    "image/webp": ("photo", "webp"),
    "image/heic": ("photo", "heic"),
    "image/gif": ("photo", "gif"),
    "application/pdf": ("document", "pdf"),
    f"{_OFFICE}wordprocessingml.document": ("document", "docx"),
    f"{_OFFICE}spreadsheetml.sheet": ("document", "xlsx"),
    "application/msword": ("document", "doc"),
    "application/vnd.ms-excel": ("document", "xls"),
    "audio/ogg": ("voice", "ogg"),
    "audio/mpeg": ("voice", "mp3"),
    "audio/mp4": ("voice", "m4a"),
    "video/mp4": ("video", "mp4"),
}
"""Type by content -> what it is to us and the ending it is kept under."""

PICTURES_AT_ONCE = 2
"""Pictures unpacked at the same time; each may take 200 MB."""

log = structlog.get_logger(__name__)

_BAD_IN_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"<>|*?:]')


class FileRefused(Exception):
    """A file was not kept; `problem` says why, for the person to be told."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem: Problem = problem


class Files:
    """The folder of received files."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self.max_bytes = limits.max_megabytes * 1024 * 1024
        self._unpacking = asyncio.Semaphore(PICTURES_AT_ONCE)

    async def keep(self, name: str, data: bytes, declared_mime: str | None = None) -> IncomingFile:
        """Write a file to disk for good, a photo with the copy to show, and describe it.

        The type is told by the content; `declared_mime` is only believed to tell voice from video in
        an MP4. Raises FileRefused: too large, of another type, a picture that cannot be unpacked, or a
        disk that takes nothing. Then nothing is left of it.
        """
        if len(data) > self.max_bytes:
            raise FileRefused("file_too_large")
        mime = _mime(data, declared_mime)
        if mime not in ALLOWED:
            raise FileRefused("file_type")
        kind, ending = ALLOWED[mime]
        copy = await self._copy(data, mime)
        path = _new_path(ending)
        shown_path = _new_path(copy[1]) if copy else None
        try:
            await asyncio.to_thread(_write, self._folder, path, data)
            if copy and shown_path:
                await asyncio.to_thread(_write, self._folder, shown_path, copy[0])
        except OSError as error:
            log.error("file not kept", reason=error.strerror)
            self.discard([str(path)])
            raise FileRefused("file_unavailable") from error
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        shown = str(shown_path) if shown_path else None
        return IncomingFile(_safe_name(name, ending), mime, len(data), digest, str(path), kind, shown)

    async def _copy(self, data: bytes, mime: str) -> tuple[bytes, str] | None:
        """The copy of a photo that people are shown and its ending; None for what has none."""
        if mime not in pictures.FORMATS:
            return None
        try:
            async with self._unpacking:
                return await asyncio.to_thread(pictures.shown, data, mime)
        except pictures.Unreadable as error:
            raise FileRefused("file_broken") from error

    def open(self, path: str) -> Path:
        """Where the file kept as `path` lies. Raises FileNotFoundError for one outside or not there."""
        root = self._folder.resolve()
        found = (root / path).resolve()
        if not found.is_relative_to(root) or not found.is_file():
            raise FileNotFoundError(path)
        return found

    def older(self, than: datetime) -> list[str]:
        """The paths of files last written before a moment."""
        found = (file for file in self._folder.glob("*/*") if file.is_file())
        return sorted(str(file.relative_to(self._folder)) for file in found if file.stat().st_mtime < than.timestamp())

    def discard(self, paths: Sequence[str | None]) -> None:
        """Remove kept files; one that is gone already is no error."""
        for path in filter(None, paths):
            try:
                self.open(path).unlink()
            except FileNotFoundError:
                continue


def _mime(data: bytes, declared: str | None) -> str | None:
    guessed = filetype.guess_mime(data)
    mime = guessed if isinstance(guessed, str) else None
    if mime in ("audio/x-m4a", "audio/m4a") or (mime == "video/mp4" and (declared or "").startswith("audio/")):
        return "audio/mp4"
    return mime


def _safe_name(name: str, ending: str) -> str:
    """The name as shown to staff: no folder, nothing that turns text around, the true ending."""
    last = _BAD_IN_NAME.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem = last.rpartition(".")[0] or last or "tep"
    return f"{stem[:200]}.{ending}"


def _new_path(ending: str) -> PurePosixPath:
    return PurePosixPath(secrets.token_hex(1), f"{secrets.token_urlsafe(18)}.{ending}")


def _write(folder: Path, path: PurePosixPath, data: bytes) -> None:
    target = folder / path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        target.unlink()
        raise
    # The names must survive a power cut too, not only the bytes.
    for directory in (target.parent, folder):
        descriptor = os.open(directory, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
