"""What was understood without the neighbours, weighed against what the message names at another agency."""

from __future__ import annotations

from dataclasses import replace

from knowledge.meaning import Context, Kind, Understanding
from knowledge.neighbourhood import Named

NAMED = 0.33
"""The measure from which a neighbour is named."""

NAMED_MAYBE = 0.25
"""The same where the agency is known already: then the name only helps to find the page."""

OURS = (0.08, 0.12)
"""Least lead over ours to leave an answer or question of ours: a floor, and more as ours was surer."""

GENERAL = (0.15, 0.15)
"""The same for a general topic, which has no record to be measured by."""

IN_CONVERSATION = 0.1
"""More lead where a procedure is under discussion: «gia hạn thì sao» then means that one."""

_UNSURE = ("", "unknown")


def elsewhere(understood: Understanding, named: Named | None, context: Context) -> Understanding:
    """The understanding, with the procedures of other agencies where the message is theirs.

    With `others`, `gap` says how like the first of them is (0-1).

    What was recognised by its very words (danger, accusation, feedback, play: score 1) is never taken away.
    """
    if named is None or context.drafting:
        return understood
    if understood.kind is Kind.REFUSE and understood.manner in _UNSURE:
        enough = NAMED_MAYBE if understood.neighbour else NAMED
        return replace(understood, others=named.codes, gap=named.score) if named.score >= enough else understood
    if understood.kind is Kind.REFUSE or named.score < NAMED:
        return understood
    floor, more = OURS if understood.kind in (Kind.ANSWER, Kind.CLARIFY) else GENERAL
    if understood.kind in (Kind.EMERGENCY, Kind.LEGAL_COMPLAINT):
        return understood
    if understood.kind is Kind.FEEDBACK and understood.score == 1.0:
        return understood
    needed = floor + more * understood.score + IN_CONVERSATION * bool(context.code or context.offered)
    if named.lead < needed:
        return understood
    return Understanding(Kind.REFUSE, score=named.score, gap=named.score, others=named.codes)
