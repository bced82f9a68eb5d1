"""Messages that are no questions about a procedure: danger, accusations, feedback, play."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.lexicon import Lexicon
from knowledge.vietnamese import Word


def is_emergency(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Danger at this moment. Alarm words inside procedure talk are no danger: calm words speak against."""
    cues = lexicon.kinds["emergency"]
    calm = cues.count("calm", words)
    if cues.has("sure", words) and calm == 0:
        return True
    signs = cues.count("signs", words)
    evidence = min(cues.count("things", words), 2) + 1.5 * signs + 0.5 * min(cues.count("acute", words), 2)
    return signs > 0 and evidence - 2.5 * calm >= 2.5


def is_legal_complaint(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Khiếu nại or tố cáo: by its name, or by what it asks (a decision undone) or says (a bribe)."""
    cues = lexicon.kinds["legal_complaint"]
    if cues.has("calm", words):
        return False
    return cues.has("sure", words) or cues.has("signs", words)


def is_feedback(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """The person wants to tell the office something, or tells of a wrong done to them."""
    cues = lexicon.kinds["feedback"]
    return cues.has("sure", words) or cues.has("mention", words) or cues.count("signs", words) >= 2


def is_feedback_opening(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """Only the wish to give feedback, nothing told yet."""
    table = lexicon.kinds["feedback"]
    return table.has("opening", words) and len(lexicon.content(words)) <= 3


def playing(words: Sequence[Word], lexicon: Lexicon) -> str:
    """ "manipulation", "insult" or "smalltalk" when the message is just that, else ""."""
    for manner in ("manipulation", "insult", "smalltalk"):
        if lexicon.kinds[manner].has("sure", words):
            return manner
    return ""


NEARBY = 3
"""A word that places the matter stands so many words before the place: «ở quận 3 sài gòn»."""

_AT = frozenset("o tai tinh tp pho so nghe duoi trong quan".split())
"""Words before a place that say that the matter itself is there («ở Lào Cai», «sở khoa học công nghệ Huế»)."""


def is_elsewhere(words: Sequence[Word], lexicon: Lexicon) -> bool:
    """A matter in another province, whose own department is the one to ask.

    Not when a place of this province is named too, nor where being from elsewhere is part of the matter: a
    branch here of an institute there, goods that come in through a port there.
    """
    if lexicon.here.find(words) or any(hit.label in ("branch", "import") for hit in lexicon.event_cues.find(words)):
        return False
    hits = lexicon.elsewhere.find(words)
    return any(word.folded in _AT for hit in hits for word in words[max(hit.start - NEARBY, 0) : hit.start])
