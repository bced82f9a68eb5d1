"""What a message means because of what went before it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.catalog import Catalog
from knowledge.choice import ChoiceModel
from knowledge.continuing import Option, Options
from knowledge.followup import none_of_them, rejects, switches
from knowledge.meaning import Context, Kind, Thresholds, Understanding
from knowledge.message import Message
from knowledge.model import Facet
from knowledge.subjects import Candidate

SHORT_REJECTION = 4
"""A rejection of so few words («sai rồi») names nothing else instead."""

PICKED = 0.5
"""The share from which a message settles the clarifying question that is still open."""


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
        known = max(range(len(options) - 1), key=lambda at: shares[at])
        if shares[known] < (least or shares[-1]):
            return None
        return self._as(options[known], shares[known], message, context)

    def chosen(self, code: str, facets: tuple[Facet, ...], context: Context) -> Understanding:
        """An option was named; the part is the one asked now, or when the question was put."""
        wanted = facets or ((context.asked,) if context.asked else ())
        return Understanding(Kind.ANSWER, codes=(code,), facets=wanted, score=1.0, gap=1.0)

    def _as(self, option: Option, share: float, message: Message, context: Context) -> Understanding:
        assert option.code is not None
        facets = message.asked.facets
        if option.code in context.offered and option.code != context.code:
            if share < PICKED and not context.code:
                return Understanding(Kind.CLARIFY, context.offered, facets)
            return self.chosen(option.code, facets, context)
        if not facets and context.facet and switches(message.words):
            # «còn cấp lại thì sao»: the same part of the sibling is meant.
            facets = (context.facet,)
        return Understanding(Kind.ANSWER, (option.code,), facets, score=share, gap=share)
