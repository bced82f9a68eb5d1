"""Who may open what: every route for every role and for nobody."""

from __future__ import annotations

import httpx
import pytest
from starlette.routing import Mount, Route

from bot.console.routes import ROUTES, STATIC
from bot.feedback.steps import State
from tests.support.console import Browser, Console

ROLES = ("admin", "dispatcher", "head", "officer", "reviewer", "auditor")
ALL = set(ROLES)
PUBLIC = None

TABLE: dict[tuple[str, str], set[str] | None] = {
    ("GET", "/console"): ALL,
    ("GET", "/console/export"): ALL,
    ("GET", "/console/sign-in"): PUBLIC,
    ("POST", "/console/sign-in"): PUBLIC,
    ("POST", "/console/sign-out"): ALL,
    ("GET", "/console/link/{token}"): PUBLIC,
    ("POST", "/console/link/{token}"): PUBLIC,
    ("GET", "/console/cases/{code}"): ALL,
    ("GET", "/console/cases/{code}/files/{file:int}"): ALL,
    ("POST", "/console/cases/{code}/files/{file:int}/original"): {"admin", "dispatcher", "head", "officer"},
    ("GET", "/console/enter"): {"admin", "dispatcher", "head", "officer"},
    ("POST", "/console/enter"): {"admin", "dispatcher", "head", "officer"},
    ("GET", "/console/cases/{code}/receipt"): {"admin", "dispatcher", "head", "officer"},
    ("GET", "/console/entry-points"): {"admin", "dispatcher"},
    ("POST", "/console/entry-points"): {"admin", "dispatcher"},
    ("GET", "/console/entry-points/{key}"): {"admin", "dispatcher"},
    ("POST", "/console/entry-points/{key}/disable"): {"admin", "dispatcher"},
    ("GET", "/console/notices"): ALL,
    ("POST", "/console/notices"): ALL,
    ("POST", "/console/notices/{notice:int}"): ALL,
    ("GET", "/console/cases/{code}/data"): {"admin", "dispatcher"},
    ("POST", "/console/cases/{code}/data/erase"): {"admin", "dispatcher"},
    ("POST", "/console/cases/{code}/data/hold"): {"admin", "dispatcher"},
    ("GET", "/console/publication"): ALL,
    ("GET", "/console/publication/{code}"): ALL,
    ("POST", "/console/publication/{code}/redact"): {"admin", "dispatcher", "head", "officer", "reviewer"},
    ("POST", "/console/publication/{code}/publish"): {"admin", "reviewer"},
    ("POST", "/console/publication/{code}/keep"): {"admin", "reviewer", "dispatcher"},
    ("POST", "/console/publication/{code}/unpublish"): {"admin", "reviewer", "dispatcher"},
    ("GET", "/console/failed"): {"admin", "dispatcher", "auditor"},
    ("GET", "/console/staff"): {"admin"},
    ("POST", "/console/staff"): {"admin"},
    ("POST", "/console/staff/{staff:int}/link"): {"admin"},
    ("POST", "/console/staff/{staff:int}/disable"): {"admin"},
}

_DECIDERS = {"admin", "dispatcher", "head"}
_HANDLERS = _DECIDERS | {"officer"}
STEPS: dict[str, set[str]] = {
    "classify": _DECIDERS,
    "assign": _DECIDERS,
    "move": _DECIDERS,
    "claim": {"head", "officer"},
    "ask": _HANDLERS,
    "resume": _HANDLERS,
    "consult": _HANDLERS,
    "advise": _HANDLERS,
    "interim": _HANDLERS,
    "extend": _DECIDERS,
    "apologise": _DECIDERS,
    "submit": _HANDLERS,
    "return": _HANDLERS,
    "approve": {"admin", "head"},
    "reply": _HANDLERS,
    "close": _HANDLERS,
    "reopen": _DECIDERS,
    "transfer": _DECIDERS,
    "decline": _DECIDERS,
    "duplicate": _DECIDERS,
    "guide": _DECIDERS,
    "withdraw": {"admin", "dispatcher"},
    "note": _HANDLERS,
    "correct": _DECIDERS,
}
TABLE |= {("POST", f"/console/cases/{{code}}/{step}"): roles for step, roles in STEPS.items()}
"""What the office has agreed on. A route that is served and not here fails the test."""


ABSENT = {"{staff:int}": "999", "{notice:int}": "999", "{key}": "khong-co"}
"""What the addresses of the test name and nobody has made."""


def served(console: Console) -> set[tuple[str, str]]:
    found = set()
    for route in console.app.asgi.routes:
        if isinstance(route, Mount) and route.path.startswith("/console"):
            assert route.path == STATIC
        if isinstance(route, Route) and route.path.startswith("/console"):
            found |= {(method, route.path) for method in route.methods or () if method != "HEAD"}
    return found


def test_every_route_that_is_served_has_its_row(console: Console) -> None:
    assert served(console) == set(TABLE)
    assert {(row.method, row.path): row.roles and set(row.roles) for row in ROUTES} == TABLE


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_opens_what_the_table_says_and_nothing_else(console: Console, role: str) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code)
    browser = await console.entered(role)
    for (method, pattern), roles in TABLE.items():
        if pattern == "/console/sign-out" or roles is PUBLIC:
            continue
        path = filled(pattern, code, file)
        answer = await _ask(browser, method, f"{path}?format=csv" if pattern.endswith("export") else path)
        allowed = answer.status_code not in (401, 403, 404)
        # Who may gets 404 for what does not exist.
        if role in roles and any(part in pattern for part in ABSENT):
            allowed = answer.status_code == 404
        assert allowed == (role in roles), (method, pattern, answer.status_code)


async def test_nobody_gets_in_without_signing_in(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    file = await console.attach(code)
    browser = await console.browser()
    await browser.get("/console/sign-in")
    for (method, pattern), roles in TABLE.items():
        if roles is PUBLIC:
            continue
        answer = await _ask(browser, method, filled(pattern, code, file))
        if method == "GET":
            assert answer.status_code == 303, pattern
            assert answer.headers["location"].startswith("/console/sign-in")
        else:
            assert answer.status_code == 403, pattern
        assert code not in answer.text


async def test_a_form_without_its_token_changes_nothing(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    browser = await console.entered("admin")
    before = len(await console.town.events(code))
    for (method, pattern), _ in TABLE.items():
        if method == "POST":
            path = filled(pattern, code, 1)
            for token in ("", "x" * 43):
                answer = await browser.client.post(path, data={"csrf": token, "text": "chen vào", "reason": "x"})
                assert answer.status_code == 403, path
    assert len(await console.town.events(code)) == before
    assert (await browser.get("/console")).status_code == 200


async def test_the_token_of_one_session_is_worth_nothing_in_another(console: Console) -> None:
    code = await console.town.brought(State.ASSIGNED)
    thief, victim = await console.entered("officer"), await console.entered("admin")
    answer = await victim.client.post(f"/console/cases/{code}/note", data={"csrf": thief.csrf, "text": "chen"})
    assert answer.status_code == 403


async def test_staff_pages_are_not_kept_by_caches_and_run_no_foreign_script(console: Console) -> None:
    browser = await console.entered("admin")
    answer = await browser.get("/console")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text


async def _ask(browser: Browser, method: str, path: str) -> httpx.Response:
    return await (browser.get(path) if method == "GET" else browser.post(path))


def filled(pattern: str, code: str, file: int) -> str:
    path = pattern.replace("{code}", code).replace("{file:int}", str(file))
    for part, value in ABSENT.items():
        path = path.replace(part, value)
    return path.replace("{token}", "x")
