"""General questions: about the department and the service itself."""

from __future__ import annotations

from bot.turns import Outcome, Turn
from handlers import browse, duedate, human, privacy, start, topics
from handlers.memory import settle
from knowledge.understand import Understanding


def answer(turn: Turn, understood: Understanding) -> None:
    """Answer the topic that was understood."""
    name = understood.topic or "bot_identity"
    turn.outcome = Outcome("general", topic=name, score=understood.score, gap=understood.gap)
    if name not in ("thanks", "goodbye", "greeting", "human"):
        turn.dialogue.unanswered = turn.incoming.text
    topic(turn, name)


def topic(turn: Turn, name: str) -> None:
    """Say the general answer `name`; some are more than a text."""
    if turn.outcome is None:
        turn.outcome = Outcome("general", topic=name)
    settle(turn.dialogue)
    turn.dialogue.topic = name
    if name == "greeting":
        start.hello(turn)
    elif name == "list_procedures":
        browse.fields(turn)
    elif name == "human":
        human.begin(turn)
    elif name == "privacy":
        privacy.tell(turn)
    elif not (name == "deadline_calc" and duedate.plain_term(turn)):
        topics.tell(turn, name)
