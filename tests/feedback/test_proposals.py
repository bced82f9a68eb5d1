from __future__ import annotations

import pytest

from bot.feedback import words
from bot.feedback.classify import propose_kind
from bot.feedback.routing import propose
from tests.support.delivery import kb, settings


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
