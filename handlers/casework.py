"""What a person does with cases they have sent: which message means which step, and what is going on between two."""

from __future__ import annotations

import re

from bot.desk import CaseView, Told
from bot.dialogue import CaseStep
from bot.feedback import codes
from bot.turns import Outcome, Turn
from handlers import access, feedback, interruption, rating, reopening, supplement, track
from handlers.control import Word, read
from handlers.render import button, render
from knowledge.understand import Kind, Understanding
from knowledge.vietnamese import fold

ACTIONS = ("add", "rate", "reopen", "withdraw", "case")
"""Names of the buttons that do something with a case; any other one leaves a step that is going on."""

MORE_WORDS = 5
"""So many words beside a code are themselves what is to be added."""

SHORT_WORDS = 12

LIKELY_TOPIC = 0.5
"""The share below which a statement right after an answer is of that, not of a general topic («chưa ai gọi tôi»)."""

_ADD = re.compile(r"\b(bo sung|gui them|noi them|them thong tin|them anh|them tep)\b")
_WITHDRAW = re.compile(r"\b(rut|huy)\b")
_NOT_SOLVED = re.compile(r"\b(chua (duoc )?(giai quyet|xong)|mo lai)\b")
_RATE = re.compile(r"\b(danh gia|hai long)\b")
_CASE = r"(phan anh|kien nghi|vu viec|gop y|cau hoi)"
_ADD_TO_ONE = re.compile(rf"\bbo sung\b( \w+){{0,4}} {_CASE}\b")
_WITHDRAW_ONE = re.compile(rf"\b(rut|huy)( lai)? {_CASE}\b")
_ANOTHER = re.compile(r"\b(muon|xin|can|gui)( \w+){0,3} (phan anh|kien nghi|gop y|khen)\b(?! them)")
_COURTESIES = ("greeting", "thanks", "goodbye")


async def by_code(turn: Turn, code: str, text: str) -> None:
    """Serve a message with the code of a case: its status, or the step that the other words name."""
    rest = fold(codes.without(text))
    if turn.incoming.files or _ADD.search(rest):
        more = text if len(rest.split()) > MORE_WORDS else ""
        await supplement.begin(turn, code, text, more)
    elif _WITHDRAW.search(rest):
        await reopening.withdraw(turn, code)
    elif _NOT_SOLVED.search(rest):
        await reopening.begin(turn, code, text, text if len(rest.split()) > MORE_WORDS else "")
    elif _RATE.search(rest):
        await rating.press(turn, code, rating.level_in(codes.without(text)), text)
    else:
        await track.status(turn, code, text)


async def by_words(turn: Turn, text: str) -> bool:
    """Serve «rút phản ánh», «bổ sung phản ánh» without a code; False for anything else."""
    folded = fold(text)
    if turn.desk is None or len(folded.split()) > SHORT_WORDS:
        return False
    if _WITHDRAW_ONE.search(folded):
        await _one_of(turn, "withdraw")
    elif _ADD_TO_ONE.search(folded):
        await _one_of(turn, "add")
    else:
        return False
    return True


async def _one_of(turn: Turn, step: str) -> None:
    """The only case of this conversation that the step is open to, or the question which."""
    turn.outcome = Outcome("general", topic="feedback_status")
    assert turn.desk is not None
    cases = [case for case in await turn.desk.own_cases() if step in case.can]
    if not cases:
        turn.say(render("no_case_for", step=step), [button("my_cases", "track"), button("feedback", "fb:start")])
    elif step == "withdraw":
        if len(cases) == 1:
            await reopening.withdraw(turn, cases[0].code)
        else:
            turn.say(render("withdraw_which"), [button("one", f"withdraw:{c.code}", name=c.code) for c in cases[:6]])
    elif len(cases) == 1:
        await supplement.begin(turn, cases[0].code)
    else:
        supplement.which(turn, cases[:6], "")


async def after_notice(turn: Turn, told: Told, text: str, understood: Understanding) -> bool:
    """Serve a message right after a notice of the office as the answer to it; False when it is something else."""
    kind = understood.kind
    if kind in (Kind.EMERGENCY, Kind.LEGAL_COMPLAINT) or track.code_in(text):
        return False
    if told.kind == "reply" and (level := rating.level_in(text)):
        await rating.press(turn, told.code, level)
    elif told.kind == "reply" and reopening.says_not_solved(text):
        await reopening.begin(turn, told.code, reason=reopening.with_reason(text))
    elif understood.topic in _COURTESIES or interruption.asks(understood, text) or _begins_another(text):
        return False
    elif told.kind == "reply":
        return await _loose(turn, told, text, understood)
    elif Word.YES in read(text):
        await supplement.begin(turn, told.code)
    else:
        supplement.offer(turn, told.code, text)
    return True


async def _loose(turn: Turn, told: Told, text: str, understood: Understanding) -> bool:
    """Words after an answer that mean nothing else may be more for the case, or say that it is not solved."""
    guessed = understood.kind is Kind.GENERAL and understood.score < LIKELY_TOPIC
    if not (guessed or interruption.unclear(understood)):
        return False
    supplement.offer(turn, told.code, text, solved=True)
    return True


