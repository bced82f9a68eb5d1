"""A small knowledge folder to break on purpose."""

from __future__ import annotations

import shutil
from pathlib import Path

from knowledge.catalog import HERE

SAMPLE = "2.002380"
"""Has fees, times and a dossier with sources S2-S4, L1-L3."""


def folder_of(tmp_path: Path, *codes: str) -> Path:
    """A folder with copies of these records of the service."""
    folder = tmp_path / "kb"
    (folder / "procedures").mkdir(parents=True)
    for code in codes:
        shutil.copy(HERE / "procedures" / f"{code}.toml", folder / "procedures")
    return folder


def change(folder: Path, code: str, old: str, new: str) -> Path:
    """Replace the first `old` in a record; it must be there."""
    path = folder / "procedures" / f"{code}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    """The first line of the file that contains `text`."""
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text in line)
