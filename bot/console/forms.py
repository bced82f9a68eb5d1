"""Reading a posted form: small, plain, without control characters."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST = 128 * 1024
"""Bytes of a form; the longest text field takes a fraction of it."""

TEXT_LENGTH = 10_000
_FIELDS = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


async def read(request: Request) -> dict[str, str]:
    """The fields of a form; of a field sent twice the last counts. Raises HTTPException (400, 413, 415)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(bytes(body).decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: clean(value) for name, value in pairs}


def clean(text: str) -> str:
    """Without control characters (tabs and newlines stay), with one kind of newline."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
