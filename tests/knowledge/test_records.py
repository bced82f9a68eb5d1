from datetime import date
from pathlib import Path

import pytest

from knowledge.catalog import load_catalog
from knowledge.tomlfile import TomlError
from tests.knowledge.records import SAMPLE, change, folder_of, line_of

CATALOG = load_catalog()


def test_the_department_has_58_procedures_in_four_fields_and_two_redirects() -> None:
    assert len(CATALOG) == 58
    assert len(CATALOG.fields) == 4
    assert {record.id for record in CATALOG.redirects} == {
        "cong-bo-hop-quy-hang-nhap-khau",
        "giay-phep-van-chuyen-hang-nguy-hiem-loai-5-loai-8",
    }
    assert CATALOG.get("cong-bo-hop-quy-hang-nhap-khau").redirect_to == ("2.001259",)  # type: ignore[union-attr]


def test_every_button_label_is_short_and_belongs_to_one_procedure() -> None:
    labels = [record.short_name or "" for record in (*CATALOG, *CATALOG.redirects)]
    assert all(0 < len(label) <= 45 for label in labels)
    assert len(set(labels)) == len(labels)


def test_siblings_of_one_paper_are_found_by_its_object() -> None:
    siblings = {record.id for record in CATALOG.siblings("2.002380")}
    assert siblings == {"2.002381", "2.002382", "2.002383", "2.002384"}


def test_every_record_is_a_snapshot_of_june_2024_with_a_real_source() -> None:
    for record in CATALOG:
        assert record.as_of == date(2024, 6, 30)
        assert set(record.sources) - {"R"}, record.id


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('plain = "', 'plian = "', "plian", "unknown key"),
        ("amount = 2000000", 'amount = "hai triệu"', "fees.0.amount", "valid integer"),
        ("amount = 2000000", "amount = -1", "fees.0.amount", "greater than or equal to 0"),
        ('membership = "national"', 'membership = "maybe"', "membership", "Input should be"),
        ('unit = "ngày"', 'unit = "tuần"', "times.0.unit", "Input should be"),
    ],
)
def test_a_broken_record_is_told_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    path = change(folder, SAMPLE, old, new)
    with pytest.raises(TomlError) as caught:
        load_catalog(folder)
    problem = next(line for line in str(caught.value).splitlines() if f" {key}: " in line)
    assert problem.startswith(f"{path}:{line_of(path, new)}: {key}: ")
    assert reason in problem


def test_a_missing_key_a_wrong_file_name_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    path = folder / "procedures" / f"{SAMPLE}.toml"
    path.rename(path.with_name("9.999999.toml"))
    with pytest.raises(TomlError, match="must equal the file name"):
        load_catalog(folder)
    (folder / "procedures" / "9.999999.toml").write_text('id = "9.999999"\n', encoding="utf-8")
    with pytest.raises(TomlError, match=r"9\.999999\.toml:1: name: Field required"):
        load_catalog(folder)
    (folder / "procedures" / "9.999999.toml").unlink()
    with pytest.raises(TomlError, match="no records"):
        load_catalog(folder)


def test_text_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    path = change(folder, SAMPLE, 'action = "cấp mới"', "action = cấp mới")
    with pytest.raises(TomlError) as caught:
        load_catalog(folder)
    assert str(caught.value).startswith(f"{path}:{line_of(path, 'action = ')}: ")


def test_a_record_holds_between_its_two_days_both_included() -> None:
    record = CATALOG.procedures[0].model_copy(update={"valid_from": date(2026, 7, 1), "valid_to": date(2026, 11, 30)})
    assert [record.in_force(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 30))] == [
        False,
        True,
        True,
    ]
    assert not record.in_force(date(2026, 12, 1))
