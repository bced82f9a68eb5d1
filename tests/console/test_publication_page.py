"""The page on which results are made public, as officers and reviewers use it."""

from __future__ import annotations

import re
from typing import Any

from bot.feedback import publication
from bot.feedback.steps import State, Step
from tests.support.console import Browser, Console
from tests.support.published import answered, publish

TEXT = "Tôi là Lê Thị Hoa, số 0912 345 678, thư hoa@vidu.vn, bị trả hồ sơ."
HOA: dict[str, Any] = {"name": "Lê Thị Hoa", "phone": "0912 345 678"}


async def form(console: Console, code: str, **changes: str) -> dict[str, str]:
    case = await console.town.case(code)
    found = publication.proposal(case)
    texts = {"public_question": found.question, "public_answer": found.answer, "public_basis": found.basis}
    return {"version": str(case.version), "reason": "", **texts, **changes}


async def approval(browser: Browser, code: str) -> dict[str, str]:
    page = (await browser.get(f"/console/publication/{code}")).text
    block = page.split(f"{code}/publish")[1].split("</form>")[0]
    return dict(re.findall(r'name="(version|seen)" value="([^"]+)"', block))


async def test_what_waits_is_listed_by_its_last_day(console: Console) -> None:
    code = await answered(console.town)
    await console.town.brought(State.ASSIGNED, chat="b")
    reviewer = await console.entered("reviewer")
    page = (await reviewer.get("/console/publication")).text
    assert "1 vụ việc" in page
    assert code in page
    assert "26/11/2026" in page
    assert "Chưa soạn bản công khai" in page


async def test_the_list_shows_no_contact_to_who_need_not_reach_the_sender(console: Console) -> None:
    await answered(console.town, TEXT, **HOA)
    for role in ("reviewer", "auditor"):
        page = (await (await console.entered(role)).get("/console/publication")).text
        assert "bị trả hồ sơ" in page
        assert "Lê Thị Hoa" not in page
        assert "0912" not in page
        assert "vidu.vn" not in page


async def test_original_and_public_text_stand_side_by_side_with_every_cut_explained(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    reviewer = await console.entered("reviewer")
    page = (await reviewer.get(f"/console/publication/{code}")).text
    assert "<del>Lê Thị Hoa</del>" in page
    assert "<ins>[đã che: họ tên]</ins>" in page
    assert "tên của người gửi" in page
    assert "số điện thoại của người gửi" in page


async def test_from_the_officer_s_text_to_the_public_page(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    officer, reviewer = await console.entered("officer"), await console.entered("reviewer")
    await officer.get(f"/console/publication/{code}")
    assert (await officer.post(f"/console/publication/{code}/redact", await form(console, code))).status_code == 303
    saved = await reviewer.post(f"/console/publication/{code}/publish", await approval(reviewer, code))
    assert saved.status_code == 303
    assert "Đã công khai kết quả" in (await reviewer.get(saved.headers["location"])).text
    public = (await reviewer.get("/ket-qua/KQ-2026-00001")).text
    assert "[đã che: họ tên]" in public
    assert "Hoa" not in public
    await reviewer.get("/console/publication")
    assert code not in (await reviewer.get("/console/publication")).text
    assert code in (await reviewer.get("/console/publication?shelf=published")).text


async def test_a_text_that_is_refused_stays_in_the_form(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    officer = await console.entered("officer")
    await officer.get(f"/console/publication/{code}")
    fields = await form(console, code, public_answer="Bản do tôi gõ rất lâu.")
    refused = await officer.post(f"/console/publication/{code}/redact", fields)
    assert refused.status_code == 409
    assert "nêu lý do sửa" in refused.text
    assert "Bản do tôi gõ rất lâu." in refused.text


async def test_a_text_that_still_names_the_sender_warns_and_cannot_be_approved(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    officer, reviewer = await console.entered("officer"), await console.entered("reviewer")
    await officer.get(f"/console/publication/{code}")
    fields = await form(console, code, public_answer="Đã trả lời bà Lê Thị Hoa.", reason="Viết lại.")
    assert (await officer.post(f"/console/publication/{code}/redact", fields)).status_code == 303
    page = (await reviewer.get(f"/console/publication/{code}")).text
    assert "còn thông tin riêng" in page
    assert "«Lê Thị Hoa»" in page
    assert f"{code}/publish" not in page
    case = await console.town.case(code)
    tried = {"version": str(case.version), "seen": publication.seen(case)}
    assert (await reviewer.post(f"/console/publication/{code}/publish", tried)).status_code == 409
    assert (await console.town.case(code)).publication == "proposed"


async def test_an_approval_counts_for_the_text_that_was_shown(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    officer, reviewer = await console.entered("officer"), await console.entered("reviewer")
    await officer.get(f"/console/publication/{code}")
    await officer.post(f"/console/publication/{code}/redact", await form(console, code))
    looked_at = await approval(reviewer, code)
    await console.town.take(code, Step.RATE, rating=5)
    rated = await console.town.case(code)
    assert str(rated.version) != looked_at["version"]
    await officer.post(
        f"/console/publication/{code}/redact", await form(console, code, public_answer="Khác.", reason="Sửa.")
    )
    refused = await reviewer.post(f"/console/publication/{code}/publish", looked_at)
    assert refused.status_code == 409
    assert "vừa được người khác cập nhật" in refused.text
    looked_at = await approval(reviewer, code)
    await console.town.take(code, Step.RATE, rating=4)
    assert (await reviewer.post(f"/console/publication/{code}/publish", looked_at)).status_code == 303


async def test_taking_down_and_keeping_private_ask_for_a_reason(console: Console) -> None:
    code = await answered(console.town)
    number = await publish(console.town, code)
    kept = await answered(console.town, chat="b")
    reviewer = await console.entered("reviewer")
    for path, one in (("unpublish", code), ("keep", kept)):
        await reviewer.get(f"/console/publication/{one}")
        version = str((await console.town.case(one)).version)
        empty = await reviewer.post(f"/console/publication/{one}/{path}", {"version": version, "reason": " "})
        assert empty.status_code == 409
        assert "lý do" in empty.text
        done = await reviewer.post(
            f"/console/publication/{one}/{path}", {"version": version, "reason": "Chuyện riêng."}
        )
        assert done.status_code == 303
    assert (await reviewer.get(f"/ket-qua/{number}")).status_code == 410
    page = (await reviewer.get("/console/publication?shelf=kept")).text
    assert code in page
    assert kept in page
    assert "Chuyện riêng." in page


async def test_another_unit_s_officer_sees_nothing_of_it(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    stranger = await console.entered("stranger")
    assert (await stranger.get(f"/console/publication/{code}")).status_code == 404
    assert code not in (await stranger.get("/console/publication")).text


async def test_who_only_looks_on_reads_no_contact(console: Console) -> None:
    code = await answered(console.town, TEXT, **HOA)
    auditor = await console.entered("auditor")
    page = (await auditor.get(f"/console/publication/{code}")).text
    assert "Lê Thị Hoa" not in page
    assert "0912" not in page
    assert "vidu.vn" not in page
    assert "<form" not in page.split('id="facts"')[1]
