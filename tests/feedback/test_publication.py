"""From the reply to the public page: private by default, approved by another, gone when taken back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.feedback import publication
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.steps import State, Step
from bot.store.models import Clock, PublicResult
from tests.support.delivery import kb
from tests.support.feedback import GIVEN, NOW, REPLY, WAYS, Town


async def searched(town: Town) -> list[PublicResult]:
    async with town.store.read() as session:
        return list(await session.scalars(select(PublicResult)))


async def clock(town: Town, code: str) -> Clock:
    case = await town.case(code)
    async with town.store.read() as session:
        found = select(Clock).where(Clock.feedback_id == case.id, Clock.name == "publish")
        return (await session.scalars(found)).one()


async def proposed(town: Town, **texts: Any) -> str:
    code = await town.brought(State.ANSWERED)
    await town.take(code, Step.REDACT, **{**GIVEN[Step.REDACT], **texts})
    return code


async def test_a_reply_stays_private_until_somebody_decides(town: Town) -> None:
    code = await town.brought(State.CLOSED)
    assert (await town.case(code)).publication == "private"
    assert await searched(town) == []
    with pytest.raises(StepRefused, match="Chưa có bản che"):
        await town.take(code, Step.PUBLISH)


async def test_no_setting_publishes_what_is_held(town: Town) -> None:
    held = [await town.brought(State.ANSWERED, chat="a"), await proposed(town)]
    limit = town.settings.time_limits.publish.model_copy(update={"value": 1})
    limits = town.settings.time_limits.model_copy(update={"publish": limit})
    switched = town.settings.model_copy(update={"time_limits": limits})
    later = NOW + timedelta(days=60)
    async with town.store.write() as session:
        for code in held:
            await Lifecycle(switched, kb().calendar).apply(
                session, await town.case(code), Step.NOTE, town.actor("admin"), later, text="Xem lại."
            )
    assert await searched(town) == []
    assert [(await town.case(code)).publication for code in held] == ["private", "proposed"]


async def test_the_publish_clock_begins_with_the_reply_and_is_met_by_publishing(town: Town) -> None:
    code = await proposed(town)
    assert (await clock(town, code)).state == "running"
    await town.take(code, Step.PUBLISH, now=NOW + timedelta(days=1))
    assert (await clock(town, code)).state == "met"


async def test_keeping_private_needs_a_reason_and_stops_the_clock(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    with pytest.raises(StepRefused, match="lý do"):
        await town.take(code, Step.KEEP_PRIVATE, reason=" ")
    await town.take(code, Step.KEEP_PRIVATE, reason="Chuyện riêng của gia đình.")
    assert (await clock(town, code)).state == "stopped"
    assert (await town.case(code)).publication_reason == "Chuyện riêng của gia đình."
    assert await searched(town) == []


async def test_who_wrote_the_public_text_does_not_approve_it(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    await town.take(code, Step.REDACT, "reviewer", **GIVEN[Step.REDACT])
    with pytest.raises(StepRefused, match="cần người khác duyệt"):
        await town.take(code, Step.PUBLISH, "reviewer")
    await town.take(code, Step.PUBLISH, "admin")
    assert len(await searched(town)) == 1


async def test_the_proposal_itself_needs_no_reason_every_other_text_does(town: Town) -> None:
    code = await town.brought(State.ANSWERED)
    found = publication.proposal(await town.case(code))
    changed: dict[str, Any] = {
        "public_question": found.question + " Hết.",
        "public_answer": found.answer,
        "public_basis": found.basis,
    }
    with pytest.raises(StepRefused, match="lý do sửa"):
        await town.take(code, Step.REDACT, **changed)
    await town.take(code, Step.REDACT, **{**changed, "public_question": found.question})
    assert (await town.case(code)).publication == "proposed"


@pytest.mark.parametrize("bare", ["[…]", "[...]", "[đã che]", "[ đã che: ]", "[xxx]"])
async def test_a_cut_says_what_was_cut(town: Town, bare: str) -> None:
    code = await town.brought(State.ANSWERED)
    with pytest.raises(StepRefused, match="ghi rõ đã che gì"):
        await town.take(code, Step.REDACT, public_question=f"Cán bộ {bare} nói", public_answer="Đã xử lý.", reason="x")


@pytest.mark.parametrize("left", ["bà Nguyễn Thị Hoa", "nguyen thi hoa", "0912.345.678", "căn cước 033085001234"])
async def test_nothing_is_published_while_it_still_names_the_sender(town: Town, left: str) -> None:
    code = (await town.send(name="Nguyễn Thị Hoa", phone="0912 345 678")).code
    for step in WAYS[State.ANSWERED]:
        await town.take(code, step, **await town.given(step))
    await town.take(code, Step.REDACT, public_question="Hồ sơ bị trả.", public_answer=f"Đã trả lời {left}.", reason="x")
    with pytest.raises(StepRefused, match="còn thông tin riêng"):
        await town.take(code, Step.PUBLISH)
    assert await searched(town) == []
    await town.take(code, Step.REDACT, **GIVEN[Step.REDACT])
    await town.take(code, Step.PUBLISH)
    assert len(await searched(town)) == 1


async def test_a_request_about_own_data_is_never_public(town: Town) -> None:
    code = (await town.send(kind="hoi_dap")).code
    await town.take(code, Step.CLASSIFY, kind="du_lieu_ca_nhan")
    for step in WAYS[State.ANSWERED]:
        await town.take(code, step, **await town.given(step))
    with pytest.raises(StepRefused, match="không được công khai"):
        await town.take(code, Step.REDACT, **GIVEN[Step.REDACT])


async def test_an_edit_that_races_the_approval_changes_nothing_of_what_was_approved(town: Town) -> None:
    code = await proposed(town, public_answer="Bản mà người duyệt đã đọc.")
    seen = (await town.case(code)).version
    other = {**GIVEN[Step.REDACT], "public_answer": "Bản khác."}

    async def outcome(step: Step, **data: Any) -> str | None:
        try:
            await town.take(code, step, version=seen, **data)
        except StepRefused as refused:
            return str(refused)
        return None

    approval, edit = await asyncio.gather(outcome(Step.PUBLISH), outcome(Step.REDACT, **other))
    case = await town.case(code)
    # One of the two came second and was told; what is public is never a text that nobody approved.
    assert {approval, edit} == {None, CHANGED_BY_ANOTHER}
    if approval is None:
        assert (case.publication, case.public_answer) == ("published", "Bản mà người duyệt đã đọc.")
    else:
        assert (case.publication, await searched(town)) == ("proposed", [])


async def test_an_approval_stands_against_the_edit_that_comes_after_it(town: Town) -> None:
    code = await proposed(town, public_answer="Bản mà người duyệt đã đọc.")
    seen = (await town.case(code)).version
    await town.take(code, Step.PUBLISH, version=seen)
    with pytest.raises(StepRefused, match="vừa được người khác cập nhật"):
        await town.take(code, Step.REDACT, version=seen, **{**GIVEN[Step.REDACT], "public_answer": "Bản khác."})
    case = await town.case(code)
    assert (case.publication, case.public_answer) == ("published", "Bản mà người duyệt đã đọc.")


@pytest.mark.parametrize(
    ("step", "role", "data"),
    [
        (Step.UNPUBLISH, "reviewer", {"reason": "Người gửi đề nghị."}),
        (Step.KEEP_PRIVATE, "reviewer", {"reason": "Xem lại."}),
        (Step.REOPEN, "citizen", {"reason": "Chưa được giải quyết"}),
        (Step.REDACT, "dispatcher", GIVEN[Step.REDACT]),
        (Step.REPLY, "head", {**REPLY, "text": "Câu trả lời mới."}),
    ],
)
async def test_whatever_takes_a_result_back_takes_it_from_the_search(
    town: Town, step: Step, role: str, data: dict[str, Any]
) -> None:
    code = await proposed(town)
    await town.take(code, Step.PUBLISH)
    assert len(await searched(town)) == 1
    await town.take(code, step, role, **data)
    assert await searched(town) == []
    assert (await town.case(code)).publication != "published"


async def test_a_new_reply_asks_for_a_new_decision(town: Town) -> None:
    code = await proposed(town)
    await town.take(code, Step.PUBLISH)
    await town.take(code, Step.REPLY, "head", **REPLY)
    assert (await clock(town, code)).state == "running"


async def test_numbers_follow_one_another_and_stay_with_their_case(town: Town) -> None:
    codes = [await town.brought(State.ANSWERED, chat=name) for name in ("a", "b", "c")]
    for code in codes:
        await town.take(code, Step.REDACT, **GIVEN[Step.REDACT])
    await asyncio.gather(*(town.take(code, Step.PUBLISH) for code in codes))
    numbers = [(await town.case(code)).public_no for code in codes]
    assert sorted(number or "" for number in numbers) == ["KQ-2026-00001", "KQ-2026-00002", "KQ-2026-00003"]
    await town.take(codes[0], Step.UNPUBLISH, "reviewer", reason="Sửa lại.")
    await town.take(codes[0], Step.REDACT, **GIVEN[Step.REDACT])
    await town.take(codes[0], Step.PUBLISH)
    assert (await town.case(codes[0])).public_no == numbers[0]


async def test_the_sender_is_told_where_to_read_it(town: Town) -> None:
    code = await proposed(town)
    await town.take(code, Step.PUBLISH)
    told = (await town.sent())[-1].html or ""
    assert f"{town.settings.web.public_url}/ket-qua/KQ-2026-00001" in told
    assert "không kèm danh tính" in told


async def test_staff_go_on_with_the_words_as_they_were_sent(town: Town) -> None:
    code = (await town.send(text="Tôi là Nguyễn Thị Hoa, bị trả hồ sơ.", name="Nguyễn Thị Hoa")).code
    for step in WAYS[State.ANSWERED]:
        await town.take(code, step, **await town.given(step))
    found = publication.proposal(await town.case(code))
    await town.take(
        code, Step.REDACT, public_question=found.question, public_answer=found.answer, public_basis=found.basis
    )
    await town.take(code, Step.PUBLISH)
    case = await town.case(code)
    assert case.text == "Tôi là Nguyễn Thị Hoa, bị trả hồ sơ."
    assert (case.draft_text, case.public_question) == (REPLY["text"], "Tôi là [đã che: họ tên], bị trả hồ sơ.")
    async with town.store.read() as session:
        assert await session.scalar(select(func.count()).where(PublicResult.folded.contains("hoa"))) == 0
