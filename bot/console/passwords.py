"""Passwords: which are refused, how they are kept (argon2id), how they are checked."""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.vietnamese import fold

SHORTEST = 12
LONGEST = 128

_HASHER = PasswordHasher()
# Each check takes 64 MiB: two at a time keep a flood of sign-ins from taking the machine's memory.
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_FEWEST_DIFFERENT = 5


class WeakPassword(Exception):
    """The password is refused; the message is a Vietnamese sentence."""


def check_strength(password: str, login: str) -> None:
    """Raise WeakPassword for one that is too short, too long, common, or made of the login."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Một câu ngắn dễ nhớ là cách tốt.")
    if len(password) > LONGEST:
        raise WeakPassword(f"Mật khẩu dài tối đa {LONGEST} ký tự.")
    bare = "".join(char for char in fold(password) if char.isalnum())
    if bare in common() or bare.strip("0123456789") in common() or _monotonous(bare):
        raise WeakPassword("Mật khẩu này quá phổ biến, dễ bị đoán. Vui lòng chọn mật khẩu khác.")
    if bare.strip("0123456789") == "".join(char for char in login if char.isalnum()).strip("0123456789"):
        raise WeakPassword("Mật khẩu không được trùng với tên đăng nhập.")


async def hashed(password: str) -> str:
    """The hash to keep; computed in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, _HASHER.hash, _normal(password))


async def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the kept one. It takes the same time when there is none (`kept` None)."""
    loop = asyncio.get_running_loop()
    fits = await loop.run_in_executor(_POOL, _verify, _normal(password), kept or await _nobody())
    return fits and kept is not None


@cache
def common() -> frozenset[str]:
    """Common passwords, folded, letters and digits only (`common_passwords.txt`)."""
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").split()
    return frozenset(lines)


def _monotonous(bare: str) -> bool:
    """Few different characters, or one run of a keyboard row, the alphabet or counting."""
    return len(set(bare)) < _FEWEST_DIFFERENT or any(bare in run for run in _RUNS)


def _normal(password: str) -> bytes:
    """The same accented password typed on two systems is the same bytes. Over-long ones are cut to be refused fast."""
    return unicodedata.normalize("NFC", password[: LONGEST + 1]).encode("utf-8", "replace")


def _verify(password: bytes, kept: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


_NOBODY: list[str] = []


async def _nobody() -> str:
    """A hash that belongs to no account, made once per process."""
    if not _NOBODY:
        _NOBODY.append(await hashed("tài khoản không tồn tại"))
    return _NOBODY[0]
