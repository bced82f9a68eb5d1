"""Whatever is typed or pressed, in any order: an answer, clean markup, buttons that a channel can carry."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.handlers.talk import Talk, photo
from tests.handlers.test_facts import assert_clean_markup

TEXTS = (
    "phí xin giấy phép máy chụp răng",
    "giấy phép x quang",
    "2",
    "không phải",
    "hết bao nhiêu tiền",
    "tôi muốn phản ánh cây xăng bơm thiếu",
    "tôi có kiến nghị",
    "tôi tố cáo ông T nhận hối lộ",
    "cháy phòng x quang rồi",
    "nộp hôm nay thì bao giờ xong",
    "có",
    "không",
    "bỏ qua",
    "gửi",
    "sửa",
    "thôi",
    "tiếp tục",
    "0912 345 678",
    "<b>& «{{ x }}»",
    "/start",
    "blơ xyz",
    "làm lại căn cước ở đâu",
    "cho gặp người thật đi",
    "PA-1234-56789",
    "",
)
STEP = st.one_of(
    st.sampled_from(TEXTS).map(lambda text: ("say", text)),
    st.integers(0, 30).map(lambda at: ("press", at)),
    st.just(("file", 0)),
    st.sampled_from([1, 45, 200, 3000]).map(lambda minutes: ("wait", minutes)),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=25))
def test_no_path_leads_to_a_dead_end(steps: list[tuple[str, str | int]]) -> None:
    asyncio.run(walk(steps))


async def walk(steps: list[tuple[str, str | int]]) -> None:
    talk = Talk()
    await talk.say("/start")
    for name, value in steps:
        buttons = talk.buttons
        if name == "wait":
            talk.wait(minutes=int(value))
            continue
        if name == "file":
            text = await talk.say(None, files=(photo(),))
        elif name == "say" or not buttons:
            text = await talk.say(str(value))
        else:
            text = await talk.act(buttons[int(value) % len(buttons)].action)
        assert text.strip()
        assert talk.last is not None
        assert talk.last.outcome is not None
        for reply in talk.replies:
            assert_clean_markup(reply.html)
            labels = [button.label for button in reply.buttons]
            assert len(labels) == len(set(labels)), labels
            assert all(labels)
