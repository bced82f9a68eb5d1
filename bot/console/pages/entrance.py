"""Signing in and out, and the one-time link that sets a password."""

from __future__ import annotations

from starlette.responses import Response

from bot.console import accounts, guard, sessions
from bot.console.passwords import LONGEST, SHORTEST, WeakPassword
from bot.console.visit import Visit

HOME = "/console"


async def sign_in_form(visit: Visit) -> Response:
    """The form; somebody who is signed in goes on."""
    following = _local(visit.request.query_params.get("next", ""))
    if visit.session is not None:
        return visit.go(following)
    return visit.page("sign_in", login="", following=following, problem="")


async def sign_in(visit: Visit) -> Response:
    """Check login and password."""
    host, following = visit.host, _local(visit.given("next"))
    client = visit.request.client
    address = client.host if client else ""
    try:
        token = await accounts.sign_in(
            host.store, visit.given("login"), visit.form.get("password", ""), address, host.settings.sign_in, visit.now
        )
    except accounts.AccountError as problem:
        status = 429 if isinstance(problem, accounts.TooManyTries) else 401
        guard.log.info("sign-in refused", reason=type(problem).__name__, address=address)
        return visit.page("sign_in", status, login=visit.given("login"), following=following, problem=str(problem))
    return await _enter(visit, token, following)


async def sign_out(visit: Visit) -> Response:
    """End the session."""
    assert visit.session is not None
    async with visit.host.store.write() as session:
        await sessions.end(session, visit.session)
    answer = visit.go("/console/sign-in")
    answer.delete_cookie(guard.session_cookie(visit.host), path="/", httponly=True, secure=guard.secure(visit.host))
    return answer


async def link_form(visit: Visit) -> Response:
    """Show the form for a new password; looking does not use the link up."""
    return await _link_page(visit, 200, "")


async def use_link(visit: Visit) -> Response:
    """Set the password and sign in."""
    password = visit.form.get("password", "")
    if password != visit.form.get("again", ""):
        return await _link_page(visit, 400, "Hai lần nhập mật khẩu chưa giống nhau.")
    token = visit.request.path_params["token"]
    try:
        session_token = await accounts.use_link(
            visit.host.store, token, password, visit.host.settings.sign_in, visit.now
        )
    except (WeakPassword, accounts.AccountError) as problem:
        return await _link_page(visit, 400, str(problem))
    return await _enter(visit, session_token, HOME)


async def _link_page(visit: Visit, status: int, problem: str) -> Response:
    async with visit.host.store.read() as session:
        owner = await accounts.link_owner(session, visit.request.path_params["token"], visit.now)
    if owner is None:
        status = 404
    return visit.page("link", status, owner=owner, problem=problem, shortest=SHORTEST, longest=LONGEST)


async def _enter(visit: Visit, token: str, following: str) -> Response:
    """Give the browser its new session; one that it had before ends."""
    if visit.session is not None:
        async with visit.host.store.write() as session:
            await sessions.end(session, visit.session)
    answer = visit.go(following)
    guard.set_cookie(visit.host, answer, guard.session_cookie(visit.host), token)
    return answer


def _local(path: str) -> str:
    """A page of the console to go on to, never another site."""
    good = path == HOME or path.startswith(("/console/", "/console?"))
    return path if good and path.isprintable() and "\\" not in path else HOME
