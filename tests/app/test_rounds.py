"""What is done by the clock, in the running service."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.rounds import Job, Rounds
from tests.support.delivery import Hand
from tests.support.people import WebCitizen, events
from tests.support.service import LiveService, eventually

DUE = "em nộp hồ sơ hôm 20/11/2026 thủ tục khai báo thiết bị x quang thì bao giờ xong"


def pressed(replies: list[dict[str, object]], label: str) -> str:
    """The action of a button under some replies."""
    buttons = [button for reply in replies for button in reply["buttons"]]  # type: ignore[attr-defined]
    return next(str(button["action"]) for button in buttons if button["label"] == label)


def test_a_reminder_comes_into_the_open_web_chat_by_itself(service: LiveService, clock: Hand) -> None:
    with WebCitizen(service) as hoa:
        kept = hoa.presses(pressed(hoa.says(DUE), "Nhắc tôi ngày đó"))
        assert "Đã ghi" in kept[-1]["text"]
        clock.now = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
        with events(service, hoa.session, after=kept[-1]["id"]) as stream:
            assert service.run(service.app.rounds.all()) == []
            reminder = eventually(lambda: next(iter(stream.received), None))
    assert "là ngày hẹn trả kết quả" in reminder["text"]
    assert [button["label"] for button in reminder["buttons"]] == ["Đã nhận", "Chưa, muốn phản ánh"]


async def test_a_job_that_fails_is_named_and_keeps_nothing_else_from_being_done() -> None:
    done = []

    async def fails() -> None:
        raise RuntimeError("hỏng")

    async def works() -> None:
        done.append("xong")

    rounds = Rounds([Job("đầu", 60, fails), Job("sau", 60, works)])
    assert await rounds.all() == ["đầu"]
    await rounds.once()
    await rounds.once()
    assert done == ["xong", "xong"]
