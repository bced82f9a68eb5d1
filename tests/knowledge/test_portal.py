"""A record of the national portal: what is certain becomes a fact, the rest is kept and named."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.facts import status
from knowledge.model import Facet, FactStatus, Procedure
from knowledge.portal import PortalError, read_portal
from knowledge.portal_file import PortalFileError, read_rows
from knowledge.portal_ways import NOT_TOLD
from knowledge.recordfile import record_text
from tests.knowledge.portal import DAY, SAMPLE_FILE, WAYS, imported, packed, rows

PIECES = [WAYS, "Trực tiếp", "Trực tuyến", "5 Ngày", "0", "1", "12", ",", "(", ")", "Miễn phí", "2,000 Việt Nam Đồng"]
PIECES += ["Tên giấy tờMẫu đơn, tờ khaiSố lượng", " bản chính", "A", "x.docx", "1/2020/NĐ-CP", "Mã: KQ.G1.2", "Từ khóa"]


def test_a_clean_record_is_read_whole_and_rests_on_its_own_page() -> None:
    found = imported("01")
    record = found.procedure
    assert found.unread == ()
    assert (record.code, record.membership, record.agency) == ("9.900001", "other", "Bộ Nông nghiệp và Môi trường")
    assert record.handled_by == "Ủy ban nhân dân cấp xã"
    assert [(t.case, t.value, t.unit, t.start) for t in record.times] == [
        (None, 5, "ngày làm việc", "từ ngày nhận đủ hồ sơ")
    ]
    assert [(fee.amount, fee.unit, fee.case) for fee in record.fees] == [(200_000, "đồng/thẻ", None)]
    assert [(p.name, p.form, p.originals, p.copies) for p in record.dossier[0].items] == [
        ("Đơn đề nghị cấp thẻ nuôi ong", "Mẫu số 01.docx", 1, None),
        ("Ảnh chụp khu đặt thùng ong", None, 1, 2),
    ]
    assert record.result == ("Thẻ nuôi ong lấy mật",)
    assert record.steps[2] == "Bước 3: Trả kết quả."
    assert record.conditions == ("Có ít nhất 10 thùng ong.",)
    assert record.applicants[2] == "Cán bộ, công chức, viên chức"
    assert record.sources["S1"].url == "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/thu-nghiem-01"
    assert all(fact.basis == ("S1",) for fact in (*record.times, *record.fees, *record.dossier))
    assert status(record, Facet.STEPS) is FactStatus.SOURCED


def test_legal_texts_come_with_kind_issuer_and_the_date_that_the_title_names() -> None:
    laws = imported("01").procedure.legal
    assert [(law.kind, law.number, law.issuer, law.date) for law in laws] == [
        ("Nghị định", "901/2021/NĐ-CP", "Chính phủ", dt.date(2021, 3, 5)),
        ("Thông tư", "902/2022/TT-BNNMT", "Bộ Nông nghiệp và Môi trường", None),
        ("Luật", "903/2020/QH14", "Quốc hội", None),
    ]


def test_a_number_that_runs_into_the_year_of_the_title_is_left_out() -> None:
    found = imported("13")
    assert found.procedure.legal == ()
    assert any(line.startswith("căn cứ pháp lý") for line in found.unread)
    assert "2019904/2019/NĐ-CP" in (found.procedure.notes or "")


def test_free_is_believed_only_when_nothing_speaks_of_a_fee() -> None:
    assert imported("02").procedure.no_fee
    for number in ("04", "18"):
        found = imported(number)
        assert not found.procedure.no_fee
        assert status(found.procedure, Facet.FEE) is FactStatus.MISSING
        assert any("«Miễn phí»" in line for line in found.unread)


def test_a_fee_with_several_amounts_is_left_out() -> None:
    found = imported("08")
    assert found.procedure.fees == ()
    assert any("nhiều mức" in line for line in found.unread)


def test_a_fee_that_depends_on_the_way_of_filing_says_so() -> None:
    fees = imported("21").procedure.fees
    assert [(fee.kind, fee.name, fee.amount, (fee.case or "").partition(";")[0]) for fee in fees] == [
        ("phí, lệ phí", "Phí, lệ phí", 10_000, "nộp trực tiếp"),
        ("phí", "Phí đăng ký qua mạng", 5_000, "nộp trực tuyến"),
    ]


def test_a_time_without_unit_is_left_out_and_so_is_the_fee_behind_it() -> None:
    found = imported("06")
    assert (found.procedure.times, found.procedure.no_fee) == ((), False)
    assert [line.partition(":")[0] for line in found.unread if "hạn" in line] == ["thời hạn", "phí, lệ phí"]


def test_a_time_that_the_description_contradicts_is_left_out() -> None:
    found = imported("07")
    assert found.procedure.times == ()
    assert "thời hạn: mô tả nêu thời hạn khác với cột thời gian" in found.unread


def test_where_the_portal_does_not_say_from_when_a_time_runs_nobody_makes_it_up() -> None:
    assert imported("02").procedure.times[0].start == NOT_TOLD


def test_digits_that_run_into_the_number_of_copies_spoil_only_what_is_ambiguous() -> None:
    text = rows()["10"]["thanh_phan_ho_so"]
    assert imported("10").procedure.dossier == ()
    clear = imported("10", thanh_phan_ho_so=text.partition("Hai ảnh")[0]).procedure.dossier[0].items[0]
    assert (clear.name, clear.originals) == ("Tờ khai gánh hàng theo mẫu năm 2025", 1)


def test_a_number_of_copies_within_a_name_does_not_end_the_name() -> None:
    table = "--Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    prose = imported("10", thanh_phan_ho_so=f"{table}Ảnh (nộp 01 bản chính hoặc bản sao)1 bản chínhĐơn2 bản chính")
    assert [paper.originals for paper in prose.procedure.dossier[0].items] == [1, 2]
    unclear = imported("10", thanh_phan_ho_so=f"{table}Đơn theo Mẫu số 181 bản chínhẢnh2 bản chính")
    assert unclear.procedure.dossier == ()


def test_each_case_keeps_its_own_papers() -> None:
    dossier = imported("11").procedure.dossier
    assert [(part.case, len(part.items)) for part in dossier] == [
        ("Trường hợp có bản đồ gồm", 2),
        ("Trường hợp không có bản đồ gồm", 2),
    ]
    assert (dossier[0].items[1].originals, dossier[0].items[1].copies) == (0, 1)


def test_two_papers_run_together_leave_the_whole_list_out() -> None:
    found = imported("17")
    assert found.procedure.dossier == ()
    assert any("dính vào nhau" in line for line in found.unread)


def test_letters_in_another_unicode_form_are_read_the_same(tmp_path: Path) -> None:
    row = {key: unicodedata.normalize("NFD", value) for key, value in rows()["01"].items()}
    path = tmp_path / "one.json"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    ((_, read),) = read_rows(path)
    assert read_portal(read, DAY) == imported("01")


def test_every_record_survives_being_written_as_a_file() -> None:
    for number in rows():
        record = imported(number).procedure
        assert Procedure.model_validate(tomllib.loads(record_text(record))) == record


@settings(max_examples=150, deadline=None)
@given(
    column=st.sampled_from(["cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly", "ket_qua_xu_ly"]),
    pieces=st.lists(st.sampled_from(PIECES)),
)
def test_whatever_stands_in_a_column_it_is_read_or_named_and_nothing_breaks(column: str, pieces: list[str]) -> None:
    record = imported("01", **{column: "".join(pieces)}).procedure
    assert Procedure.model_validate(tomllib.loads(record_text(record))) == record


def test_a_code_that_cannot_be_a_file_name_is_refused() -> None:
    for code in ("../x", "a/b", "", "x" * 60):
        with pytest.raises(PortalError):
            imported("01", ma_thu_tuc=code)


@pytest.mark.parametrize(
    ("name", "text", "where", "reason"),
    [
        ("a.jsonl", '{"ma_thu_tuc": "1", "ten_thu_tuc": "A"}\n{', ":2: ", "không phải JSON"),
        ("a.jsonl", "[1]", ":1: ", "cần một đối tượng"),
        ("a.json", '{"ma_thu_tuc": "1"}', ":1: ", "thiếu 'ten_thu_tuc'"),
        ("a.json", '[{"ma_thu_tuc": "1", "ten_thu_tuc": "A"}, {"ma_thu_tuc": 2}]', ":2: ", "chuỗi"),
        ("a.jsonl.xz", "không nén", ":1: ", "không đọc được"),
    ],
)
def test_a_bad_file_is_told_with_line_and_reason(name: str, text: str, where: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PortalFileError) as problem:
        list(read_rows(path))
    assert f"{path}{where}" in str(problem.value)
    assert reason in str(problem.value)


def test_a_compressed_file_holds_the_same_records(tmp_path: Path) -> None:
    assert list(read_rows(packed(tmp_path))) == list(read_rows(SAMPLE_FILE))
