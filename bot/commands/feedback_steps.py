"""The steps of a case as commands, from one table: what each is called, what may be given with it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from bot.commands import office
from bot.commands.office import DEFAULT_CONFIG, Config

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.feedback.steps import StepData
    from bot.store.models import Feedback

Code = Annotated[str, typer.Argument(metavar="MÃ", help="Mã vụ việc, ví dụ PA-7K3M-92QFX.")]
As = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help="Ghi nhận người làm; mặc định: quản trị máy.")]


@dataclass(frozen=True)
class Command:
    """A step (its value is the name of the command), what it does, and its options: name -> explanation."""

    step: str
    help: str
    options: dict[str, str]


_REPLY = {"text": "Nội dung trả lời.", "basis": "Căn cứ pháp lý.", "signer": "Người ký."}
_LISTED = "Khóa của lý do trong danh sách; để trống sẽ được liệt kê."

COMMANDS = (
    Command("classify", "Phân loại vụ việc.", {"kind": "Loại, ví dụ hanh_vi.", "procedure": "Mã thủ tục."}),
    Command(
        "assign",
        "Giao vụ việc cho đơn vị, cho cán bộ.",
        {"unit": "Mã đơn vị; mặc định đơn vị của cán bộ.", "officer": "Tên đăng nhập của cán bộ."},
    ),
    Command(
        "move",
        "Chuyển vụ việc sang đơn vị khác.",
        {"unit": "Mã đơn vị.", "officer": "Tên đăng nhập của cán bộ.", "reason": "Lý do; người gửi đọc được."},
    ),
    Command("ask", "Đề nghị người gửi bổ sung.", {"text": "Cần bổ sung gì."}),
    Command("resume", "Xử lý tiếp khi không chờ người gửi nữa.", {"reason": "Lý do."}),
    Command("consult", "Lấy ý kiến phối hợp của đơn vị khác.", {"unit": "Mã đơn vị.", "text": "Cần cho ý kiến gì."}),
    Command("advise", "Cho ý kiến phối hợp.", {"text": "Ý kiến."}),
    Command("interim", "Thông báo tình trạng cho người gửi.", {"text": "Nội dung thông báo."}),
    Command("extend", "Gia hạn trả lời, một lần.", {"reason": "Lý do; người gửi đọc được."}),
    Command(
        "apologise",
        "Xin lỗi người gửi và hẹn lại, một lần.",
        {
            "reason": "Nguyên nhân chậm.",
            "new_date": "Ngày hẹn lại: 2026-12-21 hoặc 21/12/2026.",
            "responsible": "Người hoặc đơn vị chịu trách nhiệm.",
        },
    ),
    Command("submit", "Trình lãnh đạo duyệt câu trả lời.", _REPLY),
    Command("return", "Trả lại dự thảo câu trả lời.", {"reason": "Cần sửa gì."}),
    Command(
        "approve", "Duyệt và gửi câu trả lời.", {name: f"{text} Mặc định như dự thảo." for name, text in _REPLY.items()}
    ),
    Command("reply", "Trả lời người gửi qua đúng kênh đã gửi.", _REPLY),
    Command("transfer", "Chuyển cơ quan khác.", {"agency": "Tên cơ quan có thẩm quyền.", "reason": "Lý do."}),
    Command("decline", "Không tiếp nhận.", {"reason": _LISTED, "text": "Lời hướng dẫn thêm cho người gửi."}),
    Command("duplicate", "Liên kết với vụ việc trùng có trước.", {"original": "Mã vụ việc có trước."}),
    Command("guide", "Hướng dẫn khiếu nại, tố cáo; nội dung không được lưu.", {"reason": _LISTED}),
    Command("withdraw", "Rút theo yêu cầu của người gửi.", {"reason": "Người gửi yêu cầu thế nào."}),
    Command("close", "Đóng vụ việc.", {"reason": "Lý do đóng."}),
    Command("reopen", "Mở lại vụ việc.", {"reason": "Lý do mở lại."}),
    Command("note", "Ghi chú nội bộ; người gửi không thấy.", {"text": "Nội dung ghi chú."}),
)


def register(feedback: typer.Typer) -> None:
    """Add one command for each row. What a step lacks is said by the lifecycle, as on the page."""
    for command in COMMANDS:
        feedback.command(command.step, help=command.help)(_function(command))


def _function(command: Command) -> Callable[..., None]:
    """A function with the parameters that the row asks for; Typer reads them from its signature."""

    def run(code: str, by: str | None, config: Path, **given: str | None) -> None:
        office.run(take(config, code, command.step, by, {name: text for name, text in given.items() if text}))

    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        inspect.Parameter(name, keyword, default=None, annotation=Annotated[str | None, typer.Option(help=told)])
        for name, told in command.options.items()
    ]
    parameters = [
        inspect.Parameter("code", keyword, annotation=Code),
        *options,
        inspect.Parameter("by", keyword, default=None, annotation=As),
        inspect.Parameter("config", keyword, default=DEFAULT_CONFIG, annotation=Config),
    ]
    shaped = cast(Any, run)
    shaped.__signature__ = inspect.Signature(parameters)
    shaped.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


async def take(config: Path, code: str, name: str, by: str | None, given: dict[str, Any]) -> None:
    """Take a step of a case and print its line; a service that runs sends what the step queues."""
    from bot.clock import utc_now
    from bot.commands.feedback_lines import line
    from bot.feedback.lifecycle import Lifecycle
    from bot.feedback.steps import Step
    from knowledge.calendar import load_calendar
    from knowledge.catalog import HERE

    async with office.opened(config) as place, place.store.write() as session:
        case = await known(session, code)
        data = await _data(session, Step(name), given)
        lifecycle = Lifecycle(place.settings, load_calendar(HERE / "calendar.csv"))
        await lifecycle.apply(session, case, Step(name), await office.acting(session, by), utc_now(), **data)
        typer.echo(line(case))


async def known(session: AsyncSession, code: str) -> Feedback:
    """The case with a code as typed. Raises StepRefused."""
    from bot.feedback import cases
    from bot.feedback.refused import StepRefused

    case = await cases.by_code(session, code)
    if case is None:
        raise StepRefused(f"Không có vụ việc «{code}».")
    return case


async def _data(session: AsyncSession, step: Any, given: dict[str, Any]) -> StepData:
    """What was typed as data of the step. Raises StepRefused, AccountError."""
    from sqlalchemy import select

    from bot.console import accounts
    from bot.store.models import Unit

    data: dict[str, Any] = dict(given)
    if officer := given.get("officer"):
        data["officer"] = await accounts.known(session, officer)
        data["unit"] = data["officer"].unit
    if unit := given.get("unit"):
        data["unit"] = await session.scalar(select(Unit).where(Unit.key == unit))
    if original := given.get("original"):
        data["original"] = await known(session, original)
    if new_date := given.get("new_date"):
        data["new_date"] = _day(new_date)
    if procedure := given.get("procedure"):
        _check_procedure(procedure)
    _listed(step.value, given.get("reason", ""))
    return cast("StepData", data)


def _day(text: str) -> date:
    from bot.feedback.refused import StepRefused

    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise StepRefused(f"Ngày «{text}» không đúng; viết như 2026-12-21 hoặc 21/12/2026.")


def _check_procedure(code: str) -> None:
    from bot.feedback.refused import StepRefused
    from knowledge.catalog import load_catalog

    if load_catalog().get(code) is None:
        raise StepRefused(f"Không có thủ tục «{code}»; xem mã bằng: python -m bot kb list")


def _listed(step: str, reason: str) -> None:
    """Name the reasons where one of a list is wanted and another was given."""
    from bot.feedback import words
    from bot.feedback.refused import StepRefused

    reasons = {"decline": words.DECLINE_REASONS, "guide": words.LEGAL_WAYS}.get(step)
    if reasons is not None and reason not in reasons:
        lines = [f"  {key}: {said}" for key, said in reasons.items()]
        raise StepRefused("Vui lòng chọn --reason trong danh sách:\n" + "\n".join(lines))
