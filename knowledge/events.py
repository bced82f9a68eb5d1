"""What a message says happened to a paper: lost, expired, renamed, one machine more."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from knowledge.lexicon import Lexicon
from knowledge.vietnamese import Word

PAPER_EVENTS = frozenset({"again", "renew", "change", "remove", "add", "revoke"})
"""Events that befall a paper one already has; the other events belong to the subject itself."""

NOTHING = "nothing"
"""The event of words that only sound like one («quên mất»)."""


def events_in(words: Sequence[Word], asking: Collection[int], lexicon: Lexicon) -> frozenset[str]:
    """What the words say happened. `asking`: positions of words that only ask («mất bao lâu»)."""
    hits = [
        hit
        for hit in lexicon.event_cues.longest(words)
        if not any(at in asking for at in range(hit.start, hit.start + hit.length))
    ]
    found = {hit.label for hit in hits}
    # «xin cấp lại», «mở thêm»: the particular event is meant, not the first issue.
    return frozenset(found - {"new", NOTHING} if found & PAPER_EVENTS else found - {NOTHING})


def event_positions(words: Sequence[Word], lexicon: Lexicon) -> frozenset[int]:
    """Positions of words that only say what happened to a paper, not to which."""
    hits = lexicon.event_cues.longest(words)
    told = [hit for hit in hits if hit.label in PAPER_EVENTS or hit.label in ("new", "first")]
    return frozenset(at for hit in told for at in range(hit.start, hit.start + hit.length))
