"""The office's commands, as a person types them."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

import bot.__main__
from bot.feedback.data_desk import SqlDataDesk
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.steps import State
from bot.store.db import Store
from bot.store.models import Conversation
from tests.support.delivery import ROOT, kb, settings
from tests.support.feedback import NOW, Town, found_town
from tests.support.store import migrated

runner = CliRunner()


class Line:
    """A command line on a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'bot.sqlite3'}"
        asyncio.run(self._found())

    async def _found(self) -> None:
        await migrated(self.url)
        store = Store(self.url)
        town: Town = await found_town(store)
        self.new = await town.brought(State.RECEIVED)
        self.open = await town.brought(State.ASSIGNED)
        await store.close()

    async def request(self) -> str:
        """The sender of the cases asks to have everything erased; returns the code of the request."""
        store = Store(self.url)
        async with store.write() as session:
            conversation = (await session.scalars(select(Conversation).where(Conversation.external_id == "hoa"))).one()
            lifecycle = Lifecycle(settings(), kb().calendar)
            desk = SqlDataDesk(session, conversation, settings(), kb(), lifecycle, NOW, None, None)
            receipt = await desk.request("erase")
        await store.close()
        return receipt.code

    def __call__(self, *words: str, code: int = 0) -> str:
        result = runner.invoke(bot.__main__.app, [*words, "--config", str(ROOT / "config.toml")])
        assert result.exit_code == code, (result.output, result.exception)
        if code:
            assert result.stderr.startswith("Lỗi: ")
            assert "Traceback" not in result.output
        return result.stdout if code == 0 else result.stderr


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setenv("BOT_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return Line(tmp_path)


def test_adding_staff_prints_a_one_time_link(line: Line) -> None:
    link = line("staff", "add", "nga", "--name", "Chị Nga", "--role", "officer", "--unit", "cong-nghe")
    assert "/console/link/" in link
    assert "nga\tofficer\tcong-nghe\tchưa đặt mật khẩu\tChị Nga" in line("staff", "list")
    assert line("staff", "link", "nga") != link
    line("staff", "disable", "nga")
    assert "đã ngừng" in line("staff", "list")


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "add", "nga", "--name", "Nga", "--role", "boss"),
        ("staff", "add", "nga", "--name", "Nga", "--role", "officer", "--unit", "khong-co"),
        ("staff", "add", "officer", "--name", "Minh", "--role", "auditor"),
        ("staff", "disable", "khongco"),
        ("staff", "disable", "admin"),
        ("feedback", "list", "--state", "xong"),
        ("feedback", "show", "PA-0000-00000"),
        ("feedback", "assign", "{new}"),
        ("feedback", "assign", "{new}", "--unit", "khong-co"),
        ("feedback", "assign", "{new}", "--officer", "khongco"),
        ("feedback", "reply", "{new}", "--text", "a", "--basis", "b", "--signer", "c"),
        ("feedback", "reply", "{open}", "--text", " ", "--basis", "b", "--signer", "c"),
        ("feedback", "close", "{open}", "--reason", "x", "--as", "khongco"),
        ("feedback", "close", "{open}", "--reason", "x", "--as", "stranger"),
        ("export", "feedback", "--format", "pdf"),
        ("export", "feedback", "--format", "xlsx"),
        ("export", "feedback", "--format", "xlsx", "--out", "/khong/co/a.xlsx"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(line: Line, words: tuple[str, ...]) -> None:
    line(*(word.format(new=line.new, open=line.open) for word in words), code=2)


def test_a_case_is_shown_assigned_answered_and_closed(line: Line) -> None:
    assert line.new in line("feedback", "list")
    assert "Mới tiếp nhận" in line("feedback", "show", line.new.lower())
    assert "Đang xử lý" in line("feedback", "assign", line.new, "--officer", "officer")
    reply = ("--text", "Đã xem xét.", "--basis", "Văn bản thử", "--signer", "Chị Lan")
    assert "duyệt" in line("feedback", "reply", line.new, *reply, "--as", "officer", code=2)
    assert "Đã trả lời" in line("feedback", "reply", line.new, *reply, "--as", "head")
    assert "Đã đóng" in line("feedback", "close", line.new, "--reason", "Xong.")
    shown = line("feedback", "show", line.new)
    assert "Chị Lan: Đã xem xét." in shown
    assert line.new not in line("feedback", "list")
    assert line.new in line("feedback", "list", "--state", "closed")


def test_the_work_by_the_clock_can_be_done_at_once(line: Line) -> None:
    assert line("rounds") == ""
    assert line.new in line("feedback", "list")


def test_a_case_goes_its_whole_way_from_the_command_line(line: Line) -> None:
    assert "Đã phân loại" in line("feedback", "classify", line.new, "--kind", "hanh_vi", "--procedure", "2.001209")
    assert "Đang xử lý" in line("feedback", "assign", line.new, "--unit", "chi-cuc-tdc")
    assert "Chờ phối hợp" in line("feedback", "consult", line.new, "--unit", "cong-nghe", "--text", "Cho ý kiến.")
    assert "Đang xử lý" in line("feedback", "advise", line.new, "--text", "Đồng ý.")
    assert "Phòng Công nghệ" in line(
        "feedback", "move", line.new, "--unit", "cong-nghe", "--reason", "Đúng thẩm quyền."
    )
    assert "Chờ người gửi bổ sung" in line("feedback", "ask", line.new, "--text", "Gửi giúp giấy hẹn.")
    assert "Đang xử lý" in line("feedback", "resume", line.new, "--reason", "Đã gọi điện.")
    line("feedback", "interim", line.new, "--text", "Đang xác minh.")
    line("feedback", "extend", line.new, "--reason", "Cần xác minh thêm.")
    promise = ("--new-date", "21/12/2099", "--responsible", "Chị Lan", "--reason", "Việc kéo dài.")
    line("feedback", "apologise", line.new, *promise)
    reply = ("--text", "Đã xem xét.", "--basis", "Văn bản thử", "--signer", "Chị Lan")
    assert "Chờ duyệt" in line("feedback", "submit", line.new, *reply, "--as", "stranger")
    assert "Đang xử lý" in line("feedback", "return", line.new, "--reason", "Bổ sung căn cứ.")
    line("feedback", "submit", line.new, *reply, "--as", "stranger")
    assert "Đã trả lời" in line("feedback", "approve", line.new)
    assert "Đang xử lý" in line("feedback", "reopen", line.new, "--reason", "Chưa được giải quyết.")
    line("feedback", "note", line.new, "--text", "Đã gọi lại.")
    shown = line("feedback", "show", line.new)
    assert "Ngày hẹn lại\thạn 21/12/2099" in shown
    assert "Phân loại\thạn" in shown
    assert "Đã gọi lại." in shown
    assert "Đề xuất loại: Nội dung có" in shown


@pytest.mark.parametrize(
    ("step", "options", "state"),
    [
        ("transfer", ("--agency", "Công an tỉnh", "--reason", "Thuộc thẩm quyền."), "Đã chuyển cơ quan khác"),
        ("decline", ("--reason", "khong_ro_noi_dung"), "Không tiếp nhận"),
        ("duplicate", ("--original", "{open}"), "Trùng vụ việc trước"),
        ("guide", ("--reason", "to_cao"), "Đã hướng dẫn khiếu nại, tố cáo"),
        ("withdraw", (), "Người gửi đã rút"),
    ],
)
def test_a_case_ends_in_every_way_from_the_command_line(
    line: Line, step: str, options: tuple[str, ...], state: str
) -> None:
    given = (word.format(open=line.open) for word in options)
    assert state in line("feedback", step, line.new, *given)


def test_what_a_step_lacks_is_said_as_on_the_page(line: Line) -> None:
    assert "Vui lòng nhập nội dung." in line("feedback", "ask", line.open, code=2)
    assert "khong_ro_noi_dung" in line("feedback", "decline", line.open, "--reason", "vì thế", code=2)
    assert "viết như 2026-12-21" in line("feedback", "apologise", line.open, "--new-date", "mai", code=2)
    assert "kb list" in line("feedback", "classify", line.open, "--kind", "khen", "--procedure", "9.9", code=2)
    assert "Loại vụ việc không hợp lệ." in line("feedback", "classify", line.open, "--kind", "xyz", code=2)


def test_every_case_is_exported(line: Line, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(line("export", "feedback").removeprefix("\ufeff"))))
    assert {row[0] for row in rows[1:]} == {line.new, line.open}
    line("export", "feedback", "--format", "xlsx", "--out", str(tmp_path / "a.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert {row[0].value for row in list(book.active.iter_rows())[1:]} == {line.new, line.open}
    book.close()


def test_a_bad_setting_is_named_with_file_and_line(
    line: Line, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "config.toml"
    broken.write_text((ROOT / "config.toml").read_text(encoding="utf-8").replace("[web]", "[web]\nphao = 1"))
    result = runner.invoke(bot.__main__.app, ["feedback", "list", "--config", str(broken)])
    assert result.exit_code == 2
    assert f"{broken}:" in result.stderr


def test_a_case_is_held_and_what_runs_out_is_named_before_it_goes(line: Line) -> None:
    assert line("retention", "--dry-run") == ""
    line("feedback", "hold", line.new, "--reason", "Tòa án yêu cầu, văn bản 12/TA")
    assert "Giữ lại theo yêu cầu pháp lý: Tòa án yêu cầu, văn bản 12/TA" in line("feedback", "show", line.new)
    line("feedback", "unhold", line.new, "--reason", "Đã xử xong")
    assert "Thôi giữ lại: Đã xử xong" in line("feedback", "show", line.new)


def test_a_request_about_data_is_planned_and_carried_out(line: Line) -> None:
    request = asyncio.run(line.request())
    assert "Giữ: Vụ việc" in line("privacy", "plan", request)
    assert "Giữ: Vụ việc" in line("privacy", "erase", request, "--as", "dispatcher")
    assert "Đã thực hiện yêu cầu." in line("feedback", "show", request)
    assert "đầu mối" in line("privacy", "erase", request, "--as", "officer", code=2)
    assert "không phải là yêu cầu xóa" in line("privacy", "erase", line.open, code=2)
    assert "Không có vụ việc" in line("privacy", "plan", "PA-0000-00000", code=2)
