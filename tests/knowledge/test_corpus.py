"""The department's own corpus: complete, readable, independent of the questions it is judged by."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from knowledge.check_corpus import corpus_findings
from knowledge.corpus import CorpusError, load_corpus
from knowledge.dialogues import load_dialogues
from knowledge.model import Facet
from knowledge.noise import STYLES
from knowledge.vietnamese import fold

EVAL = Path(__file__).parents[1] / "eval"


def test_every_procedure_has_forty_utterances_over_all_facets_by_many_voices() -> None:
    corpus = [row for row in load_corpus() if row.kind == "answer"]
    by_code = Counter(row.label for row in corpus)
    assert len(by_code) == 58
    assert min(by_code.values()) >= 40
    for code in by_code:
        rows = [row for row in corpus if row.label == code]
        assert {row.facet for row in rows} == set(Facet), code
        assert len({row.voice for row in rows}) >= 8, code


def test_the_other_kinds_are_told_in_many_ways() -> None:
    kinds = Counter(row.kind for row in load_corpus())
    assert kinds["refuse"] >= 300
    for kind in ("general", "feedback", "legal_complaint", "emergency", "clarify", "calm", "followup"):
        assert kinds[kind] >= 60, kind


def test_no_question_of_the_evaluation_stands_in_the_corpus() -> None:
    turns = [turn.text for dialogue in load_dialogues() for turn in dialogue]
    written = {" ".join(fold(text).split()) for text in [*(row.text for row in load_corpus()), *turns]}
    for path in EVAL.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for text in [turn["user"] for turn in row["turns"]] if "turns" in row else [row["text"]]:
                # Short greetings and thanks are everybody's.
                assert len(text.split()) <= 4 or " ".join(fold(text).split()) not in written, text


def test_a_bad_line_is_named_with_file_line_and_reason(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    (folder / "1.000001.csv").write_text("facet,voice,style,text\nfee,a,accented,phí\nprice,a,accented,giá\n")
    with pytest.raises(CorpusError, match=r"1\.000001\.csv:3: 'price' is not a valid Facet"):
        load_corpus(tmp_path)


def test_the_check_names_a_label_that_no_record_has(tmp_path: Path) -> None:
    root = Path(__file__).parents[2] / "knowledge"
    for name in ("topics.toml", "neighbours.toml"):
        (tmp_path / name).write_text((root / name).read_text(encoding="utf-8"), encoding="utf-8")
    folder = tmp_path / "utterances/procedures"
    folder.mkdir(parents=True)
    (folder / "9.999999.csv").write_text("facet,voice,style,text\nfee,a,accented,phí bao nhiêu\n")
    texts = [found.text for found in corpus_findings(tmp_path, {"1.001677"})]
    assert any("9.999999" in text and "không có trong dữ liệu" in text for text in texts)


def test_the_check_names_the_turn_of_a_dialogue_with_a_label_that_no_record_has(tmp_path: Path) -> None:
    root = Path(__file__).parents[2] / "knowledge"
    for name in ("topics.toml", "neighbours.toml"):
        (tmp_path / name).write_text((root / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "utterances").mkdir()
    turns = [
        {"user": "giấy phép máy chụp răng", "kind": "answer", "codes": ["9.999999"], "facets": ["fee"]},
        {"user": "mấy giờ mở cửa", "kind": "general", "codes": [], "facets": ["hours"]},
    ]
    (tmp_path / "utterances/dialogues.jsonl").write_text(json.dumps({"id": "T1", "turns": turns}), encoding="utf-8")
    (found,) = corpus_findings(tmp_path, {"1.001677"})
    assert "T1.1" in found.text
    assert "9.999999" in found.text


def test_a_bad_dialogue_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "dialogues.jsonl"
    path.write_text('{"id": "T1", "turns": []}\n{"id": "T2", "turns": [{"user": "phí"}]}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"dialogues\.jsonl:2: KeyError"):
        load_dialogues(path)


@pytest.mark.parametrize("style", sorted(STYLES))
def test_noise_keeps_a_message_a_message(style: str) -> None:
    random = Random(7)
    for row in load_corpus()[::97]:
        noisy = STYLES[style](row.text, random)
        assert noisy.strip()
        assert 0.5 * len(row.text) <= len(noisy) <= 2 * len(row.text) + 10
