"""Hand a finished draft in and tell the person its code."""

from __future__ import annotations

from bot.dialogue import FeedbackDraft
from bot.turns import Turn
from handlers import draft as parts
from handlers import moves
from handlers.control import Word, read
from handlers.render import button, render


def sends(turn: Turn, draft: FeedbackDraft) -> bool:
    """Whether the typed message means: send it as it is."""
    return draft.step == "summary" and bool({Word.SEND, Word.YES} & read(turn.incoming.text or ""))


async def send(turn: Turn, draft: FeedbackDraft) -> None:
    """Open the case, unless a part is still missing or this channel has no desk."""
    turn.outcome = moves.outcome(draft)
    if draft.step != "summary" or not draft.text:
        parts.ask(turn, draft)
        return
    if turn.desk is None:
        turn.say(render("no_desk_draft"), [button("cancel", "fb:cancel")])
        return
    receipt = await turn.desk.open_case(draft)
    turn.dialogue.draft = turn.dialogue.unanswered = turn.dialogue.place = None
    turn.say(
        render("receipt", receipt=receipt, draft=draft),
        [button("how_counted", f"why:{receipt.code}")] if receipt.due_on else [],
    )
