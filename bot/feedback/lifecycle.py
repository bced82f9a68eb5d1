"""The life of a case: the table of its steps, and the only place that takes one.

A step is checked, the row changed, the clocks set, the event written and the people told, all in the
caller's transaction (NĐ 20/2008/NĐ-CP, Điều 9, 14, 19; Luật Tiếp công dân, Điều 28). README draws this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Unpack, cast

from sqlalchemy import CursorResult, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.config import Settings
from bot.feedback import changes, checks, clocks, copies, notices, staff_news, words
from bot.feedback.actors import Actor
from bot.feedback.refused import CHANGED_BY_ANOTHER, StepRefused
from bot.feedback.steps import (
    ANYWHERE,
    APPROVERS,
    BACK,
    CITIZEN_ROLE,
    DECIDERS,
    HANDLERS,
    OPEN,
    REVIEWERS,
    SYSTEM_ROLE,
    TURNED_AWAY,
    Rule,
    State,
    Step,
    StepData,
    Touch,
)
from bot.store.models import Feedback, FeedbackEvent
from knowledge.calendar import Calendar

_NEW = (State.RECEIVED, State.CLASSIFIED)
_WITH_UNIT = (State.ASSIGNED, State.CONSULTING)
_BEFORE_REPLY = (*_NEW, State.ASSIGNED, State.WAITING)
_TOLD = (State.ANSWERED, State.CLOSED)
_TURNS_AWAY = Touch(meets=("classify", "interim"), stops=("transfer", "reply", "promise"))
_ANSWERS = Touch(meets=("classify", "interim", "reply", "promise"), stops=("transfer",), starts=("publish",))
_REPLY = ("text", "basis", "signer")

TABLE = (
    Rule(
        Step.RECEIVE, (None,), State.RECEIVED, CITIZEN_ROLE | SYSTEM_ROLE | HANDLERS, (),
        Touch(starts=("classify", "transfer", "interim", "reply")),
    ),
    Rule(Step.CLASSIFY, _NEW, State.CLASSIFIED, DECIDERS, ("kind",), Touch(meets=("classify",))),
    Rule(Step.CLASSIFY, (*_WITH_UNIT, State.WAITING), None, DECIDERS, ("kind",), Touch(meets=("classify",))),
    Rule(Step.ASSIGN, _NEW, State.ASSIGNED, DECIDERS, ("unit",), Touch(meets=("classify",), stops=("transfer",))),
    Rule(Step.ASSIGN, (State.ASSIGNED,), None, DECIDERS, ("unit",)),
    Rule(Step.MOVE, _WITH_UNIT, State.ASSIGNED, DECIDERS, ("unit", "reason")),
    Rule(Step.CLAIM, (State.ASSIGNED,), None, frozenset({"officer", "head"})),
    Rule(Step.ASK, (*_NEW, State.ASSIGNED), State.WAITING, HANDLERS, ("text",), Touch(reply="pauses")),
    Rule(Step.ADD, (State.WAITING,), BACK, CITIZEN_ROLE, ("text",), Touch(reply="goes_on")),
    Rule(Step.ADD, (*_NEW, *_WITH_UNIT, State.APPROVAL, State.ANSWERED), None, CITIZEN_ROLE, ("text",)),
    Rule(Step.RESUME, (State.WAITING,), BACK, HANDLERS, ("reason",), Touch(reply="goes_on")),
    Rule(Step.CONSULT, (State.ASSIGNED,), State.CONSULTING, HANDLERS, ("unit", "text")),
    Rule(Step.ADVISE, (State.CONSULTING,), State.ASSIGNED, HANDLERS, ("text",)),
    Rule(Step.INTERIM, OPEN, None, HANDLERS, ("text",), Touch(meets=("interim",))),
    Rule(Step.EXTEND, OPEN, None, DECIDERS, ("reason",), Touch(meets=("interim",), reply="extends")),
    Rule(
        Step.APOLOGISE, OPEN, None, DECIDERS, ("reason", "new_date", "responsible"),
        Touch(meets=("interim",), starts=("promise",)),
    ),
    Rule(Step.SUBMIT, (State.ASSIGNED,), State.APPROVAL, HANDLERS, _REPLY),
    Rule(Step.RETURN, (State.APPROVAL,), State.ASSIGNED, HANDLERS, ("reason",)),
    Rule(Step.APPROVE, (State.APPROVAL,), State.ANSWERED, APPROVERS, (), _ANSWERS),
    Rule(Step.REPLY, (State.ASSIGNED, State.ANSWERED), State.ANSWERED, APPROVERS, _REPLY, _ANSWERS),
    Rule(
        Step.REPLY, (State.ASSIGNED, State.ANSWERED), State.ANSWERED, HANDLERS - APPROVERS, _REPLY, _ANSWERS,
        when="no_approval",
    ),
    Rule(Step.RATE, _TOLD, None, CITIZEN_ROLE, ("rating",)),
    Rule(Step.CLOSE, (State.ANSWERED,), State.CLOSED, HANDLERS | SYSTEM_ROLE, ("reason",)),
    Rule(Step.CLOSE, (*_NEW, State.ASSIGNED), State.CLOSED, DECIDERS, ("reason",), _TURNS_AWAY, when="no_reply_owed"),
    Rule(
        Step.REOPEN, _TOLD, BACK, DECIDERS | CITIZEN_ROLE, ("reason",), Touch(stops=("publish",), reply="runs_again")
    ),
    Rule(Step.REOPEN, TURNED_AWAY, BACK, DECIDERS, ("reason",), Touch(reply="runs_again")),
    Rule(
        Step.TRANSFER, _BEFORE_REPLY, State.TRANSFERRED, DECIDERS, ("agency", "reason"),
        Touch(meets=("classify", "transfer", "interim"), stops=("reply", "promise")),
    ),
    Rule(Step.DECLINE, _BEFORE_REPLY, State.DECLINED, DECIDERS, ("reason",), _TURNS_AWAY),
    Rule(Step.DUPLICATE, _BEFORE_REPLY, State.DUPLICATE, DECIDERS, ("original",), _TURNS_AWAY),
    Rule(Step.GUIDE, _BEFORE_REPLY, State.GUIDED, DECIDERS, ("reason",), _TURNS_AWAY),
    Rule(
        Step.WITHDRAW, OPEN, State.WITHDRAWN, CITIZEN_ROLE | {"admin", "dispatcher"}, (),
        Touch(stops=("classify", "transfer", "interim", "reply", "promise")),
    ),
    Rule(Step.NOTE, ANYWHERE, None, HANDLERS, ("text",)),
    Rule(Step.REDACT, _TOLD, None, HANDLERS | REVIEWERS, ("public_question", "public_answer")),
    Rule(Step.PUBLISH, _TOLD, None, REVIEWERS, (), Touch(meets=("publish",)), when="redacted"),
    Rule(Step.KEEP_PRIVATE, _TOLD, None, REVIEWERS | {"dispatcher"}, ("reason",), Touch(stops=("publish",))),
    Rule(Step.UNPUBLISH, _TOLD, None, REVIEWERS | {"dispatcher"}, ("reason",), when="published"),
    Rule(Step.CORRECT, ANYWHERE, None, DECIDERS | CITIZEN_ROLE, ("contact",)),
    Rule(
        Step.ERASE, (*_TOLD, *TURNED_AWAY, State.GUIDED), None, frozenset({"admin", "dispatcher"}) | SYSTEM_ROLE,
        ("reason",), Touch(stops=("publish",)),
    ),
    Rule(Step.REDATE, OPEN, None, SYSTEM_ROLE, (), Touch(reply="recounts")),
)  # fmt: skip
"""Every step that is possible. What is not here is refused."""


def rules_for(state: State | None, step: Step) -> list[Rule]:
    """The rows for a step in a state; none when the step is not possible there."""
    return [rule for rule in TABLE if rule.step is step and state in rule.sources]


def steps_for(state: State, role: str) -> frozenset[Step]:
    """The steps that a role may take in a state, whatever the case."""
    return frozenset(rule.step for rule in TABLE if state in rule.sources and role in rule.roles)


class Lifecycle:
    """Takes steps by the settings and the calendar of the department."""

    def __init__(self, settings: Settings, calendar: Calendar) -> None:
        self._settings = settings
        self._calendar = calendar

    def possible(self, case: Feedback, actor: Actor) -> frozenset[Step]:
        """The steps that the actor may take with this very case now."""
        return frozenset(rule.step for rule in self._possible(case, actor))

    def _possible(self, case: Feedback, actor: Actor) -> Iterator[Rule]:
        for rule in TABLE:
            fits = State(case.state) in rule.sources and actor.role in rule.roles and actor.handles(case, rule.step)
            if fits and checks.unmet(rule.when, case, self._settings) is None:
                yield rule

    async def apply(
        self, session: AsyncSession, case: Feedback, step: Step, actor: Actor, now: datetime, **data: Unpack[StepData]
    ) -> FeedbackEvent:
        """Take a step within the caller's transaction and return its event. Raises StepRefused.

        `version` in the data is the version that the person saw. When another step was saved since, the
        step is refused, so a later save never overwrites. Steps that only add (`changes.ADDS`) need none.
        """
        rule = self._allowed(case, step, actor, data)
        await checks.check(session, case, step, actor, data, now, self._settings)
        before, kind = case.state, case.kind
        target = _target(rule, case)
        if step is Step.RECEIVE:
            case.state, case.version, case.received_at = target, 1, now
            session.add(case)
            await session.flush()
        elif values := changes.of(rule, case, target, data, now, actor):
            await _change(session, case, data.get("version", case.version), values)
        await clocks.touch(session, case, rule.clocks, now, self._settings, self._calendar, data, kind)
        event = FeedbackEvent(
            feedback_id=case.id,
            at=now,
            actor=actor.role,
            staff_id=actor.staff_id,
            step=step.value,
            from_state=before,
            to_state=target,
            note=changes.note(case, step, data),
            data=changes.detail(case, step, data),
        )
        session.add(event)
        await changes.beside(session, case, step, data, now)
        await notices.tell_citizen(session, case, step, data, actor, before, now, self._settings.web.public_url)
        await notices.tell_duplicates(session, case, step, actor, now)
        await copies.follow(session, case, step, now)
        await staff_news.tell(session, case, step, actor, now, self._settings)
        await session.flush()
        return event

    def _allowed(self, case: Feedback, step: Step, actor: Actor, data: StepData) -> Rule:
        """The row of the table that allows the step. Raises StepRefused."""
        if data.get("version", case.version) != case.version:
            # Told first: the step may be impossible only because of what the other person did.
            raise StepRefused(CHANGED_BY_ANOTHER)
        rules = rules_for(State(case.state) if case.state else None, step)
        word = words.STEPS[step].lower()
        if not rules:
            raise StepRefused(f"Không thể {word} khi vụ việc ở trạng thái «{words.said(words.STATES, case.state)}».")
        rule = next((rule for rule in rules if actor.role in rule.roles), None)
        if rule is None:
            raise StepRefused(f"Vai trò «{words.said(words.ACTORS, actor.role)}» không được {word} ở trạng thái này.")
        if not actor.handles(case, step):
            raise StepRefused("Vụ việc không thuộc đơn vị của Anh/chị.")
        if problem := checks.unmet(rule.when, case, self._settings):
            raise StepRefused(problem)
        checks.needs(rule, data)
        return rule


def _target(rule: Rule, case: Feedback) -> str:
    if rule.target is None:
        return case.state
    if rule.target != BACK:
        return rule.target.value
    if case.unit_id is not None:
        return State.ASSIGNED.value
    return (State.CLASSIFIED if case.classified_at else State.RECEIVED).value


async def _change(session: AsyncSession, case: Feedback, seen: int, values: dict[str, Any]) -> None:
    """Change the row if it is still the one that the person saw. Raises StepRefused."""
    statement = (
        update(Feedback)
        .where(Feedback.id == case.id, Feedback.version == seen)
        .values(version=seen + 1, **values)
        .execution_options(synchronize_session=False)
    )
    result = cast(CursorResult[Any], await session.execute(statement))
    if result.rowcount != 1:
        raise StepRefused(CHANGED_BY_ANOTHER)
    await session.refresh(case)
