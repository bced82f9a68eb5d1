"""The row of a new case with what is proposed for it, whoever opens it: the assistant or somebody of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.dialogue import FeedbackDraft
from bot.feedback import codes, consents, entry_points, routing
from bot.feedback.classify import ANONYMOUS, FALLBACK, propose_kind
from bot.feedback.deadlines import PERSONAL_DATA
from bot.store.models import Feedback, Unit
from bot.store.units import sync_units

if TYPE_CHECKING:
    from knowledge.base import Knowledge


async def new_case(
    session: AsyncSession,
    settings: Settings,
    kb: Knowledge,
    draft: FeedbackDraft,
    channel: str,
    conversation_id: int | None = None,
) -> Feedback:
    """The row of a new case, not yet received.

    The proposed kind holds until a person decides, but for requests about one's own data: whether it is one, with
    clocks and an erasure of its own, only a person says.
    """
    proposal = propose_kind(draft.text, asked=draft.kind, anonymous=draft.anonymous)
    entry = await entry_points.find(session, draft.via) if draft.via else None
    procedure, procedure_why = _procedure(kb, draft)
    unit = routing.propose(settings, kb.catalog, proposal.kind, draft.procedure or procedure)
    if entry is not None and entry.unit is not None:
        unit = routing.Proposal(entry.unit.key, f"Người gửi quét mã QR tại «{entry.name}»")
    case = Feedback(
        code=await free_code(session),
        kind=FALLBACK if proposal.kind == PERSONAL_DATA else proposal.kind,
        data_request=proposal.request,
        channel=channel,
        conversation_id=conversation_id,
        text=draft.text,
        procedure=draft.procedure,
        via=entry.key if entry else None,
        anonymous=draft.anonymous,
        consent_at=draft.consent_at,
        consent_text=consents.evidence(draft),
        proposed_kind=proposal.kind,
        proposed_kind_why=proposal.why,
        proposed_procedure=procedure,
        proposed_procedure_why=procedure_why,
        proposed_unit=await unit_row(session, settings, unit.unit),
        proposed_why=unit.why,
    )
    if not (draft.anonymous or proposal.kind == ANONYMOUS):
        case.name, case.phone, case.address = draft.name, draft.phone, draft.address
    return case


def _procedure(kb: Knowledge, draft: FeedbackDraft) -> tuple[str | None, str | None]:
    """The procedure that is proposed and why: what the sender chose, else the one that the text speaks of."""
    if draft.procedure:
        return draft.procedure, "Người gửi chọn thủ tục này."
    named = [code for code in kb.understander.procedures_in(draft.text) if kb.catalog.get(code)]
    if named:
        return named[0], "Nội dung nhắc đến thủ tục này; người gửi không chọn thủ tục nào."
    if draft.guess:
        return draft.guess, "Người gửi vừa hỏi về thủ tục này; người gửi không chọn thủ tục nào."
    return None, None


async def free_code(session: AsyncSession) -> str:
    """A code that no case has."""
    while True:
        code = codes.new_code()
        if await session.scalar(select(Feedback.id).where(Feedback.code == code)) is None:
            return code


async def unit_row(session: AsyncSession, settings: Settings, key: str) -> Unit:
    """The row of a unit; the first case of a new database may come before anybody copied the settings."""
    find = select(Unit).where(Unit.key == key)
    found = await session.scalar(find)
    if found is None:
        await sync_units(session, settings)
        found = (await session.scalars(find)).one()
    return found
