"""Thousands of other agencies' procedures beside the own ones: named when meant, silent otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.bench import load_beside
from knowledge.base import Knowledge, load_knowledge
from knowledge.catalog import HERE
from knowledge.meaning import Context, Kind
from tests.handlers.talk import Talk
from tests.handlers.test_scenes import settings_with
from tests.knowledge.portal import SAMPLE_FILE, packed, rows

OWN = "giấy phép máy X-quang sắp hết hạn, gia hạn thế nào"


@pytest.fixture(scope="session")
def wide() -> Knowledge:
    """The knowledge of the service beside the sample of neighbours."""
    return load_knowledge(neighbours_file=SAMPLE_FILE)


def run(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("nhà tôi nuôi ong lấy mật, xin thẻ nuôi ong ở đâu", "9.900001"),
        ("mất thẻ nuôi ong rồi xin cấp lại", "9.900002"),
        ("làng mở hội muốn thả đèn trời thì xin phép ai", "9.900006"),
        ("gia hạn phép thả đèn trời", "9.900007"),
        ("dang ky chay thuyen thung cho khach", "9.900004"),
        ("dang ky hoa giai tranh chap bo ruong", "9.900011"),
        ("chứng chỉ lái xe trâu chở khách du lịch", "9.900015"),
    ],
)
def test_a_procedure_of_another_agency_is_recognised(question: str, code: str, wide: Knowledge) -> None:
    found = wide.understander.understand(question)
    assert found.kind is Kind.REFUSE
    assert found.others[0] == code


def test_of_namesakes_the_one_nearer_to_the_citizen_is_named_and_once_only(wide: Knowledge) -> None:
    found = wide.understander.understand("đăng ký chạy thuyền thúng chở khách")
    assert found.others[0] == "9.900004"
    assert "9.900005" not in found.others


def test_own_questions_are_understood_as_without_neighbours(kb: Knowledge, wide: Knowledge) -> None:
    path = HERE.parent / "tests" / "eval" / "dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows if row["kind"] in ("answer", "feedback", "emergency", "legal_complaint")]
    changed = [text for text in texts if kb.understander.understand(text) != wide.understander.understand(text)]
    # Refusals may gain a name; nothing else may change but for a hair.
    kinds = [
        text for text in changed if kb.understander.understand(text).kind is not wide.understander.understand(text).kind
    ]
    assert len(kinds) <= len(texts) // 100


def test_in_a_conversation_a_short_question_stays_with_its_procedure(wide: Knowledge) -> None:
    found = wide.understander.understand("gia hạn thì sao", Context(code="2.002380"))
    assert found.kind is Kind.ANSWER


def test_a_feedback_being_written_is_not_taken_for_a_question_about_a_neighbour(wide: Knowledge) -> None:
    text = "thả đèn trời trong lễ hội làng"
    assert wide.understander.understand(text).others
    assert not wide.understander.understand(text, Context(drafting=True)).others


def test_a_code_that_the_department_has_itself_is_no_neighbour(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(json.dumps(rows()["01"] | {"ma_thu_tuc": "1.000449"}), encoding="utf-8")
    assert load_knowledge(neighbours_file=file).others == {}


async def test_the_person_is_told_whose_it_is_and_where_to_look(wide: Knowledge) -> None:
    talk = Talk(knowledge=wide, config=settings_with())
    text = await talk.say("làng mở hội muốn xin cấp phép thả đèn trời trong lễ hội")
    assert talk.kind == "refuse"
    assert "«Cấp phép thả đèn trời trong lễ hội làng»" in text
    assert "Công an cấp xã (Bộ Công an)" in text
    assert "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/thu-nghiem-06" in text
    assert "không thuộc Sở" in text
    assert "Gặp cán bộ" in talk.labels


async def test_hostile_words_in_a_record_stay_words(tmp_path: Path) -> None:
    row = rows()["06"] | {"ten_thu_tuc": "Cấp phép <b>thả đèn trời</b> & sáo", "detail_url": "javascript:alert(1)"}
    file = tmp_path / "hostile.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    talk = Talk(knowledge=load_knowledge(neighbours_file=file))
    text = await talk.say("xin cấp phép thả đèn trời")
    assert "<b>thả đèn trời</b> & sáo" in text
    assert "javascript" not in text


def test_ask_answer_and_eval_take_the_file(tmp_path: Path) -> None:
    file = packed(tmp_path)
    assert "Ủy ban nhân dân cấp xã" in run("ask", "xin thẻ nuôi ong lấy mật", "--neighbours", file).stdout
    line = json.dumps({"id": "1", "text": "xin thẻ nuôi ong lấy mật"})
    answer = json.loads(run("answer", "--neighbours", file, stdin=line).stdout)
    assert (answer["kind"], answer["codes"]) == ("refuse", [])
    label = {"id": "1", "text": "xin thẻ nuôi ong lấy mật", "kind": "refuse", "codes": [], "facets": []}
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(label | {"others": ["9.900001"]}), encoding="utf-8")
    figures = run("eval", questions, "--neighbours", file).stdout
    assert "others_first           100.0 %" in figures
    assert "others_first" not in run("eval", questions).stdout


def test_a_file_that_cannot_be_read_stops_with_file_and_line(tmp_path: Path) -> None:
    missing = tmp_path / "none.jsonl"
    for words in (("ask", "x"), ("answer",), ("bench", "--turns", "20")):
        result = run(*words, "--neighbours", missing)
        assert result.exit_code == 2
        assert f"{missing}:1: không đọc được" in result.stderr


def test_the_settings_name_the_file(tmp_path: Path) -> None:
    config = (HERE.parent / "config.toml").read_text(encoding="utf-8")
    changed = tmp_path / "config.toml"
    changed.write_text(
        config.replace('neighbours_file = ""', f'neighbours_file = "{SAMPLE_FILE.as_posix()}"'), encoding="utf-8"
    )
    assert "thu-nghiem-01" in run("ask", "xin thẻ nuôi ong lấy mật", "--config", changed).stdout


def test_speed_beside_neighbours_is_measured() -> None:
    loaded = load_beside(SAMPLE_FILE, 50)
    assert loaded.seconds > 0
    assert loaded.megabytes > 10
    assert loaded.times.p99 < 250
