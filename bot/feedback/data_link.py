"""Short-lived signed addresses under which a person fetches the copy of their data.

The address holds the conversation and its end, signed with a key derived from SECRET_KEY; nothing is stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

LIFE = timedelta(minutes=15)
PATH = "/api/my-data/"


def sign(secret_key: str, conversation_id: int, now: datetime) -> str:
    """The token of a link that works for LIFE."""
    payload = f"{conversation_id}.{int((now + LIFE).timestamp())}"
    return f"{payload}.{_seal(secret_key, payload)}"


def read(secret_key: str, token: str, now: datetime) -> int | None:
    """The conversation that a token is for; None when it is not ours or too old."""
    payload, _, seal = token.rpartition(".")
    if not payload or not hmac.compare_digest(seal.encode(), _seal(secret_key, payload).encode()):
        return None
    conversation, _, end = payload.partition(".")
    return int(conversation) if now.timestamp() <= int(end) else None


def _seal(secret_key: str, payload: str) -> str:
    key = hmac.digest(secret_key.encode(), b"my-data", hashlib.sha256)
    return base64.urlsafe_b64encode(hmac.digest(key, payload.encode(), hashlib.sha256)).decode().rstrip("=")
