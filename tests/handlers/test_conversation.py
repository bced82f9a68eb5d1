"""A message means what it means after what was said before it, and not only its signs count."""

from __future__ import annotations

import pytest

from tests.handlers.talk import Talk

STAFF_CERTIFICATE, LICENCE = "2.002379", "2.002380"


@pytest.mark.parametrize(
    ("words", "facet"),
    [("có cần giấy khám sức khỏe không ạ", "dossier"), ("ai là người ký", "authority"), ("rồi sao nữa", "steps")],
)
async def test_a_detail_is_about_the_procedure_under_discussion(talk: Talk, words: str, facet: str) -> None:
    await talk.act(f"p:{STAFF_CERTIFICATE}:overview")
    await talk.say(words)
    assert (talk.outcome.kind, talk.outcome.codes, talk.outcome.facet) == ("answer", (STAFF_CERTIFICATE,), facet)


@pytest.mark.parametrize("words", ["ai là người ký", "rồi sao nữa", "phải mang những gì theo"])
async def test_the_same_words_with_nothing_before_them_are_not_answered_with_some_procedure(
    talk: Talk, words: str
) -> None:
    await talk.say(words)
    assert talk.kind != "answer"


@pytest.mark.parametrize("between", ["thứ bảy Sở có làm việc không", "dự báo thời tiết ngày mai thế nào", "cảm ơn em"])
async def test_something_else_in_the_middle_does_not_lose_the_procedure(talk: Talk, between: str) -> None:
    await talk.say("giấy phép máy chụp răng lần đầu hết bao nhiêu tiền")
    await talk.say(between)
    assert talk.kind in ("general", "refuse")
    await talk.say("thế bao lâu thì xong")
    assert (talk.outcome.codes, talk.outcome.facet) == ((LICENCE,), "time")


async def test_going_back_means_the_procedure_told_before(talk: Talk) -> None:
    await talk.act(f"p:{LICENCE}:fee")
    await talk.act("p:2.001277:fee")
    await talk.say("quay lại cái lúc nãy, nộp ở đâu")
    assert (talk.outcome.codes, talk.outcome.facet) == ((LICENCE,), "where")


@pytest.mark.parametrize(
    ("words", "kind", "topic"),
    [
        ("muốn gửi góp ý cho Sở thì có những đường nào", "general", "feedback_howto"),
        ("nguoi that tra loi hay la may tu dong day", "general", "bot_identity"),
        ("cong bo hop quy thuc an chan nuoi lon", "refuse", None),
    ],
)
async def test_a_sign_alone_does_not_decide_against_the_whole_message(
    talk: Talk, words: str, kind: str, topic: str | None
) -> None:
    await talk.say(words)
    assert (talk.outcome.kind, talk.outcome.topic) == (kind, topic)


async def test_what_is_filed_nowhere_here_is_said_to_be_another_bodys_business(talk: Talk) -> None:
    text = await talk.say("xin giấy phép vận chuyển hàng nguy hiểm loại 8 thì nộp cho ai")
    assert talk.kind == "refuse"
    assert "Bộ Khoa học và Công nghệ" in text or "Bộ KH&CN" in text


async def test_the_full_name_of_a_procedure_means_it_whatever_was_said_before(talk: Talk) -> None:
    record = talk.knowledge.catalog.get("giao-quyen-ket-qua-nghien-cuu-cap-tinh")
    assert record is not None
    await talk.act(f"p:{LICENCE}:fee")
    await talk.say(f"{record.name} cần giấy tờ gì")
    assert (talk.outcome.codes, talk.outcome.facet) == ((record.id,), "dossier")


async def test_a_few_harmless_words_are_not_taken_for_a_complaint_whose_text_is_not_kept(talk: Talk) -> None:
    for words in ("biên nhận của tôi", "đơn của gia đình tôi", "ảnh chụp giấy hẹn"):
        await talk.say(words)
        assert talk.kind != "legal_complaint"
