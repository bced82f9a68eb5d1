"""The desk behind the sender's side, on every database: who may do what, and several at the same moment."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.desk import CaseView
from bot.feedback import entry_points, proof
from bot.feedback.refused import StepRefused
from bot.feedback.steps import State, Step
from bot.store.models import Feedback, LookupTry
from tests.feedback.test_desk import CONTACT
from tests.support.delivery import count, kb
from tests.support.feedback import NOW, Town

DIGITS = "0001"


async def take(town: Town, code: str, step: Any, chat: str = "hoa", **data: Any) -> CaseView:
    async with town.store.write() as session:
        return await (await town.desk(session, chat)).take(code, step, **data)


async def prove(town: Town, code: str, digits: str, chat: str) -> str:
    async with town.store.write() as session:
        return await (await town.desk(session, chat)).prove(code, digits)


async def answered(town: Town) -> str:
    code = (await town.send(**CONTACT)).code
    for step in (Step.ASSIGN, Step.SUBMIT, Step.APPROVE):
        await town.take(code, step, **await town.given(step))
    return code


@pytest.mark.parametrize("step", ["add", "rate", "reopen", "withdraw"])
async def test_another_conversation_changes_nothing_without_the_second_factor(town: Town, step: str) -> None:
    code = await answered(town)
    with pytest.raises(StepRefused, match="cuộc trò chuyện đã gửi"):
        await take(town, code, step, "bình", text="x", rating=5)
    assert (await town.case(code)).state == "answered"


async def test_with_it_that_conversation_sees_all_but_withdraws_nothing(town: Town) -> None:
    code = await answered(town)
    assert await prove(town, code, DIGITS, "bình") == "proven"
    view = await take(town, code, "rate", "bình", proven=True, rating=4)
    assert (view.access, view.rating, "withdraw" in view.can) == ("proven", 4, False)
    assert (await take(town, code, "reopen", "bình", proven=True, text="Vẫn thiếu")).state == "assigned"
    with pytest.raises(StepRefused):
        await take(town, code, "withdraw", "bình", proven=True)


async def test_tries_at_the_same_moment_from_many_conversations_are_all_counted(town: Town) -> None:
    code = await answered(town)
    async with town.store.write() as session:
        for number in range(12):
            await town.conversation(session, f"lạ {number}")
    results = await asyncio.gather(*(prove(town, code, "9999", f"lạ {number}") for number in range(12)))
    assert sorted(results) == ["locked"] * 7 + ["wrong"] * proof.TRIES_PER_CASE
    assert await count(town.store, LookupTry) == proof.TRIES_PER_CASE
    assert await prove(town, code, DIGITS, "muộn") == "locked"


async def test_a_citizens_words_are_never_refused_because_the_office_saves_at_that_moment(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)

    async def office(number: int) -> None:
        try:
            await town.take(code, Step.INTERIM, text=f"Đang làm {number}")
        except StepRefused:
            assert not town.store.sqlite

    await asyncio.gather(*(take(town, code, "add", text=f"thêm {n}") for n in range(6)), *(office(n) for n in range(6)))
    notes = [event.note for event in await town.events(code) if event.step == "add"]
    assert sorted(note or "" for note in notes) == [f"thêm {n}" for n in range(6)]


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("0912 340 001", "0001"), ("+84 (91) 234-0001", "0001"), ("0912.34.00.01", "0001"), ("12", None), (None, None)],
)
def test_the_last_digits_are_read_however_the_number_is_written(phone: str | None, digits: str | None) -> None:
    assert proof.digits_of(phone) == digits
    assert proof.possible(Feedback(phone=phone)) == (digits is not None)


async def test_a_case_that_the_office_entered_is_followed_by_code_and_telephone(town: Town) -> None:
    code = await answered(town)
    async with town.store.write() as session:
        case = await session.get_one(Feedback, (await town.case(code)).id)
        case.conversation_id, case.channel = None, "counter"
    assert await prove(town, code, DIGITS, "bình") == "proven"
    async with town.store.write() as session:
        view = await (await town.desk(session, "bình")).find_case(code, proven=True)
    assert view is not None
    assert (view.access, view.last_reply) == ("proven", "Sở đã kiểm tra và hướng dẫn.")


async def test_entry_points_are_listed_with_what_came_by_them(town: Town) -> None:
    async with town.store.write() as session:
        await entry_points.add(session, "b", "Bàn 2", kb().catalog, NOW, unit="cong-nghe")
        await entry_points.add(session, "a", "Bàn 1", kb().catalog, NOW)
        await entry_points.disable(session, "a", NOW)
    receipt = await town.send(via="b")
    async with town.store.read() as session:
        assert [row.key for row in await entry_points.every(session)] == ["b", "a"]
        assert await entry_points.counts(session) == {"b": 1}
    case = await town.case(receipt.code)
    assert (case.via, case.proposed_unit and case.proposed_unit.key) == ("b", "cong-nghe")


async def test_the_links_name_only_channels_that_are_set(town: Town) -> None:
    assert entry_points.links("q", town.settings) == {"web": "http://127.0.0.1:8000/?g=q"}
    update = {"telegram_bot": "skhcn_bot", "zalo_link": "https://zalo.me/123"}
    told = town.settings.model_copy(update={"entry_points": town.settings.entry_points.model_copy(update=update)})
    links = entry_points.links("q", told)
    assert (links["telegram"], links["zalo"]) == ("https://t.me/skhcn_bot?start=g_q", "https://zalo.me/123")
