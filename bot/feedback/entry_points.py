"""QR codes and links of desks, units and procedures: each opens the feedback dialogue with what is known filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.store.models import EntryPoint, Feedback, Unit
from knowledge.catalog import Catalog

KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
"""Keys are small letters, so that a key typed by hand needs no care. With "g_" they fit the start parameter of
Telegram: at most 64 of A-Za-z0-9_- (core.telegram.org/bots/features#deep-linking)."""

START = "g_"
"""What stands before the key in Telegram's start parameter."""

WORD = "gopy"
"""What is typed before the key on a channel whose links carry nothing."""

MAX_NAME = 200


class EntryPointError(Exception):
    """An entry point cannot be made or found; the message is a Vietnamese sentence."""


async def find(session: AsyncSession, key: str) -> EntryPoint | None:
    """The entry point with this key, in use or not."""
    return await session.scalar(select(EntryPoint).where(EntryPoint.key == key.lower()))


async def every(session: AsyncSession) -> Sequence[EntryPoint]:
    """All entry points by name, those in use first."""
    order = (EntryPoint.disabled_at.is_not(None), EntryPoint.name, EntryPoint.id)
    return (await session.scalars(select(EntryPoint).order_by(*order))).all()


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many cases came by each entry point."""
    rows = select(Feedback.via, func.count()).where(Feedback.via.is_not(None)).group_by(Feedback.via)
    return {via: count for via, count in await session.execute(rows) if via is not None}


async def add(
    session: AsyncSession,
    key: str,
    name: str,
    catalog: Catalog,
    now: datetime,
    *,
    unit: str | None = None,
    procedure: str | None = None,
) -> EntryPoint:
    """Make an entry point; `unit` is a key of the settings, `procedure` an id of the catalog.

    Raises EntryPointError with a sentence about the part that cannot be.
    """
    key, name = key.lower(), " ".join(name.split())
    if not KEY.fullmatch(key):
        raise EntryPointError("Khóa gồm 1–40 chữ cái không dấu, chữ số, dấu - hoặc _, bắt đầu bằng chữ hoặc số.")
    if not 0 < len(name) <= MAX_NAME:
        raise EntryPointError(f"Tên điểm góp ý dài từ 1 đến {MAX_NAME} ký tự.")
    if await find(session, key) is not None:
        raise EntryPointError(f"Đã có điểm góp ý với khóa «{key}».")
    row = await session.scalar(select(Unit).where(Unit.key == unit, Unit.active)) if unit else None
    if unit and row is None:
        raise EntryPointError(f"Không có đơn vị «{unit}» trong tệp cấu hình.")
    if procedure and catalog.get(procedure) is None:
        raise EntryPointError(f"Không có thủ tục «{procedure}».")
    made = EntryPoint(key=key, name=name, unit=row, procedure=procedure, created_at=now)
    session.add(made)
    await session.flush()
    return made


async def disable(session: AsyncSession, key: str, now: datetime) -> EntryPoint:
    """Take an entry point out of use: its code opens the ordinary greeting. Raises EntryPointError."""
    found = await known(session, key)
    found.disabled_at = found.disabled_at or now
    return found


async def known(session: AsyncSession, key: str) -> EntryPoint:
    """The entry point with this key. Raises EntryPointError when there is none."""
    found = await find(session, key)
    if found is None:
        raise EntryPointError(f"Không có điểm góp ý với khóa «{key}». Xem danh sách: python -m bot qr list")
    return found


def links(key: str, settings: Settings) -> dict[str, str]:
    """The address for a QR code by channel; only channels that the settings tell of.

    Zalo's address opens the chat of the official account; the person then types WORD and the key.
    """
    found = {"web": f"{settings.web.public_url}/?g={key}"}
    if settings.entry_points.telegram_bot:
        found["telegram"] = f"https://t.me/{settings.entry_points.telegram_bot}?start={START}{key}"
    if settings.entry_points.zalo_link:
        found["zalo"] = settings.entry_points.zalo_link
    return found


def key_in(text: str) -> str | None:
    """The key in a start message ("/start g_quay-1") or in a typed word ("gopy quay-1"); None without one."""
    first, _, rest = text.strip().partition(" ")
    rest = rest.strip().lower()
    if first.lower() == "/start" and rest.startswith(START):
        rest = rest.removeprefix(START)
    elif first.lower() != WORD:
        return None
    return rest if KEY.fullmatch(rest) else None
