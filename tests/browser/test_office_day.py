"""The office's day (in the console and in the chat): one matter from the phone of a citizen and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from bot.app import App
from bot.console import sessions
from bot.store.models import Staff, Unit
from tests.browser.chat import ChatPage
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_for_everybody import CONTRAST
from tests.browser.test_main_job import file_feedback
from tests.support.people import CODE, WebCitizen
from tests.support.service import LiveService

pytestmark = pytest.mark.browser

OFFICE = {"dispatcher": "Chị Vân", "officer": "Anh Minh", "head": "Chị Lan"}


async def hire(app: App) -> dict[str, str]:
    """People of Văn phòng Sở who have signed in; the token of each one's session."""
    async with app.store.write() as session:
        unit = (await session.scalars(select(Unit).where(Unit.key == "van-phong"))).one()
        found = {}
        for role, name in OFFICE.items():
            staff = Staff(login=f"vp.{role}", name=name, role=role, unit=unit, created_at=app.clock())
            session.add(staff)
            await session.flush()
            found[role] = await sessions.start(session, staff, app.settings.sign_in, app.clock())
    return found


@contextmanager
def desks(chromium: Browser, service: LiveService) -> Iterator[dict[str, Page]]:
    """A browser at the desk of each; a script error on a page fails the test."""
    errors: list[str] = []
    with ExitStack() as open_ones:
        pages = {}
        for role, token in service.run(hire(service.app)).items():
            context = chromium.new_context(**DESKTOP)
            open_ones.callback(context.close)
            context.set_default_timeout(15_000)
            context.add_cookies([{"name": "console", "value": token, "url": service.url}])
            pages[role] = context.new_page()
            pages[role].on("pageerror", lambda error: errors.append(str(error)))
        yield pages
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_the_office_are_readable_by_day_and_night_on_phone_and_desk(
    service: LiveService, chromium: Browser, scheme: Any, width: int
) -> None:
    with WebCitizen(service) as hoa:
        code = CODE.findall(hoa.files_feedback()["text"])[0]
    with desks(chromium, service) as office:
        office["dispatcher"].goto(f"{service.url}/console/cases/{code}")
        office["dispatcher"].keyboard.press("g")
        done(office["dispatcher"], "Đã giao xử lý.")
        for role, page in office.items():
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            for path in (*PAGES[role], f"/console/cases/{code}"):
                answer = page.goto(service.url + path)
                assert answer is not None
                assert answer.status == 200, path
                page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{path} scrolls sideways"
                assert page.evaluate(CONTRAST) == [], path


PAGES = {
    "dispatcher": ("/console", "/console/notices", "/console/enter", "/console/entry-points"),
    "officer": ("/console", "/console/notices"),
    "head": ("/console", "/console/enter"),
}


def done(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").first).to_have_text(sentence)


def test_a_matter_goes_through_the_office_by_keyboard_and_the_answer_comes_back(
    service: LiveService, chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    phone = chromium.new_context(**PHONE)
    request.addfinalizer(phone.close)
    phone.set_default_timeout(15_000)
    with desks(chromium, service) as office:
        van, minh, lan = office["dispatcher"], office["officer"], office["head"]
        chat = ChatPage(phone, service)
        code = file_feedback(chat)

        # The dispatcher: the list, the newest case, one key.
        van.goto(f"{service.url}/console")
        van.keyboard.press("j")
        van.keyboard.press("Enter")
        expect(van.get_by_role("heading", name=code)).to_be_visible()
        van.keyboard.press("g")
        done(van, "Đã giao xử lý.")

        # The head's bell rings; the officer takes the case from the unit's list with a key and asks for a paper.
        lan.goto(f"{service.url}/console/notices")
        expect(lan.locator(".unseen")).to_contain_text("1")
        expect(lan.locator(".notices")).to_contain_text(code)
        minh.goto(f"{service.url}/console")
        minh.keyboard.press("j")
        minh.keyboard.press("Enter")
        expect(minh.get_by_role("heading", name=code)).to_be_visible()
        minh.keyboard.press("n")
        done(minh, "Anh/chị đã nhận xử lý vụ việc này.")
        minh.keyboard.press("h")
        minh.keyboard.type("Anh/chị gửi giúp số giấy hẹn.")
        minh.get_by_role("button", name="Gửi đề nghị bổ sung").click()
        done(minh, "Đã gửi đề nghị bổ sung tới người gửi.")
        expect(minh.locator(".head .chip")).to_have_text("Chờ người gửi bổ sung")

        # The citizen is asked without reloading and answers.
        expect(chat.bubbles("staff").last).to_contain_text("số giấy hẹn")
        chat.presses("Bổ sung", code)
        chat.says("Giấy hẹn số 45, hẹn ngày 02/11", "Giấy hẹn số 45")
        chat.presses("Gửi bổ sung", "Đã chuyển phần bổ sung")
        minh.reload()
        expect(minh.locator("section[aria-labelledby=content]")).to_contain_text("Giấy hẹn số 45")

        # The officer writes the reply with its legal basis and submits it.
        minh.keyboard.press("t")
        minh.keyboard.type("Sở đã kiểm tra và trả kết quả.")
        minh.get_by_label("Căn cứ pháp lý").first.fill("Nghị định 61/2018/NĐ-CP")
        expect(minh.get_by_label("Người ký").first).to_have_value("Chị Lan")
        minh.get_by_role("button", name="Trình duyệt", exact=True).click()
        done(minh, "Đã trình lãnh đạo duyệt.")

        # The head corrects a word and approves.
        lan.goto(f"{service.url}/console")
        lan.get_by_role("link", name="1 chờ duyệt").click()
        lan.get_by_role("link", name=code).click()
        lan.screenshot(path=tmp_path / "approve.png", full_page=True)
        lan.get_by_label("Nội dung trả lời").fill("Sở xin lỗi, đã kiểm tra và trả kết quả.")
        lan.get_by_role("button", name="Duyệt và gửi").click()
        done(lan, "Đã duyệt; câu trả lời đang được gửi tới người gửi.")

        # The citizen gets it at once and says how satisfied she is.
        expect(chat.bubbles("staff").last).to_contain_text("Sở xin lỗi, đã kiểm tra và trả kết quả.")
        expect(chat.bubbles("staff").last).to_contain_text("Nghị định 61/2018/NĐ-CP")
        chat.presses("Hài lòng", "")
        minh.reload()
        expect(minh.locator("section[aria-labelledby=rating]")).to_contain_text("Hài lòng")
        chat.check()
