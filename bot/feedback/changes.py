"""What a step changes in the row of the case, and what its event keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feedback import forgetting, publication, words
from bot.feedback.actors import Actor
from bot.feedback.steps import TURNED_AWAY, Rule, State, Step, StepData
from bot.store.models import ERASED, Attachment, Feedback

ADDS = frozenset({Step.NOTE})
"""Steps that change nothing of the row, so that they stand in nobody's way."""

FORGOTTEN = "[Nội dung khiếu nại, tố cáo: không lưu]"

_CONTACT = ("name", "phone", "address")
_NO_CONTACT: dict[str, Any] = dict.fromkeys(_CONTACT)
_NOBODY: dict[str, Any] = _NO_CONTACT | dict.fromkeys(("draft_text", "draft_basis", "draft_signer"))
_NO_MATTER: dict[str, Any] = dict.fromkeys(
    ("procedure", "proposed_procedure", "proposed_procedure_why", "proposed_kind_why")
)
_REPLY = ("text", "basis", "signer")


def of(rule: Rule, case: Feedback, target: str, data: StepData, now: datetime, actor: Actor) -> dict[str, Any]:
    """The columns that the step sets; empty for a step that only adds an event."""
    if rule.step in ADDS and "hold" not in data.get("detail", {}):
        return {}
    values: dict[str, Any] = {"state": target, **_own(rule.step, case, data, now, actor)}
    if target != State.CONSULTING.value:
        # Another unit sees the case only as long as it is asked.
        values["consulted_unit_id"] = None
    if "kind" in data:
        values["kind"] = data["kind"]
    if "procedure" in data:
        values["procedure"] = data["procedure"]
    if rule.target is State.ANSWERED:
        values["answered_at"] = case.answered_at or now
    elif rule.target is State.CLOSED:
        values |= {"closed_at": now, "close_reason": data["reason"]}
    elif rule.target in (*TURNED_AWAY, State.GUIDED):
        values["closed_at"] = now
    return values


def _own(step: Step, case: Feedback, data: StepData, now: datetime, actor: Actor) -> dict[str, Any]:
    """The columns that belong to this step alone."""
    unit, officer = data.get("unit"), data.get("officer")
    match step:
        case Step.CLASSIFY:
            return {"classified_at": case.classified_at or now}
        case Step.ASSIGN:
            chosen = {"unit_id": unit and unit.id, "officer_id": officer and officer.id}
            return {"classified_at": case.classified_at or now, **chosen}
        case Step.MOVE:
            return {
                "unit_id": unit and unit.id,
                "officer_id": officer and officer.id,
                "hops": case.hops + 1,
            }
        case Step.CLAIM:
            return {"officer_id": actor.staff_id}
        case Step.CONSULT:
            return {"consulted_unit_id": unit and unit.id}
        case Step.EXTEND:
            return {"extended_at": now}
        case Step.APOLOGISE:
            return {"promised_on": data["new_date"], "responsible": data["responsible"]}
        case Step.SUBMIT | Step.REPLY:
            draft = {f"draft_{part}": data[part] for part in _REPLY}  # type: ignore[literal-required]
            return {**draft, "draft_by_id": actor.staff_id, **(_outdated(case) if step is Step.REPLY else {})}
        case Step.APPROVE:
            draft = {f"draft_{part}": data[part] for part in _REPLY if part in data}  # type: ignore[literal-required]
            return {**draft, **_outdated(case)}
        case Step.RATE:
            # What was said of another rating does not belong to this one.
            kept = case.rating_comment if case.rating == data["rating"] else None
            comment = data.get("text") or kept
            return {"rating": data["rating"], "rating_comment": comment, "rated_at": now}
        case Step.REOPEN:
            ended = ("answered_at", "closed_at", "close_reason", "transferred_to", "original_id")
            return {**dict.fromkeys(ended), **_hidden(case)}
        case Step.TRANSFER:
            return {"transferred_to": data["agency"], "close_reason": data["reason"]}
        case Step.DECLINE:
            return {"close_reason": words.DECLINE_REASONS[data["reason"]]}
        case Step.DUPLICATE:
            original = data["original"]
            return {"original_id": original and original.id}
        case Step.GUIDE:
            return {"close_reason": words.LEGAL_WAYS[data["reason"]], "text": FORGOTTEN, **_NOBODY, **_NO_MATTER}
        case Step.NOTE:
            return {"legal_hold": data["detail"]["hold"] == "on"}
        case Step.ERASE:
            return dict(_NO_CONTACT) if contact_only(data) else _erased(case, now)
        case _:
            return _publication(case, step, data, now, actor) or _contact(step, data)


