"""Publishing the result of a case: what may be shown, its public number, and the row that the public searches.

Nothing is public until a reviewer has approved the very text that is shown; whatever takes a case out of
publication takes the row away in the same transaction (NĐ 20/2008/NĐ-CP, Điều 19).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.config import Settings
from bot.feedback import deadlines, redaction
from bot.feedback.redaction import Cut, Redacted
from bot.feedback.refused import StepRefused
from bot.feedback.steps import Step, StepData
from bot.store.models import Feedback, PublicResult
from knowledge.personal_patterns import flat

SHOWN = 3
"""How many of the things that are left a refusal names."""

_WORD = re.compile(r"[^\W_]+")
_NEXT_NUMBER = text(
    "INSERT INTO public_number (year, last) VALUES (:year, 1) "
    "ON CONFLICT (year) DO UPDATE SET last = public_number.last + 1 RETURNING last"
)


def proposal(case: Feedback) -> Redacted:
    """What the program would cut from the case and its reply."""
    return redaction.propose(case, case.draft_text or "", case.draft_basis or "")


def check_text(case: Feedback, data: StepData) -> None:
    """Raise StepRefused when a public text cannot be saved: wrong kind, a cut without its kind, no reason given."""
    if case.kind == deadlines.PERSONAL_DATA:
        raise StepRefused("Yêu cầu về dữ liệu cá nhân không được công khai.")
    given = (data["public_question"], data["public_answer"], data.get("public_basis", case.draft_basis or ""))
    if any(redaction.BARE_MASK.search(one) for one in given):
        raise StepRefused("Mỗi chỗ che cần ghi rõ đã che gì, ví dụ «[đã che: họ tên]».")
    wanted = proposal(case)
    if given != (wanted.question, wanted.answer, wanted.basis) and not data.get("reason", "").strip():
        raise StepRefused("Bản công khai khác bản máy đề xuất. Vui lòng nêu lý do sửa.")


def left(case: Feedback, settings: Settings) -> tuple[Cut, ...]:
    """What still leads to the sender in the text that would be published."""
    shown = (case.public_question, case.public_answer, case.public_basis)
    return redaction.leftovers(case, "\n".join(part or "" for part in shown), settings.agency)


def check_clean(case: Feedback, settings: Settings) -> None:
    """Raise StepRefused while the text to be published still leads to the sender."""
    if found := left(case, settings):
        named = "; ".join(f"«{cut.text}» ({redaction.KINDS[cut.kind]})" for cut in found[:SHOWN])
        more = f" và {len(found) - SHOWN} chỗ khác" if len(found) > SHOWN else ""
        raise StepRefused(
            f"Bản công khai còn thông tin riêng: {named}{more}. Vui lòng che rồi lưu lại trước khi duyệt."
        )


def seen(case: Feedback) -> str:
    """A fingerprint of what an approver decides on: the public text and the words it was made from."""
    parts = (case.public_question, case.public_answer, case.public_basis, case.text, case.draft_text)
    return hashlib.sha256("\0".join(part or "" for part in parts).encode()).hexdigest()[:32]


def fold(*texts: str | None) -> str:
    """The words of texts without accents, each once and after a blank: what a search looks for."""
    words = _WORD.findall(flat(unicodedata.normalize("NFC", " ".join(part or "" for part in texts))))
    return " " + " ".join(dict.fromkeys(words))


async def follow(session: AsyncSession, case: Feedback, step: Step, now: datetime) -> None:
    """After a step: the row that the public searches is there when the case is published, else not."""
    if step is not Step.PUBLISH and case.publication == "published":
        return
    await session.execute(delete(PublicResult).where(PublicResult.feedback_id == case.id))
    if case.publication != "published":
        return
    today = local(now).date()
    if case.public_no is None:
        last = await session.scalar(_NEXT_NUMBER, {"year": today.year})
        case.public_no = f"KQ-{today.year}-{last:05}"
    session.add(
        PublicResult(
            feedback_id=case.id,
            kind=case.kind,
            unit_id=case.unit_id,
            procedure=case.procedure,
            published_on=today,
            folded=fold(case.public_no, case.public_question, case.public_answer, case.public_basis),
        )
    )
