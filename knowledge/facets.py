"""Which parts of a procedure a message asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.lexicon import Lexicon
from knowledge.model import Facet
from knowledge.vietnamese import Word

SECOND_SHARE = 0.8
"""A second part is answered too when it is asked for at least this strongly, beside the first."""

_WEAK = 0.45


@dataclass(frozen=True)
class Asked:
    """The parts asked for, strongest first, and the positions of the words that ask."""

    facets: tuple[Facet, ...]
    positions: frozenset[int]


def asked_facets(words: Sequence[Word], lexicon: Lexicon) -> Asked:
    """At most two parts; none when the message names none."""
    strength: dict[Facet, float] = defaultdict(float)
    positions: set[int] = set()
    for hit in lexicon.facet_cues.longest(words):
        facet, strong = hit.label
        if facet is None:
            continue
        # The question stands at the end of a story: what comes late weighs more.
        late = 0.7 + 0.3 * (hit.start + hit.length) / len(words)
        value = (1.0 + 0.35 * hit.length) * (1.0 if strong else _WEAK) * late
        strength[facet] = max(strength[facet], value)
        if strong:
            positions.update(range(hit.start, hit.start + hit.length))
    ranked = sorted(strength, key=lambda facet: -strength[facet])
    kept = [f for f in ranked[:2] if strength[f] >= SECOND_SHARE * strength[ranked[0]]]
    return Asked(tuple(kept), frozenset(positions))