async def for_waiting(turn: Turn, text: str, understood: Understanding | None) -> bool:
    """Take what means nothing else for the answer that the office waits for; False when it waits for none."""
    if turn.desk is None or (understood is not None and not interruption.unclear(understood)):
        return False
    if _begins_another(text):
        return False
    waiting = [case for case in await turn.desk.own_cases() if case.state == "waiting"]
    if not waiting:
        return False
    if len(waiting) == 1:
        supplement.offer(turn, waiting[0].code, text)
    else:
        supplement.which(turn, waiting, text)
    return True


def _begins_another(text: str) -> bool:
    """Whether somebody says that they want to send a feedback, not more for one."""
    return _ANOTHER.search(fold(text)) is not None


def interrupts(understood: Understanding, step: CaseStep, text: str) -> bool:
    """Whether a message is not meant for the step that is going on."""
    if understood.kind in (Kind.EMERGENCY, Kind.LEGAL_COMPLAINT):
        return True
    if read(text):
        return False
    if track.code_in(text):
        return True
    if step.name == "digits":
        return not access.has_digits(text)
    if step.name == "comment":
        return understood.kind is Kind.ANSWER and interruption.asks(understood, text)
    return step.name == "add" and interruption.asks(understood, text)


async def take(turn: Turn, step: CaseStep, text: str) -> None:
    """A message for the step that is going on."""
    if step.name == "digits":
        await _digits(turn, step, text)
    elif step.name == "comment" and reopening.says_not_solved(text):
        await reopening.begin(turn, step.code, reason=reopening.with_reason(text))
    elif step.name == "comment" and (level := rating.level_in(text)):
        await rating.press(turn, step.code, level)
    elif step.name == "comment" and turn.incoming.files:
        await supplement.begin(turn, step.code, text=text)
    elif step.name == "comment":
        await rating.take(turn, step, text)
    elif step.name == "reopen":
        await reopening.take(turn, step, text)
    elif step.name == "withdraw":
        await reopening.sure(turn, step, text)
    else:
        await supplement.take(turn, step, text)


async def _digits(turn: Turn, step: CaseStep, text: str) -> None:
    if {Word.CANCEL, Word.SKIP, Word.NO} & read(text):
        _stop_digits(turn)
    elif (digits := access.digits_in(text)) is None:
        turn.outcome = Outcome("general", topic="feedback_status")
        turn.say(render("case_digits", code=step.code, note="four"), [button("forgot_digits", "case:stop")])
    else:
        case = await access.given(turn, step, digits, text)
        if case is not None:
            await _go_on(turn, case, step)


async def _go_on(turn: Turn, case: CaseView, step: CaseStep) -> None:
    """What the person wanted before the second factor was asked for."""
    name, _, value = step.then.partition(":")
    if name == "add":
        supplement.opened(turn, case, step)
    elif name == "reopen":
        await reopening.opened(turn, case, step)
    elif name == "rate":
        await rating.rate(turn, case, int(value) if value else None)
    elif name == "why":
        await track.why(turn, case.code)
    else:
        track.tell(turn, case)


async def press(turn: Turn, name: str) -> None:
    """A button of the step that is going on: send, stop, new."""
    step = turn.dialogue.case_step
    turn.outcome = Outcome("general", topic="feedback_status")
    if step is None:
        turn.say(render("old_button"), [button("my_cases", "track"), button("feedback", "fb:start")])
    elif name == "send" and step.name == "add":
        await supplement.send(turn, step)
    elif name == "new" and step.name == "add":
        turn.dialogue.case_step = None
        turn.dialogue.files = step.messages if step.file_count else []
        turn.settled += step.messages
        turn.outcome = None
        feedback.begin(turn, step.text)
    elif step.name == "add":
        supplement.drop(turn, step)
    elif step.name == "comment":
        rating.thank(turn)
    elif step.name == "digits":
        _stop_digits(turn)
    else:
        reopening.stop(turn, step)


def _stop_digits(turn: Turn) -> None:
    turn.dialogue.case_step = None
    turn.outcome = Outcome("general", topic="feedback_status")
    turn.say(render("digits_forgotten"), [button("human", "human"), button("my_cases", "track")])


def left(turn: Turn) -> None:
    """Something else was served: the step is over. What was gathered for a case is kept by `keep`."""
    turn.dialogue.case_step = None


def gathered(turn: Turn) -> CaseStep | None:
    """What was written for a case and not sent yet."""
    step = turn.dialogue.case_step
    return step if step is not None and step.name == "add" and step.messages else turn.dialogue.gathered


def keep(turn: Turn, held: CaseStep | None) -> None:
    """Lose nothing that was gathered: unless it was settled in this turn, it is offered as soon as there is room."""
    dialogue = turn.dialogue
    current, older = dialogue.case_step, dialogue.gathered
    done = set(turn.settled) | set(current.messages if current is not None else ())
    if held is None or set(held.messages) <= done:
        dialogue.gathered = None if older is held else older
    elif current is None:
        dialogue.case_step, dialogue.gathered = held, None if older is held else older
        held.interrupted = True
        supplement.ask(turn, held, "open")
    else:
        dialogue.gathered = held
