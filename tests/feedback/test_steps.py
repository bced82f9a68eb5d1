"""The table of the lifecycle, every state with every step for every role."""

from __future__ import annotations

from typing import Any

import pytest

from bot.feedback.refused import StepRefused
from bot.feedback.steps import State, Step
from tests.support.feedback import GIVEN, Town

DECIDE = frozenset({"dispatcher", "head", "admin"})
HANDLE = DECIDE | {"officer"}
APPROVE = frozenset({"head", "admin"})
OFFICE = frozenset({"dispatcher", "admin"})
REVIEW = frozenset({"reviewer", "admin"})
SENDER = frozenset({"citizen"})
SYSTEM = frozenset({"system"})
ROLES = ("citizen", "system", "auditor", "reviewer", "officer", "head", "dispatcher", "admin", "stranger")

S, T = State, Step
STAYS = None

_NEW: dict[Step, tuple[frozenset[str], State | None]] = {
    T.CLASSIFY: (DECIDE, S.CLASSIFIED),
    T.ASSIGN: (DECIDE, S.ASSIGNED),
    T.ASK: (HANDLE, S.WAITING),
    T.ADD: (SENDER, STAYS),
}
_OPEN: dict[Step, tuple[frozenset[str], State | None]] = {
    T.INTERIM: (HANDLE, STAYS),
    T.EXTEND: (DECIDE, STAYS),
    T.APOLOGISE: (DECIDE, STAYS),
    T.WITHDRAW: (SENDER | OFFICE, S.WITHDRAWN),
    T.REDATE: (SYSTEM, STAYS),
}
_TURN_AWAY: dict[Step, tuple[frozenset[str], State | None]] = {
    T.TRANSFER: (DECIDE, S.TRANSFERRED),
    T.DECLINE: (DECIDE, S.DECLINED),
    T.DUPLICATE: (DECIDE, S.DUPLICATE),
    T.GUIDE: (DECIDE, S.GUIDED),
}
_TOLD: dict[Step, tuple[frozenset[str], State | None]] = {
    T.RATE: (SENDER, STAYS),
    T.REOPEN: (SENDER | DECIDE, S.ASSIGNED),
    T.REDACT: (HANDLE | REVIEW, STAYS),
    T.KEEP_PRIVATE: (REVIEW | {"dispatcher"}, STAYS),
    T.ERASE: (OFFICE | SYSTEM, STAYS),
}
_ENDED: dict[Step, tuple[frozenset[str], State | None]] = {
    T.REOPEN: (DECIDE, S.RECEIVED),
    T.ERASE: (OFFICE | SYSTEM, STAYS),
}

AGREED: dict[State, dict[Step, tuple[frozenset[str], State | None]]] = {
    S.RECEIVED: _NEW | _OPEN | _TURN_AWAY,
    S.CLASSIFIED: _NEW | _OPEN | _TURN_AWAY,
    S.ASSIGNED: _OPEN
    | _TURN_AWAY
    | {
        T.CLASSIFY: (DECIDE, STAYS),
        T.ASSIGN: (DECIDE, STAYS),
        T.MOVE: (DECIDE, STAYS),
        T.CLAIM: (frozenset({"officer", "head"}), STAYS),
        T.ASK: (HANDLE, S.WAITING),
        T.ADD: (SENDER, STAYS),
        T.CONSULT: (HANDLE, S.CONSULTING),
        T.SUBMIT: (HANDLE, S.APPROVAL),
        T.REPLY: (APPROVE, S.ANSWERED),
    },
    S.WAITING: _OPEN
    | _TURN_AWAY
    | {T.CLASSIFY: (DECIDE, STAYS), T.ADD: (SENDER, S.ASSIGNED), T.RESUME: (HANDLE, S.ASSIGNED)},
    S.CONSULTING: _OPEN
    | {
        T.CLASSIFY: (DECIDE, STAYS),
        T.MOVE: (DECIDE, S.ASSIGNED),
        T.ADD: (SENDER, STAYS),
        T.ADVISE: (HANDLE | {"stranger"}, S.ASSIGNED),
    },
    S.APPROVAL: _OPEN | {T.ADD: (SENDER, STAYS), T.RETURN: (HANDLE, S.ASSIGNED), T.APPROVE: (APPROVE, S.ANSWERED)},
    S.ANSWERED: _TOLD | {T.ADD: (SENDER, STAYS), T.REPLY: (APPROVE, STAYS), T.CLOSE: (HANDLE | SYSTEM, S.CLOSED)},
    S.CLOSED: _TOLD,
    S.TRANSFERRED: _ENDED,
    S.DECLINED: _ENDED,
    S.DUPLICATE: _ENDED,
    S.GUIDED: {T.ERASE: (OFFICE | SYSTEM, STAYS)},
    S.WITHDRAWN: _ENDED,
}
"""What the office has agreed on for a case of conduct; besides, everybody who handles may note and a
decider or the sender may correct the contact. Everything else is refused."""

_WITHOUT_UNIT = {S.RECEIVED, S.CLASSIFIED, S.TRANSFERRED, S.DECLINED, S.DUPLICATE, S.GUIDED, S.WITHDRAWN}


def agreed(state: State, step: Step) -> tuple[frozenset[str], State | None]:
    if step is Step.NOTE:
        return HANDLE | ({"stranger"} if state is S.CONSULTING else set()), STAYS
    if step is Step.CORRECT:
        return DECIDE | SENDER, STAYS
    return AGREED[state].get(step, (frozenset(), STAYS))


def may(state: State, step: Step, role: str) -> bool:
    # Heads and officers act on cases of their own unit only; these have none.
    return role in agreed(state, step)[0] and (role not in ("head", "officer") or state not in _WITHOUT_UNIT)


@pytest.mark.parametrize("state", State)
async def test_every_step_is_allowed_to_its_roles_and_refused_to_all_others(town: Town, state: State) -> None:
    code = await town.brought(state)
    for step in Step:
        data = await town.given(step)
        for role in ROLES:
            if may(state, step, role):
                event = await town.take(code, step, role, **data)
                wanted = agreed(state, step)[1] or state
                assert (event.to_state, (await town.case(code)).state) == (wanted, wanted), (step, role)
                code = await town.brought(state)
            else:
                before = await town.events(code)
                with pytest.raises(StepRefused) as refused:
                    await town.take(code, step, role, **data)
                assert str(refused.value).endswith("."), (step, role)
                assert (await town.case(code)).state == state
                assert len(await town.events(code)) == len(before)


@pytest.mark.parametrize("step", sorted({*GIVEN, Step.ASSIGN, Step.MOVE, Step.CONSULT, Step.DUPLICATE}))
async def test_a_step_asks_for_what_it_lacks(town: Town, step: Step) -> None:
    places = [(state, role) for state in State for role in ("admin", "citizen", "officer") if may(state, step, role)]
    state, role = places[0] if places else (S.ANSWERED, "admin")
    code = await town.brought(state)
    if step is Step.UNPUBLISH:
        await town.take(code, Step.REDACT, "officer", **GIVEN[Step.REDACT])
        await town.take(code, Step.PUBLISH)
    data = await town.given(step)
    for missing in data:
        empty: dict[str, Any] = {missing: "  " if isinstance(data[missing], str) else None}
        with pytest.raises(StepRefused, match="Vui lòng"):
            await town.take(code, step, role, **(data | empty))
