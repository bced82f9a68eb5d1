"""What a message means because of what went before it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.catalog import Catalog
from knowledge.choice import ChoiceModel
from knowledge.continuing import Options
from knowledge.events import PAPER_EVENTS
from knowledge.followup import none_of_them, rejects, returns, switches
from knowledge.meaning import Context, Kind, Thresholds, Understanding
from knowledge.message import Message
from knowledge.model import Facet
from knowledge.subjects import Candidate

SHORT_REJECTION = 4
"""A rejection of so few words («sai rồi») names nothing else instead."""

PICKED = 0.45
"""The share from which one procedure of the conversation is meant; below it the person is asked."""

RETURNED = 0.2
"""The share from which a message that points back («cái lúc nãy») means a procedure told earlier."""

NEAR = 0.3
"""What is offered then has at least this part of the largest share."""


SHORT_SWITCH = 8
"""A message of so few words that turns to another procedure asks for the same part of it."""


class Conversation:
    """Reads a message against the procedure under discussion and the options still open."""

    def __init__(self, catalog: Catalog, options: Options, continuing: ChoiceModel, thresholds: Thresholds) -> None:
        self._catalog = catalog
        self.options = options.of
        self._continuing = continuing
        self._thresholds = thresholds

    def continued(
        self, message: Message, ranked: Sequence[Candidate], context: Context, *, least: float = 0.0
    ) -> Understanding | None:
        """What the message means as a part of the conversation; None when it begins something new.

        With `least` above 0 it is read as a part of the conversation whenever that has at least this share.
        """
        if context.code and rejects(message.words) and (not message.content or len(message.words) <= SHORT_REJECTION):
            others = [record.id for record in self._catalog.siblings(context.code)]
            return Understanding(Kind.CLARIFY, tuple(others[: self._thresholds.max_options]), rejected=True)
        if not (context.code or context.offered) or (context.offered and none_of_them(message.words)):
            return None
        if context.offered and not context.code and not message.content and not message.events:
            # Only another part is asked for: the question which procedure is meant stays open.
            wanted = message.asked.said
            return Understanding(Kind.CLARIFY, context.offered, wanted) if wanted else None
        options = self.options(message, ranked, context)
        shares = self._continuing.shares([option.features for option in options])
        known = {option.code: share for option, share in zip(options, shares, strict=True) if option.code}
        best = max(known, key=lambda code: known[code])
        if least and known[best] < least:
            return None
        if not least and 1 - sum(known.values()) > known[best]:
            return None
        earlier = max(context.history, key=lambda code: known[code], default=best)
        if returns(message.words) and known[earlier] >= RETURNED:
            return self._meant(earlier, known[earlier], message, context)
        near = tuple(code for code, share in known.items() if share >= NEAR * known[best])
        if known[best] < PICKED and len(near) > 1:
            offered = context.offered if best in context.offered else tuple(sorted(near, key=lambda code: -known[code]))
            return Understanding(Kind.CLARIFY, offered[: self._thresholds.max_options], message.asked.said)
        return self._meant(best, known[best], message, context)

    def chosen(self, code: str, facets: tuple[Facet, ...], context: Context) -> Understanding:
        """An option was named; the part is the one asked now, or when the question was put."""
        wanted = facets or ((context.asked,) if context.asked else ())
        return Understanding(Kind.ANSWER, codes=(code,), facets=wanted, score=1.0, gap=1.0)

    def _meant(self, code: str, share: float, message: Message, context: Context) -> Understanding:
        if code in context.offered and code != context.code:
            return self.chosen(code, message.asked.named, context)
        facets = message.asked.said if message.events & PAPER_EVENTS else message.asked.facets
        unnamed = facets in ((), (Facet.OVERVIEW,))
        if unnamed and context.facet and switches(message.words) and len(message.words) <= SHORT_SWITCH:
            # «còn cấp lại thì sao»; who tells more asks what to do.
            facets = (context.facet,)
        return Understanding(Kind.ANSWER, (code,), facets, score=share, gap=share)
