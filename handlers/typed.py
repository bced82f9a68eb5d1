"""Typed messages while a feedback is being written: taken for the part at which the draft stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.dialogue import FeedbackDraft
from bot.turns import Button, Turn
from handlers import draft as parts
from handlers import moves
from handlers.ask import names, shorten
from handlers.control import Word, read
from handlers.render import button, render
from knowledge.understand import Context, Kind

ADDS_TO_TEXT = 40
"""A longer text where a procedure is asked for tells more of the matter."""


def take(turn: Turn, draft: FeedbackDraft) -> None:
    """Take a typed message, with its files, for the part at which the draft stands."""
    turn.outcome = moves.outcome(draft)
    draft.interrupted = False
    text = (turn.incoming.text or "").strip()
    if turn.incoming.files:
        _files(turn, draft, text)
        return
    meanings = read(text)
    if Word.CANCEL in meanings:
        moves.cancel(turn)
    elif len(text) > parts.MAX_TEXT:
        parts.ask(turn, draft, "long")
    else:
        _TAKE[draft.step](turn, draft, text)


def _files(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    """Take files at any part; of an album only the first message is answered."""
    same_album = turn.incoming.group is not None and turn.incoming.group == draft.album
    full = draft.file_count >= turn.settings.files.max_per_case
    moves.add_files(turn, draft)
    if text and draft.step == "text":
        moves.take_text(turn, draft, text)
    elif text and not read(text):
        draft.text = f"{draft.text}\n{text}".strip()
        parts.ask(turn, draft, "full" if full else "files")
    elif not same_album:
        parts.ask(turn, draft, "full" if full else "files")


def _take_procedure(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    meanings = read(text)
    if Word.YES in meanings and draft.guess:
        moves.choose(turn, draft, draft.guess)
    elif {Word.SKIP, Word.NO} & meanings:
        moves.choose(turn, draft, None)
    else:
        _name_procedure(turn, draft, text)


def _name_procedure(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    """A procedure named in words; a longer text that names none tells more of the matter."""
    found = turn.kb.understander.understand(text, Context())
    if found.kind is Kind.ANSWER:
        moves.choose(turn, draft, found.codes[0])
    elif found.kind is Kind.CLARIFY and len(text) <= ADDS_TO_TEXT:
        options = [Button(shorten(name), f"fb:p:{code}") for code, name in _named(turn, found.codes)]
        turn.say(render("draft_which"), [*options, button("no_procedure", "fb:skip:procedure")])
    elif len(text) > ADDS_TO_TEXT:
        draft.text = f"{draft.text}\n{text}"
        parts.ask(turn, draft, "added")
    else:
        parts.ask(turn, draft, "procedure")


def _named(turn: Turn, codes: Sequence[str]) -> list[tuple[str, str]]:
    return names([record for code in codes if (record := turn.kb.catalog.get(code))])


def _take_files_text(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    if {Word.DONE, Word.SKIP} & read(text):
        parts.go_on(draft)
        parts.ask(turn, draft)
    else:
        draft.text = f"{draft.text}\n{text}"
        parts.ask(turn, draft, "added")


def _take_contact(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    meanings = read(text)
    if Word.ANONYMOUS in meanings:
        moves.anonymous(turn, draft)
        return
    value, problem = (None, "") if Word.SKIP in meanings else _contact(draft, text, control=bool(meanings))
    if problem:
        parts.ask(turn, draft, problem)
        return
    moves.set_contact(draft, value)
    parts.go_on(draft)
    parts.ask(turn, draft)


def _contact(draft: FeedbackDraft, text: str, *, control: bool) -> tuple[str | None, str]:
    """The typed part of the contact and "", or the remark to ask again with. A phone typed with the name is kept."""
    found, value = parts.phone(text), " ".join(text.split())
    if draft.step == "phone":
        return found, "" if found else "phone"
    if draft.step == "name" and found:
        draft.phone = found
        return " ".join(text.replace(found, "").split()).strip(" ,;-") or None, ""
    longest = parts.MAX_ADDRESS if draft.step == "address" else parts.MAX_NAME
    return value, "" if not control and 0 < len(value) <= longest else "empty"


def _take_consent(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    meanings = read(text)
    if Word.YES in meanings:
        moves.agree(turn, draft, said=text)
    elif Word.NO in meanings:
        moves.refuse(turn, draft)
    elif Word.ANONYMOUS in meanings:
        moves.anonymous(turn, draft)
    else:
        parts.ask(turn, draft, "choose")


def _take_refused(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    meanings = read(text)
    if {Word.ANONYMOUS, Word.SEND} & meanings:
        moves.anonymous(turn, draft)
    elif Word.YES in meanings:
        draft.step = "consent"
        parts.ask(turn, draft)
    else:
        parts.ask(turn, draft, "choose")


def _take_edit(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    draft.step = "summary"
    parts.ask(turn, draft, "choose")


def _take_summary(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    """Only reached for words that do not send; sending needs the desk (`handlers.sending`)."""
    if Word.EDIT in read(text):
        draft.step = "edit"
        parts.ask(turn, draft)
    else:
        parts.ask(turn, draft, "choose")


_TAKE: dict[str, Callable[[Turn, FeedbackDraft, str], None]] = {
    "text": moves.take_text,
    "procedure": _take_procedure,
    "files": _take_files_text,
    "name": _take_contact,
    "phone": _take_contact,
    "address": _take_contact,
    "consent": _take_consent,
    "refused": _take_refused,
    "edit": _take_edit,
    "summary": _take_summary,
}
