"""Phản ánh, kiến nghị, góp ý, lời khen: begun, held while something else is served, taken up again."""

from __future__ import annotations

from bot.dialogue import FeedbackDraft
from bot.turns import Turn
from handlers import draft as parts
from handlers import moves
from handlers.render import button, label, render


def begin(turn: Turn, text: str, kind: str = parts.PHAN_ANH, procedure: str | None = None) -> None:
    """Start a draft; `text` is kept verbatim, empty when nothing was told yet; `procedure` when it is known."""
    turn.outcome = turn.outcome or moves.outcome(None)
    held = turn.dialogue.draft
    if held is not None and held.text and held.kind != parts.QUESTION:
        turn.dialogue.unanswered = text or None
        held.interrupted = True
        turn.say(
            render("draft_held", step=parts.step_name(held), quoted=parts.shortened(held.text)),
            [button("resume", "fb:resume"), button("drop_for_new", "fb:new")],
        )
        return
    _start(turn, text, kind, procedure)


def fresh(turn: Turn) -> None:
    """Drop the draft held and begin with what was typed last."""
    turn.outcome = moves.outcome(None)
    turn.dialogue.draft = None
    _start(turn, turn.dialogue.unanswered or "", parts.PHAN_ANH)


def _start(turn: Turn, text: str, kind: str, procedure: str | None = None) -> None:
    draft = FeedbackDraft(step="text", kind=kind, procedure=procedure)
    turn.dialogue.draft = draft
    _fill_in_place(turn, draft)
    draft.file_messages, turn.dialogue.files = turn.dialogue.files, []
    draft.file_count = len(draft.file_messages)
    moves.add_files(turn, draft)
    if text:
        moves.take_text(turn, draft, text)
    else:
        parts.ask(turn, draft, "file_text" if draft.file_count else "")


def _fill_in_place(turn: Turn, draft: FeedbackDraft) -> None:
    """What the QR code tells: the desk, its unit, the procedure; nobody is asked for it again."""
    place, turn.dialogue.place = turn.dialogue.place, None
    if place is None:
        return
    draft.via = place.key
    draft.place = place.name if not place.unit or place.unit in place.name else f"{place.name} ({place.unit})"
    record = turn.kb.catalog.get(place.procedure) if place.procedure else None
    draft.procedure = record.id if record is not None and record.in_force(turn.now.date()) else None


def choose_kind(turn: Turn, kind: str) -> None:
    """Say what is to be sent before anything is told; later it changes nothing."""
    draft = turn.dialogue.draft
    if kind not in parts.ORDER:
        kind = parts.PHAN_ANH
    if draft is None:
        begin(turn, "", kind)
        return
    if draft.step == "text" and not draft.text:
        draft.kind = kind
    resume(turn, draft)


def resume(turn: Turn, draft: FeedbackDraft) -> None:
    """Go on where the draft stopped."""
    draft.interrupted = False
    turn.outcome = moves.outcome(draft)
    parts.ask(turn, draft, "text" if draft.text and draft.step != "summary" else "")


def offer(turn: Turn, draft: FeedbackDraft, question: bool) -> None:
    """Remind of the draft after something else was served."""
    buttons = [button("resume", "fb:resume"), button("drop", "fb:cancel")]
    if question and draft.step == "text":
        buttons.append(button("take_as_text", "fb:take"))
    turn.say(render("draft_open", kind=draft.kind, step=parts.step_name(draft)), buttons)


def press(turn: Turn, draft: FeedbackDraft, name: str, value: str) -> None:
    """A button of the draft: "skip", "p", "anon", "yes", "no", "back", "edit", "take", "resume"."""
    if name == "skip":
        moves.skip(turn, draft, value)
    elif name == "p" and draft.step == "procedure" and turn.kb.catalog.get(value):
        moves.choose(turn, draft, value)
    elif name == "anon" and draft.text and draft.step not in ("text", "procedure", "files"):
        moves.anonymous(turn, draft)
    elif name == "yes" and draft.step == "consent":
        moves.agree(turn, draft, said=label("button.agree"))
    elif name == "no" and draft.step == "consent":
        moves.refuse(turn, draft)
    elif name == "back" and draft.step == "refused":
        draft.step = "consent"
        parts.ask(turn, draft)
    elif name == "edit" and draft.text and draft.step in ("summary", "edit"):
        moves.edit(turn, draft, value)
    elif name == "take" and draft.step == "text" and turn.dialogue.unanswered:
        moves.take_text(turn, draft, turn.dialogue.unanswered)
    else:
        resume(turn, draft)
