"""`run --demo`: staff of every role and some cases to try the console with, all marked «(demo)»."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import typer
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.clock import Clock
from bot.config import Settings
from bot.feedback import demo_cases, words
from bot.store.db import Store
from bot.store.models import Staff, Unit
from bot.store.units import sync_units

if TYPE_CHECKING:
    from knowledge.base import Knowledge

_PASSWORD_BYTES = 12


class Service(Protocol):
    """The parts of the service that the demo goes into."""

    @property
    def store(self) -> Store:
        """The database."""

    @property
    def settings(self) -> Settings:
        """The units and the routing."""

    @property
    def kb(self) -> Knowledge:
        """The procedures and the calendar."""

    @property
    def clock(self) -> Clock:
        """What time it is."""


@dataclass(frozen=True)
class Account:
    """One demo person; the password is random and kept nowhere but here."""

    login: str
    name: str
    role: str
    unit: str | None
    password: str


async def load(app: Service) -> None:
    """Add demo staff and cases and print the passwords, this once."""
    made = await fill(app)
    if not made:
        typer.echo("Cán bộ và vụ việc mẫu đã có từ lần chạy trước.")
        return
    typer.echo("Tài khoản dùng thử (demo), mật khẩu chỉ hiện lần này:")
    for account in made:
        typer.echo(f"  {account.login:<16} {account.password:<18} {words.ROLES[account.role]}")


async def fill(app: Service) -> list[Account]:
    """Add demo staff and cases and return the accounts; an empty list when they are there already."""
    accounts = _accounts(app.settings)
    hasher = PasswordHasher()
    hashes = [await asyncio.to_thread(hasher.hash, account.password) for account in accounts]
    now = app.clock()
    async with app.store.write() as session:
        if await session.scalar(select(Staff.id).where(Staff.login == accounts[0].login)):
            return []
        await sync_units(session, app.settings)
        units = {unit.key: unit for unit in await session.scalars(select(Unit))}
        people = [
            Staff(
                login=account.login,
                name=account.name,
                role=account.role,
                unit=units[account.unit] if account.unit else None,
                password_hash=hash_,
                created_at=now,
            )
            for account, hash_ in zip(accounts, hashes, strict=True)
        ]
        session.add_all(people)
        await session.flush()
        dispatcher = next(person for person in people if person.role == "dispatcher")
        await demo_cases.open_cases(session, app.settings, app.kb, dispatcher, now)
    return accounts


def _accounts(settings: Settings) -> list[Account]:
    """One person of every role, and an officer for every unit that cases are routed to."""
    office = settings.routing.default_unit
    routed = list(dict.fromkeys(rule.unit for rule in settings.routing.rules if rule.unit != office)) or [office]
    people = [
        ("demo.quantri", "Quản trị viên", "admin", None),
        ("demo.vanphong", "Chị Vân", "dispatcher", office),
        ("demo.duyet", "Chị Thu", "reviewer", office),
        ("demo.giamsat", "Bà Giang", "auditor", None),
        ("demo.lanhdao", "Chị Lan", "head", routed[0]),
        *((f"demo.canbo{n}", f"Cán bộ {n}", "officer", unit) for n, unit in enumerate(routed, 1)),
    ]
    return [
        Account(login, f"{name} (demo)", role, unit, secrets.token_urlsafe(_PASSWORD_BYTES))
        for login, name, role, unit in people
    ]
