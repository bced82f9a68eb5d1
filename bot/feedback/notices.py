"""What the citizen is told when a case moves, in the conversation in which they sent it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import local
from bot.delivery import outgoing
from bot.feedback import words
from bot.feedback.actors import Actor
from bot.feedback.steps import State, Step, StepData
from bot.store.models import Conversation, Feedback
from bot.turns import Button, Reply


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(name: str, **context: object) -> str:
    """A notice in the small markup of replies; everything that people wrote is escaped."""
    return _templates().get_template(f"{name}.j2").render(words=words, local=local, **context).strip()


TOLD = {
    Step.ASSIGN: "case_assigned",
    Step.MOVE: "case_moved",
    Step.ASK: "case_ask",
    Step.RESUME: "case_resumed",
    Step.INTERIM: "case_interim",
    Step.EXTEND: "case_extended",
    Step.APOLOGISE: "case_apology",
    Step.APPROVE: "case_reply",
    Step.REPLY: "case_reply",
    Step.CLOSE: "case_closed",
    Step.REOPEN: "case_reopened",
    Step.TRANSFER: "case_transferred",
    Step.DECLINE: "case_declined",
    Step.DUPLICATE: "case_duplicate",
    Step.GUIDE: "case_guided",
    Step.WITHDRAW: "case_withdrawn",
    Step.PUBLISH: "case_published",
    Step.CORRECT: "case_corrected",
    Step.REDATE: "case_redated",
}
"""What the sender reads about a step that somebody else takes; the other steps do not concern them."""

REPLIES = frozenset({Step.REPLY, Step.APPROVE})


async def tell_citizen(
    session: AsyncSession,
    case: Feedback,
    step: Step,
    data: StepData,
    actor: Actor,
    before: str | None,
    now: datetime,
    site: str,
) -> None:
    """Queue what the sender reads about a step, in the conversation in which they sent the case.

    What they do themselves is answered by the turn. `before` is the state before the step, `site` the public
    address of the service.
    """
    if step not in TOLD or case.conversation_id is None or actor.role == "citizen":
        return
    if step is Step.ASSIGN and before == case.state:
        return
    if step is Step.REDATE and "reply" not in data.get("detail", {}):
        # The other clocks are the office's own business.
        return
    conversation = await session.get_one(Conversation, case.conversation_id)
    said = {**data, **_sent(case)} if step in REPLIES else dict(data)
    html = render(TOLD[step], case=case, site=site, text=said.pop("text", None), **said)
    author = "staff" if step in REPLIES or step is Step.ASK else "bot"
    outgoing.queue(
        session,
        conversation,
        Reply(html, _buttons(case, step)),
        now=now,
        author=author,
        staff_id=actor.staff_id,
        feedback_id=case.id,
    )


async def tell_duplicates(session: AsyncSession, case: Feedback, step: Step, actor: Actor, now: datetime) -> None:
    """Queue the reply for the others who had sent the same."""
    if step not in REPLIES:
        return
    same = select(Feedback).where(
        Feedback.original_id == case.id,
        Feedback.state == State.DUPLICATE.value,
        Feedback.conversation_id.is_not(None),
        Feedback.conversation_id.is_distinct_from(case.conversation_id),
    )
    for other in (await session.scalars(same)).all():
        conversation = await session.get_one(Conversation, other.conversation_id)
        html = render("case_reply_duplicate", case=other, original=case, **_sent(case))
        reply = Reply(html, (Button("Xem tình trạng", f"track:{other.code}"),))
        outgoing.queue(
            session, conversation, reply, now=now, author="staff", staff_id=actor.staff_id, feedback_id=other.id
        )


def _sent(case: Feedback) -> dict[str, str | None]:
    """The reply as it stands in the row: what was approved, or written and sent at once."""
    return {"text": case.draft_text, "basis": case.draft_basis, "signer": case.draft_signer}


def _buttons(case: Feedback, step: Step) -> tuple[Button, ...]:
    if step in REPLIES:
        levels = tuple(Button(name, f"rate:{case.code}:{level}") for level, name in words.RATINGS.items())
        return (*levels, Button("Chưa được giải quyết", f"reopen:{case.code}"))
    if step is Step.ASK:
        return (Button("Bổ sung", f"add:{case.code}"), Button("Xem tình trạng", f"track:{case.code}"))
    return (Button("Xem tình trạng", f"track:{case.code}"),)
