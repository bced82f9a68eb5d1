"""What the forms of a case offer to choose from, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.console.step_forms import Field
from bot.feedback.actors import Actor
from bot.feedback.steps import OPEN, Step
from bot.store.models import Feedback, Staff, Unit
from knowledge.base import Knowledge
from knowledge.model import Procedure

_WITH_UNIT = OPEN[2:]


@dataclass(frozen=True)
class Choices:
    """Units and officers to assign to, other units to move to or ask, procedures by field, agencies, a signer."""

    units: Sequence[Unit]
    other_units: Sequence[Unit]
    officers: Sequence[Staff]
    procedures: Mapping[str, Sequence[Procedure]]
    agencies: Sequence[str]
    signer: str


async def of(session: AsyncSession, case: Feedback, actor: Actor, kb: Knowledge) -> Choices:
    """The choices of one viewer for one case."""
    active = (await session.scalars(select(Unit).where(Unit.active.is_(True)).order_by(Unit.id))).all()
    units = [unit for unit in active if _may_assign(unit, case, actor)]
    people = select(Staff).where(Staff.disabled_at.is_(None), Staff.role.in_(("officer", "head"))).order_by(Staff.name)
    officers = (await session.scalars(people.where(Staff.unit_id.in_([unit.id for unit in units])))).all()
    return Choices(
        units=units,
        other_units=[unit for unit in active if unit.id != case.unit_id],
        officers=officers,
        procedures=procedures(kb),
        agencies=sorted({neighbour.agency for neighbour in kb.neighbours.values()}),
        signer=await _signer(session, case, actor),
    )


def procedures(kb: Knowledge) -> Mapping[str, Sequence[Procedure]]:
    """The procedures of the department by field."""
    return {field: kb.catalog.of_field(field) for field in kb.catalog.fields}


def _may_assign(unit: Unit, case: Feedback, actor: Actor) -> bool:
    """A head assigns within the own unit; a case that a unit has goes to another by «Chuyển đơn vị»."""
    if actor.role == "head" and unit.id != actor.unit_id:
        return False
    return case.unit_id in (None, unit.id) or case.state not in _WITH_UNIT


async def _signer(session: AsyncSession, case: Feedback, actor: Actor) -> str:
    """Who usually signs: the head who is writing, else the head of the unit when there is exactly one."""
    if actor.role == "head":
        return actor.name
    heads = select(Staff.name).where(
        Staff.role == "head", Staff.unit_id == case.unit_id, Staff.disabled_at.is_(None), Staff.unit_id.is_not(None)
    )
    names = (await session.scalars(heads)).all()
    return names[0] if len(names) == 1 else ""


def start(field: Field, step: Step, case: Feedback, choices: Choices, kept: Mapping[str, str]) -> str:
    """What a field begins with: what was typed before a refusal, else what the case holds, else the usual."""
    if kept.get("step") == step.value and field.name in kept:
        return kept[field.name]
    value = getattr(case, field.start) if field.start else None
    if value is None and field.input == "unit":
        value = case.proposed_unit_id
    if not value and field.name == "signer":
        value = choices.signer
    return "" if value is None else str(value)
