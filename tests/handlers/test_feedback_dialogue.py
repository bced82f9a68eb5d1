"""Writing a feedback: every part can be left out, changed, broken off and taken up again."""

from __future__ import annotations

import re

import pytest

from tests.handlers.talk import DeskTalk, Talk, photo

TEXT = "hồ sơ hợp chuẩn của tôi quá hẹn một tuần rồi, tôi muốn gửi phản ánh"
PETROL = "tôi muốn phản ánh cây xăng đầu làng bơm thiếu, đổ 50 nghìn mà kim chẳng nhích"


async def until_name(talk: Talk | DeskTalk, text: str = PETROL) -> str:
    """Tell the matter and go on to the question for the name."""
    await talk.say(text)
    await talk.say("không")
    return await talk.say("xong")


async def test_the_procedure_is_guessed_and_takes_one_touch(desk: DeskTalk) -> None:
    text = await desk.say(TEXT)
    assert "Việc này về thủ tục «Công bố hợp chuẩn" in text
    await desk.say("đúng rồi ạ")
    await desk.say("xong")
    await desk.press("Gửi ẩn danh")
    await desk.say("gửi")
    (case,) = await desk.cases()
    assert case.procedure in ("2.001207", "2.001209")


@pytest.mark.parametrize(
    "text",
    [
        "hồ sơ bị trả lại 3 lần",
        "bo phan mot cua yeu cau toi bo sung giay to nhieu lan",
    ],
)
async def test_who_tells_of_a_file_sent_back_gets_a_report_begun_and_no_procedure_put_in_his_mouth(
    talk: Talk, text: str
) -> None:
    answer = await talk.say(text)
    assert f"«{text}»" in answer
    assert "Việc này về thủ tục nào?" in answer


async def test_who_meant_a_report_but_was_told_how_to_follow_a_file_files_his_own_words_with_one_touch(
    talk: Talk,
) -> None:
    text = "ho so nop tu thang truoc den dau roi ma im lang vay"
    assert "mã hồ sơ" in await talk.say(text)
    assert f"«{text}»" in await talk.press("Gửi phản ánh")


async def test_a_procedure_may_be_named_in_words(talk: Talk) -> None:
    await talk.say(PETROL)
    await talk.say("khai báo máy X-quang")
    assert talk.dialogue.draft is not None
    assert talk.dialogue.draft.procedure == "2.002385"


async def test_everything_skipped_is_an_anonymous_opinion_and_told_so(desk: DeskTalk) -> None:
    await until_name(desk)
    for _ in range(2):
        await desk.say("bỏ qua")
    text = await desk.say("bỏ qua")
    assert "góp ý ẩn danh, không có hạn trả lời" in text
    text = await desk.say("gửi đi")
    assert "không có hạn trả lời" in text
    (case,) = await desk.cases()
    assert (case.kind, case.name, case.due_on, case.consent_at) == ("gop_y_an_danh", None, None, None)


async def test_no_consent_means_no_contact_is_kept(desk: DeskTalk) -> None:
    await until_name(desk)
    await desk.say("Nguyễn Thị Hoa")
    await desk.say("0912345678")
    await desk.say("bỏ qua")
    text = await desk.say("không đồng ý")
    assert "sẽ không được lưu" in text
    await desk.press("Gửi ẩn danh")
    await desk.press("Gửi")
    (case,) = await desk.cases()
    assert (case.name, case.phone, case.anonymous) == (None, None, True)


async def test_consent_must_be_said_clearly(talk: Talk) -> None:
    await until_name(talk)
    await talk.say("Nguyễn Thị Hoa")
    await talk.say("bỏ qua")
    await talk.say("bỏ qua")
    await talk.say("để tôi xem lại đã")
    assert talk.dialogue.draft is not None
    assert (talk.dialogue.draft.step, talk.dialogue.draft.consent_at) == ("consent", None)
    await talk.say("đồng ý ạ")
    assert talk.dialogue.draft.consent_at == talk.now
    assert talk.dialogue.draft.consent_answer == "đồng ý ạ"


async def test_cancelled_leaves_nothing(desk: DeskTalk) -> None:
    await until_name(desk)
    assert "Đã bỏ, không gửi gì" in await desk.say("thôi")
    assert not await desk.cases()


