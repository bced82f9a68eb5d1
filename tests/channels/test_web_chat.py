"""What a person gets in the web chat: answers, a code for a feedback, and the office's reply."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels import web_api
from bot.feedback import entry_points
from tests.support.people import CODE, COMPLAINT, Officer, WebCitizen, events
from tests.support.pictures import pdf, png
from tests.support.service import LiveService, eventually, live_service


def test_a_sloppy_question_gets_the_fee_at_once(service: LiveService) -> None:
    with WebCitizen(service) as hoa:
        (reply,) = hoa.says("xin giay phep may chup rang het bao nhieu tien vay ad")
    assert "2.000.000 đồng" in reply["text"]
    assert "<b>" in reply["html"]
    assert all(set(button) == {"label", "action"} for button in reply["buttons"])


def test_a_button_goes_on_from_the_answer(service: LiveService) -> None:
    with WebCitizen(service) as hoa:
        (reply,) = hoa.says("phí cấp phép máy x-quang chụp răng")
        action = next(button["action"] for button in reply["buttons"] if button["label"] == "Hồ sơ")
        replies = hoa.presses(action)
    assert "1." in replies[0]["text"]


def test_a_new_person_is_given_a_name_for_the_conversation(service: LiveService) -> None:
    with service.client() as http:
        first, second = (http.post("/api/chat", json={"text": "/start"}).json()["session"] for _ in range(2))
    assert first != second
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32}", session) for session in (first, second))


def test_a_feedback_with_a_photo_gets_a_code_and_a_due_date(service: LiveService) -> None:
    with WebCitizen(service) as hoa:
        receipt = hoa.files_feedback(("biên nhận.png", png(), "image/png"), ("don.pdf", pdf(), "application/pdf"))
        history = hoa.history()
    assert CODE.search(receipt["text"])
    assert re.search(r"Hạn trả lời: \d{2}/\d{2}/2026", receipt["text"])
    assert ["biên nhận.png", "don.pdf"] in [message.get("files") for message in history]


def test_the_officers_reply_arrives_in_the_open_chat_and_in_the_history(service: LiveService) -> None:
    with WebCitizen(service) as hoa, Officer(service) as minh:
        receipt = hoa.files_feedback(("a.png", png(), "image/png"))
        code = CODE.findall(receipt["text"])[0]
        with events(service, hoa.session, after=receipt["id"]) as stream:
            minh.assigns(code)
            minh.replies(code, "Sở đã kiểm tra & nhắc cán bộ <tiếp nhận>.")
            reply = eventually(lambda: next((one for one in stream.received if "nhắc cán bộ" in one["text"]), None))
        assert reply["from"] == "staff"
        assert "nhắc cán bộ <tiếp nhận>" in reply["text"]
        assert "&lt;tiếp nhận&gt;" in reply["html"]
        assert [one["id"] for one in hoa.history()].count(reply["id"]) == 1
        assert COMPLAINT in minh.reads(code)


def test_what_came_while_the_page_was_closed_comes_once_after_it_opens(service: LiveService) -> None:
    with WebCitizen(service) as hoa, Officer(service) as minh:
        receipt = hoa.files_feedback()
        code = CODE.findall(receipt["text"])[0]
        minh.assigns(code)
        minh.replies(code, "Trả lời lần một.")
        with events(service, hoa.session, after=receipt["id"]) as stream:
            eventually(lambda: any("lần một" in one["text"] for one in stream.received))
            seen = stream.ids[-1]
        minh.replies(code, "Trả lời lần hai.")
        with events(service, hoa.session, last_id=seen) as stream:
            eventually(lambda: any("lần hai" in one["text"] for one in stream.received))
            assert not any("lần một" in one["text"] for one in stream.received)
            assert len(stream.ids) == len(set(stream.ids))


def test_a_reply_already_given_is_not_sent_again_as_an_event(service: LiveService) -> None:
    with WebCitizen(service) as hoa:
        (reply,) = hoa.says("xin chào")
        with events(service, hoa.session, after=reply["id"]) as stream:
            (second,) = hoa.says("cảm ơn")
            eventually(lambda: stream.received)
    assert [one["id"] for one in stream.received] == [second["id"]]


def test_the_history_shows_both_sides_and_hides_the_greeting_command(service: LiveService) -> None:
    with WebCitizen(service) as hoa:
        (greeting,) = hoa.says("/start")
        hoa.presses(greeting["buttons"][0]["action"])
        shown = hoa.history()
    assert shown[0]["id"] == greeting["id"]
    assert [message["from"] for message in shown] == ["bot", "me", "bot"]
    assert shown[1]["text"] == greeting["buttons"][0]["label"]


def test_a_conversation_cannot_be_read_under_another_name(service: LiveService) -> None:
    with WebCitizen(service) as hoa, WebCitizen(service) as other:
        hoa.says("xin chào")
        assert other.history() == []


def test_the_conversation_goes_on_after_a_restart(tmp_path: Path) -> None:
    session = "hoa-0123456789"
    with live_service(tmp_path / "var") as service, WebCitizen(service, session) as hoa:
        hoa.says("phí cấp phép máy x-quang chụp răng")
    with live_service(tmp_path / "var") as service, WebCitizen(service, session) as hoa:
        (reply,) = hoa.says("thế làm bao lâu thì xong")
        assert "ngày" in reply["text"]
        assert len(hoa.history()) == 4


def test_a_reply_that_takes_long_comes_as_an_event(service: LiveService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_api, "REPLY_WAIT", 0.3)
    with WebCitizen(service) as hoa:
        (first,) = hoa.says("xin chào")
        service.run(service.app.lanes.stop())
        answer = hoa.post(text="phí cấp phép máy x-quang chụp răng").json()
        assert (answer["replies"], answer["pending"]) == ([], True)
        with events(service, hoa.session, after=first["id"]) as stream:
            service.run(service.app.lanes.start())
            eventually(lambda: any("2.000.000 đồng" in one["text"] for one in stream.received))


def test_the_qr_code_of_a_desk_begins_the_feedback_there_and_is_not_shown_as_something_typed(
    service: LiveService,
) -> None:
    async def add() -> None:
        async with service.app.store.write() as session:
            await entry_points.add(session, "quay-3", "Quầy 3", service.app.kb.catalog, service.clock())

    service.run(add())
    with WebCitizen(service) as hoa:
        (reply,) = hoa.says("/start g_quay-3")
        assert "Nơi góp ý: Quầy 3" in reply["text"]
        assert [line["from"] for line in hoa.history()] == ["bot"]
