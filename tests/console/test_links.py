from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.console import accounts, passwords
from bot.store.models import Staff
from tests.support.console import PASSWORD, Console
from tests.support.delivery import Hand

NEW = "một câu dài dễ nhớ khác"


async def link_of(console: Console, login: str = "officer") -> str:
    """The path of a fresh link."""
    url = console.app.settings.web.public_url
    async with console.app.store.write() as session:
        made = await accounts.make_link(session, await accounts.known(session, login), url, console.clock())
    assert made.startswith(f"{url}/console/link/")
    return made.removeprefix(url)


async def test_a_link_sets_a_password_and_signs_in(console: Console) -> None:
    path, browser = await link_of(console), await console.browser()
    assert "Anh Minh" in (await browser.get(path)).text
    answer = await browser.post(path, {"password": NEW, "again": NEW})
    assert answer.headers["location"] == "/console"
    assert (await browser.get("/console")).status_code == 200
    assert (await (await console.browser()).sign_in("officer", NEW)).status_code == 303
    assert (await (await console.browser()).sign_in("officer", PASSWORD)).status_code == 401


async def test_looking_at_a_link_does_not_use_it_up_but_setting_a_password_does(console: Console) -> None:
    path, browser = await link_of(console), await console.browser()
    for _ in range(3):
        assert (await browser.get(path)).status_code == 200
    await browser.post(path, {"password": NEW, "again": NEW})
    thief = await console.browser()
    assert (await thief.get(path)).status_code == 404
    thief.csrf = thief.client.cookies["console-form"]
    assert (
        await thief.post(path, {"password": "câu của kẻ khác đây", "again": "câu của kẻ khác đây"})
    ).status_code == 404
    assert (await (await console.browser()).sign_in("officer", NEW)).status_code == 303


async def test_a_new_password_ends_the_other_sessions(console: Console) -> None:
    old, path = await console.entered("officer"), await link_of(console)
    browser = await console.browser()
    await browser.get(path)
    await browser.post(path, {"password": NEW, "again": NEW})
    assert (await old.get("/console")).status_code == 303


async def test_a_link_ends_after_its_hours_and_when_a_newer_one_is_made(console: Console, clock: Hand) -> None:
    first = await link_of(console)
    second = await link_of(console)
    browser = await console.browser()
    assert (await browser.get(first)).status_code == 404
    assert (await browser.get(second)).status_code == 200
    clock.forward(hours=accounts.LINK_HOURS)
    assert (await browser.get(second)).status_code == 404


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("ngắn quá", "ít nhất 12"),
        ("x" * 129, "tối đa 128"),
        ("qwertyuiop123", "phổ biến"),
        ("Mật khẩu của tôi", "phổ biến"),
        ("aaaaaaaaaaaa1", "phổ biến"),
        ("123456789012", "phổ biến"),
        ("matkhau2026!!", "phổ biến"),
        ("officer202611", "tên đăng nhập"),
    ],
)
async def test_a_weak_password_is_refused_and_the_link_stays_good(
    console: Console, password: str, sentence: str
) -> None:
    path, browser = await link_of(console), await console.browser()
    await browser.get(path)
    answer = await browser.post(path, {"password": password, "again": password})
    assert answer.status_code == 400
    assert sentence in answer.text
    assert password not in answer.text
    assert (await browser.post(path, {"password": NEW, "again": NEW})).status_code == 303


async def test_two_different_passwords_are_noticed(console: Console) -> None:
    path, browser = await link_of(console), await console.browser()
    await browser.get(path)
    answer = await browser.post(path, {"password": NEW, "again": NEW + "!"})
    assert answer.status_code == 400
    assert "chưa giống nhau" in answer.text


def test_no_rule_of_composition_stands_in_the_way_of_a_long_sentence() -> None:
    for password in (NEW, "x1y2z3 x4y5z6", "ngựa đúng pin ghim", "a" * 6 + "bcdefgh" * 17):
        passwords.check_strength(password, "officer")


async def test_every_start_gives_the_first_administrator_a_new_link_until_one_is_used(console: Console) -> None:
    url = console.app.settings.web.public_url

    async def start() -> str | None:
        async with console.app.store.write() as session:
            return await accounts.first_administrator(session, url, console.clock())

    assert await start() is None
    async with console.app.store.write() as session:
        await session.execute(update(Staff).values(password_hash=None))
    lost, link = await start(), await start()
    assert lost is not None
    assert link is not None
    browser = await console.browser()
    assert (await browser.get(lost.removeprefix(url))).status_code == 404
    await browser.get(link.removeprefix(url))
    answer = await browser.post(link.removeprefix(url), {"password": NEW, "again": NEW})
    assert answer.status_code == 303
    assert (await browser.get("/console/staff")).status_code == 200
    assert await start() is None


async def test_the_administrator_adds_an_officer_who_then_signs_in(console: Console) -> None:
    admin = await console.entered("admin")
    await admin.get("/console/staff")
    answer = await admin.post(
        "/console/staff", {"login": "nga", "name": "Chị Nga", "role": "officer", "unit": "cong-nghe"}
    )
    url = console.app.settings.web.public_url
    path = answer.text.split(f'value="{url}')[1].split('"')[0]
    browser = await console.browser()
    await browser.get(path)
    await browser.post(path, {"password": NEW, "again": NEW})
    assert "Chị Nga" in (await browser.get("/console")).text


@pytest.mark.parametrize(
    "fields",
    [
        {"login": "Có Dấu"},
        {"login": "officer"},
        {"login": "ab"},
        {"role": "superuser"},
        {"unit": "khong-co"},
        {"unit": ""},
        {"name": ""},
    ],
)
async def test_a_bad_account_is_refused_and_what_was_typed_stays(console: Console, fields: dict[str, str]) -> None:
    admin = await console.entered("admin")
    good = {"login": "nga", "name": "Chị Nga", "role": "officer", "unit": "cong-nghe"}
    answer = await admin.post("/console/staff", good | fields)
    assert answer.status_code == 400
    assert f'value="{(good | fields)["login"]}"' in answer.text
