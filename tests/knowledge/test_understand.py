"""What the assistant takes a message for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import load_knowledge
from knowledge.model import Facet
from knowledge.understand import Context, Kind, Understander, matching_cases
from tests.support.growth import grows_evenly

LICENCE, RENEWAL, ADDITION, LOST = "2.002380", "2.002381", "2.002383", "2.002384"


@pytest.mark.parametrize(
    ("text", "code", "facet"),
    [
        ("xin giay phep may chup rang het bao nhieu tien vay ad", LICENCE, Facet.FEE),
        ("gia hạn giấy phép x-quang cần giấy tờ gì", RENEWAL, Facet.DOSSIER),
        ("giấy phép máy x-quang bị cháy, xin lại mất mấy ngày", LOST, Facet.TIME),
        ("phòng khám mua thêm máy x quang thì nộp ở đâu", ADDITION, Facet.WHERE),
        ("lập viện nghiên cứu tư nhân cần điều kiện gì", "1.001786", Facet.CONDITIONS),
    ],
)
def test_a_clear_question_gets_its_procedure_and_part(
    understander: Understander, text: str, code: str, facet: Facet
) -> None:
    found = understander.understand(text)
    assert (found.kind, found.codes[0], found.facets[0]) == (Kind.ANSWER, code, facet)


def test_an_open_question_is_asked_back_with_the_siblings(understander: Understander) -> None:
    found = understander.understand("giấy phép x quang")
    assert found.kind is Kind.CLARIFY
    assert {LICENCE, RENEWAL} <= set(found.codes)
    assert len(found.codes) <= 6


@pytest.mark.parametrize("words", ["2", "số 2", "cái thứ hai", "cái thứ 2 ạ", "2."])
def test_an_option_is_chosen_by_its_number(understander: Understander, words: str) -> None:
    context = Context(offered=(LICENCE, RENEWAL, ADDITION), asked=Facet.FEE)
    found = understander.understand(words, context)
    assert (found.kind, found.codes, found.facets) == (Kind.ANSWER, (RENEWAL,), (Facet.FEE,))


@pytest.mark.parametrize(("words", "code"), [("gia hạn ấy", RENEWAL), ("hết hạn rồi", RENEWAL), ("bị mất", LOST)])
def test_an_option_is_chosen_by_saying_what_happened(understander: Understander, words: str, code: str) -> None:
    found = understander.understand(words, Context(offered=(LICENCE, RENEWAL, LOST)))
    assert (found.kind, found.codes) == (Kind.ANSWER, (code,))


def test_a_single_option_is_taken_when_named_and_left_when_not(understander: Understander) -> None:
    context = Context(offered=(RENEWAL,))
    assert understander.understand("gia hạn ấy", context).codes == (RENEWAL,)
    assert understander.understand("hôm nay trời có mưa không", context).kind is Kind.REFUSE


def test_a_question_without_subject_means_the_procedure_under_discussion(understander: Understander) -> None:
    found = understander.understand("thế làm bao lâu thì xong", Context(code=LICENCE, facet=Facet.FEE))
    assert (found.codes, found.facets[0]) == ((LICENCE,), Facet.TIME)


def test_a_sibling_is_told_with_the_part_asked_before(understander: Understander) -> None:
    found = understander.understand("còn cấp lại bị mất thì sao", Context(code=LICENCE, facet=Facet.DOSSIER))
    assert found.codes == (LOST,)


def test_no_not_that_offers_the_siblings(understander: Understander) -> None:
    found = understander.understand("không phải", Context(code=LICENCE, facet=Facet.FEE))
    assert found.kind is Kind.CLARIFY
    assert found.rejected
    assert LICENCE not in found.codes


@pytest.mark.parametrize(
    ("text", "neighbour"),
    [("làm lại căn cước ở đâu", "cong-an"), ("đăng ký nhãn hiệu", "shtt"), ("giấy phép xây nhà", "xay-dung")],
)
def test_business_of_others_is_named_not_answered(understander: Understander, text: str, neighbour: str) -> None:
    found = understander.understand(text)
    assert (found.kind, found.neighbour) == (Kind.REFUSE, neighbour)


@pytest.mark.parametrize(
    "text",
    ["kho hóa chất đang cháy cứu với", "bị mất nguồn phóng xạ rồi phải làm gì", "máy chụp không tắt tia được, gấp lắm"],
)
def test_danger_at_this_moment_is_an_emergency(understander: Understander, text: str) -> None:
    assert understander.understand(text).kind is Kind.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "giấy phép x-quang bị cháy thì cấp lại thế nào",
        "kế hoạch ứng phó sự cố bức xạ có mẫu không",
        "hàng cháy túi rồi, kiểm tra chất lượng nhập khẩu mấy ngày",
        "thủ tục thẩm định kết quả nghiên cứu có nguy cơ gây hại",
    ],
)
def test_alarm_words_in_a_question_about_papers_are_no_emergency(understander: Understander, text: str) -> None:
    assert understander.understand(text).kind is not Kind.EMERGENCY


def test_no_procedure_name_raises_an_alarm(understander: Understander) -> None:
    for record in load_knowledge().catalog:
        for text in (record.name, record.plain, *record.keywords, *record.situations):
            assert understander.understand(text).kind is not Kind.EMERGENCY, text


@pytest.mark.parametrize("text", ["tôi tố cáo ông A nhận hối lộ", "khiếu nại quyết định xử phạt của Sở"])
def test_an_accusation_or_complaint_is_recognised_by_law(understander: Understander, text: str) -> None:
    assert understander.understand(text).kind is Kind.LEGAL_COMPLAINT


def test_a_report_is_feedback(understander: Understander) -> None:
    text = "tôi nộp hồ sơ 3 lần đều bị trả lại, cán bộ bắt bổ sung giấy tờ không có trong quy định"
    assert understander.understand(text).kind is Kind.FEEDBACK


@pytest.mark.parametrize("text", ["", "   ", "....", "🤣🤣🤣", "\x00", "12345678901234567890"])
def test_no_words_are_met_with_a_polite_refusal(understander: Understander, text: str) -> None:
    assert understander.understand(text).kind is Kind.REFUSE


def test_matching_cases_point_to_the_row_that_the_words_name() -> None:
    cases = ["Thiết bị X-quang chụp răng", "Thiết bị X-quang chụp vú", "Hệ thiết bị PET/CT", None]
    assert matching_cases("máy chụp răng hết bao nhiêu", cases) == (0,)
    assert matching_cases("hết bao nhiêu tiền", cases) == ()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_understood_as_something(understander: Understander, text: str) -> None:
    found = understander.understand(text)
    assert found.kind in Kind
    assert 0 <= found.score <= 1.0001


@pytest.mark.parametrize("piece", ["a", "giấy phép ", "x-", "&/.-", "(((", "à", "1 "])
def test_hostile_length_does_not_slow_the_answer(understander: Understander, piece: str) -> None:
    assert grows_evenly(understander.understand, piece, 100_000)
