"""Consents as evidence: for what, to which words, what the person answered, and when it was taken back.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 9, 10; NĐ 356/2025/NĐ-CP.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.dialogue import FeedbackDraft
from bot.store.models import Consent, Feedback

FEEDBACK = "feedback"
"""Purpose: name, telephone and address are used to handle this one case."""


def keep(session: AsyncSession, case: Feedback, draft: FeedbackDraft) -> None:
    """Write the consent that a draft carries beside its case; nothing when none was given."""
    if draft.consent_at is None or draft.consent_text is None:
        return
    session.add(
        Consent(
            conversation_id=case.conversation_id,
            feedback_id=case.id,
            purpose=FEEDBACK,
            text=draft.consent_text,
            answer=draft.consent_answer or "",
            given_at=draft.consent_at,
        )
    )


def evidence(draft: FeedbackDraft) -> str | None:
    """The words agreed to, with the answer behind them, as they stand with the case."""
    if draft.consent_text is None or draft.consent_answer is None:
        return draft.consent_text
    return f"{draft.consent_text}\n[{draft.consent_answer}]"


REMINDER = "reminder"
"""Purpose: procedure, filing day and due date are kept to remind the person."""


async def withdraw(session: AsyncSession, conversation_id: int, now: datetime) -> int:
    """Note that the person of a conversation takes back every consent given there; returns how many."""
    given = (Consent.conversation_id == conversation_id, Consent.withdrawn_at.is_(None))
    result = await session.execute(update(Consent).where(*given).values(withdrawn_at=now))
    return cast(CursorResult[Any], result).rowcount
