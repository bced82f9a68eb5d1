"""Accounts of the office: adding, one-time links, signing in, disabling."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import SignIn
from bot.console import passwords, sessions, throttle
from bot.feedback.words import ROLES
from bot.store.db import Store
from bot.store.models import SignInLink, Staff, Unit

LINK_HOURS = 24
FIRST_LOGIN = "quantri"

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_NAME_LENGTH = 120


class AccountError(Exception):
    """It cannot be done; the message is a Vietnamese sentence."""


class TooManyTries(AccountError):
    """Sign-in is closed for a while, for this account or from this address."""


class SignInRefused(AccountError):
    """Login or password is wrong; the answer does not tell which."""


async def add_staff(
    session: AsyncSession, login: str, name: str, role: str, unit_key: str | None, now: datetime
) -> Staff:
    """Add a person, still without a password. Raises AccountError."""
    login, name = login.strip().lower(), " ".join(name.split())
    if not _LOGIN.fullmatch(login):
        raise AccountError("Tên đăng nhập gồm 3–60 chữ thường không dấu, chữ số, dấu chấm, gạch ngang hoặc gạch dưới.")
    if not 0 < len(name) <= _NAME_LENGTH:
        raise AccountError(f"Họ tên cần từ 1 đến {_NAME_LENGTH} ký tự.")
    if role not in ROLES:
        raise AccountError(f"Vai trò phải là một trong: {', '.join(ROLES)}.")
    if await find(session, login) is not None:
        raise AccountError(f"Tên đăng nhập «{login}» đã có.")
    unit = await _unit(session, unit_key)
    if unit is None and role in ("head", "officer"):
        raise AccountError("Lãnh đạo đơn vị và cán bộ xử lý cần thuộc một đơn vị.")
    staff = Staff(login=login, name=name, role=role, unit=unit, created_at=now)
    session.add(staff)
    await session.flush()
    return staff


async def find(session: AsyncSession, login: str) -> Staff | None:
    """The person with this login, disabled ones too."""
    return await session.scalar(select(Staff).where(Staff.login == login.strip().lower()))


async def known(session: AsyncSession, login: str) -> Staff:
    """As `find`. Raises AccountError when there is nobody with this login."""
    staff = await find(session, login)
    if staff is None:
        raise AccountError(f"Không có cán bộ «{login}».")
    return staff


async def make_link(session: AsyncSession, staff: Staff, public_url: str, now: datetime) -> str:
    """A one-time link to set a password, valid for LINK_HOURS; earlier links of the person stop working."""
    if staff.disabled_at is not None:
        raise AccountError("Tài khoản này đã ngừng; không cấp liên kết đăng nhập.")
    unused = update(SignInLink).where(SignInLink.staff_id == staff.id, SignInLink.used_at.is_(None))
    await session.execute(unused.values(used_at=now))
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    expires = now + timedelta(hours=LINK_HOURS)
    hash_ = sessions.token_hash(token)
    session.add(SignInLink(token_hash=hash_, staff_id=staff.id, created_at=now, expires_at=expires))
    await session.flush()
    return f"{public_url}/console/link/{token}"


async def first_administrator(session: AsyncSession, public_url: str, now: datetime) -> str | None:
    """A link for the first administrator; None once an administrator has a password.

    Until then every start gives a new link: the one before may have been lost.
    """
    ready = (Staff.role == "admin", Staff.password_hash.is_not(None), Staff.disabled_at.is_(None))
    if await session.scalar(select(Staff.id).where(*ready).limit(1)) is not None:
        return None
    staff = await find(session, FIRST_LOGIN)
    if staff is None:
        staff = await add_staff(session, FIRST_LOGIN, "Quản trị viên", "admin", None, now)
    return await make_link(session, staff, public_url, now)


async def link_owner(session: AsyncSession, token: str, now: datetime) -> Staff | None:
    """Whose unused, unexpired link it is."""
    link = await session.scalar(select(SignInLink).where(SignInLink.token_hash == sessions.token_hash(token)))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    staff = await session.get(Staff, link.staff_id)
    return staff if staff is not None and staff.disabled_at is None else None


async def use_link(store: Store, token: str, password: str, limits: SignIn, now: datetime) -> str:
    """Set the password and use the link up; ends other sessions, starts one, returns its token.

    Raises WeakPassword (the link stays good) and AccountError when the link is not or no longer good.
    """
    async with store.read() as session:
        owner = await link_owner(session, token, now)
    if owner is None:
        raise AccountError("Liên kết này không đúng, đã dùng hoặc đã hết hạn.")
    passwords.check_strength(password, owner.login)
    hash_ = await passwords.hashed(password)
    async with store.write() as session:
        staff = await link_owner(session, token, now)
        if staff is None:
            raise AccountError("Liên kết này không đúng, đã dùng hoặc đã hết hạn.")
        link = SignInLink.token_hash == sessions.token_hash(token)
        claim = update(SignInLink).where(link, SignInLink.used_at.is_(None)).values(used_at=now)
        if (await session.execute(claim.returning(SignInLink.id))).first() is None:
            raise AccountError("Liên kết này vừa được dùng.")
        staff.password_hash = hash_
        await sessions.end_all(session, staff)
        return await sessions.start(session, staff, limits, now)


async def sign_in(store: Store, login: str, password: str, address: str, limits: SignIn, now: datetime) -> str:
    """Check a password and start a session; returns its token. Raises TooManyTries or SignInRefused."""
    login = login.strip().lower()
    async with store.write() as session:
        try_id = await throttle.begin(session, login, address, limits, now)
    if try_id is None:
        raise TooManyTries(f"Đã thử quá nhiều lần. Vui lòng thử lại sau {limits.window_minutes} phút.")
    async with store.read() as session:
        staff = await find(session, login)
    kept = staff.password_hash if staff is not None and staff.disabled_at is None else None
    if not await passwords.matches(password, kept):
        raise SignInRefused("Tên đăng nhập hoặc mật khẩu không đúng.")
    async with store.write() as session:
        staff = await find(session, login)
        if staff is None or staff.disabled_at is not None or staff.password_hash != kept:
            raise SignInRefused("Tên đăng nhập hoặc mật khẩu không đúng.")
        await throttle.forget(session, try_id)
        return await sessions.start(session, staff, limits, now)


async def disable(session: AsyncSession, staff: Staff, now: datetime) -> None:
    """Stop an account and end its sessions. Raises AccountError for the last administrator."""
    active = select(func.count()).select_from(Staff).where(Staff.role == "admin", Staff.disabled_at.is_(None))
    if staff.role == "admin" and staff.disabled_at is None and await session.scalar(active) == 1:
        raise AccountError("Không thể ngừng tài khoản quản trị cuối cùng.")
    staff.disabled_at = staff.disabled_at or now
    await sessions.end_all(session, staff)


async def _unit(session: AsyncSession, key: str | None) -> Unit | None:
    if not key:
        return None
    unit = await session.scalar(select(Unit).where(Unit.key == key, Unit.active.is_(True)))
    if unit is None:
        raise AccountError(f"Không có đơn vị «{key}».")
    return unit