def _hidden(case: Feedback) -> dict[str, Any]:
    """A case that is worked on again is not shown in public."""
    return {"publication": "withdrawn"} if case.publication == "published" else {}


def _outdated(case: Feedback) -> dict[str, Any]:
    """A new reply makes the public text one of another reply: it is taken back and must be decided on anew."""
    if case.publication == "proposed":
        return {"publication": "private"}
    reason = {"publication_reason": "Câu trả lời đã được thay bằng câu trả lời mới."}
    return {**_hidden(case), **reason} if case.publication == "published" else {}


def _publication(case: Feedback, step: Step, data: StepData, now: datetime, actor: Actor) -> dict[str, Any]:
    match step:
        case Step.REDACT:
            shown = {"public_question": data["public_question"], "public_answer": data["public_answer"]}
            shown["public_basis"] = data.get("public_basis", case.draft_basis or "")
            return {"publication": "proposed", "public_by_id": actor.staff_id, **shown}
        case Step.PUBLISH:
            return {"publication": "published", "published_at": now, "publication_reason": None}
        case Step.KEEP_PRIVATE:
            return {"publication": "kept", "publication_reason": data["reason"]}
        case Step.UNPUBLISH:
            return {"publication": "withdrawn", "publication_reason": data["reason"]}
        case _:
            return {}


def _contact(step: Step, data: StepData) -> dict[str, Any]:
    if step is Step.CORRECT:
        return {part: data["contact"][part] for part in _CONTACT if part in data["contact"]}
    return {}


def contact_only(data: StepData) -> bool:
    """Whether ERASE takes only name, telephone and address away."""
    return data.get("detail", {}).get("scope") == "contact"


def _erased(case: Feedback, now: datetime) -> dict[str, Any]:
    """What is left of an erased case: code, kind, moments, clocks and figures."""
    listed = (*words.DECLINE_REASONS.values(), *words.LEGAL_WAYS.values())
    texts = dict.fromkeys(
        ("public_question", "public_answer", "public_basis", "rating_comment", "publication_reason", "consent_text")
    )
    return {
        **_NOBODY,
        **texts,
        "text": case.text if case.text == FORGOTTEN else ERASED,
        "close_reason": case.close_reason if case.close_reason in (None, *listed) else ERASED,
        "publication": {"published": "withdrawn", "proposed": "kept"}.get(case.publication, case.publication),
        "erased_at": now,
    }


def note(case: Feedback, step: Step, data: StepData) -> str | None:
    """The words of the event: what was written, or why. An approved reply is the draft as it was sent."""
    if step is Step.APPROVE:
        return case.draft_text
    if step is Step.GUIDE:
        return None
    return data.get("text") or data.get("reason")


def detail(case: Feedback, step: Step, data: StepData) -> dict[str, str]:
    """What the event keeps beside its note, in words that stay true when units and staff change."""
    kept = dict(data.get("detail", {}))
    if step in (Step.ASSIGN, Step.MOVE, Step.REPLY, Step.APPROVE, Step.SUBMIT) and case.unit is not None:
        kept |= {"unit": case.unit.name, "unit_id": str(case.unit.id)}
    if step in (Step.ASSIGN, Step.MOVE, Step.CLAIM) and case.officer is not None:
        kept["officer"] = case.officer.name
    if step in (Step.CLASSIFY, Step.ASSIGN):
        kept["kind"] = case.kind
    if step is Step.CONSULT and (unit := data.get("unit")) is not None:
        kept["unit"] = unit.name
    if step is Step.APPROVE:
        kept |= {"basis": case.draft_basis or "", "signer": case.draft_signer or ""}
    if step is Step.DUPLICATE and (original := data.get("original")) is not None:
        kept["original"] = original.code
    if step is Step.CORRECT:
        kept["parts"] = ", ".join(sorted(data["contact"]))
    for key in ("basis", "signer", "agency", "responsible", "rating", "new_date"):
        if key in data:
            kept[key] = str(data[key])
    return kept


async def beside(session: AsyncSession, case: Feedback, step: Step, data: StepData, now: datetime) -> None:
    """What the step changes in other rows: what the public finds, files added, words and files no longer kept."""
    await publication.follow(session, case, step, now)
    if step is Step.ADD and (files := data.get("files")):
        await session.execute(update(Attachment).where(Attachment.id.in_(files)).values(feedback_id=case.id))
    if step is Step.GUIDE or (step is Step.ERASE and not contact_only(data)):
        await forgetting.case(session, case)
