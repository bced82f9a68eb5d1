"""The second factor that opens a case in another conversation than its own: the end of the telephone left with it.

Wrong tries are rows of `lookup_try`, so that every replica counts the same ones. A code that does not exist is
counted and answered like wrong digits: nobody learns which of the two was wrong.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.models import Conversation, Feedback, LookupTry

DIGITS = 4
TRIES_PER_CASE = 5
TRIES_PER_CONVERSATION = 10
WINDOW = timedelta(hours=1)

Proof = Literal["proven", "wrong", "locked"]


def digits_of(phone: str | None) -> str | None:
    """The last digits of a telephone number however it is written; None when it has too few."""
    digits = "".join(char for char in phone or "" if char.isdigit())
    return digits[-DIGITS:] if len(digits) >= DIGITS else None


def possible(case: Feedback) -> bool:
    """Whether the case holds a telephone by which its sender can be known."""
    return digits_of(case.phone) is not None


async def check(session: AsyncSession, code: str, digits: str, conversation: Conversation, now: datetime) -> Proof:
    """Compare the digits with those of the case, unless too many tries went wrong; a wrong one is noted."""
    # The lock lets tries of several conversations at one case be counted one after the other.
    wanted = select(Feedback).where(Feedback.code == code).with_for_update(of=Feedback)
    case = await session.scalar(wanted)
    if await _locked(session, case, conversation, now):
        return "locked"
    right = digits_of(case.phone) if case is not None else None
    if hmac.compare_digest(right or "-", digits):
        return "proven"
    session.add(LookupTry(conversation_id=conversation.id, feedback_id=case.id if case else None, at=now))
    await session.flush()
    return "wrong"


async def _locked(session: AsyncSession, case: Feedback | None, conversation: Conversation, now: datetime) -> bool:
    here = LookupTry.conversation_id == conversation.id
    same = LookupTry.feedback_id == case.id if case is not None else here & LookupTry.feedback_id.is_(None)
    if await _tries(session, same, now) >= TRIES_PER_CASE:
        return True
    return await _tries(session, here, now) >= TRIES_PER_CONVERSATION


async def _tries(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> int:
    recent = select(func.count()).select_from(LookupTry).where(which, LookupTry.at > now - WINDOW)
    return await session.scalar(recent) or 0
