"""Which unit is proposed for a case: the first routing rule of the settings that fits, with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from knowledge.catalog import Catalog


@dataclass(frozen=True)
class Proposal:
    """A unit (its key in the settings) and why; a person decides."""

    unit: str
    why: str


def propose(settings: Settings, catalog: Catalog, kind: str, procedure: str | None) -> Proposal:
    """The unit for a case of this kind about this procedure (its id, or None when not known)."""
    record = catalog.get(procedure) if procedure else None
    field = record.field if record else None
    for rule in settings.routing.rules:
        if rule.kind in (None, kind) and rule.field in (None, field):
            return Proposal(rule.unit, rule.why)
    return Proposal(settings.routing.default_unit, settings.routing.default_why)
