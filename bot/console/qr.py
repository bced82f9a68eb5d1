"""QR codes for pages and paper."""

from __future__ import annotations

import segno
from markupsafe import Markup


def svg(address: str) -> Markup:
    """The QR code of an address as SVG without a size of its own: the page gives it one."""
    return Markup(segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True))  # noqa: S704 - own drawing
