"""`kb import`: from the portal's records to files, and never over the department's own by accident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from knowledge.base import load_knowledge
from knowledge.catalog import HERE, load_catalog
from knowledge.meaning import Kind
from tests.knowledge.portal import SAMPLE_FILE, packed, rows


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["kb", "import", *(str(word) for word in words)])


def test_the_records_become_files_that_can_be_checked_and_loaded(tmp_path: Path) -> None:
    result = run(packed(tmp_path), "--into", tmp_path / "procedures", "--as-of", "2026-07-01")
    assert result.exit_code == 0
    assert "22 bản ghi, dữ liệu tính đến 01/07/2026" in result.stdout
    catalog = load_catalog(tmp_path)
    assert len(catalog.others) == 22
    assert len(catalog) == 0
    checked = CliRunner().invoke(app, ["kb", "check", "--kb", str(tmp_path)])
    assert checked.exit_code == 0


def test_what_was_read_and_what_was_not_is_told_for_each_record(tmp_path: Path) -> None:
    lines = run(SAMPLE_FILE, "--dry-run").stdout.splitlines()
    assert "đọc được: đối tượng, cách nộp, thời hạn, phí, hồ sơ, các bước, điều kiện, kết quả, căn cứ" in lines[0]
    assert "chưa đọc được" not in lines[0]
    assert "chưa đọc được: thời hạn: số không có đơn vị" in lines[5]
    assert lines[-1] == "Không ghi tệp nào (--dry-run)"
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_nothing_is_written() -> None:
    result = run(SAMPLE_FILE)
    assert result.exit_code == 2
    assert "cần --into" in result.stderr


def test_the_records_of_the_service_are_not_written_to_without_a_word_for_it() -> None:
    before = sorted((HERE / "procedures").iterdir())
    result = run(SAMPLE_FILE, "--into", HERE / "procedures")
    assert result.exit_code == 2
    assert "--replace" in result.stderr
    assert sorted((HERE / "procedures").iterdir()) == before


def test_files_in_the_way_stop_the_import_before_anything_is_written(tmp_path: Path) -> None:
    target = tmp_path / "procedures"
    assert run(SAMPLE_FILE, "--into", target).exit_code == 0
    again = run(SAMPLE_FILE, "--into", target)
    assert again.exit_code == 2
    assert "9.900001.toml: đã có" in again.stderr
    assert run(SAMPLE_FILE, "--into", target, "--replace").exit_code == 0


def test_a_record_of_the_department_is_not_replaced_by_one_of_another_agency(tmp_path: Path) -> None:
    row = rows()["01"] | {"ma_thu_tuc": "1.000449"}
    file = tmp_path / "one.json"
    file.write_text(json.dumps(row), encoding="utf-8")
    target = tmp_path / "procedures"
    target.mkdir()
    own = HERE / "procedures" / "1.000449.toml"
    (target / own.name).write_bytes(own.read_bytes())
    result = run(file, "--into", target, "--replace")
    assert result.exit_code == 2
    assert "bản ghi của Sở" in result.stderr
    assert (target / own.name).read_bytes() == own.read_bytes()


def test_own_records_answer_questions_at_once(tmp_path: Path) -> None:
    assert run(SAMPLE_FILE, "--own", "--into", tmp_path / "procedures").exit_code == 0
    found = load_knowledge(tmp_path).understander.understand("cấp phép nhập khẩu chim bồ câu đưa thư mất bao lâu")
    assert (found.kind, found.codes) == (Kind.ANSWER, ("9.900020",))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ten_thu_tuc": " "}, "thiếu 'ten_thu_tuc'"),
        ({"ma_thu_tuc": "../../etc/x"}, "id: "),
        ({"ma_thu_tuc": "9.900002"}, "mã 9.900002 đã có ở"),
        ({"bo_nganh": "bo-nao-do", "co_quan_co_tham_quyen": "", "co_quan_thuc_hien": ""}, "cơ quan"),
    ],
)
def test_a_bad_record_stops_the_import_with_file_line_and_reason(
    change: dict[str, str], reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "bad.jsonl"
    lines = [json.dumps(rows()["02"]), json.dumps(rows()["01"] | change)]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = run(file, "--into", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{file}:2: " in result.stderr
    assert reason in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_day_that_is_none_is_told() -> None:
    assert "viết như 2026-11-20" in run(SAMPLE_FILE, "--dry-run", "--as-of", "hôm qua").stderr
