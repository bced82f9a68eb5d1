import json
from pathlib import Path

import pytest

from bot.config import Agency
from knowledge.catalog import HERE, load_catalog
from knowledge.check_general import AGENCY
from knowledge.general import load_situations, load_topics
from knowledge.vietnamese import fold

TOPICS = load_topics(HERE / "topics.toml")
SITUATIONS = load_situations(HERE / "situations.toml")
PHRASES = [phrase for topic in TOPICS.values() for phrase in topic.phrases]
PHRASES += [phrase for situation in SITUATIONS.values() for phrase in situation.phrases]
EVAL = Path(__file__).parents[1] / "eval"


def test_every_general_topic_has_an_answer_and_ways_to_ask_for_it() -> None:
    assert set(TOPICS) == set(
        "address hours hotline portal online_howto payment digital_signature dossier_status feedback_howto "
        "feedback_status list_procedures privacy bot_identity human deadline_calc greeting thanks goodbye".split()
    )
    for topic in TOPICS.values():
        assert 15 <= len(topic.phrases) <= 40, topic.id
        assert topic.source, topic.id


def test_answers_quote_only_settings_that_the_configuration_has() -> None:
    assert set(Agency.model_fields) == AGENCY


def test_no_phrase_stands_in_two_places_and_none_is_empty() -> None:
    phrases = [fold(phrase) for phrase in PHRASES]
    assert all(phrases)
    assert len(set(phrases)) == len(phrases)


def test_no_phrase_is_copied_from_the_evaluation() -> None:
    texts = [json.loads(line)["text"] for line in (EVAL / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in (EVAL / "dev-dialogues.jsonl").read_text(encoding="utf-8").splitlines():
        texts += [turn["user"] for turn in json.loads(line)["turns"]]
    labelled = {fold(text).strip(" .?!") for text in texts}
    long_phrases = [phrase for phrase in PHRASES if len(phrase) > 14]
    assert [phrase for phrase in long_phrases if fold(phrase) in labelled] == []


@pytest.mark.parametrize(
    ("situation", "codes"),
    [
        ("phong-kham-rang", ["2.002385", "2.002379", "2.002380"]),
        ("giay-phep-x-quang-het-han", ["2.002381", "2.002380"]),
        ("nhap-khau-hang-nhom-2", ["2.001259", "1.001392"]),
        ("nong-dan-sang-che", ["1.011812", "1.011814", "1.011815"]),
    ],
)
def test_a_life_situation_lists_its_procedures_in_the_order_they_are_done(situation: str, codes: list[str]) -> None:
    assert [step.code for step in SITUATIONS[situation].steps] == codes


def test_every_step_of_a_situation_is_a_procedure_named_once() -> None:
    catalog = load_catalog()
    for situation in SITUATIONS.values():
        codes = [step.code for step in situation.steps]
        assert len(set(codes)) == len(codes)
        assert all((record := catalog.get(code)) and record.membership != "redirect" for code in codes)
        assert 8 <= len(situation.phrases) <= 20
