"""Publishing results: what waits for a decision, and the page on which the public text is written and approved."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from starlette.responses import Response

from bot.console import contacts, forms
from bot.console.compare import compare
from bot.console.pages.case import find
from bot.console.visit import Visit
from bot.feedback import publication, shelves
from bot.feedback.redaction import KINDS, Redacted
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.shelves import SHELVES, Shelf
from bot.feedback.steps import Step, StepData
from bot.store.models import Clock, Feedback, Staff

_FIELDS = {
    Step.REDACT: ("public_question", "public_answer", "public_basis", "reason"),
    Step.PUBLISH: (),
    Step.KEEP_PRIVATE: ("reason",),
    Step.UNPUBLISH: ("reason",),
}

DONE = {
    "redact": "Đã lưu bản công khai. Người duyệt khác sẽ xem và quyết định.",
    "publish": "Đã công khai kết quả và báo cho người gửi.",
    "keep_private": "Đã quyết định không công khai.",
    "unpublish": "Đã gỡ: kết quả không còn hiện ở trang công khai.",
}

_WRITTEN = ("proposed", "published", "withdrawn", "kept")
"""Where a public text was written for the reply as it is now; a new reply makes a case private again."""


async def index(visit: Visit) -> Response:
    """The shelves, the first one by the last day for the decision."""
    query = visit.request.query_params
    wanted = query.get("shelf", "waiting")
    shelf: Shelf = wanted if wanted in SHELVES else "waiting"
    page = query.get("page", "1")
    number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    async with visit.host.store.read() as session:
        rows, total = await shelves.page(session, visit.actor, shelf, number)
    last = max(1, -(-total // shelves.PAGE))
    return visit.page(
        "publication_list",
        read=lambda case: case.text if contacts.sees(visit.actor, case) else publication.proposal(case).question,
        rows=rows,
        total=total,
        shelf=shelf,
        shelves=SHELVES,
        number=number,
        last=last,
    )


async def show(visit: Visit) -> Response:
    """One result: original and public text side by side."""
    return await _page(visit)


async def redact(visit: Visit) -> Response:
    """Save the public text and ask for its approval."""
    return await _take(visit, Step.REDACT)


async def publish(visit: Visit) -> Response:
    """Approve the text as it was shown."""
    return await _take(visit, Step.PUBLISH)


async def keep(visit: Visit) -> Response:
    """Decide not to publish, with a reason."""
    return await _take(visit, Step.KEEP_PRIVATE)


async def unpublish(visit: Visit) -> Response:
    """Take a published result down, with a reason."""
    return await _take(visit, Step.UNPUBLISH)


async def _take(visit: Visit, step: Step) -> Response:
    try:
        async with visit.host.store.write() as session:
            case = await find(visit, session)
            data = _data(visit, case, step)
            await visit.host.lifecycle.apply(session, case, step, visit.actor, visit.now, **data)
    except StepRefused as refused:
        return await _page(visit, 409, str(refused), {**visit.form, "step": step.value})
    if case.conversation_id is not None and step is Step.PUBLISH:
        visit.host.outbox.wake()
        visit.host.live.publish(case.conversation_id)
    return visit.go(f"/console/publication/{case.code}?done={step.value}")


def _data(visit: Visit, case: Feedback, step: Step) -> StepData:
    """The form as data of the step. Raises StepRefused for a value that cannot be.

    An approval counts for the text that was shown: a rating that came meanwhile does not undo it.
    """
    data: StepData = {}
    for name in _FIELDS[step]:
        value = visit.given(name)
        if len(value) > forms.TEXT_LENGTH:
            raise StepRefused(f"Nội dung dài tối đa {forms.TEXT_LENGTH} ký tự.")
        data[name] = value  # type: ignore[literal-required]
    version = visit.given("version")
    if step is Step.PUBLISH and visit.given("seen") == publication.seen(case):
        return data
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise StepRefused(CHANGED_BY_ANOTHER)
    data["version"] = int(version)
    return data


async def _page(visit: Visit, status: int = 200, problem: str = "", kept: Mapping[str, str] | None = None) -> Response:
    """The page; after a refused step with the sentence why and everything that had been typed.

    A reviewer compares with the original, so here they read it whole, which elsewhere they need not.
    """
    async with visit.host.store.read() as session:
        case = await find(visit, session)
        clock = await session.scalar(select(Clock).where(Clock.feedback_id == case.id, Clock.name == "publish"))
        writer = await session.get(Staff, case.public_by_id) if case.public_by_id else None
    proposal = publication.proposal(case)
    shown = _shown(case, proposal)
    whole = visit.actor.role == "reviewer" or contacts.sees(visit.actor, case)
    words = Redacted(case.text, case.draft_text or "", case.draft_basis or "", ()) if whole else proposal
    return visit.page(
        "publication",
        status,
        case=case,
        clock=clock,
        writer=writer,
        proposal=proposal,
        shown=shown,
        pairs=(
            ("Nội dung phản ánh", *compare(words.question, shown["public_question"])),
            ("Nội dung trả lời", *compare(words.answer, shown["public_answer"])),
            ("Căn cứ", *compare(words.basis, shown["public_basis"])),
        ),
        left=publication.left(case, visit.host.settings) if case.publication in ("proposed", "published") else (),
        seen=publication.seen(case),
        kinds=KINDS,
        steps=visit.host.lifecycle.possible(case, visit.actor),
        problem=problem,
        kept=kept or {},
        done=DONE.get(visit.request.query_params.get("done", ""), ""),
        contacts=whole,
    )


def _shown(case: Feedback, proposal: Redacted) -> dict[str, str]:
    """The public text as it was written, or else as it is proposed."""
    if case.publication in _WRITTEN and case.public_question:
        return {
            "public_question": case.public_question,
            "public_answer": case.public_answer or "",
            "public_basis": case.public_basis or "",
        }
    return {
        "public_question": proposal.question,
        "public_answer": proposal.answer,
        "public_basis": proposal.basis,
    }