@pytest.mark.parametrize("word", ["thôi", "hủy", "Huỷ bỏ", "thoi khong gui nua"])
async def test_cancel_is_understood_when_typed(word: str, talk: Talk) -> None:
    await talk.say(PETROL)
    await talk.say(word)
    assert talk.dialogue.draft is None


async def test_any_part_can_be_changed_before_sending(desk: DeskTalk) -> None:
    await until_name(desk)
    await desk.say("Nguyễn Thị Hoa")
    await desk.say("bỏ qua")
    await desk.say("bỏ qua")
    await desk.say("có")
    await desk.say("sửa")
    await desk.press("Họ tên")
    await desk.say("Trần Thị Hoa")
    await desk.say("đồng ý")
    await desk.press("Sửa")
    await desk.press("Nội dung")
    text = await desk.say("Cây xăng ở xã bơm thiếu hôm 19/11, có hóa đơn.")
    assert "Cây xăng ở xã bơm thiếu hôm 19/11, có hóa đơn." in text
    await desk.press("Gửi")
    (case,) = await desk.cases()
    assert (case.text, case.name) == ("Cây xăng ở xã bơm thiếu hôm 19/11, có hóa đơn.", "Trần Thị Hoa")


async def test_an_opening_is_asked_what_happened(talk: Talk) -> None:
    text = await talk.say("tôi có kiến nghị")
    assert "kể sự việc" in text
    text = await talk.say("Đường dây hỏi đáp không ai nghe máy cả tuần nay")
    assert "«Đường dây hỏi đáp không ai nghe máy cả tuần nay»" in text


async def test_praise_goes_to_the_office_without_questions_about_files(desk: DeskTalk) -> None:
    await desk.say("mình muốn khen chị cán bộ quầy khoa học hướng dẫn tận tình quá, gửi lời khen ở đây nhé")
    await desk.say("ẩn danh")
    text = await desk.say("gửi")
    assert "cảm ơn Anh/chị" in text
    assert len(await desk.cases()) == 1


async def test_a_break_resumes_where_it_stopped_even_after_a_restart(desk: DeskTalk) -> None:
    await until_name(desk)
    await desk.say("Nguyễn Thị Hoa")
    desk.clock.forward(hours=26)
    await desk.restart()
    text = await desk.say("chào ad")
    assert "Anh/chị đang gửi dở một phản ánh" in text
    assert [button.label for button in desk.buttons][-2:] == ["Tiếp tục", "Bỏ"]
    assert "Số điện thoại" in await desk.press("Tiếp tục")


async def test_a_question_in_the_middle_is_answered_and_the_draft_offered_again(talk: Talk) -> None:
    await until_name(talk)
    text = await talk.say("phí cấp chứng chỉ nhân viên bức xạ bao nhiêu?")
    assert "200.000 đồng" in text
    assert "Anh/chị đang gửi dở một phản ánh" in text
    assert talk.kind == "answer"
    await talk.press("Tiếp tục")
    await talk.say("Nguyễn Thị Hoa")
    assert talk.dialogue.draft is not None
    assert talk.dialogue.draft.name == "Nguyễn Thị Hoa"


async def test_danger_in_the_middle_comes_first(talk: Talk) -> None:
    await until_name(talk)
    text = await talk.say("cháy phòng x quang rồi cứu với")
    assert text.startswith("Gọi ngay:")
    assert talk.dialogue.draft is not None


async def test_an_accusation_in_the_middle_is_not_written_into_the_draft(talk: Talk) -> None:
    await talk.say("tôi có kiến nghị")
    await talk.say("tôi tố cáo ông Nguyễn Văn T nhận hối lộ")
    assert talk.last is not None
    assert talk.last.forget
    assert "Nguyễn Văn T" not in talk.dialogue.model_dump_json()


async def test_a_second_feedback_does_not_overwrite_the_first(talk: Talk) -> None:
    await until_name(talk)
    text = await talk.say("tôi muốn phản ánh thêm chợ bán cân điêu")
    assert PETROL in text
    await talk.press("Bỏ, gửi phản ánh mới")
    assert talk.dialogue.draft is not None
    assert talk.dialogue.draft.text == "tôi muốn phản ánh thêm chợ bán cân điêu"


