from datetime import date
from pathlib import Path

import pytest

from knowledge.catalog import HERE, load_catalog
from knowledge.check import Checked, check_folder
from knowledge.check_records import Level
from knowledge.published import counted, load_published, slips
from tests.knowledge.records import SAMPLE, change, folder_of, line_of

DAY = date(2026, 11, 20)


def errors(checked: Checked) -> list[str]:
    return [f"{found.where}: {found.text}" for found in checked.errors]


def test_the_records_of_the_service_hold_no_contradiction() -> None:
    checked = check_folder(HERE, DAY)
    assert errors(checked) == []
    assert len(checked.own) == 58
    assert len(checked.records) == 60


def test_the_next_year_without_announced_holidays_is_pointed_out() -> None:
    texts = [found.text for found in check_folder(HERE, DAY).findings]
    assert (
        "lịch nghỉ năm 2027 chưa có đủ ngày nghỉ Tết Nguyên đán và nghỉ Quốc khánh; hạn tính qua năm đó "
        in "\n".join(texts)
    )


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ('basis = ["L1"]', 'basis = ["L1", "S99"]', "times: nguồn 'S99' không có trong [sources]"),
        ("no_fee = false", "no_fee = true", "no_fee = true nhưng vẫn có khoản thu"),
        ("date = 2022-02-25", "date = 2025-02-25", "02/2022/TT-BKHCN ban hành 2025-02-25, sau ngày của bản ghi"),
        (
            "as_of = 2024-06-30",
            "as_of = 2024-06-30\nvalid_from = 2026-05-01\nvalid_to = 2026-04-01",
            "hết hiệu lực 2026-04-01 trước khi có hiệu lực 2026-05-01",
        ),
        ("as_of = 2024-06-30", 'as_of = 2024-06-30\nredirect_to = ["9.9"]', "chuyển tới '9.9'"),
        ('plain = "', 'plian = "', "plian: unknown key"),
    ],
)
def test_a_contradiction_in_a_record_is_found_with_its_line(tmp_path: Path, old: str, new: str, text: str) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    path = change(folder, SAMPLE, old, new)
    found = [problem for problem in errors(check_folder(folder, DAY)) if text in problem]
    assert found
    assert found[0].startswith(f"{path}:")
    assert int(found[0].removeprefix(f"{path}:").split(":")[0]) > 1


def test_the_line_told_is_the_line_of_the_wrong_value(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    path = change(folder, SAMPLE, "date = 2022-02-25", "date = 2025-02-25")
    assert errors(check_folder(folder, DAY))[0].startswith(f"{path}:{line_of(path, '2025-02-25')}: ")


def test_two_records_with_one_short_name_or_code_are_both_named(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "2.002380", "2.002381")
    change(folder, "2.002381", "Gia hạn giấy phép X-quang", "Cấp mới giấy phép X-quang")
    change(folder, "2.002381", 'code = "2.002381"', 'code = "2.002380"')
    found = errors(check_folder(folder, DAY))
    assert sum("tên ngắn 'Cấp mới giấy phép X-quang' có ở 2 bản ghi" in text for text in found) == 2
    assert sum("mã '2.002380' có ở 2 bản ghi" in text for text in found) == 2


def test_one_broken_record_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "2.002380", "2.002381")
    change(folder, "2.002380", 'plain = "', 'plian = "')
    change(folder, "2.002381", "no_fee = false", "no_fee = true")
    checked = check_folder(folder, DAY)
    assert [record.id for record in checked.records] == ["2.002381"]
    assert any("unknown key" in text for text in errors(checked))
    assert any("no_fee" in text for text in errors(checked))


