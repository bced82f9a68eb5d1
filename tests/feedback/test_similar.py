"""Earlier cases that are named with a new one, and why."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from bot.feedback import likeness, similar
from bot.feedback.similar import Similar
from bot.feedback.steps import Step
from bot.store.models import Feedback
from tests.support.feedback import NOW, OTHER_UNIT, REPLY, RUDE, UNIT, Town

STAMP = "Tem kiểm định của cột đo xăng dầu số 3 bị rách, nhân viên vẫn bơm cho khách."
SAME_STAMP = "cot do xang dau o cay xang cho ghenh khong co tem kiem dinh"
OTHER = "Đề nghị lắp thêm ghế ngồi chờ ở bộ phận một cửa."


async def alike(town: Town, code: str, role: str = "dispatcher") -> list[Similar]:
    case = await town.case(code)
    async with town.store.read() as session:
        return await similar.similar(session, case, town.actor(role))


async def answered(town: Town, text: str, unit: str = UNIT, chat: str = "bình") -> str:
    code = (await town.send(text, chat)).code
    await town.take(code, Step.ASSIGN, "dispatcher", unit=town.units[unit])
    await town.take(code, Step.REPLY, "admin", **REPLY)
    return code


async def test_a_case_answered_before_is_named_with_the_words_that_are_shared(town: Town) -> None:
    before = await answered(town, STAMP)
    await answered(town, OTHER)
    [found] = await alike(town, (await town.send(SAME_STAMP)).code)
    assert (found.code, found.answered, found.duplicate) == (before, True, False)
    assert found.why == "Cùng nói về «cot do xang dau», «tem kiem dinh»; cùng loại."


async def test_what_was_answered_goes_before_what_is_still_open(town: Town) -> None:
    still_open = (await town.send(SAME_STAMP, "lan")).code
    before = await answered(town, STAMP)
    assert [one.code for one in await alike(town, (await town.send(SAME_STAMP)).code)] == [before, still_open]


async def test_the_same_from_the_same_person_is_named_first_as_a_duplicate(town: Town) -> None:
    await answered(town, RUDE)
    first = (await town.send(RUDE)).code
    again = (await town.send(RUDE + " Mong sớm xem xét.", now=NOW + timedelta(days=3))).code
    found = await alike(town, again)
    assert (found[0].code, found[0].duplicate) == (first, True)
    assert found[0].why.startswith("Có thể trùng: cùng người gửi")
    assert not found[1].duplicate


async def test_the_same_matter_after_more_than_a_month_is_no_duplicate(town: Town) -> None:
    await town.send(RUDE)
    later = (await town.send(RUDE, now=NOW + timedelta(days=31))).code
    [found] = await alike(town, later)
    assert not found.duplicate


async def test_the_same_procedure_and_kind_bring_a_case_nearer(town: Town) -> None:
    text = "Phí thẩm định nộp hai lần."
    far = (await town.send("Phí thẩm định tính sai.", "lan")).code
    near = (await town.send("Phí thẩm định tính sai.", "bình", procedure="2.001209")).code
    found = await alike(town, (await town.send(text, procedure="2.001209")).code)
    assert [one.code for one in found] == [near, far]
    assert "cùng thủ tục" in found[0].why


async def test_an_officer_is_told_of_the_cases_of_the_own_unit_only(town: Town) -> None:
    mine, other = await answered(town, STAMP), await answered(town, STAMP, OTHER_UNIT)
    code = (await town.send(SAME_STAMP)).code
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT])
    assert {one.code for one in await alike(town, code)} == {mine, other}
    assert [one.code for one in await alike(town, code, "officer")] == [mine]


async def test_nothing_is_named_of_an_accusation_or_a_request_about_data(town: Town) -> None:
    code = (await town.send(RUDE, "lan")).code
    await town.take(code, Step.GUIDE, reason="to_cao")
    assert await alike(town, (await town.send(RUDE)).code) == []
    assert await alike(town, code) == []


async def test_what_was_proposed_stays_in_the_history_beside_what_was_decided(town: Town) -> None:
    before = await answered(town, RUDE)
    first = (await town.send(RUDE)).code
    again = (await town.send(RUDE)).code
    await town.take(again, Step.CLASSIFY, kind="kien_nghi_khac", procedure="2.001209")
    case, events = await town.case(again), await town.events(again)
    assert events[0].data == {"duplicates": first, "similar": before}
    assert (case.proposed_kind, case.kind) == ("hanh_vi", "kien_nghi_khac")
    assert (case.proposed_procedure, case.procedure) == (None, "2.001209")
    assert case.proposed_kind_why
    assert case.proposed_why


async def test_a_procedure_that_the_text_speaks_of_is_proposed_and_the_choice_is_kept_apart(town: Town) -> None:
    text = "Tôi phản ánh thủ tục cấp giấy phép sử dụng thiết bị X-quang chẩn đoán trong y tế kéo dài quá lâu."
    case = await town.case((await town.send(text)).code)
    assert case.procedure is None
    assert case.proposed_procedure is not None
    assert case.proposed_procedure_why == "Nội dung nhắc đến thủ tục này; người gửi không chọn thủ tục nào."
    chosen = await town.case((await town.send(text, procedure="2.001209")).code)
    assert (chosen.procedure, chosen.proposed_procedure) == ("2.001209", "2.001209")


def test_a_text_of_empty_words_is_like_nothing() -> None:
    assert likeness.ranked("tôi có là và", [RUDE, "tôi có là và"]) == []
    assert likeness.ranked("", ["", RUDE]) == []


def many(first: int, last: int) -> list[dict[str, Any]]:
    common = {"kind": "hanh_vi", "state": "closed", "version": 1, "channel": "web", "received_at": NOW, "due_why": ""}
    common |= {"publication": "private", "hops": 0, "anonymous": False, "legal_hold": False}
    texts = ((n, f"{RUDE} Lần thứ {n}, tại quầy số {n % 40}.") for n in range(first, last))
    return [{**common, "code": f"PA-{n:04d}-{n:05d}", "text": text} for n, text in texts]


async def test_a_hundred_thousand_cases_are_no_more_work_than_two_thousand(town: Town) -> None:
    mine = (await town.send(SAME_STAMP, procedure="2.001209")).code

    async def seconds() -> float:
        begun = time.process_time()
        await alike(town, mine)
        return time.process_time() - begun

    async def filled(first: int, last: int) -> float:
        async with town.store.write() as session:
            await session.execute(insert(Feedback), many(first, last))
        return min([await seconds() for _ in range(5)])

    few = await filled(0, 2_000)
    assert await filled(2_000, 100_000) < 3 * few + 0.1
