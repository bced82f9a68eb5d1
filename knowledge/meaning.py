"""What a message can mean, and what went before it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import Facet


class Kind(StrEnum):
    """What the assistant should do with a message."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    GENERAL = "general"
    FEEDBACK = "feedback"
    LEGAL_COMPLAINT = "legal_complaint"
    REFUSE = "refuse"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Thresholds:
    """When to be sure (0-1): see `[understanding]` in config.toml."""

    min_score: float = 0.45
    min_gap: float = 0.05
    clarify_score: float = 0.25
    max_options: int = 6


@dataclass(frozen=True)
class Parts:
    """Which parts of the understanding take part; one is left out only to see what it earns (`eval --ablation`)."""

    learned_subjects: bool = True
    learned_facets: bool = True
    index: bool = True
    events: bool = True
    families: bool = True
    spelling: bool = True
    misspelt: bool = True


ALL_PARTS = Parts()


@dataclass(frozen=True)
class Context:
    """What went before in the conversation.

    `code`, `facet`: the last procedure and part told. `offered`: the options of a clarifying question
    still open, in the order shown, and `asked` the part wanted when it was put. `history`: procedures
    told earlier, newest first. `topic`: the last general topic. `drafting`: a feedback is being written.
    """

    code: str | None = None
    facet: Facet | None = None
    offered: tuple[str, ...] = ()
    asked: Facet | None = None
    history: tuple[str, ...] = ()
    topic: str | None = None
    drafting: bool = False


@dataclass(frozen=True)
class Understanding:
    """What a message means. `score`: its share of the likelihood; `gap`: its lead; `sure`: how likely it is right to
    answer with the likeliest procedure at once, where that was weighed.

    `codes`: for ANSWER the procedure (several when any of them serves), for CLARIFY the 2-6 options in
    order. `facets`: the parts asked for, first the main one; empty = overview. `topic`: for GENERAL.
    `situation`: a life situation of situations.toml. `neighbour`: for REFUSE, the agency of
    neighbours.toml whose business it is. `manner`: for REFUSE without a neighbour, one of "smalltalk",
    "insult", "manipulation", "nonsense", "foreign", "elsewhere" (another province), "unknown"; for FEEDBACK
    "praise", "opening" (nothing told yet) or "". `rejected`: the person said that the last answer was not what
    they meant. `others`: for REFUSE, procedures of other agencies that are meant, likeliest first (ids of
    `Knowledge.others`).
    """

    kind: Kind
    codes: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    topic: str | None = None
    score: float = 0.0
    gap: float = 0.0
    situation: str | None = None
    neighbour: str | None = None
    manner: str = ""
    rejected: bool = False
    sure: float = 0.0
    others: tuple[str, ...] = ()


NOTHING_BEFORE = Context()