@pytest.mark.parametrize(
    ("file", "content", "text"),
    [
        (
            "topics.toml",
            '[[topic]]\nid = "hours"\nlabel = "Giờ"\nanswer = "{agency.open} {agency.phone}"\nphrases = ["mấy giờ"]\n',
            "không có giá trị nào tên {agency.open}",
        ),
        (
            "topics.toml",
            '[[topic]]\nid = "hours"\nlabel = "Giờ"\nanswer = "{agency.hours}"\nphrases = ["mấy giờ"]\n',
            "dùng {agency.hours} mà không ghi ở needs",
        ),
        (
            "topics.toml",
            '[[topic]]\nid = "a"\nlabel = "A"\nanswer = "A"\nneeds = ["agency.fax"]\nphrases = ["a"]\n',
            "needs nêu 'agency.fax'",
        ),
        (
            "situations.toml",
            '[[situation]]\nid = "rang"\nlabel = "Răng"\nphrases = ["mở phòng răng"]\n'
            '[[situation.steps]]\ncode = "9.9"\nnote = "x"\n',
            "bước '9.9' không có bản ghi",
        ),
        (
            "neighbours.toml",
            '[[neighbour]]\nid = "a"\nagency = "A"\nabout = "a"\nphrases = ["a"]\n' * 2,
            "id 'a' có 2 lần",
        ),
        ("situations.toml", "[[situation]]\nid = 3\n", "id: Input should be a valid string"),
        ("calendar.csv", "date,weekday,kind,name,confidence\n2026-11-24,Mon,off,a,law\n", "is a Tue"),
    ],
)
def test_a_contradiction_beside_the_records_is_found(tmp_path: Path, file: str, content: str, text: str) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    (folder / file).write_text(content, encoding="utf-8")
    found = errors(check_folder(folder, DAY))
    assert any(text in problem and problem.startswith(f"{folder / file}") for problem in found), found


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), "sắp hết hiệu lực: 01/12/2026"),
        (date(2026, 12, 1), "sắp hết hiệu lực: 01/12/2026"),
        (date(2026, 12, 2), "đã hết hiệu lực từ 01/12/2026"),
    ],
)
def test_a_record_about_to_end_is_pointed_out_thirty_days_before(tmp_path: Path, day: date, text: str | None) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    change(folder, SAMPLE, "as_of = 2024-06-30", "as_of = 2024-06-30\nvalid_to = 2026-12-01")
    checked = check_folder(folder, day)
    told = [found.text for found in checked.findings if "hết hiệu lực" in found.text]
    assert told == ([text] if text else [])
    assert not checked.errors


def test_published_figures_stand_beside_those_of_the_records_without_being_forced_to_agree() -> None:
    published = load_published(HERE / "published.toml")
    ours = counted(load_catalog())
    assert ours["procedures"] == published.value("procedures") == 58
    assert (published.value("full_online"), published.value("part_online")) == (41, 17)
    assert ours["full_online"] + ours["part_online"] + ours["unknown_online"] == 58
    assert (published.value("with_fee"), ours["with_fee"]) == (16, 10)
    fee_kinds = ("with_fee", "fee_other", "fee_unverified", "no_fee", "fee_unknown")
    assert sum(ours[kind] for kind in fee_kinds) == 58
    assert (published.value("national_portal"), ours["national_portal"]) == (49, 9)


def test_the_departments_own_slips_are_told_because_they_follow_from_its_numbers() -> None:
    texts = [slip.text for slip in slips(load_published(HERE / "published.toml"))]
    assert texts == [
        "Hồ sơ tiếp nhận, tổng số: 276 + 4 = 280, không phải 281 như đã công bố",
        "Thủ tục tích hợp Cổng Dịch vụ công quốc gia: 49/58 = 84,5 %, không phải 70,7 % như đã công bố",
    ]


def test_a_published_sum_that_does_not_add_up_and_is_not_explained_is_a_contradiction(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    text = (HERE / "published.toml").read_text(encoding="utf-8").replace("value = 41", "value = 40")
    (folder / "published.toml").write_text(text, encoding="utf-8")
    found = check_folder(folder, DAY).errors
    assert [one.text for one in found if one.level is Level.ERROR] == [
        "số liệu công bố: Thủ tục hành chính: 40 + 17 = 57, không phải 58 như đã công bố",
        "số liệu công bố: Dịch vụ công trực tuyến toàn trình: 40/58 = 69,0 %, không phải 70,7 % như đã công bố",
    ]


def test_a_sum_of_an_unknown_figure_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    (folder / "published.toml").write_text(
        'source = "thử"\n[[figure]]\nid = "a"\nlabel = "A"\nvalue = 1\n[[sum]]\nparts = ["b"]\ntotal = "a"\n',
        encoding="utf-8",
    )
    assert any("no figure has the id 'b'" in text for text in errors(check_folder(folder, DAY)))
