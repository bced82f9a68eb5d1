"""The commands ask, answer and chat, as a person or a script runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def run(*arguments: str, lines: str = "", var: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **({"BOT_VAR": str(var)} if var else {})}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, input=lines.encode(), capture_output=True, cwd=ROOT, env=environment, timeout=60)


def jsonl(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_answer_writes_one_line_each_in_order() -> None:
    done = run(
        "answer", lines=jsonl({"id": "a", "text": "phí xin giấy phép máy chụp răng"}, {"id": "b", "text": "xin chào"})
    )
    assert done.returncode == 0, done.stderr
    first, second = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert list(first) == ["id", "kind", "codes", "facet", "topic", "text", "buttons", "score", "ms"]
    assert (first["id"], first["kind"], first["codes"], first["facet"]) == ("a", "answer", ["2.002380"], "fee")
    assert "2.000.000 đồng" in first["text"]
    assert "<" not in first["text"]
    assert "Xem đủ bảng phí" in first["buttons"]
    assert (second["kind"], second["topic"]) == ("general", "greeting")


def test_lines_of_one_session_are_one_conversation() -> None:
    rows = [
        {"id": n, "text": text, "session": "s"} for n, text in enumerate(("giấy phép x quang", "2", "hết bao nhiêu"))
    ]
    done = run("answer", lines=jsonl(*rows, {"id": 9, "text": "hết bao nhiêu"}))
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert found[0]["kind"] == "clarify"
    assert found[1]["codes"] == [found[0]["codes"][1]] == found[2]["codes"]
    assert found[3]["kind"] != "answer"


def test_a_bad_line_is_named_and_the_others_are_answered() -> None:
    done = run("answer", lines=jsonl({"id": 1, "text": "xin chào"}) + "{rác\n[]\n\n" + jsonl({"id": 2, "text": ""}))
    assert done.returncode == 2
    assert [json.loads(line)["id"] for line in done.stdout.decode().splitlines()] == [1, 2]
    assert "dòng 2" in done.stderr.decode()
    assert "dòng 3" in done.stderr.decode()


def test_answers_come_from_the_folder_given(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    record = ROOT / "knowledge" / "procedures" / "2.002379.toml"
    text = record.read_text(encoding="utf-8").replace("amount = 200000", "amount = 234567")
    (tmp_path / "procedures" / record.name).write_text(text, encoding="utf-8")
    done = run("ask", "lệ phí chứng chỉ nhân viên bức xạ", "--kb", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "234.567 đồng" in done.stdout.decode()


def test_a_broken_record_stops_with_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge" / "procedures", tmp_path / "procedures")
    broken = tmp_path / "procedures" / "2.002379.toml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\nlạ = 1\n", encoding="utf-8")
    done = run("answer", "--kb", str(tmp_path))
    assert done.returncode == 2
    assert "2.002379.toml:" in done.stderr.decode()


def test_ask_prints_the_answer_and_its_buttons() -> None:
    done = run("ask", "làm lại căn cước ở đâu")
    assert done.returncode == 0, done.stderr
    assert "Công an" in done.stdout.decode()
    assert "[Danh sách thủ tục của Sở] [Gặp cán bộ]" in done.stdout.decode()


def test_a_conversation_in_the_terminal_is_kept(tmp_path: Path) -> None:
    first = run("chat", lines="giấy phép x quang\n2\nthoát\n", var=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "2. [" in first.stdout.decode()
    again = run("chat", lines="hết bao nhiêu tiền\n", var=tmp_path)
    assert "đồng" in again.stdout.decode()
