"""Many at once: every case is claimed once, codes never meet, nobody overwrites anybody."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from bot.feedback import codes
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.steps import State, Step
from bot.store.db import Store
from bot.store.models import Staff
from tests.support.feedback import NOW, REPLY, UNIT, Town

CASES, PEOPLE = 200, 20


def in_threads(work: list[Callable[[], None]]) -> None:
    """Run everything at the same time, each in a thread with an event loop of its own."""
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


async def test_twenty_officers_claim_two_hundred_cases_and_each_has_one_of_them(town: Town, url: str) -> None:
    async with town.store.write() as session:
        unit = town.units[UNIT]
        people = [
            Staff(login=f"nv{n}", name=f"Cán bộ {n}", role="officer", unit=unit, created_at=NOW) for n in range(PEOPLE)
        ]
        session.add_all(people)
    cases = [(await town.send()).code for _ in range(CASES)]
    for code in cases:
        await town.take(code, Step.ASSIGN, unit=unit)
    won: list[tuple[str, int]] = []

    async def claim_all(person: Staff) -> None:
        """Go through all cases, each officer beginning at another one, on connections of their own."""
        store = Store(url)
        mine = Town(store, {**town.people, "me": person}, town.units, town.settings)
        begin = CASES // PEOPLE * people.index(person)
        for code in cases[begin:] + cases[:begin]:
            try:
                await mine.take(code, Step.CLAIM, "me", NOW)
            except StepRefused:
                continue
            won.append((code, person.id))
        await store.close()

    def claiming(person: Staff) -> Callable[[], None]:
        return lambda: asyncio.run(claim_all(person))

    await asyncio.to_thread(in_threads, [claiming(person) for person in people])
    owners = Counter(code for code, _ in won)
    assert set(owners) == set(cases)
    for code, owner in won:
        case = await town.case(code)
        assert case.officer_id == owner
        assert owners[code] == 1
        assert [event.step for event in await town.events(code)] == ["receive", "assign", "claim"]


def test_twenty_processes_make_twenty_thousand_codes_that_all_differ() -> None:
    program = "from bot.feedback.codes import new_code\nprint(*(new_code() for _ in range(1000)))"
    running = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(PEOPLE)
    ]
    made = [code for process in running for code in process.communicate()[0].split()]
    assert len(made) == len(set(made)) == 20_000
    assert all(codes.check(code).status == "ok" for code in made)
    # Forty random bits: whoever knows some codes knows nothing of the next one.
    for place in range(codes.RANDOM):
        seen = Counter(code.removeprefix("PA-").replace("-", "")[place] for code in made)
        assert set(seen) == set(codes.ALPHABET)
        assert all(425 < count < 825 for count in seen.values()), "expected 625 of each, give or take eight sigma"


async def test_of_two_officers_who_save_the_same_form_the_second_is_told_and_the_first_stands(town: Town) -> None:
    code = await town.brought(State.ASSIGNED)
    seen = (await town.case(code)).version
    told: list[str] = []

    async def save(role: str, text: str) -> None:
        try:
            await town.take(code, Step.SUBMIT, role, version=seen, **(REPLY | {"text": text}))
        except StepRefused as refused:
            told.append(str(refused))
        else:
            kept.append(text)

    kept: list[str] = []
    await asyncio.gather(save("officer", "Bản của anh Minh."), save("head", "Bản của chị Lan."))
    assert told == [CHANGED_BY_ANOTHER]
    assert (await town.case(code)).draft_text == kept[0]


async def test_an_edit_that_races_an_approval_does_not_change_what_was_approved(town: Town) -> None:
    for _ in range(10):
        code = await town.brought(State.APPROVAL)
        seen = (await town.case(code)).version

        async def take(step: Step, role: str, code: str = code, seen: int = seen, **data: Any) -> bool:
            try:
                await town.take(code, step, role, version=seen, **data)
            except StepRefused:
                return False
            return True

        approved, returned = await asyncio.gather(
            take(Step.APPROVE, "head"), take(Step.RETURN, "officer", reason="Sửa lại.")
        )
        assert approved != returned
        edited = await take(Step.SUBMIT, "officer", **(REPLY | {"text": "Sửa sau khi duyệt."}))
        assert not edited
        case = await town.case(code)
        assert case.draft_text == REPLY["text"]
        assert case.state == ("answered" if approved else "assigned")
