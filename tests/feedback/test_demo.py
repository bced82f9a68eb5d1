from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.clock import local
from bot.config import Environment
from bot.console import accounts
from bot.feedback import cases, demo, words
from bot.feedback.actors import SYSTEM
from bot.store.models import Feedback, Staff
from tests.support.delivery import Hand, kb, settings


@pytest.fixture
async def app(url: str, tmp_path: Path) -> AsyncIterator[App]:
    made = App(settings(), Environment(database_url=url, var=tmp_path, secret_key="x" * 40), Hand(), kb())
    yield made
    await made.store.close()


async def test_the_demo_shows_every_state_and_a_late_case_marked_as_made_up(app: App) -> None:
    await demo.fill(app)
    async with app.store.read() as session:
        rows = (await session.scalars(select(Feedback))).all()
        today = local(app.clock()).date()
        counts = await cases.counts(session, SYSTEM, today, today)
        people = (await session.scalars(select(Staff))).all()
    assert {row.state for row in rows} == {"received", "assigned", "answered", "closed"}
    assert counts.overdue >= 1
    assert all("(demo)" in row.text for row in rows)
    assert all("(demo)" in person.name for person in people)
    assert {person.role for person in people} == set(words.ROLES)


async def test_demo_people_can_sign_in_with_what_was_printed_once(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    await demo.load(app)
    printed = dict(line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:])
    assert "demo.vanphong" in printed
    for login, password in printed.items():
        assert await accounts.sign_in(app.store, login, password, login, app.settings.sign_in, app.clock())


async def test_a_second_run_adds_nothing(app: App) -> None:
    assert await demo.fill(app)
    assert await demo.fill(app) == []
