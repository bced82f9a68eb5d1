"""QR codes as files: black on white, large and forgiving enough for a printed sign."""

from __future__ import annotations

from pathlib import Path

import segno

FORMATS = ("svg", "png")

SCALE = 16
"""Dots (PNG) or units (SVG) per module: about 600 dots a side, 5 cm at 300 dpi."""

CORRECTION = "q"
"""A quarter of the code may be dirty or torn (ISO/IEC 18004, level Q)."""


def save(address: str, out: Path, title: str) -> None:
    """Write the code of an address; the ending of the name (.svg, .png) decides the format.

    Raises ValueError for another ending, OSError when the file cannot be written.
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise ValueError(f"the file must end in one of {FORMATS}: {out}")
    code = segno.make(address, error=CORRECTION, micro=False)
    if form == "svg":
        code.save(str(out), kind="svg", scale=SCALE, title=title, light="white")
    else:
        code.save(str(out), kind="png", scale=SCALE)
