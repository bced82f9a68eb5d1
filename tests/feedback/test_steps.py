"""The table of the lifecycle, every state with every step for every role."""

from __future__ import annotations

from typing import Any

import pytest

from bot.feedback.lifecycle import StepRefused
from bot.feedback.steps import State, Step
from tests.support.feedback import REPLY, UNIT, Town

STAFF = {"dispatcher", "head", "officer", "admin"}
DECIDERS = {"dispatcher", "head", "admin"}
ROLES = ("citizen", "system", "auditor", "officer", "head", "dispatcher", "admin", "stranger")

ALLOWED: dict[tuple[State, Step], tuple[set[str], State]] = {
    (State.RECEIVED, Step.ASSIGN): (DECIDERS, State.ASSIGNED),
    (State.RECEIVED, Step.NOTE): (STAFF, State.RECEIVED),
    (State.RECEIVED, Step.CLOSE): (DECIDERS, State.CLOSED),
    (State.ASSIGNED, Step.ASSIGN): (DECIDERS, State.ASSIGNED),
    (State.ASSIGNED, Step.NOTE): (STAFF, State.ASSIGNED),
    (State.ASSIGNED, Step.REPLY): (STAFF, State.ANSWERED),
    (State.ASSIGNED, Step.CLOSE): (DECIDERS, State.CLOSED),
    (State.ANSWERED, Step.NOTE): (STAFF, State.ANSWERED),
    (State.ANSWERED, Step.REPLY): (STAFF, State.ANSWERED),
    (State.ANSWERED, Step.CLOSE): (STAFF, State.CLOSED),
    (State.ANSWERED, Step.REOPEN): (DECIDERS | {"citizen"}, State.ASSIGNED),
    (State.CLOSED, Step.NOTE): (STAFF, State.CLOSED),
    (State.CLOSED, Step.REOPEN): (DECIDERS | {"citizen"}, State.ASSIGNED),
}
"""What the office has agreed on; everything that is not here is refused."""


def given(town: Town, step: Step) -> dict[str, Any]:
    all_steps: dict[Step, dict[str, Any]] = {
        Step.RECEIVE: {},
        Step.ASSIGN: {"unit": town.units[UNIT]},
        Step.NOTE: {"text": "đã gọi điện"},
        Step.REPLY: REPLY,
        Step.CLOSE: {"reason": "xong"},
        Step.REOPEN: {"reason": "chưa được giải quyết"},
    }
    return all_steps[step]


def may(town: Town, state: State, step: Step, role: str) -> bool:
    roles, _ = ALLOWED.get((state, step), (set(), state))
    # Heads and officers act on cases of their own unit only; a new case has none yet.
    return role in roles and (role not in ("head", "officer") or state is not State.RECEIVED)


@pytest.mark.parametrize("state", State)
async def test_every_step_is_allowed_to_its_roles_and_refused_to_all_others(town: Town, state: State) -> None:
    for step in Step:
        for role in ROLES:
            code = await town.brought(state)
            if may(town, state, step, role):
                event = await town.take(code, step, role, **given(town, step))
                wanted = ALLOWED[state, step][1]
                assert (event.to_state, (await town.case(code)).state) == (wanted, wanted), (step, role)
            else:
                before = await town.events(code)
                with pytest.raises(StepRefused) as refused:
                    await town.take(code, step, role, **given(town, step))
                assert str(refused.value).endswith("."), (step, role)
                assert (await town.case(code)).state == state
                assert len(await town.events(code)) == len(before)


@pytest.mark.parametrize(
    ("state", "step", "missing"),
    [
        (State.ASSIGNED, Step.REPLY, "text"),
        (State.ASSIGNED, Step.REPLY, "basis"),
        (State.ASSIGNED, Step.REPLY, "signer"),
        (State.RECEIVED, Step.ASSIGN, "unit"),
        (State.RECEIVED, Step.NOTE, "text"),
        (State.ANSWERED, Step.CLOSE, "reason"),
        (State.CLOSED, Step.REOPEN, "reason"),
    ],
)
async def test_a_step_asks_for_what_it_lacks(town: Town, state: State, step: Step, missing: str) -> None:
    code = await town.brought(state)
    empty: dict[str, Any] = {missing: None if missing == "unit" else "  "}
    with pytest.raises(StepRefused, match="Vui lòng"):
        await town.take(code, step, **(given(town, step) | empty))
