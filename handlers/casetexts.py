"""How a case is told to its sender, and the buttons that belong under it."""

from __future__ import annotations

from bot.clock import local
from bot.desk import CaseView
from bot.feedback import words
from bot.turns import Button
from handlers.render import button, label, render

OPEN = ("received", "classified", "assigned", "waiting", "consulting", "approval")


def whole(case: CaseView) -> str:
    """Where a case stands, in full."""
    return _told(case, full=True)


def line(case: CaseView) -> str:
    """A case in a list of several."""
    return _told(case, full=False)


def neutral(case: CaseView) -> str:
    """What another conversation may read of a case without a telephone, and why no more."""
    return render("case_neutral", case=case, state=label(f"neutral_state.{case.state}"), open=case.state in OPEN)


def dates(case: CaseView) -> str:
    """How each date of a case was counted."""
    return render("due_why", case=case)


def buttons(case: CaseView) -> list[Button]:
    """What the person can do with the case now."""
    code, found = case.code, []
    if case.due_on or case.clocks:
        found.append(button("how_counted", f"why:{code}"))
    if "add" in case.can:
        found.append(button("add_more", f"add:{code}"))
    if "rate" in case.can:
        found.append(button("rate_again" if case.rating else "rate", f"rate:{code}"))
    if "reopen" in case.can:
        found.append(button("not_solved", f"reopen:{code}"))
    if "withdraw" in case.can:
        found.append(button("withdraw", f"withdraw:{code}"))
    return found


def _told(case: CaseView, *, full: bool) -> str:
    return render(
        "case",
        case=case,
        received=local(case.received_at).date(),
        full=full,
        open=case.state in OPEN,
        state=label(f"state.{case.state}"),
        original_state=label(f"state.{case.original_state}") if case.original_state else "",
        rating=words.RATINGS.get(case.rating or 0, ""),
    )
