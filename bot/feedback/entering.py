"""A case that somebody of the office enters for a person who came, called or wrote: same clocks, same proposals."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Agency, Settings
from bot.dialogue import FeedbackDraft
from bot.feedback import consents, notices, opening
from bot.feedback.actors import Actor
from bot.feedback.classify import QUESTION
from bot.feedback.lifecycle import Lifecycle
from bot.feedback.refused import StepRefused
from bot.feedback.steps import Step
from bot.store.models import Feedback
from knowledge import personal
from knowledge.meaning import Kind

if TYPE_CHECKING:
    from knowledge.base import Knowledge

CHANNELS = ("counter", "phone", "paper", "email")
"""Ways on which a person reaches the office itself; keys of `words.CHANNELS`."""

ASKED = {"phan_anh": "Phản ánh, kiến nghị", QUESTION: "Câu hỏi cho cán bộ", "khen": "Lời khen"}
"""What the person came for."""

CONSENTS = {"spoken": "Đã nghe đọc và đồng ý bằng lời", "written": "Đã đồng ý bằng văn bản"}

OLDEST_DAYS = 365
"""How long ago a case may have been received."""


@dataclass(frozen=True)
class Entry:
    """What is entered. `received_at` is aware; `not_legal`: the writer has judged that it is no khiếu nại, tố cáo."""

    channel: str
    asked: str
    text: str
    procedure: str | None
    name: str
    phone: str
    address: str
    consent: str
    received_at: datetime
    not_legal: bool = False


class LooksLegal(StepRefused):
    """The text reads like khiếu nại or tố cáo, which are not taken here (NĐ 20/2008/NĐ-CP, Điều 5)."""


def consent_text(agency: Agency) -> str:
    """The words that are read out or signed before name, telephone and address are written down."""
    return notices.render("consent_office", agency=agency)


async def enter(
    session: AsyncSession,
    settings: Settings,
    kb: Knowledge,
    lifecycle: Lifecycle,
    actor: Actor,
    entry: Entry,
    now: datetime,
) -> Feedback:
    """Receive the case from the moment at which it came to the office. Raises StepRefused."""
    _check(entry, kb, now)
    case = await opening.new_case(session, settings, kb, _draft(entry, settings, actor), entry.channel)
    case.entered_by_id = actor.staff_id
    entered = {"entered_at": local(now).isoformat(timespec="minutes")}
    await lifecycle.apply(session, case, Step.RECEIVE, actor, entry.received_at, detail=entered)
    consents.keep(session, case, _draft(entry, settings, actor))
    return case


def _check(entry: Entry, kb: Knowledge, now: datetime) -> None:
    if entry.channel not in CHANNELS or entry.asked not in ASKED:
        raise StepRefused("Vui lòng chọn cách tiếp nhận và loại nội dung trong danh sách.")
    if not entry.text:
        raise StepRefused("Vui lòng nhập nội dung.")
    if entry.procedure and kb.catalog.get(entry.procedure) is None:
        raise StepRefused("Thủ tục được chọn không có trong danh mục. Vui lòng chọn lại.")
    if entry.received_at > now:
        raise StepRefused("Thời điểm tiếp nhận không được sau bây giờ.")
    if entry.received_at < now - timedelta(days=OLDEST_DAYS):
        raise StepRefused(f"Thời điểm tiếp nhận cách nay quá {OLDEST_DAYS} ngày. Vui lòng kiểm tra lại năm.")
    if _contact(entry) and entry.consent not in CONSENTS:
        raise StepRefused(
            "Cần người gửi đồng ý cho xử lý họ tên, điện thoại, địa chỉ. Nếu họ không đồng ý, "
            "vui lòng để trống các ô đó; nội dung được ghi nhận là góp ý ẩn danh."
        )
    if not entry.not_legal and kb.understander.understand(entry.text).kind is Kind.LEGAL_COMPLAINT:
        raise LooksLegal(
            "Nội dung có dấu hiệu khiếu nại hoặc tố cáo nên chưa được lưu. Vui lòng hướng dẫn người gửi nộp đơn "
            "có chữ ký đến cơ quan có thẩm quyền hoặc trình bày tại nơi tiếp công dân."
        )


def _contact(entry: Entry) -> bool:
    return any((entry.name, entry.phone, entry.address))


def _draft(entry: Entry, settings: Settings, actor: Actor) -> FeedbackDraft:
    """The entry as the chat would have made it; numbers and secrets that nobody needs are masked."""
    text, _ = personal.hide(unicodedata.normalize("NFC", entry.text))
    draft = FeedbackDraft(step="summary", kind=entry.asked, text=text, procedure=entry.procedure)
    if not _contact(entry):
        draft.anonymous = entry.asked != QUESTION
        return draft
    draft.name, draft.phone, draft.address = entry.name or None, entry.phone or None, entry.address or None
    draft.consent_at, draft.consent_text = entry.received_at, consent_text(settings.agency)
    draft.consent_answer = f"{CONSENTS[entry.consent]}; {actor.name} ghi nhận"
    return draft
