"""Answering without a database, for the commands `ask` and `answer`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.clock import local
from bot.config import Settings, load
from bot.dialogue import Dialogue
from bot.markup import plain
from bot.turns import Incoming, Turn
from handlers.dispatch import handle
from knowledge.base import Knowledge, load_knowledge
from knowledge.catalog import HERE
from knowledge.meaning import ALL_PARTS, Parts, Thresholds

SESSIONS = 10_000
"""Conversations held at the same time; the oldest one makes room."""


class Offline:
    """Conversations through the real handlers that live in memory only."""

    def __init__(self, settings: Settings, kb: Knowledge) -> None:
        self._settings = settings
        self.kb = kb
        self._dialogues: dict[str, Dialogue] = {}
        self._count = 0

    def fresh(self) -> Offline:
        """The same, with no conversation begun."""
        return Offline(self._settings, self.kb)

    async def turn(self, text: str, session: str | None = None, action: str | None = None) -> Turn:
        """Answer one message; without `session` it is a conversation of its own."""
        self._count += 1
        now = local(datetime.now(UTC))
        incoming = Incoming("offline", "local", session or "", str(self._count), now, text=text or None, action=action)
        turn = Turn(incoming, self._dialogue(session), now, self.kb, self._settings)
        await handle(turn)
        if session is not None:
            self._dialogues[session] = turn.dialogue
        return turn

    def _dialogue(self, session: str | None) -> Dialogue:
        if session is None:
            return Dialogue()
        if session not in self._dialogues and len(self._dialogues) >= SESSIONS:
            del self._dialogues[next(iter(self._dialogues))]
        return self._dialogues.pop(session, None) or Dialogue()


def open_offline(config: Path, kb: Path | None, neighbours: Path | None = None, parts: Parts = ALL_PARTS) -> Offline:
    """Load settings and records; `neighbours` instead of the file that the settings name.

    Raises ConfigError, TomlError or CalendarError.
    """
    settings = load(config)
    wanted = settings.understanding
    thresholds = Thresholds(wanted.min_score, wanted.min_gap, wanted.clarify_score, wanted.max_options)
    return Offline(settings, load_knowledge(kb or HERE, thresholds, neighbours or wanted.neighbours, parts))


def text_of(turn: Turn) -> str:
    """All replies of a turn as plain text."""
    return "\n\n".join(plain(reply.html) for reply in turn.replies)


def labels_of(turn: Turn) -> list[str]:
    """The buttons under the replies of a turn, in order."""
    return [button.label for reply in turn.replies for button in reply.buttons]
