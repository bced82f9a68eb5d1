"""How often people get the right thing: figures over labelled questions (reference Q1, Q3, Q4, Q5)."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge.evaluation import Given, Label, verdict
from knowledge.vietnamese import fold
from tests.handlers.asked import chosen, done, given, questions, share, talk_through
from tests.support.delivery import kb

OURS_AT_MOST = 10.4
"""Percent of business of others that is answered as a procedure of the department: as reached, and half a point.

The mark to reach is 3 (reference Q3)."""

REFUSED_AT_MOST = 5.0
ASKED_AT_MOST = 15.0
RIGHT_AFTER_ONE_QUESTION = 98.0

ALARMS_AT_MOST = 1.0
"""Percent of everyday messages that are taken for danger."""

AROUND = (
    "{}",
    "{} cần giấy tờ gì",
    "cho hỏi {} bao lâu thì xong, tôi cần gấp",
    "em đang làm {}, giờ nộp ở đâu",
    "giấy của thủ tục {} bị cháy mất rồi thì xin lại thế nào",
    "{} mà trễ thì phải làm sao bây giờ",
)
"""Questions with words of alarm around the words of a procedure."""


@pytest.mark.parametrize(
    ("words", "facet"), [("phí bao nhiêu", "fee"), ("hồ sơ gồm những gì", "dossier"), ("bao lâu thì xong", "time")]
)
async def test_a_fact_is_found_by_the_full_name_of_its_procedure(words: str, facet: str) -> None:
    for record in kb().catalog:
        got = await given(f"{record.name} {words}")
        assert (got.kind, got.codes[:1], got.facet) == ("answer", (record.id,), facet), record.name


async def test_the_short_name_of_a_procedure_never_gets_the_answer_of_another() -> None:
    found = [(record.id, record.label, await given(record.label)) for record in kb().catalog]
    wrong = [(label, got.codes) for code, label, got in found if got.kind == "answer" and got.codes[:1] != (code,)]
    assert not wrong, wrong


async def test_business_of_others_is_seldom_answered_as_ours() -> None:
    rows = await answers("outside")
    assert len(rows) >= 300
    ours = [(label.text, got.codes, got.facet) for label, got in rows if verdict(label, got) == "ours"]
    assert share(len(ours), len(rows)) <= OURS_AT_MOST, ours


async def test_everyday_talk_seldom_raises_an_alarm() -> None:
    rows = await answers("outside")
    alarms = [label.text for label, got in rows if got.kind == "emergency"]
    assert share(len(alarms), len(rows)) <= ALARMS_AT_MOST, alarms


async def test_business_of_ours_is_seldom_refused_or_asked_back() -> None:
    rows = [(label, got) for label, got in await answers("dev") if label.kind == "answer"]
    found = Counter(verdict(label, got) for label, got in rows)
    assert share(found["refused"], len(rows)) <= REFUSED_AT_MOST
    assert share(found["asked"] + found["lost"], len(rows)) <= ASKED_AT_MOST


async def test_one_question_back_is_enough_to_reach_the_right_procedure() -> None:
    labels = [label for label in questions("dev") if label.kind == "answer"]
    lost = [label.text for label in labels if not await reached(label)]
    assert share(len(labels) - len(lost), len(labels)) >= RIGHT_AFTER_ONE_QUESTION, lost


async def reached(label: Label) -> bool:
    """Whether the right procedure is told at once, or when its number is typed after a question back."""
    found = verdict(label, await given(label.text))
    if found != "asked":
        return found in ("right", "facet")
    options = chosen((await talk_through(label.text))[0])
    number = next(at for at, code in enumerate(options, 1) if code in label.codes)
    outcome = done((await talk_through(label.text, str(number)))[1])
    return verdict(label, Given(outcome.kind, outcome.codes, outcome.facet)) in ("right", "facet")


async def test_everybody_in_danger_gets_the_emergency_numbers() -> None:
    rows = await answers("emergencies")
    assert len(rows) >= 40
    missed = [(label.text, got.kind, got.codes) for label, got in rows if got.kind != "emergency"]
    assert not missed, missed


async def test_no_question_about_a_procedure_raises_an_alarm() -> None:
    texts = {text for words in told_words() for text in (fold(words), *(form.format(words) for form in AROUND))}
    alarms = [text for text in sorted(texts) if (await given(text)).kind == "emergency"]
    assert not alarms, alarms


async def answers(name: str) -> list[tuple[Label, Given]]:
    """What the assistant does with every message of a file in tests/eval."""
    return [(label, await given(label.text)) for label in questions(name)]


def told_words() -> set[str]:
    """Every name of the procedures and every way in which their records say that people call them."""
    return {
        words
        for record in kb().catalog
        for words in (record.name, record.plain, record.label, *record.keywords, *record.situations)
    }
