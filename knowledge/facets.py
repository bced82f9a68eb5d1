"""Which parts of a procedure a message asks for."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.features import facet_features
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.model import Facet
from knowledge.vietnamese import Word

SECOND_SHARE = 0.6
"""A second part is answered too when its cue is at least this strong, beside the strongest one."""

STRONG_CUE, WEAK_CUE = 3.0, 1.0
"""What the strongest cue of the word tables adds to the logarithm of the learned share."""

HEARD = 0.75
"""The learned share from which a part counts as asked for though no cue names it."""

SHORT = 6
"""A message of fewer words asks for a part only by a cue; alone it more often names a choice."""

GUESSED = 0.35
"""The learned share from which a part is told, for want of a cue, where a procedure is named anyway."""

STORY, QUESTION = 18, 12
"""In a message of more words the last ones, which mostly hold the question, count as much as the whole."""

_WEAK = 0.45
_DOUBT = 0.02


@dataclass(frozen=True)
class Asked:
    """The parts asked for, strongest first, the positions of the words that ask, and whether any does."""

    facets: tuple[Facet, ...]
    positions: frozenset[int]
    explicit: bool

    @property
    def said(self) -> tuple[Facet, ...]:
        """The parts that words of the message ask for; none that is only guessed."""
        return self.facets if self.explicit else ()

    @property
    def named(self) -> tuple[Facet, ...]:
        """The parts that strong cues name: «tiền tự túc» names no fee."""
        return self.facets if self.positions else ()

    @property
    def asks_a_part(self) -> bool:
        """Whether something more particular than "what is it, what shall I do" is asked."""
        return bool(self.facets) and self.facets[0] is not Facet.OVERVIEW


def asked_facets(words: Sequence[Word], lexicon: Lexicon, learned: LinearModel | None = None) -> Asked:
    """At most two parts; none when the message names none. What is learned and what cues say is added."""
    cues, strong, positions = _cues(words, lexicon)
    shares = _learned(words, lexicon, learned)
    top = max(cues.values(), default=0.0)
    evidence = {
        facet: math.log(shares.get(facet, 0.0) + _DOUBT)
        + (STRONG_CUE if facet in strong else WEAK_CUE) * cues.get(facet, 0.0) / (top or 1.0)
        for facet in Facet
    }
    first = max(evidence, key=lambda facet: evidence[facet])
    if not cues:
        share = 0.0 if first is Facet.OVERVIEW else shares.get(first, 0.0)
        return Asked((first,) if share >= GUESSED else (), positions, share >= HEARD and len(words) >= SHORT)
    also = [f for f in sorted(strong, key=lambda f: -cues[f]) if f is not first and cues[f] >= SECOND_SHARE * top]
    return Asked((first, *also[:1]), positions, True)


def _cues(words: Sequence[Word], lexicon: Lexicon) -> tuple[dict[Facet, float], set[Facet], frozenset[int]]:
    """The strength of each part that a cue names, the parts with a strong cue, and where those stand."""
    strength: dict[Facet, float] = defaultdict(float)
    strong: set[Facet] = set()
    positions: set[int] = set()
    for hit in lexicon.facet_cues.longest(words):
        facet, is_strong = hit.label
        if facet is None:
            continue
        # The question stands at the end of a story: what comes late weighs more.
        late = 0.7 + 0.3 * (hit.start + hit.length) / len(words)
        value = (1.0 + 0.35 * hit.length) * (1.0 if is_strong else _WEAK) * late
        strength[facet] = max(strength[facet], value)
        if is_strong:
            strong.add(facet)
            positions.update(range(hit.start, hit.start + hit.length))
    return dict(strength), strong, frozenset(positions)


def _learned(words: Sequence[Word], lexicon: Lexicon, learned: LinearModel | None) -> dict[Facet, float]:
    if learned is None:
        return {}
    shares = learned.shares(facet_features(words, lexicon))
    if len(words) > STORY:
        shares = np.mean([shares, learned.shares(facet_features(words[-QUESTION:], lexicon))], axis=0)
    return {Facet(label): float(share) for label, share in zip(learned.labels, shares, strict=True)}
