from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot.feedback import classify, words
from bot.feedback.classify import propose_kind
from bot.feedback.routing import propose
from bot.feedback.steps import Step
from bot.store.models import Clock, Feedback
from tests.support.delivery import kb, settings
from tests.support.feedback import UNIT, Town


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tôi nộp hồ sơ 3 lần đều bị trả lại, cán bộ bắt bổ sung giấy tờ không có trong quy định", "hanh_vi"),
        ("can bo thai do hach dich", "hanh_vi"),
        ("Quy định này rườm rà, đề nghị đơn giản hóa", "noi_dung_quy_dinh"),
        ("Nghị định mới trái với luật", "van_ban_qppl"),
        ("không đăng nhập được vneid để nộp", "ho_tro_ky_thuat"),
        ("anh Nam rất nhiệt tình, tận tình", "khen"),
        ("tôi không hài lòng", "hanh_vi"),
        ("đề nghị lắp thêm ghế", "kien_nghi_khac"),
        ("Hồ sơ của tôi trễ hẹn hai tuần, không ai thông báo", "hanh_vi"),
        ("thu thêm tiền mà không viết biên lai", "hanh_vi"),
        ("Mức phí cao, không còn phù hợp với doanh nghiệp nhỏ", "noi_dung_quy_dinh"),
        ("Hai quy định chồng chéo, mâu thuẫn với nhau", "noi_dung_quy_dinh"),
        ("Sở tự đặt ra thủ tục, thủ tục trái luật", "noi_dung_quy_dinh"),
        ("Yêu cầu này trái cam kết quốc tế mà Việt Nam đã ký", "noi_dung_quy_dinh"),
        ("Nên bỏ bản sao có công chứng để đơn giản hóa", "noi_dung_quy_dinh"),
        ("Đề nghị ban hành quy định mới về tem điện tử", "noi_dung_quy_dinh"),
        ("góp ý dự thảo thông tư về đo lường", "van_ban_qppl"),
        ("trang báo lỗi, không tải lên được tệp", "ho_tro_ky_thuat"),
        ("đề nghị xóa thông tin của tôi", "du_lieu_ca_nhan"),
        ("toi muon rut lai su dong y", "du_lieu_ca_nhan"),
        ("mang theo mạng lưới quạt máy", "kien_nghi_khac"),
    ],
)
def test_the_kind_is_proposed_with_a_reason(text: str, kind: str) -> None:
    proposal = propose_kind(text)
    assert proposal.kind == kind
    assert proposal.why.endswith(".")


def test_what_the_person_set_out_to_send_goes_before_words() -> None:
    assert propose_kind("cán bộ hách dịch?", asked="hoi_dap").kind == "hoi_dap"
    assert propose_kind("cán bộ hách dịch", anonymous=True).kind == "gop_y_an_danh"
    assert propose_kind("làm nhanh", asked="khen").kind == "khen"


def test_every_unit_proposed_comes_with_its_reason() -> None:
    known = {unit.key for unit in settings().units}
    for kind in words.KINDS:
        for procedure in (None, "khong-co", *(record.id for record in kb().catalog)):
            found = propose(settings(), kb().catalog, kind, procedure)
            assert found.unit in known
            assert found.why


def test_a_case_about_a_procedure_goes_to_the_unit_of_its_field() -> None:
    by_field = {rule.field: rule.unit for rule in settings().routing.rules if rule.field}
    for record in kb().catalog:
        found = propose(settings(), kb().catalog, "noi_dung_quy_dinh", record.id)
        assert found.unit == by_field.get(record.field, settings().routing.default_unit)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("Đề nghị xóa dữ liệu cá nhân của gia đình tôi", "erase"),
        ("Tôi rút lại sự đồng ý đã cho", "withdraw"),
        ("cho tôi xin bản sao dữ liệu", "view"),
        ("Sở ghi sai tên tôi, sửa thông tin cá nhân giúp", "correct"),
    ],
)
def test_what_is_wanted_with_ones_own_data_is_proposed_too(text: str, request_: str) -> None:
    proposal = propose_kind(text)
    assert (proposal.kind, proposal.request) == ("du_lieu_ca_nhan", request_)


def test_every_kind_of_the_law_has_its_words_and_every_reason_fits_a_sentence() -> None:
    rows = classify._rows()
    assert {row.id for row in rows} <= set(words.KINDS)
    assert {row.request for row in rows} - {None} == set(words.DATA_REQUESTS)
    for row in rows:
        why = propose_kind(row.phrases[0]).why
        assert words.KINDS[row.id] in why, row.phrases[0]


async def test_a_request_about_data_has_its_own_clocks_once_a_person_says_that_it_is_one(town: Town) -> None:
    code = (await town.send("Đề nghị xóa thông tin của tôi khỏi hệ thống.", name="Trần Thị Hoa")).code
    case = await town.case(code)
    assert (case.proposed_kind, case.kind, case.due_on) == ("du_lieu_ca_nhan", "kien_nghi_khac", date(2026, 12, 14))
    await town.take(code, Step.CLASSIFY, kind="du_lieu_ca_nhan")
    case = await town.case(code)
    assert (case.kind, case.data_request, case.due_on) == ("du_lieu_ca_nhan", "erase", date(2026, 12, 10))
    assert "356/2025" in case.due_why
    await town.take(code, Step.CLASSIFY, kind="hanh_vi")
    assert (await town.case(code)).due_on == date(2026, 12, 14)


async def test_the_clocks_of_a_case_that_a_unit_has_follow_its_kind_without_classifying_anew(town: Town) -> None:
    code = (await town.send(anonymous=True)).code
    await town.take(code, Step.ASSIGN, unit=town.units[UNIT])
    await town.take(code, Step.CLASSIFY, kind="hanh_vi")
    wanted = select(Clock.name, Clock.state).join(Feedback, Feedback.id == Clock.feedback_id)
    async with town.store.read() as session:
        found = {row.name: row.state for row in await session.execute(wanted.where(Feedback.code == code))}
    assert found == {"interim": "running", "reply": "running"}
