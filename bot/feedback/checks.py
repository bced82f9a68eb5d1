"""What a step asks for beside state and role, and the sentence for the person when it is not so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings
from bot.feedback import copies, publication, words
from bot.feedback.actors import Actor
from bot.feedback.refused import StepRefused
from bot.feedback.steps import OPEN, Condition, Rule, Step, StepData
from bot.store.models import Feedback, FeedbackEvent

MISSING = {
    "text": "Vui lòng nhập nội dung.",
    "basis": "Vui lòng nhập căn cứ pháp lý.",
    "signer": "Vui lòng nhập người ký.",
    "unit": "Vui lòng chọn đơn vị xử lý.",
    "reason": "Vui lòng nêu lý do.",
    "kind": "Vui lòng chọn loại vụ việc.",
    "agency": "Vui lòng nêu tên cơ quan có thẩm quyền.",
    "original": "Vui lòng nhập mã của vụ việc đã có trước.",
    "new_date": "Vui lòng chọn ngày hẹn lại.",
    "responsible": "Vui lòng nêu người hoặc đơn vị chịu trách nhiệm.",
    "rating": "Vui lòng chọn mức độ hài lòng.",
    "public_question": "Vui lòng nhập nội dung phản ánh sẽ công khai.",
    "public_answer": "Vui lòng nhập nội dung trả lời sẽ công khai.",
    "contact": "Vui lòng nêu thông tin cần sửa.",
}

NO_REPLY_OWED = frozenset({"khen", "gop_y_an_danh"})
"""Kinds that may be closed without a reply."""


def needs(rule: Rule, data: StepData) -> None:
    """Raise StepRefused for the first thing that the step needs and was not given."""
    for need in rule.needs:
        value = data.get(need)
        if not (value.strip() if isinstance(value, str) else value):
            raise StepRefused(MISSING[need])


def unmet(condition: Condition, case: Feedback, settings: Settings) -> str | None:
    """Why the condition of a row does not hold for the case; None when it does."""
    if condition == "no_approval" and case.kind not in settings.feedback.reply_without_approval:
        return "Câu trả lời loại này cần lãnh đạo đơn vị duyệt. Vui lòng dùng «Trình duyệt trả lời»."
    if condition == "no_reply_owed" and case.kind not in NO_REPLY_OWED:
        return "Vụ việc này cần được trả lời, chuyển, từ chối hoặc liên kết trùng trước khi đóng."
    if condition == "redacted" and case.publication != "proposed":
        return "Chưa có bản che thông tin để duyệt công khai."
    if condition == "published" and case.publication != "published":
        return "Vụ việc này chưa được công khai."
    return None


async def check(
    session: AsyncSession, case: Feedback, step: Step, actor: Actor, data: StepData, now: datetime, settings: Settings
) -> None:
    """Raise StepRefused when the data of the step cannot be."""
    if data.get("kind", case.kind) not in words.KINDS:
        raise StepRefused("Loại vụ việc không hợp lệ.")
    match step:
        case Step.ASSIGN:
            _assignee(case, actor, data)
        case Step.MOVE:
            await _way(session, case, actor, data)
        case Step.CLAIM:
            _free(case, actor)
        case Step.CONSULT:
            _consulted(case, data)
        case Step.EXTEND:
            _extendable(case, now)
        case Step.APOLOGISE:
            _apology(case, data, now)
        case Step.APPROVE:
            _four_eyes(case.draft_by_id, actor, "Người soạn không tự duyệt; cần lãnh đạo khác duyệt câu trả lời này.")
        case Step.REDACT:
            publication.check_text(case, data)
        case Step.PUBLISH:
            _four_eyes(case.public_by_id, actor, "Người soạn bản công khai không tự duyệt; cần người khác duyệt.")
            publication.check_clean(case, settings)
        case Step.DECLINE:
            _listed(data, words.DECLINE_REASONS)
        case Step.GUIDE:
            _listed(data, words.LEGAL_WAYS)
        case Step.DUPLICATE:
            original = data["original"]
            assert original is not None
            await copies.check(session, case, original)
        case Step.NOTE:
            if "hold" in data.get("detail", {}) and actor.role not in ("admin", "dispatcher"):
                raise StepRefused("Chỉ đầu mối (Văn phòng) hoặc quản trị được giữ lại vụ việc theo yêu cầu pháp lý.")
        case Step.ERASE:
            if case.legal_hold:
                raise StepRefused("Vụ việc đang được giữ lại theo yêu cầu pháp lý nên chưa xóa được.")
        case Step.RATE:
            if data["rating"] not in words.RATINGS:
                raise StepRefused("Mức độ hài lòng không hợp lệ.")


def _assignee(case: Feedback, actor: Actor, data: StepData) -> None:
    unit, officer = data.get("unit"), data.get("officer")
    assert unit is not None
    if actor.role == "head" and unit.id != actor.unit_id:
        raise StepRefused("Lãnh đạo đơn vị chỉ giao việc trong đơn vị mình; sang đơn vị khác dùng «Chuyển đơn vị».")
    if case.unit_id is not None and unit.id != case.unit_id and case.state in OPEN[2:]:
        raise StepRefused("Vụ việc đã giao cho đơn vị khác. Vui lòng dùng «Chuyển đơn vị» và nêu lý do.")
    if not unit.active:
        raise StepRefused("Đơn vị này không còn hoạt động.")
    if officer is not None and (officer.unit_id != unit.id or officer.disabled_at is not None):
        raise StepRefused("Cán bộ được chọn không thuộc đơn vị xử lý hoặc đã ngừng tài khoản.")


async def _way(session: AsyncSession, case: Feedback, actor: Actor, data: StepData) -> None:
    """No passing round: back to a unit that had the case only a head decides (công văn UBND-NC 2026, II.1.1.b)."""
    unit = data["unit"]
    assert unit is not None
    if unit.id == case.unit_id:
        raise StepRefused("Vụ việc đang ở chính đơn vị này.")
    if not unit.active:
        raise StepRefused("Đơn vị này không còn hoạt động.")
    if unit.id in await visited(session, case) and actor.role not in ("head", "admin"):
        raise StepRefused("Đơn vị này đã từng xử lý vụ việc; chuyển lại cần lãnh đạo đơn vị quyết định.")


async def visited(session: AsyncSession, case: Feedback) -> set[int]:
    """The units that have had the case."""
    wanted = select(FeedbackEvent.data).where(
        FeedbackEvent.feedback_id == case.id, FeedbackEvent.step.in_((Step.ASSIGN.value, Step.MOVE.value))
    )
    return {int(data["unit_id"]) for data in await session.scalars(wanted) if "unit_id" in data}


def _free(case: Feedback, actor: Actor) -> None:
    if case.officer_id is not None and case.officer_id != actor.staff_id:
        name = case.officer.name if case.officer else "cán bộ khác"
        raise StepRefused(f"Vụ việc đã có {name} nhận xử lý.")


def _consulted(case: Feedback, data: StepData) -> None:
    unit = data["unit"]
    assert unit is not None
    if unit.id == case.unit_id:
        raise StepRefused("Vui lòng chọn đơn vị khác để lấy ý kiến phối hợp.")
    if not unit.active:
        raise StepRefused("Đơn vị này không còn hoạt động.")


def _extendable(case: Feedback, now: datetime) -> None:
    if case.due_on is None:
        raise StepRefused("Vụ việc này không đặt hạn trả lời.")
    if case.extended_at is not None:
        raise StepRefused("Thời hạn trả lời chỉ được gia hạn một lần.")
    if local(now).date() > case.due_on:
        raise StepRefused("Hạn trả lời đã qua nên không gia hạn được; vui lòng gửi lời xin lỗi và hẹn lại.")


def _apology(case: Feedback, data: StepData, now: datetime) -> None:
    if case.due_on is None:
        raise StepRefused("Vụ việc này không đặt hạn trả lời.")
    if case.promised_on is not None:
        raise StepRefused("Chỉ được hẹn lại một lần.")
    if data["new_date"] <= max(case.due_on, local(now).date()):
        raise StepRefused("Ngày hẹn lại phải sau hạn trả lời và sau hôm nay.")


def _four_eyes(writer_id: int | None, actor: Actor, sentence: str) -> None:
    if writer_id is not None and writer_id == actor.staff_id:
        raise StepRefused(sentence)


def _listed(data: StepData, reasons: dict[str, str]) -> None:
    if data["reason"] not in reasons:
        raise StepRefused("Vui lòng chọn lý do trong danh sách.")