async def test_more_of_the_matter_is_added_word_for_word(talk: Talk) -> None:
    await talk.say("nhân tiện tôi muốn góp ý, đợt trước nộp bị trả lại mà không ai giải thích")
    await talk.say("hôm 12/3 tôi nộp ở quầy, chỉ ghi mỗi chữ chưa hợp lệ")
    assert talk.kind == "feedback"
    assert talk.dialogue.draft is not None
    assert talk.dialogue.draft.text.endswith("\nhôm 12/3 tôi nộp ở quầy, chỉ ghi mỗi chữ chưa hợp lệ")


async def test_a_file_alone_is_asked_about_and_goes_with_the_feedback(desk: DeskTalk) -> None:
    text = await desk.say("", files=(photo(),))
    assert "Đã nhận tệp" in text
    await desk.press("Gửi phản ánh kèm tệp này")
    await desk.say("Cân ở chợ sai, ảnh kèm theo đây")
    await desk.say("không")
    await desk.say("xong")
    assert "Tệp gửi kèm: 1" in await desk.press("Gửi ẩn danh")
    text = await desk.press("Gửi")
    assert re.search(r"PA-\w{4}-\w{5}", text)


async def test_a_refused_file_is_told_of(talk: Talk) -> None:
    text = await talk.say(None, problem="file_too_large")
    assert "lớn quá 10 MB" in text


@pytest.mark.parametrize(
    ("typed", "kept"), [("0912 345 678", True), ("+84 912 345 678", True), ("chín một hai", False)]
)
async def test_a_phone_is_checked_leniently(typed: str, kept: bool, talk: Talk) -> None:
    await until_name(talk)
    await talk.say("bỏ qua")
    await talk.say(typed)
    assert talk.dialogue.draft is not None
    assert talk.dialogue.draft.phone == (typed if kept else None)


async def test_hostile_text_is_escaped_wherever_it_is_shown(talk: Talk) -> None:
    await talk.say('tôi muốn phản ánh <script>alert(1)</script> & "cân điêu" ở chợ')
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in talk.replies[0].html
    await talk.say("không")
    await talk.say("xong")
    await talk.say("<b>Hoa</b> {{ 7*7 }}")
    await talk.say("bỏ qua")
    await talk.say("bỏ qua")
    text = await talk.say("có")
    assert "&lt;b&gt;Hoa&lt;/b&gt; {{ 7*7 }}" in talk.replies[0].html
    assert "<b>Hoa</b> {{ 7*7 }}" in text


async def test_without_a_desk_nothing_is_promised(talk: Talk) -> None:
    await until_name(talk)
    await talk.say("ẩn danh")
    text = await talk.say("gửi")
    assert "chỉ để tra cứu" in text
    assert "Mã:" not in text


async def test_an_old_button_never_sends_or_changes_anything(talk: Talk) -> None:
    await talk.say(PETROL)
    for action in ("fb:send", "fb:yes", "fb:anon", "fb:edit:name", "fb:skip:phone", "fb:p:nope", "fb:back", "fb:zzz"):
        await talk.act(action)
        assert talk.dialogue.draft is not None
        assert talk.dialogue.draft.step == "procedure"


@pytest.mark.parametrize(
    "action", ["zz", "p:", "p:nope:fee", "p:2.002380:nope", "b:f:99:99", "due:x:y", "sit:nope", "t:nope"]
)
async def test_a_damaged_button_is_answered_politely(action: str, talk: Talk) -> None:
    assert (await talk.act(action)).strip()


async def test_a_phone_typed_with_the_name_is_kept_and_not_asked_again(talk: Talk) -> None:
    await until_name(talk)
    text = await talk.say("Nguyễn Thị Hoa, 0912 345 678")
    assert "Địa chỉ" in text
    assert talk.dialogue.draft is not None
    assert (talk.dialogue.draft.name, talk.dialogue.draft.phone) == ("Nguyễn Thị Hoa", "0912 345 678")


@pytest.mark.parametrize("address", ["So 7 ngo Tramontane", "tổ 5 khu phố 2", "số 12 đường Điện Biên, phường Hiến Nam"])
async def test_an_address_is_taken_as_typed_and_for_no_new_report(talk: Talk, address: str) -> None:
    await until_name(talk)
    await talk.say("Trần Thị Hoa")
    await talk.say("0912 345 678")
    assert "đồng ý" in await talk.say(address)
    assert talk.dialogue.draft is not None
    assert talk.dialogue.draft.address == address
