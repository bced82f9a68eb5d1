"""A feedback sent by chat, and what the office does with it."""

from __future__ import annotations

from bot.feedback.steps import State, Step
from tests.handlers.talk import DeskTalk
from tests.support.feedback import WAYS, Town

MATTER = "tôi muốn phản ánh cây xăng đầu làng bơm thiếu, đổ 50 nghìn mà kim chẳng nhích"
PHONE = "0912 340 001"
DIGITS = "0001"


async def sent(desk: DeskTalk, matter: str = MATTER, phone: str = PHONE) -> str:
    """Write a feedback with a telephone (or "bỏ qua") and send it; its code."""
    for text in (matter, "không", "xong", "Nguyễn Thị Hoa", phone, "xã Mẫu", "đồng ý", "gửi"):
        last = await desk.say(text)
    return last.split("Mã: ")[1].split()[0]


async def takes(town: Town, desk: DeskTalk, code: str, *steps: Step) -> None:
    """The usual people of the office take steps with the case, now."""
    for step in steps:
        await town.take(code, step, now=desk.clock(), **await town.given(step))


async def brought(town: Town, desk: DeskTalk, state: State, **parts: str) -> str:
    """A case sent by chat and brought to a state as usual; what the office said meanwhile was read."""
    code = await sent(desk, **parts)
    await takes(town, desk, code, *WAYS[state])
    await desk.read()
    return code
