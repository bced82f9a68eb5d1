"""What the program proposes to cut from a text before the public reads it, and what it leaves alone."""

from __future__ import annotations

import time

import pytest

from bot.feedback import codes, redaction
from bot.feedback.redaction import KINDS, Redacted
from bot.store.models import Feedback
from tests.support.delivery import settings

HOA = {"name": "Nguyễn Thị Hoa", "phone": "0912 345 678", "address": "Số 12, thôn An Xá, xã An Viên, huyện Tiên Lữ"}


def case(text: str) -> Feedback:
    return Feedback(text=text, **HOA)


def proposed(text: str) -> Redacted:
    return redaction.propose(case(text), "")


@pytest.mark.parametrize(
    ("text", "gone", "kind"),
    [
        ("Tôi là Nguyễn Thị Hoa, nộp hồ sơ 3 lần.", "Nguyễn Thị Hoa", "name"),
        ("em ten la nguyen thi hoa nop ho so", "nguyen thi hoa", "name"),
        ("NGUYỄN THỊ HOA đề nghị giải quyết", "NGUYỄN THỊ HOA", "name"),
        ("Người nộp ký tắt N.T.H trên giấy hẹn", "N.T.H", "name"),
        ("Hồ sơ ghi N.T.Hoa ở góc", "N.T.Hoa", "name"),
        ("họ hỏi chị hoa là ai", "hoa", "name"),
        ("Gặp cán bộ Trần Văn Hưng ở một cửa", "Trần Văn Hưng", "name"),
        ("Đồng chí Hải hẹn mai quay lại", "Hải", "name"),
        ("ông phạm minh tuấn thu tiền", "phạm minh tuấn", "name"),
        ("có Lê Quang Vinh làm chứng", "Lê Quang Vinh", "name"),
        ("gọi tôi số 0912.345.678 nhé", "0912.345.678", "phone"),
        ("gọi +84 912 345 678", "+84 912 345 678", "phone"),
        ("máy bàn 0221 3862 524 không ai nghe", "0221 3862 524", "phone"),
        ("CCCD 033085001234 của tôi", "033085001234", "identity"),
        ("chuyển vào stk 19033456789012 Techcombank", "19033456789012", "account"),
        ("gửi vào hoa.nt85@gmail.com giúp tôi", "hoa.nt85@gmail.com", "email"),
        ("nhà ở số nhà 12 đường Nguyễn Trãi", "số nhà 12 đường Nguyễn Trãi", "address"),
        ("tôi ở xóm 5 gần chợ", "xóm 5", "address"),
        ("tôi ở thôn Đoàn Kết và làm ở đó", "thôn Đoàn Kết", "address"),
        ("an xa la que toi, thon an xa", "thon an xa", "address"),
        ("tôi ở thôn Đông Xá, gần chợ", "thôn Đông Xá", "address"),
        ("toi o thon dong xa", "thon dong xa", "address"),
        ("ở tổ dân phố số 7 phường Hiến Nam", "tổ dân phố số 7", "address"),
        ("xe 89A-123.45 chở máy tới", "89A-123.45", "plate"),
        ("bks 89b1 23456 chở máy", "89b1 23456", "plate"),
        ("hồ sơ mã H40.16-241105-0003 bị trả", "H40.16-241105-0003", "dossier"),
        ("số 000.00.16.H40-241105-0003 bị trả", "000.00.16.H40-241105-0003", "dossier"),
        ("biên nhận số 0453/BN ngày 5/10", "0453/BN", "dossier"),
        ("xem ảnh IMG_2034-hoa.jpg tôi gửi", "IMG_2034-hoa.jpg", "file"),
        ("tôi đăng ở fb.com/hoa.nguyen", "fb.com/hoa.nguyen", "link"),
        ("trong thư ông ấy viết «Chị đừng kiện nữa» cho tôi", "Chị đừng kiện nữa", "quote"),
    ],
)
def test_what_leads_to_a_person_is_cut_and_the_reader_sees_what_it_was(text: str, gone: str, kind: str) -> None:
    found = proposed(text)
    assert gone not in found.question
    assert f"[đã che: {KINDS[kind]}]" in found.question
    assert all(cut.why for cut in found.cuts)


@pytest.mark.parametrize(
    "text",
    [
        "Theo Nghị định 20/2008/NĐ-CP, Điều 9 và Thông tư 287/2016/TT-BTC ngày 15/11/2016.",
        "Thủ tục 1.001677, phí 2.000.000 đồng, thời hạn 15 ngày làm việc.",
        "Cán bộ Sở và Văn phòng Sở yêu cầu nộp Hồ Sơ theo mẫu «Tờ khai đề nghị cấp giấy phép».",
        "Anh chị ở Hà Nội, Hưng Yên hay Thái Bình đều nộp tại dichvucong.gov.vn.",
        "Hoa hồng nở; đường phố đẹp. Do văn bản cũ nên đang chờ.",
        "Chi cục Tiêu chuẩn Đo lường Chất lượng đã trả lời. Máy phát tia X số seri 45123.",
        "Xem https://dichvucong.gov.vn/p/home để nộp.",
        "[đã che: số căn cước] là của tôi",
        "Xem xét lại văn bản từ chối; chi phí thẩm định do quản lý thị trường thu, em lo việc đăng ký.",
        "Hàng xóm tôi ở Vũ Thư, trưởng thôn xem rồi, tổ dân phố chúng tôi đã họp, tên HTX viết sai.",
    ],
)
def test_laws_amounts_units_and_places_stay(text: str) -> None:
    assert proposed(text) == Redacted(text, "", "", ())


def test_the_code_by_which_a_case_is_followed_is_cut() -> None:
    code = codes.new_code()
    assert proposed(f"Mã {code} của tôi").question == "Mã [đã che: mã phản ánh] của tôi"


def test_question_reply_and_basis_are_all_read() -> None:
    found = redaction.propose(case("Tôi là Hoa."), "Kính gửi bà Nguyễn Thị Hoa,", "Đơn của bà Hoa ngày 5/10")
    assert found.answer == "Kính gửi bà [đã che: họ tên],"
    assert found.basis == "Đơn của bà [đã che: họ tên] ngày 5/10"


@pytest.mark.parametrize(
    "left", ["Nguyễn Thị Hoa", "nguyen thi hoa", "Thị Hoa", "chị Hoa", "0912345678", "0912-345-678", "thôn an xá"]
)
def test_the_check_before_publishing_finds_the_sender_in_any_spelling(left: str) -> None:
    found = redaction.leftovers(case(""), f"Sở đã làm việc với {left} hôm qua.", settings().agency)
    assert len(found) == 1


@pytest.mark.parametrize("left", ["0987 654 321", "số 123456789012", "cccd 033085001234", "a.b@vidu.vn"])
def test_the_check_finds_anybody_s_numbers(left: str) -> None:
    assert redaction.leftovers(case(""), f"Liên hệ {left} nhé.", settings().agency)


def test_the_agency_s_own_telephone_and_address_may_stand() -> None:
    agency = settings().agency.model_copy(update={"phone": "0221 3862 524", "email": "vanphong@vidu.gov.vn"})
    text = "Xin gọi 02213862524 hoặc viết tới vanphong@vidu.gov.vn."
    assert redaction.leftovers(case(""), text, agency) == ()
    assert redaction.leftovers(case(""), text, settings().agency)


@pytest.mark.parametrize("text", ["a" * 10_000, "a." * 5_000, "ông " * 2_500, "1 2 3 " * 1_600, "«thư " * 2_000])
def test_a_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    proposed(text)
    assert time.process_time() - began < 2
