"""The figures above the results: what they count, and that small numbers are no shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import httpx
from sqlalchemy import insert

from bot.feedback.steps import State, Step
from bot.store.models import Feedback
from tests.support.console import Console
from tests.support.delivery import Hand
from tests.support.feedback import NOW, Town
from tests.support.published import answered


async def replies(town: Town, count: int, late: int, ratings: Sequence[int] = (), at: datetime = NOW) -> None:
    """Answered cases, as many of them late; the first ones rated."""
    async with town.store.write() as session:
        rows = [
            {
                "code": f"PA-{at:%m%d}-{place:05}",
                "kind": "hanh_vi",
                "state": "answered",
                "channel": "web",
                "text": "…",
                "received_at": at - timedelta(days=20),
                "answered_at": at,
                "due_on": (at + timedelta(days=-1 if place < late else 1)).date(),
                "rating": ratings[place] if place < len(ratings) else None,
                "rated_at": at if place < len(ratings) else None,
            }
            for place in range(count)
        ]
        await session.execute(insert(Feedback), rows)


async def shown(visitor: httpx.AsyncClient, **query: str) -> str:
    page = (await visitor.get("/ket-qua", params=query)).text
    return " ".join(page.split('class="figures"')[1].split("</dl>")[0].split())


async def test_below_thirty_no_share_is_said(console: Console, visitor: httpx.AsyncClient) -> None:
    await replies(console.town, 29, late=3, ratings=[5] * 12)
    text = await shown(visitor)
    assert "n = 29" in text
    assert "n = 12" in text
    assert text.count("chưa đủ để tính tỷ lệ") == 2
    assert "%" not in text


async def test_from_thirty_on_share_and_n_are_said(console: Console, visitor: httpx.AsyncClient) -> None:
    await replies(console.town, 30, late=3, ratings=[5] * 10 + [4] * 11 + [3] * 5 + [1] * 4)
    text = await shown(visitor)
    assert "90,0%" in text
    assert "27 trên 30 vụ việc" in text
    assert "70,0%" in text
    assert "21 trên 30 lượt đánh giá" in text


async def test_without_a_case_nothing_is_claimed(visitor: httpx.AsyncClient) -> None:
    text = await shown(visitor)
    assert text.count("n = 0") == 2
    assert "%" not in text


async def test_a_case_that_is_late_and_unanswered_counts_against(
    console: Console, visitor: httpx.AsyncClient, clock: Hand
) -> None:
    await replies(console.town, 29, late=0)
    await console.town.brought(State.ASSIGNED)
    assert "n = 29" in await shown(visitor)
    clock.forward(days=40)
    assert "29 trên 30 vụ việc" in await shown(visitor)


async def test_anonymous_suggestions_and_requests_about_data_do_not_count(
    console: Console, visitor: httpx.AsyncClient
) -> None:
    await answered(console.town)
    code = await answered(console.town, chat="b")
    async with console.town.store.write() as session:
        case = await session.get_one(Feedback, (await console.town.case(code)).id)
        case.kind = "du_lieu_ca_nhan"
    await console.town.send(chat="c", anonymous=True, kind="gop_y_an_danh")
    assert "n = 1<" in await shown(visitor)


async def test_a_year_or_month_counts_its_own_days_by_vietnam_time(
    console: Console, visitor: httpx.AsyncClient
) -> None:
    # 31/10 17:30 UTC is 01/11 00:30 in Vietnam, a day after the due date that an October reply would have kept.
    edge = datetime.fromisoformat("2026-10-31T17:30:00+00:00")
    await replies(console.town, 30, late=0, at=edge)
    assert "n = 0" in await shown(visitor, year="2026", month="10")
    assert "30 trên 30" in await shown(visitor, year="2026", month="11")
    page = (await visitor.get("/ket-qua", params={"year": "2026", "month": "10"})).text
    assert "từ 01/10/2026 đến 31/10/2026" in page.replace(" \n", " ")


async def test_a_reply_on_the_due_day_at_any_hour_is_in_time(console: Console, visitor: httpx.AsyncClient) -> None:
    last_minute = datetime.fromisoformat("2026-11-19T16:59:00+00:00")
    async with console.town.store.write() as session:
        for place in range(30):
            row = Feedback(code=f"PA-{place}", kind="hanh_vi", state="answered", channel="web", text="…")
            row.received_at, row.answered_at, row.due_on = NOW - timedelta(days=20), last_minute, last_minute.date()
            session.add(row)
    assert "30 trên 30" in await shown(visitor)


async def test_figures_are_counted_anew_after_a_minute(
    console: Console, visitor: httpx.AsyncClient, clock: Hand
) -> None:
    assert "n = 0" in await shown(visitor)
    await replies(console.town, 30, late=0)
    assert "n = 0" in await shown(visitor)
    clock.forward(seconds=61)
    assert "30 trên 30" in await shown(visitor)


async def test_a_case_that_was_opened_again_is_no_reply_in_time(console: Console, visitor: httpx.AsyncClient) -> None:
    code = await answered(console.town)
    await console.town.take(code, Step.REOPEN, "citizen", reason="Chưa được giải quyết")
    assert "n = 0" in await shown(visitor)
