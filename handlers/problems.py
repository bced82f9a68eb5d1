"""Files that came with a message: refused ones are told of, loose ones are asked about."""

from __future__ import annotations

from bot.turns import Outcome, Turn
from handlers.render import button, render

KNOWN = ("file_too_large", "file_type", "file_broken", "file_unavailable", "unsupported", "empty")


def tell(turn: Turn) -> None:
    """Say why something could not be taken over."""
    turn.outcome = turn.outcome or Outcome("refuse")
    named = turn.incoming.problem or "empty"
    problem = named if named in KNOWN else "unsupported"
    turn.say(render("problem", problem=problem, megabytes=turn.settings.files.max_megabytes))


def loose_files(turn: Turn) -> None:
    """Files without a word and without a feedback begun: keep them at hand and ask."""
    turn.outcome = Outcome("feedback")
    first = not turn.dialogue.files
    if turn.message_id is not None:
        turn.dialogue.files = [*turn.dialogue.files, turn.message_id][-turn.settings.files.max_per_case :]
    if first or turn.incoming.group is None:
        turn.say(render("loose_files"), [button("with_files", "fb:start"), button("human", "human")])
