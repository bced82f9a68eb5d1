from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.console import accounts, passwords
from bot.store.models import SignInTry, Staff, StaffSession
from tests.support.console import PASSWORD, Console, open_console
from tests.support.delivery import Hand, settings

WRONG = "sai mật khẩu rồi nhé"


async def test_the_right_password_opens_the_list(console: Console) -> None:
    browser = await console.browser()
    assert (await browser.sign_in("officer")).headers["location"] == "/console"
    assert "Anh Minh" in (await browser.get("/console")).text


async def test_after_signing_in_one_lands_where_one_wanted_to_go_but_never_elsewhere(console: Console) -> None:
    for wanted, lands in (
        ("/console/failed", "/console/failed"),
        ("//evil.test/console", "/console"),
        ("https://evil.test", "/console"),
        ("/console/\\evil.test", "/console"),
        ("/api/chat", "/console"),
    ):
        browser = await console.browser()
        await browser.get("/console/sign-in")
        answer = await browser.post("/console/sign-in", {"login": "admin", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == lands


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(console: Console) -> None:
    browser = await console.browser()
    known = await browser.sign_in("officer", WRONG)
    unknown = await browser.sign_in("khongco", WRONG)
    assert known.status_code == unknown.status_code == 401

    def bare(text: str) -> str:
        return re.sub(r'value="[^"]*"', "", text)

    assert bare(known.text) == bare(unknown.text)


async def test_an_unknown_login_takes_as_long_as_a_wrong_password(console: Console) -> None:
    await passwords.matches(WRONG, None)

    async def seconds(login: str) -> float:
        begun = time.perf_counter()
        browser = await console.browser(login)
        await browser.sign_in(login, WRONG)
        return time.perf_counter() - begun

    known = min([await seconds("officer") for _ in range(3)])
    unknown = min([await seconds("khongco") for _ in range(3)])
    assert unknown > known / 2


async def test_too_many_tries_close_an_account_for_a_while_even_for_the_right_password(
    console: Console, clock: Hand
) -> None:
    limits = settings().sign_in
    for number in range(limits.tries_per_account):
        browser = await console.browser(f"10.0.1.{number}")
        assert (await browser.sign_in("officer", WRONG)).status_code == 401
    browser = await console.browser("10.0.2.1")
    assert (await browser.sign_in("officer")).status_code == 429
    assert (await browser.sign_in("head")).status_code == 303
    clock.forward(minutes=limits.window_minutes + 1)
    assert (await (await console.browser("10.0.2.2")).sign_in("officer")).status_code == 303


async def test_too_many_tries_close_an_address_for_every_account(console: Console) -> None:
    browser = await console.browser("10.9.9.9")
    for number in range(settings().sign_in.tries_per_address):
        assert (await browser.sign_in(f"nguoi{number}", WRONG)).status_code == 401
    assert (await browser.sign_in("officer")).status_code == 429
    assert (await (await console.browser("10.9.9.8")).sign_in("officer")).status_code == 303


async def test_tries_sent_at_once_do_not_slip_past_the_limit(console: Console) -> None:
    limits = settings().sign_in
    store, now = console.app.store, console.clock()

    async def one(number: int) -> bool:
        try:
            await accounts.sign_in(store, "officer", WRONG, f"10.3.0.{number}", limits, now)
        except accounts.TooManyTries:
            return False
        except accounts.SignInRefused:
            return True
        raise AssertionError("the wrong password was taken")

    checked = await asyncio.gather(*(one(number) for number in range(limits.tries_per_account + 5)))
    assert sum(checked) == limits.tries_per_account


async def test_good_sign_ins_are_not_counted(console: Console) -> None:
    for _ in range(3):
        await console.entered("officer")
    async with console.app.store.read() as session:
        assert await session.scalar(select(func.count()).select_from(SignInTry)) == 0


async def test_a_session_is_new_at_each_sign_in_and_kept_only_as_a_hash(console: Console) -> None:
    browser = await console.browser()
    tokens = []
    for _ in range(2):
        await browser.sign_in("officer")
        tokens.append(browser.client.cookies["console"])
        await browser.post("/console/sign-out")
    assert tokens[0] != tokens[1]
    assert all(len(token) >= 43 for token in tokens)
    async with console.app.store.read() as session:
        kept = (await session.scalars(select(StaffSession.token_hash))).all()
    assert not set(kept) & set(tokens)


async def test_signing_out_ends_the_session_even_for_a_copied_cookie(console: Console) -> None:
    browser, thief = await console.entered("officer"), await console.browser()
    thief.client.cookies.update(browser.client.cookies)
    assert (await thief.get("/console")).status_code == 200
    await browser.post("/console/sign-out")
    assert (await thief.get("/console")).status_code == 303


@pytest.mark.parametrize(("minutes", "times", "status"), [(59, 1, 200), (60, 1, 303), (50, 11, 200), (50, 12, 303)])
async def test_a_session_ends_when_idle_and_at_the_end_of_its_hours(
    console: Console, clock: Hand, minutes: int, times: int, status: int
) -> None:
    browser = await console.entered("officer")
    for _ in range(times):
        clock.forward(minutes=minutes)
        answer = await browser.get("/console")
    assert answer.status_code == status


async def test_disabling_somebody_ends_their_sessions_at_once(console: Console) -> None:
    admin, officer = await console.entered("admin"), await console.entered("officer")
    await admin.get("/console/staff")
    answer = await admin.post(f"/console/staff/{console.town.people['officer'].id}/disable")
    assert answer.status_code == 303
    assert (await officer.get("/console")).status_code == 303
    assert (await (await console.browser()).sign_in("officer")).status_code == 401


async def test_the_last_administrator_cannot_be_disabled_and_nobody_disables_themselves(console: Console) -> None:
    admin = await console.entered("admin")
    answer = await admin.post(f"/console/staff/{console.town.people['admin'].id}/disable")
    assert answer.status_code == 400
    async with console.app.store.write() as session:
        with pytest.raises(accounts.AccountError, match="cuối cùng"):
            await accounts.disable(session, await accounts.known(session, "admin"), console.clock())


async def test_cookies_are_for_https_only_where_the_service_is_reached_by_https(url: str, tmp_path: Path) -> None:
    web = settings().web.model_copy(update={"public_url": "https://phananh.test"})
    wanted = settings().model_copy(update={"web": web})
    async with open_console(url, tmp_path, Hand(), wanted) as console:
        answer = await (await console.browser()).sign_in("officer")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-console=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(console: Console) -> None:
    answer = await (await console.browser()).sign_in("officer")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_someone_without_a_password_cannot_sign_in(console: Console) -> None:
    async with console.app.store.write() as session:
        session.add(Staff(login="moi", name="Mới", role="auditor", created_at=console.clock()))
    for password in ("", "None", PASSWORD):
        assert (await (await console.browser()).sign_in("moi", password)).status_code == 401
