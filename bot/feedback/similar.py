"""Earlier cases that help with a case: what was answered before, and what the same person may have sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import likeness
from bot.feedback.actors import SYSTEM, Actor
from bot.feedback.cases import scope
from bot.feedback.deadlines import PERSONAL_DATA
from bot.feedback.steps import State
from bot.store.models import Feedback

RECENT = 1000
"""How many of the newest cases are compared, whatever they are about."""

SAME_PROCEDURE = 500
"""How many more about the same procedure, however old."""

SHOWN = 5

DUPLICATE_DAYS = 30
"""How long ago the same conversation may have sent the same."""

DUPLICATE = 0.35
"""The likeness (0-1) from which two cases of one conversation are taken for the same."""

_FOR_PROCEDURE, _FOR_KIND, _FOR_UNIT = 0.15, 0.05, 0.05
_USELESS = {State.GUIDED, State.WITHDRAWN, State.DECLINED, State.DUPLICATE}
_USEFUL = frozenset(state.value for state in State) - {state.value for state in _USELESS}
_COLUMNS = (
    *(Feedback.id, Feedback.code, Feedback.text, Feedback.state, Feedback.kind, Feedback.procedure),
    *(Feedback.unit_id, Feedback.answered_at, Feedback.received_at, Feedback.conversation_id),
)


@dataclass(frozen=True)
class Similar:
    """An earlier case with the Vietnamese reason why it is named; `duplicate`: maybe the very same matter."""

    code: str
    state: str
    text: str
    answered: bool
    score: float
    why: str
    duplicate: bool = False


async def similar(session: AsyncSession, case: Feedback, actor: Actor, recent: int = RECENT) -> list[Similar]:
    """Possible duplicates first, then what was answered, then what is still open; within the actor's scope.

    Compared are the newest `recent` cases, those about the same procedure and those of the same
    conversation, so that it stays fast however many cases there are.
    """
    if case.erased_at is not None or case.state == State.GUIDED.value:
        return []
    rows = await _candidates(session, case, actor, recent)
    likes = await asyncio.to_thread(likeness.ranked, case.text, [row.text for row in rows])
    found = [_similar(case, rows[like.place], like) for like in likes]
    found.sort(key=lambda one: (not one.duplicate, not one.answered, -one.score))
    return found[:SHOWN]


async def at_receipt(session: AsyncSession, case: Feedback) -> dict[str, str]:
    """What the history of a new case keeps of this proposal: the codes, duplicates apart. For `StepData.detail`."""
    found = await similar(session, case, SYSTEM, recent=RECENT // 4)
    named = {
        "duplicates": ", ".join(one.code for one in found if one.duplicate),
        "similar": ", ".join(one.code for one in found if not one.duplicate),
    }
    return {key: codes for key, codes in named.items() if codes}


async def _candidates(session: AsyncSession, case: Feedback, actor: Actor, recent: int) -> Sequence[Row[Any]]:
    mine = scope(actor)
    # The state is looked at afterwards: its index would have the database sort every case instead of reading a few.
    where = [
        Feedback.kind != PERSONAL_DATA,
        Feedback.erased_at.is_(None),
        *([Feedback.id != case.id] if case.id is not None else []),
        *([] if mine is None else [mine]),
    ]
    wanted = [(Feedback.id > 0, recent)]
    if case.procedure:
        wanted.append((Feedback.procedure == case.procedure, SAME_PROCEDURE))
    if case.conversation_id is not None:
        wanted.append((Feedback.conversation_id == case.conversation_id, SAME_PROCEDURE))
    rows: dict[int, Any] = {}
    for which, limit in wanted:
        newest = select(*_COLUMNS).where(which, *where).order_by(Feedback.id.desc()).limit(limit)
        rows |= {row.id: row for row in await session.execute(newest) if row.state in _USEFUL}
    return list(rows.values())


def _similar(case: Feedback, row: Row[Any], like: likeness.Like) -> Similar:
    reasons, score = [f"cùng nói về {', '.join(f'«{word}»' for word in like.shared)}"], like.score
    for same, more, reason in (
        (row.procedure is not None and row.procedure == case.procedure, _FOR_PROCEDURE, "cùng thủ tục"),
        (row.kind == case.kind, _FOR_KIND, "cùng loại"),
        (row.unit_id is not None and row.unit_id in (case.unit_id, case.proposed_unit_id), _FOR_UNIT, "cùng đơn vị"),
    ):
        if same:
            score += more
            reasons.append(reason)
    why = "; ".join(reasons)
    found = Similar(row.code, row.state, row.text, row.answered_at is not None, score, f"{why[0].upper()}{why[1:]}.")
    return _as_duplicate(found) if _twice(case, row, like) else found


def _twice(case: Feedback, row: Row[Any], like: likeness.Like) -> bool:
    """Whether the same conversation sent the same shortly before."""
    if case.conversation_id is None or row.conversation_id != case.conversation_id or like.score < DUPLICATE:
        return False
    before: timedelta = abs(case.received_at - row.received_at) if case.received_at else timedelta()
    return before <= timedelta(days=DUPLICATE_DAYS)


def _as_duplicate(found: Similar) -> Similar:
    why = f"Có thể trùng: cùng người gửi trong vòng {DUPLICATE_DAYS} ngày. {found.why}"
    return replace(found, duplicate=True, why=why)
