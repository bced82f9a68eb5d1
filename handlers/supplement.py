"""More for a case that was sent: text and any number of files, gathered over several messages, then handed in."""

from __future__ import annotations

from bot.desk import CaseView
from bot.dialogue import CaseStep
from bot.feedback.refused import StepRefused
from bot.turns import Button, Outcome, Turn
from handlers import access, casetexts
from handlers import draft as parts
from handlers.control import Word, read
from handlers.render import button, render

MIN_TEXT = 2
"""Fewer letters or digits than this tell nothing."""


async def begin(turn: Turn, code: str, typed: str = "", text: str = "") -> None:
    """Take more for the case with `code`; `text` and the files of this message are its beginning."""
    step = _held(turn) or CaseStep(name="add")
    keep(turn, step, text)
    _take_loose_files(turn, step)
    case = await access.reach(turn, code, step, typed)
    if case is not None:
        opened(turn, case, step)


def opened(turn: Turn, case: CaseView, step: CaseStep) -> None:
    """Ask what to add, or whether what was gathered is all."""
    if "add" not in case.can:
        turn.dialogue.case_step = None
        _keep_for_new(turn, step)
        turn.say(render("add_closed", case=casetexts.whole(case), text=step.text), _instead(case, step))
        return
    turn.dialogue.case_step = step.model_copy(
        update={"name": "add", "code": case.code, "then": "", "unasked": False, "interrupted": False}
    )
    ask(turn, turn.dialogue.case_step, asked=case.asked or "")


def offer(turn: Turn, code: str, text: str, *, solved: bool = False) -> None:
    """Ask whether a message that may be more for the case is meant so; `solved`: the case was just answered."""
    turn.outcome = Outcome("general", topic="feedback_status")
    step = CaseStep(name="add", code=code, unasked=True)
    keep(turn, step, text)
    turn.dialogue.case_step = step
    others = [button("not_solved", f"reopen:{code}")] if solved else []
    turn.say(_sentence(turn, step, "unasked"), [*_ways(step)[:1], *others, *_ways(step)[1:]])


def which(turn: Turn, cases: list[CaseView], text: str) -> None:
    """Ask for which of several cases something is meant; what was typed is kept."""
    turn.outcome = Outcome("general", topic="feedback_status")
    step = CaseStep(name="add", unasked=bool(text or turn.incoming.files))
    keep(turn, step, text)
    turn.dialogue.case_step = step
    choices = [Button(case.code, f"add:{case.code}") for case in cases]
    turn.say(_sentence(turn, step, "which"), [*choices, *_ways(step)[1:]])


async def take(turn: Turn, step: CaseStep, text: str) -> None:
    """A message while more for a case is being gathered."""
    turn.outcome = Outcome("general", topic="feedback_status")
    step.interrupted = False
    meanings = frozenset() if turn.incoming.files else read(text)
    if Word.CANCEL in meanings:
        drop(turn, step)
    elif meanings & {Word.SEND, Word.DONE, Word.YES} and (step.text or step.file_count):
        await send(turn, step)
    elif not turn.incoming.files and sum(char.isalnum() for char in text) < MIN_TEXT:
        ask(turn, step, "empty")
    elif len(step.text) + len(text) > parts.MAX_TEXT:
        ask(turn, step, "long")
    else:
        same_album = turn.incoming.group is not None and turn.incoming.group == step.album
        full = step.file_count >= turn.settings.files.max_per_case
        keep(turn, step, text)
        if not same_album or text:
            ask(turn, step, "full" if full and turn.incoming.files else "")


async def send(turn: Turn, step: CaseStep) -> None:
    """Hand in what was gathered."""
    turn.outcome = Outcome("general", topic="feedback_status")
    if turn.desk is None or not step.code or not (step.text or step.file_count):
        ask(turn, step, "empty")
        return
    proven = access.proven(turn, step.code)
    try:
        case = await turn.desk.take(step.code, "add", proven=proven, text=step.text, messages=step.messages)
    except StepRefused as refused:
        _keep_for_new(turn, step)
        turn.dialogue.case_step = None
        turn.say(render("step_refused", why=str(refused), text=step.text), _instead(None, step))
        return
    turn.settled += step.messages
    turn.dialogue.case_step = turn.dialogue.unanswered = None
    turn.say(render("added", case=case, proven=case.access == "proven"), casetexts.buttons(case))


async def rest_of_album(turn: Turn) -> bool:
    """Hand in the other pictures of an album whose first one went to a case; False for any other file."""
    album = turn.dialogue.album
    if turn.desk is None or album is None or turn.incoming.group != album[0] or turn.message_id is None:
        return False
    turn.outcome = Outcome("general", topic="feedback_status")
    proven = access.proven(turn, album[1])
    try:
        await turn.desk.take(album[1], "add", proven=proven, messages=[turn.message_id])
    except StepRefused:
        return False
    return True


def drop(turn: Turn, step: CaseStep) -> None:
    """Forget what was gathered."""
    turn.settled += step.messages
    turn.dialogue.case_step = turn.dialogue.unanswered = None
    turn.say(render("add_dropped"))


def keep(turn: Turn, step: CaseStep, text: str) -> None:
    """Add the text and the files of this message to what was gathered."""
    room = turn.settings.files.max_per_case - step.file_count
    files = min(max(room, 0), len(turn.incoming.files))
    step.text = "\n".join(part for part in (step.text, text) if part)
    step.file_count += files
    step.album = turn.incoming.group if files else step.album
    if (text or files) and turn.message_id is not None and turn.message_id not in step.messages:
        step.messages.append(turn.message_id)


def ask(turn: Turn, step: CaseStep, note: str = "", asked: str = "") -> None:
    """Say what was gathered and what comes next."""
    turn.say(_sentence(turn, step, note, asked), _ways(step))


def _sentence(turn: Turn, step: CaseStep, note: str, asked: str = "") -> str:
    limit = turn.settings.files.max_per_case
    return render("add_step", step=step, note=note, asked=asked, quoted=parts.shortened(step.text), max_files=limit)


def _ways(step: CaseStep) -> list[Button]:
    """What can be done with what was gathered; sending stands first."""
    if not (step.text or step.file_count):
        return [button("cancel", "case:stop")]
    new = [button("as_new", "case:new")] if step.unasked else []
    return [button("send_addition", "case:send"), *new, button("cancel", "case:stop")]


def _instead(case: CaseView | None, step: CaseStep) -> list[Button]:
    """What else to do when the case takes nothing more."""
    found = [button("not_solved", f"reopen:{case.code}")] if case is not None and "reopen" in case.can else []
    return [*found, button("as_new" if step.text else "feedback", "fb:tell"), button("human", "human")]


def _held(turn: Turn) -> CaseStep | None:
    """What was gathered before it was known for which case."""
    step = turn.dialogue.case_step
    return step if step is not None and step.name == "add" else None


def _take_loose_files(turn: Turn, step: CaseStep) -> None:
    """Files sent before anybody asked go along."""
    loose = [row for row in turn.dialogue.files if row not in step.messages]
    step.messages, step.file_count = [*step.messages, *loose], step.file_count + len(loose)
    turn.dialogue.files = []


def _keep_for_new(turn: Turn, step: CaseStep) -> None:
    """What cannot be added begins a new feedback with one touch."""
    turn.settled += step.messages
    turn.dialogue.unanswered = step.text or None
    turn.dialogue.files = step.messages if step.file_count else []
