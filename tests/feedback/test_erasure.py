"""P1: a person is erased: nothing of them is found any more, and no figure has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text

from bot import privacy, sweep
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.steps import Step
from bot.files import Files
from bot.store.db import Store
from bot.store.models import Consent, Feedback, Message
from bot.turns import IncomingFile
from tests.handlers.talk import DeskTalk
from tests.support.delivery import kb, settings
from tests.support.feedback import REPLY, Town
from tests.support.pictures import png

CHAT = "chat-88422137"
NAME, PHONE, ADDRESS = "Quintara Zedova", "0987 654 321", "So 7 ngo Tramontane"
MATTER = "hồ sơ của tôi bị trả lại 3 lần, ông Bartolomeus bắt bổ sung giấy tờ, tôi muốn phản ánh"
COMMENT, FILE = "Ferdinanda noi nhu vay", "giay-hen-Wilhelmina.png"
PLANTED = (CHAT, "Quintara", "0987 654 321", "0987654321", "Tramontane", "Bartolomeus", "Ferdinanda", "Wilhelmina")
LATER = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


class Office:
    """One person's conversation, the people of the department, and a folder as the service has it."""

    def __init__(self, talk: DeskTalk, town: Town, var: Path) -> None:
        self.talk = talk
        self.town = town
        self.var = var
        self.files = Files(var / "files", settings().files)
        self.lifecycle = Lifecycle(settings(), kb().calendar)

    async def say(self, words: str, **parts: Any) -> str:
        return await self.talk.say(words, conversation=CHAT, **parts)

    async def press(self, label: str) -> str:
        action = next(button.action for button in self.talk.buttons if button.label == label)
        return await self.talk.say("", action=action, conversation=CHAT)

    async def report(self) -> str:
        """The person sends a feedback with everything in it; returns its code."""
        picture: IncomingFile = await self.files.keep(FILE, png() + FILE.encode())
        await self.say(MATTER)
        await self.say("không")
        await self.say("", files=(picture,))
        await self.say("xong")
        for part in (NAME, PHONE, ADDRESS, "đồng ý", "gửi"):
            await self.say(part)
        return (await self.talk.cases())[-1].code

    async def answered(self, code: str) -> None:
        words = {**REPLY, "text": f"Kính gửi bà {NAME}: Sở đã kiểm tra."}
        await self.town.take(code, Step.ASSIGN, unit=self.town.units["chi-cuc-tdc"])
        await self.town.take(code, Step.NOTE, text=f"Đã gọi {PHONE}")
        await self.town.take(code, Step.SUBMIT, **words)
        await self.town.take(code, Step.APPROVE)

    async def asked_to_erase(self) -> str:
        await self.say("xóa dữ liệu của tôi đi")
        await self.press("Gửi yêu cầu xóa")
        return (await self.talk.cases())[-1].code

    async def erase(self, code: str, role: str = "dispatcher") -> Any:
        actor = self.town.actor(role)
        return await privacy.carry_out(self.talk.store, self.files, self.lifecycle, code, actor, LATER, self.var)

    async def found(self) -> set[str]:
        """The planted words that are still somewhere: in a file of the folder, or in a column of the database."""
        if self.talk.store.sqlite:
            contents = b"".join(file.read_bytes() for file in self.var.rglob("*") if file.is_file())
            names = " ".join(str(file) for file in self.var.rglob("*"))
            return {word for word in PLANTED if word.encode() in contents or word in names}
        return {word for word in PLANTED if await self._in_columns(word)}

    async def _in_columns(self, word: str) -> bool:
        async with self.talk.store.read() as session:
            connection = await session.connection()
            tables = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
            for table in tables:
                hit = text(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE :word')
                if (await session.execute(hit, {"word": f"%{word}%"})).scalar_one():
                    return True
        return any(word in str(file) for file in self.var.rglob("*"))

    async def figures(self) -> list[tuple[Any, ...]]:
        """What reports count: every case with its dates and rating."""
        wanted = select(
            Feedback.code, Feedback.kind, Feedback.state, Feedback.received_at, Feedback.due_on, Feedback.answered_at,
            Feedback.closed_at, Feedback.rating, Feedback.unit_id, Feedback.hops,
        ).order_by(Feedback.id)  # fmt: skip
        clocks = text(
            "SELECT feedback_id, name, due_on, state, done_at FROM feedback_clock WHERE name <> 'publish' ORDER BY id"
        )
        async with self.talk.store.read() as session:
            counted = (await session.execute(select(Message.direction, Message.created_at).order_by(Message.id))).all()
            rows = [*await session.execute(wanted), *await session.execute(clocks), len(counted)]
        return rows


@pytest.fixture
async def office(store: Store, town: Town, tmp_path: Path) -> AsyncIterator[Office]:
    async with DeskTalk(store) as talk:
        yield Office(talk, town, tmp_path)


async def test_an_erased_person_is_found_nowhere_and_no_figure_changes(office: Office) -> None:
    code = await office.report()
    await office.answered(code)
    await office.town.take(code, Step.RATE, rating=2, text=COMMENT)
    await office.town.take(code, Step.CLOSE, reason=f"Đã trả lời bà {NAME}")
    exports = office.var / "exports"
    exports.mkdir()
    (exports / "thang-11.csv").write_text(NAME, encoding="utf-8")
    assert await office.found() >= set(PLANTED) - {"0987654321"}
    request = await office.asked_to_erase()
    await office.answered(request)
    await office.say("cảm ơn")
    figures = await office.figures()
    await office.erase(request)
    assert await office.found() == set()
    assert await office.figures() == figures
    events = [event for event in await office.town.events(code) if event.step == "erase"]
    assert [(event.actor, event.staff_id, event.note) for event in events] == [
        ("dispatcher", office.town.people["dispatcher"].id, f"Theo yêu cầu {request}")
    ]
    assert not list((office.var / "files").rglob("*.png"))


async def test_while_the_request_is_open_the_answer_still_reaches_the_person_and_then_the_rest_goes(
    office: Office,
) -> None:
    await office.answered(await office.report())
    request = await office.asked_to_erase()
    plan = await office.erase(request)
    assert any("giữ đến khi kết quả của yêu cầu này được gửi xong" in line for line in plan.kept)
    assert await office.found() == {CHAT}
    await office.answered(request)
    assert "Kính gửi bà" in await office.say("đã xong chưa")
    rounds = (privacy.finish(office.talk.store, office.files, office.lifecycle, LATER, office.var) for _ in range(2))
    assert sum(await asyncio.gather(*rounds)) == 1
    assert await office.found() == set()
    assert await privacy.finish(office.talk.store, office.files, office.lifecycle, LATER, office.var) == 0


async def test_an_open_case_stays_whole_until_it_ends_and_the_person_is_told_so(office: Office) -> None:
    code = await office.report()
    told = await office.say("xóa dữ liệu của tôi")
    assert f"Vụ việc {code}: đang được giải quyết" in told
    told = await office.press("Gửi yêu cầu xóa")
    assert f"Vụ việc {code}: đang được giải quyết" in told
    request = (await office.talk.cases())[-1].code
    await office.answered(request)
    await office.say("cảm ơn")
    await office.erase(request)
    case = await office.town.case(code)
    assert (case.name, case.text) == (NAME, MATTER)
    await office.answered(code)
    await office.say("cảm ơn")
    await privacy.finish(office.talk.store, office.files, office.lifecycle, LATER, office.var)
    assert await office.found() == set()


async def test_a_case_under_legal_hold_stays_and_the_plan_says_why(office: Office) -> None:
    code = await office.report()
    await office.answered(code)
    await office.town.take(code, Step.NOTE, text="Tòa án yêu cầu giữ.", detail={"hold": "on"})
    request = await office.asked_to_erase()
    plan = await office.erase(request)
    assert f"Vụ việc {code}: đang được giữ lại theo yêu cầu pháp lý" in plan.kept
    assert (await office.town.case(code)).name == NAME
    with pytest.raises(StepRefused, match="giữ lại theo yêu cầu pháp lý"):
        await office.town.take(code, Step.ERASE, reason="Thử")


async def test_only_dispatcher_and_administrator_erase_and_only_for_such_a_request(office: Office) -> None:
    code = await office.report()
    request = await office.asked_to_erase()
    with pytest.raises(StepRefused, match="đầu mối"):
        await office.erase(request, "officer")
    with pytest.raises(StepRefused, match="không phải là yêu cầu xóa"):
        await office.erase(code)
    assert (await office.town.case(code)).name == NAME


async def test_other_peoples_data_stay(office: Office) -> None:
    other = (await office.town.send(text="Việc của người khác", chat="bình", name="Ông Bình")).code
    await office.answered(await office.report())
    await office.erase(await office.asked_to_erase())
    case = await office.town.case(other)
    assert (case.text, case.name) == ("Việc của người khác", "Ông Bình")


async def test_the_consent_is_kept_as_evidence_with_the_case_and_withdrawn_with_a_moment(office: Office) -> None:
    code = await office.report()
    async with office.talk.store.read() as session:
        consent = (await session.scalars(select(Consent))).one()
        case = (await session.scalars(select(Feedback).where(Feedback.code == code))).one()
    assert (consent.purpose, consent.feedback_id, consent.conversation_id, consent.answer) == (
        "feedback", case.id, case.conversation_id, "đồng ý",
    )  # fmt: skip
    assert "họ tên, số điện thoại, địa chỉ" in consent.text
    assert consent.given_at == office.talk.clock()
    await office.say("tôi rút lại sự đồng ý")
    office.talk.clock.forward(minutes=5)
    told = await office.press("Rút lại đồng ý")
    assert "Sự đồng ý đã được rút lại từ lúc này" in told
    async with office.talk.store.read() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert consent.withdrawn_at == office.talk.clock()
    await office.answered(code)
    await office.erase((await office.talk.cases())[-1].code)
    case = await office.town.case(code)
    assert (case.name, case.phone, case.address, case.text) == (None, None, None, MATTER)


async def test_of_an_accusation_that_was_taken_for_a_report_nothing_is_left(office: Office) -> None:
    code = await office.report()
    await office.town.take(code, Step.NOTE, text=f"Tố cáo của {NAME}")
    await office.town.take(code, Step.GUIDE, reason="to_cao")
    assert await sweep.sweep(office.talk.store, office.files, datetime.now(UTC) + timedelta(hours=2))
    await office.talk.store.wipe()
    assert await office.found() == {CHAT}
    told = await office.say("đơn của tôi đâu")
    assert "tố cáo" in told.lower()
