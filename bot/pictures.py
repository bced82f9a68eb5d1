"""A photo as people are shown it: the picture alone, without what a camera or a program has hidden in the file.

EXIF (place, time, serial number, a thumbnail of the uncropped picture), text chunks, colour profiles, further
frames and whatever follows the picture stay behind; its orientation is applied to the picture itself.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

LONGEST_SIDE = 4096
"""Pixels; more shows nothing more, and keeps the copy of a camera's largest picture small."""

MAX_PIXELS = 120_000_000
"""What a picture may claim to have: the largest phone cameras make 108 million."""

MAX_DECODED = 50_000_000
"""Pixels that are unpacked in memory (4 bytes each); a JPEG is unpacked smaller at once."""

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
"""What can be read; HEIC cannot, so such a photo has no copy."""

_QUALITY = 88

# Pillow itself then refuses a header that claims twice as many, before anything is unpacked.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class Unreadable(Exception):
    """The file is no picture that can be unpacked safely."""


def shown(data: bytes, mime: str) -> tuple[bytes, str]:
    """The copy to show with its file ending, for a type of FORMATS. Raises Unreadable. Blocks: run it in a thread."""
    try:
        return _copied(data, FORMATS[mime])
    except Unreadable:
        raise
    except Exception as error:
        # Hostile bytes: whatever the decoder makes of them, it means that there is no picture.
        raise Unreadable(type(error).__name__) from error


def _copied(data: bytes, kind: str) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise Unreadable("too many pixels")
        opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        if opened.width * opened.height > MAX_DECODED:
            raise Unreadable("too many pixels")
        picture = ImageOps.exif_transpose(opened)
        clear = "A" in picture.getbands() or "transparency" in picture.info
        picture = picture.convert("RGBA" if clear else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    memory = io.BytesIO()
    if clear or kind in ("PNG", "GIF"):
        bare.save(memory, "PNG")
        return memory.getvalue(), "png"
    bare.save(memory, "JPEG", quality=_QUALITY)
    return memory.getvalue(), "jpg"
