import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from knowledge.catalog import load_catalog
from knowledge.model import Procedure
from tests.knowledge.records import SAMPLE, change, folder_of

CODES = {record.id for record in load_catalog()}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_check_shows_a_row_for_each_procedure_and_both_totals_and_passes() -> None:
    result = run("kb", "check", "--day", "2026-11-20")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines if line and line.split()[0] in CODES}
    assert len(rows) == 58
    assert all(len(letters) == 16 and set(letters) <= set("Nb?.") for letters in rows.values())
    assert rows["2.001207"][2] == "?"
    assert any(line.split() == ["Trực", "tuyến", "toàn", "trình", "41", "8", "-33"] for line in lines)
    assert any(line.endswith("49        9    -40") for line in lines)
    assert "49/58 = 84,5 %, không phải 70,7 %" in result.stdout
    assert lines[-1].startswith("0 lỗi, ")


def test_check_fails_on_a_contradiction_and_says_where(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    change(folder, SAMPLE, "no_fee = false", "no_fee = true")
    result = run("kb", "check", "--kb", folder)
    assert result.exit_code == 1
    assert f"lỗi: {folder}" in result.stdout


def test_check_fails_on_an_empty_folder(tmp_path: Path) -> None:
    assert run("kb", "check", "--kb", tmp_path).exit_code == 1


def test_check_refuses_a_day_that_is_none() -> None:
    result = run("kb", "check", "--day", "hôm nay")
    assert result.exit_code == 2
    assert "ngày «hôm nay» không đúng" in result.stderr


def test_list_gives_every_procedure_and_can_be_narrowed_to_a_field_without_accents() -> None:
    everything = run("kb", "list").stdout.splitlines()
    assert len([line for line in everything if not line.startswith("#")]) == 58
    narrow = run("kb", "list", "--field", "so huu").stdout.splitlines()
    assert [line.split("\t")[0] for line in narrow[1:]] == ["1.011937", "1.011938", "1.011939"]
    wrong = run("kb", "list", "--field", "nông nghiệp")
    assert wrong.exit_code == 2
    assert "không có lĩnh vực nào chứa «nông nghiệp»" in wrong.stderr


def test_show_gives_the_whole_record_with_sources_and_marks_what_is_unverified() -> None:
    text = run("kb", "show", "2.001207").stdout
    assert "150.000 đồng/giấy; Thông tư 183/2016/TT-BTC [R] (chưa xác minh)" in text
    assert "5 ngày làm việc từ ngày nhận được hồ sơ đầy đủ [L1, S2]" in text
    assert "- S1: Sở KH&CN Bình Thuận" in text
    assert "Cách nộp (chưa xác minh):" in run("kb", "show", "2.002548").stdout
    assert "Không thu phí" in run("kb", "show", "1.012353").stdout


def test_show_of_every_record_works() -> None:
    for code in CODES:
        assert run("kb", "show", code).exit_code == 0


def test_show_of_an_unknown_code_is_told_politely() -> None:
    result = run("kb", "show", "9.999")
    assert result.exit_code == 2
    assert "không có bản ghi mã «9.999»" in result.stderr


def test_export_writes_every_record_as_a_line_that_can_be_read_back(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    assert run("kb", "export", file).exit_code == 0
    records = [Procedure.model_validate(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    catalog = load_catalog()
    assert records == [*catalog, *catalog.redirects]
    assert list(tmp_path.iterdir()) == [file]
    assert len(run("kb", "export", "-").stdout.splitlines()) == 60
    assert run("kb", "export", tmp_path / "none" / "x.jsonl").exit_code == 2


@pytest.mark.parametrize("command", [["list"], ["show", SAMPLE], ["export", "-"]])
def test_a_broken_record_stops_a_command_with_file_line_and_reason(tmp_path: Path, command: list[str]) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    path = change(folder, SAMPLE, 'plain = "', 'plian = "')
    result = run("kb", *command, "--kb", folder)
    assert result.exit_code == 2
    assert f"{path}:" in result.stderr
    assert "unknown key" in result.stderr


@pytest.mark.parametrize("day", ["2026-11-20", "20/11/2026"])
def test_due_prints_the_day_and_then_why(day: str) -> None:
    lines = run("due", day, "--days", "5", "--unit", "working").stdout.splitlines()
    assert lines[0] == "2026-11-30"
    assert "24/11 nghỉ (Ngày Văn hóa Việt Nam)" in lines[1]
    assert run("due", day, "--days", "30", "--unit", "calendar").stdout.startswith("2026-12-21\n")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["2026-02-30", "--days", "5"], "ngày «2026-02-30» không đúng"),
        (["20.11", "--days", "5"], "ngày «20.11» không đúng"),
        (["2026-11-20", "--days", "năm"], "--days phải là số nguyên từ 1 đến 3650"),
        (["2026-11-20", "--days", "0"], "--days phải là số nguyên từ 1 đến 3650"),
        (["2026-11-20", "--days", "5", "--unit", "weeks"], "--unit phải là working"),
        (["9999-12-30", "--days", "5"], "vượt quá lịch"),
    ],
)
def test_due_refuses_a_bad_date_number_or_unit_in_plain_words(words: list[str], text: str) -> None:
    result = run("due", *words)
    assert result.exit_code == 2
    assert text in result.stderr
    assert result.stdout == ""


def test_due_works_as_it_is_typed() -> None:
    typed = [sys.executable, "-m", "bot", "due", "2026-11-20", "--days", "5", "--unit", "working"]
    root = Path(__file__).parents[2]
    found = subprocess.run(typed, cwd=root, capture_output=True, text=True, timeout=30, check=True)
    assert found.stdout.splitlines()[0] == "2026-11-30"
