"""P4: what has been kept long enough goes, the dry run says exactly that, and open cases stay whatever their age."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import retention, sweep
from bot.config import Retention
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.retention import cutoff
from bot.feedback.steps import State, Step
from bot.files import Files
from bot.store.db import Store
from bot.store.models import ERASED, Attachment, Consent, Conversation, Feedback, Message, Person
from tests.support.delivery import kb, settings
from tests.support.feedback import NOW, Town
from tests.support.pictures import png

YEARS_LATER = NOW + timedelta(days=800)
CONTACT: dict[str, Any] = {
    "name": "Nguyễn Thị Mơ",
    "phone": "0912345678",
    "address": "Phố Hiến",
    "consent_at": NOW,
    "consent_text": "Tôi đồng ý",
    "consent_answer": "đồng ý",
}


def months(**numbers: int) -> Retention:
    """The rules of a department that has entered numbers for some classes."""
    every = dict.fromkeys(("cases", "contact", "questions", "consent"), 0)
    return Retention(**(every | numbers), basis="Quyết định thử nghiệm", confirmed=True)


class Archive:
    """A town with old and young records, and the round that takes records away."""

    def __init__(self, town: Town, var: Path) -> None:
        self.town = town
        self.files = Files(var / "files", settings().files)
        self.lifecycle = Lifecycle(settings(), kb().calendar)

    async def run(self, rules: Retention, now: datetime = YEARS_LATER, *, dry: bool = False) -> list[str]:
        """The records named, as "class name"."""
        done = retention.run(self.town.store, self.files, self.lifecycle, rules, now, dry=dry)
        return [f"{record.record_class} {record.name}" async for record in done]

    async def case(self, *steps: Step, chat: str = "hoa", now: datetime = NOW) -> str:
        code = (await self.town.send(chat=chat, now=now, **CONTACT)).code
        for step in steps:
            await self.town.take(code, step, now=now, **await self.town.given(step))
        return code

    async def talk(self, chat: str, at: datetime, texts: int = 1) -> int:
        """Mere questions of a person, one with a file; returns the conversation."""
        async with self.town.store.write() as session:
            person = Person(channel="web", account="site", external_id=chat, name="Bà Hoa", created_at=at)
            session.add(person)
            await session.flush()
            row = Conversation(
                channel="web", account="site", external_id=chat, person_id=person.id, created_at=at, updated_at=at
            )
            session.add(row)
            await session.flush()
            for number in range(texts):
                message = Message(
                    conversation_id=row.id, direction="in", key=f"web:site:{chat}:{number}", text="phí bao nhiêu",
                    author="person", state="done", created_at=at, extra={"sender_name": "Bà Hoa"},
                )  # fmt: skip
                session.add(message)
            await session.flush()
            kept = await self.files.keep("anh.png", png())
            session.add(
                Attachment(
                    message_id=message.id, kind=kept.kind, file_name="anh.png", mime=kept.mime, size=kept.size,
                    sha256=kept.sha256, path=kept.path, shown_path=kept.shown_path,
                    created_at=at,
                )
            )  # fmt: skip
            return row.id

    async def messages(self, conversation: int) -> list[str | None]:
        async with self.town.store.read() as session:
            wanted = select(Message.text).where(Message.conversation_id == conversation).order_by(Message.id)
            return list(await session.scalars(wanted))


@pytest.fixture
def archive(town: Town, tmp_path: Path) -> Archive:
    return Archive(town, tmp_path)


_ANSWERED = (Step.ASSIGN, Step.SUBMIT, Step.APPROVE)


async def test_nothing_goes_until_the_department_has_entered_a_number(archive: Archive) -> None:
    await archive.case(*_ANSWERED, Step.CLOSE)
    await archive.talk("an", NOW)
    assert await archive.run(settings().retention) == []


async def test_the_dry_run_names_exactly_what_the_real_run_takes_away(archive: Archive) -> None:
    closed = await archive.case(*_ANSWERED, Step.CLOSE)
    declined = await archive.case(Step.DECLINE, chat="bình")
    young = await archive.case(Step.DECLINE, chat="chi", now=YEARS_LATER - timedelta(days=200))
    await archive.case(chat="dung")
    await archive.talk("an", NOW, texts=3)
    rules = months(cases=12, contact=3, questions=3, consent=24)
    dry = await archive.run(rules, dry=True)
    assert (await archive.town.case(closed)).text != ERASED
    assert await archive.run(rules) == dry
    assert [line.split(":")[0] for line in dry if not line.startswith("questions")] == [
        f"cases {closed}", f"cases {declined}", f"contact {young}",
    ]  # fmt: skip
    assert sum(line.startswith("questions") and line.endswith("3 tin nhắn") for line in dry) == 1
    assert await archive.run(rules) == []
    for code in (closed, declined):
        case = await archive.town.case(code)
        assert (case.text, case.name, case.phone, case.address) == (ERASED, None, None, None)
        assert case.due_on is not None
    event = (await archive.town.events(closed))[-1]
    assert (event.step, event.actor, event.note) == (
        "erase", "system", "Hết thời hạn lưu 12 tháng (Quyết định thử nghiệm)",
    )  # fmt: skip


async def test_only_the_contact_goes_first_and_the_matter_stays(archive: Archive) -> None:
    code = await archive.case(*_ANSWERED, Step.CLOSE)
    text = (await archive.town.case(code)).text
    assert await archive.run(months(contact=12)) == [f"contact {code}"]
    case = await archive.town.case(code)
    assert (case.name, case.text, case.erased_at) == (None, text, None)


@pytest.mark.parametrize("state", [State.RECEIVED, State.ASSIGNED, State.WAITING, State.APPROVAL, State.ANSWERED])
async def test_an_open_case_stays_whatever_its_age(archive: Archive, state: State) -> None:
    code = await archive.town.brought(state)
    assert await archive.run(months(cases=1, contact=1, questions=1, consent=1)) == []
    assert (await archive.town.case(code)).text != ERASED


async def test_a_case_on_hold_stays_until_it_is_let_go(archive: Archive) -> None:
    code = await archive.case(*_ANSWERED, Step.CLOSE)
    await archive.town.take(code, Step.NOTE, text="Tòa án yêu cầu giữ.", detail={"hold": "on"})
    rules = months(cases=1, contact=1, questions=1, consent=1)
    assert await archive.run(rules) == []
    await archive.town.take(code, Step.NOTE, text="Tòa án đã xử xong.", detail={"hold": "off"})
    assert f"cases {code}" in await archive.run(rules)


async def test_only_the_office_holds_a_case(archive: Archive) -> None:
    code = await archive.town.brought(State.ASSIGNED)
    with pytest.raises(StepRefused, match="đầu mối"):
        await archive.town.take(code, Step.NOTE, "officer", text="Giữ", detail={"hold": "on"})


async def test_old_questions_lose_their_words_and_the_person_behind_them(archive: Archive) -> None:
    old, young = await archive.talk("an", NOW, 2), await archive.talk("bình", YEARS_LATER - timedelta(days=5))
    assert await archive.run(months(questions=3)) == [f"questions cuộc trò chuyện số {old}: 2 tin nhắn"]
    assert await archive.messages(old) == [ERASED, ERASED]
    assert await archive.messages(young) == ["phí bao nhiêu"]
    async with archive.town.store.read() as session:
        conversation = await session.get_one(Conversation, old)
        person = await session.get_one(Person, conversation.person_id)
        keys = list(await session.scalars(select(Message.key).where(Message.conversation_id == old)))
        files = await session.scalar(select(func.count()).select_from(Attachment))
    assert (person.name, person.external_id, conversation.external_id) == (None, f"expired-{old}", f"expired-{old}")
    assert all("an" not in (key or "") for key in keys)
    assert files == 1


async def test_questions_beside_an_open_case_stay(archive: Archive) -> None:
    conversation = await archive.talk("hoa", NOW)
    code = await archive.case(chat="hoa")
    assert await archive.run(months(questions=1)) == []
    await archive.town.take(code, Step.DECLINE, reason="ngoai_pham_vi")
    assert len(await archive.run(months(questions=1))) == 1
    assert ERASED in await archive.messages(conversation)
    async with archive.town.store.read() as session:
        assert (await session.get_one(Conversation, conversation)).external_id == "hoa"


async def test_the_evidence_of_a_consent_outlives_what_it_allowed(archive: Archive) -> None:
    code = await archive.case(Step.DECLINE)
    rules = months(cases=12, consent=12)
    assert await archive.run(rules) == [f"cases {code}"]
    async with archive.town.store.read() as session:
        consent = (await session.scalars(select(Consent))).one()
    assert (consent.text, consent.answer) == ("Tôi đồng ý", "Đã đồng ý (lời đáp đã xóa)")
    assert await archive.run(rules, YEARS_LATER + timedelta(days=370)) == [
        f"consent sự đồng ý số {consent.id} của {code}"
    ]
    async with archive.town.store.read() as session:
        assert (await session.scalars(select(Consent))).one_or_none() is None


async def test_many_records_go_in_batches(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    codes = [await archive.case(Step.DECLINE) for _ in range(5)]
    rules = months(cases=1)
    dry = await archive.run(rules, dry=True)
    assert dry == [f"cases {code}" for code in codes]
    assert await archive.run(rules) == dry


async def test_two_replicas_at_once_take_each_record_away_once(archive: Archive) -> None:
    codes = [await archive.case(Step.DECLINE) for _ in range(6)]
    conversation = await archive.talk("an", NOW, 2)
    rules = months(cases=1, questions=1)
    both = await asyncio.gather(archive.run(rules), archive.run(rules))
    assert {line for lines in both for line in lines if line.startswith("cases")} == {f"cases {code}" for code in codes}
    for code in codes:
        assert [event.step for event in await archive.town.events(code)].count("erase") == 1
    assert await archive.messages(conversation) == [ERASED, ERASED]


@pytest.mark.parametrize(
    ("today", "number", "before"),
    [
        (datetime(2026, 11, 20, 2, tzinfo=UTC), 1, "2026-10-20"),
        (datetime(2026, 3, 31, 2, tzinfo=UTC), 1, "2026-02-28"),
        (datetime(2026, 1, 15, 2, tzinfo=UTC), 13, "2024-12-15"),
        (datetime(2026, 11, 20, 18, tzinfo=UTC), 12, "2025-11-21"),
    ],
)
def test_months_are_counted_by_the_day_in_vietnam(today: datetime, number: int, before: str) -> None:
    assert cutoff(today, number).isoformat() == f"{before}T00:00:00+07:00"


async def test_a_file_without_a_row_is_swept_after_an_hour_and_others_stay(archive: Archive, store: Store) -> None:
    await archive.talk("an", NOW)
    loose = await archive.files.keep("la.png", png(9))
    now = datetime.now(UTC)
    assert await sweep.sweep(store, archive.files, now) == []
    assert await sweep.sweep(store, archive.files, now + timedelta(hours=2)) == sorted(loose.paths)
    async with store.read() as session:
        kept = (await session.scalars(select(Attachment.path))).one()
        assert (await session.scalar(select(func.count()).select_from(Feedback))) == 0
    assert archive.files.open(kept).is_file()
