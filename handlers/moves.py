"""What changes a feedback being written: each move settles one part and asks for the next."""

from __future__ import annotations

import re

from bot.dialogue import FeedbackDraft
from bot.turns import Outcome, Turn
from handlers import draft as parts
from handlers.render import button, render
from knowledge.vietnamese import fold

_OF_A_DOSSIER = re.compile(r"\b(ho so|thu tuc|giay|nop)\b")

MIN_TEXT = 5
"""Fewer letters than this tell nothing."""


def outcome(draft: FeedbackDraft | None) -> Outcome:
    """What a turn that writes a draft is logged as."""
    if draft is not None and draft.kind == parts.QUESTION:
        return Outcome("general", topic="human")
    return Outcome("feedback")


def take_text(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    """Keep what happened, word for word."""
    if sum(char.isalpha() for char in text) < MIN_TEXT:
        parts.ask(turn, draft, "empty")
        return
    draft.text = text
    if not draft.procedure:
        draft.guess = guess(turn, text)
        if draft.kind == parts.TECHNICAL:
            draft.procedure = draft.guess
    parts.go_on(draft)
    parts.ask(turn, draft, "text" if draft.step != "summary" else "")


def add_files(turn: Turn, draft: FeedbackDraft) -> None:
    """Note the files of this message, as many as a case may have."""
    room = turn.settings.files.max_per_case - draft.file_count
    if not turn.incoming.files or room <= 0:
        return
    draft.album = turn.incoming.group
    draft.file_count += min(room, len(turn.incoming.files))
    if turn.message_id is not None:
        draft.file_messages.append(turn.message_id)


def guess(turn: Turn, text: str) -> str | None:
    """The procedure that a feedback may be about: named in it, else, when it is of a dossier, the last one told."""
    own = {record.id for record in turn.kb.catalog}
    found = [code for code in turn.kb.understander.procedures_in(text) if code in own]
    if found:
        return found[0]
    return turn.dialogue.code if _OF_A_DOSSIER.search(fold(text)) else None


def choose(turn: Turn, draft: FeedbackDraft, code: str | None) -> None:
    """Settle which procedure the feedback is about, None for no procedure."""
    draft.procedure = code
    parts.go_on(draft)
    parts.ask(turn, draft)


def set_contact(draft: FeedbackDraft, value: str | None) -> None:
    """Keep a part of the contact; consent given before did not cover a changed one."""
    if getattr(draft, draft.step) != value:
        setattr(draft, draft.step, value)
        draft.consent_at = draft.consent_text = draft.consent_answer = None


def agree(turn: Turn, draft: FeedbackDraft, said: str) -> None:
    """Keep the consent: when, to which words, and what the person answered."""
    draft.consent_at = turn.now
    draft.consent_text, draft.consent_answer = parts.consent_text(turn, draft), said
    parts.go_on(draft)
    parts.ask(turn, draft)


def refuse(turn: Turn, draft: FeedbackDraft) -> None:
    """No consent: only without contact, or not at all."""
    draft.step = "refused"
    parts.ask(turn, draft)


def anonymous(turn: Turn, draft: FeedbackDraft) -> None:
    """Go on without name, telephone and address."""
    parts.drop_contact(draft)
    draft.step = "summary"
    parts.ask(turn, draft)


def edit(turn: Turn, draft: FeedbackDraft, part: str) -> None:
    """Change one part of a draft that is written; "" asks which, "done" goes back."""
    if part in parts.EDITABLE[draft.kind]:
        draft.step, draft.editing = part, True
    else:
        draft.step = "summary" if part == "done" else "edit"
    parts.ask(turn, draft)


def skip(turn: Turn, draft: FeedbackDraft, part: str) -> None:
    """Leave out the part at which the draft stands; an old button for another part only asks again."""
    if part == draft.step and part == "procedure":
        draft.procedure = None
        parts.go_on(draft)
    elif part == draft.step and part in parts.CONTACT:
        set_contact(draft, None)
        parts.go_on(draft)
    elif part == draft.step and part == "files":
        parts.go_on(draft)
    parts.ask(turn, draft)


def cancel(turn: Turn) -> None:
    """Drop the draft; nothing of it stays in the dialogue."""
    held = turn.dialogue.draft
    turn.outcome = outcome(held)
    turn.dialogue.draft = turn.dialogue.unanswered = turn.dialogue.place = None
    turn.say(
        render("draft_dropped", held=held is not None), [button("browse", "b:fields"), button("feedback", "fb:start")]
    )
