from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from bot.console.words import MISSING
from bot.feedback import cases
from bot.feedback.steps import State, Step
from bot.store.models import Conversation, Message
from tests.support.console import Console
from tests.support.feedback import NOW, OTHER_UNIT, UNIT

CODES = re.compile(r"data-row>(PA-[^<]+)<")


async def test_cases_stand_by_due_date_with_figures_above(console: Console) -> None:
    late = (await console.town.send(now=NOW - timedelta(days=60))).code
    new = (await console.town.send()).code
    without = (await console.town.send(anonymous=True)).code
    older = (await console.town.send(now=NOW - timedelta(days=3))).code
    await console.town.take(late, Step.ASSIGN, unit=console.town.units[UNIT])
    page = (await (await console.entered("dispatcher")).get("/console")).text
    assert CODES.findall(page) == [late, older, new, without]
    assert "<b>3</b> mới" in page
    assert "<b>1</b> quá hạn" in page
    assert "quá hạn 3" in page


async def test_filters_stand_in_the_address(console: Console) -> None:
    mine = await console.town.brought(State.ASSIGNED, UNIT)
    theirs = await console.town.brought(State.ASSIGNED, OTHER_UNIT)
    new = await console.town.brought(State.RECEIVED)
    closed = await console.town.brought(State.CLOSED)
    officer = console.town.people["officer"]
    await console.town.take(mine, Step.ASSIGN, unit=console.town.units[UNIT], officer=officer)
    browser = await console.entered("dispatcher")

    async def found(query: str) -> set[str]:
        return set(CODES.findall((await browser.get(f"/console?{query}")).text))

    assert await found("") == {mine, theirs, new}
    assert await found("state=closed") == {closed}
    assert await found("state=all") == {mine, theirs, new, closed}
    assert await found(f"unit={OTHER_UNIT}") == {theirs}
    assert await found("overdue=1") == set()
    assert await found(f"code={closed.lower()}") == {closed}
    assert await found("code=PA-&state=received") == {new}
    assert await found("code=%25") == set()
    assert await found("code=%00&unit=%00") == {mine, theirs, new}
    assert await found("state=nonsense&page=x&unit=') OR 1=1") == set()
    own = (await (await console.entered("officer")).get("/console?mine=1")).text
    assert CODES.findall(own) == [mine]


async def test_a_long_list_is_read_page_by_page(console: Console) -> None:
    codes = [(await console.town.send()).code for _ in range(cases.PAGE + 3)]
    browser = await console.entered("dispatcher")
    first = (await browser.get("/console?state=received")).text
    assert 'href="/console?state=received&amp;page=2"' in first
    second = (await browser.get("/console?state=received&page=2")).text
    assert CODES.findall(first) + CODES.findall(second) == codes


async def test_every_setting_that_is_missing_is_named_in_vietnamese(console: Console) -> None:
    page = (await (await console.entered("admin")).get("/console")).text
    missing = console.app.settings.missing()
    assert missing
    for key in missing:
        assert MISSING[key] in page


async def test_messages_that_failed_are_listed_with_their_error(console: Console) -> None:
    code = await console.town.brought(State.ANSWERED)
    case = await console.town.case(code)
    async with console.app.store.write() as session:
        session.add(
            Message(
                conversation_id=case.conversation_id,
                direction="in",
                state="failed",
                text="tin hỏng",
                error="lỗi thử nghiệm",
                created_at=NOW,
            )
        )
        await session.execute(update(Message).where(Message.author == "staff").values(state="failed", error="bị chặn"))
        await session.execute(update(Conversation).values(unreachable="bị chặn"))
    browser = await console.entered("dispatcher")
    page = (await browser.get("/console/failed")).text
    for part in ("tin hỏng", "lỗi thử nghiệm", "bị chặn", code):
        assert part in page
    assert "Không liên lạc được với người gửi" in (await browser.get(f"/console/cases/{code}")).text
