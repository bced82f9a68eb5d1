"""One turn: what the person sent -> the handler that serves it.

A part of a feedback being written comes first. Danger, an accusation, a question or a command in the
middle of it is still served, and the draft is offered again afterwards.
"""

from __future__ import annotations

from datetime import timedelta

from bot.dialogue import CaseStep, FeedbackDraft
from bot.turns import Outcome, Reply, Turn
from handlers import (
    actions,
    ask,
    casework,
    clarify,
    duedate,
    emergency,
    entry,
    feedback,
    general,
    identity,
    legal,
    memory,
    moves,
    my_data,
    my_data_words,
    private,
    problems,
    refuse,
    reminders,
    sending,
    situation,
    start,
    supplement,
    topics,
    track,
    typed,
)
from handlers import draft as parts
from handlers.control import Word, read
from handlers.interruption import interrupts
from handlers.render import button, render
from knowledge.understand import Kind, Understanding

COMMANDS = ("/start", "/help")
PAUSE = timedelta(minutes=30)
"""After so long a message need not be about the draft any more."""

STORY_WORDS = 6

OTHER_BUSINESS = (Kind.EMERGENCY, Kind.LEGAL_COMPLAINT)


async def handle(turn: Turn) -> None:
    """Answer one message: changes the dialogue, says replies, names the outcome."""
    memory.forget_old(turn)
    private.prepare(turn)
    held = turn.dialogue.draft
    if held and turn.dialogue.updated_at and turn.now - turn.dialogue.updated_at > PAUSE:
        held.interrupted = True
    gathered = casework.gathered(turn)
    if not identity.keep_out(turn):
        await _serve(turn)
    casework.keep(turn, gathered)
    if turn.outcome is None:
        turn.outcome = Outcome("refuse")
    _note_told(turn)
    private.note(turn)
    turn.dialogue.updated_at = turn.now


def failed(turn: Turn) -> Reply:
    """What is said when a message could not be handled because of an error of ours."""
    return Reply(render("failed"), (button("human", "human"),))


async def _serve(turn: Turn) -> None:
    incoming, draft = turn.incoming, turn.dialogue.draft
    text = (incoming.text or "").strip()
    if incoming.problem:
        problems.tell(turn)
        if not (text or incoming.files or incoming.action):
            return
    if incoming.action:
        await actions.press(turn, incoming.action)
    elif key := entry.key_in(text):
        await entry.enter(turn, key)
    elif text.split(maxsplit=1)[:1] and text.split(maxsplit=1)[0].lower() in COMMANDS:
        start.start(turn)
        casework.left(turn)
    elif private.nothing_else(turn):
        private.tell(turn)
    elif turn.dialogue.data is not None and not incoming.files and await my_data.reply(turn, text):
        pass
    elif (step := _step(turn)) is not None and (text or incoming.files):
        await _with_case(turn, step, text)
    elif (wish := my_data_words.wish(text)) and (turn.desk is not None or wish.kind != "correct"):
        await my_data.serve(turn, wish)
    elif reminders.asks_for_list(text):
        await reminders.own(turn)
    elif draft is not None:
        await _with_draft(turn, draft, text)
        return
    elif incoming.files and not text:
        await _loose_files(turn)
    elif not text:
        problems.tell(turn) if not turn.replies else None
    elif not await reminders.wished(turn, text):
        await _understand(turn, text)
    _offer_again(turn, draft)


def _step(turn: Turn) -> CaseStep | None:
    """What is going on with a case that was sent; something gathered waits for a feedback that is being written."""
    step, draft = turn.dialogue.case_step, turn.dialogue.draft
    waits = step is not None and step.interrupted and draft is not None and not draft.interrupted
    return None if waits else step


async def _with_case(turn: Turn, step: CaseStep, text: str) -> None:
    """A message while something is being done with a case that was sent: for it, or something else."""
    understood = _meaning(turn, text) if text else None
    if understood is None or not casework.interrupts(understood, step, text):
        await casework.take(turn, step, text)
        return
    await _route(turn, text, understood)
    if turn.dialogue.case_step is step:
        casework.left(turn)


async def _loose_files(turn: Turn) -> None:
    """Files without a word: more of an album, what the office waits for, or the beginning of something."""
    if await supplement.rest_of_album(turn):
        return
    told = await turn.desk.last_told() if turn.desk is not None else None
    if told is not None and told.kind == "ask":
        await supplement.begin(turn, told.code)
    elif not await casework.for_waiting(turn, "", None):
        problems.loose_files(turn)


async def _with_draft(turn: Turn, draft: FeedbackDraft, text: str) -> None:
    """A message while a draft is held: for the draft, or something else and then the draft."""
    if draft.interrupted and Word.RESUME in read(text):
        feedback.resume(turn, draft)
        return
    understood = _meaning(turn, text) if text else None
    other = understood is not None and interrupts(understood, draft, text)
    if understood is not None and (other or track.code_in(text)):
        await _route(turn, text, understood)
        _offer_again(turn, draft, question=understood.kind not in OTHER_BUSINESS)
    elif sending.sends(turn, draft):
        await sending.send(turn, draft)
    elif text or turn.incoming.files:
        typed.take(turn, draft)
    else:
        feedback.resume(turn, draft)


def _offer_again(turn: Turn, draft: FeedbackDraft | None, question: bool = False) -> None:
    """After something else was served, offer the draft; a question to an officer is offered only once."""
    if draft is None or turn.dialogue.draft is not draft or _for_draft(turn, draft):
        return
    if turn.dialogue.case_step is not None and not turn.dialogue.case_step.interrupted:
        return
    if draft.kind == parts.QUESTION and draft.interrupted:
        turn.dialogue.draft = None
        return
    draft.interrupted = True
    feedback.offer(turn, draft, question)


def _for_draft(turn: Turn, draft: FeedbackDraft) -> bool:
    outcome, own = turn.outcome, moves.outcome(draft)
    return outcome is not None and (outcome.kind, outcome.topic) == (own.kind, own.topic)


def _note_told(turn: Turn) -> None:
    """Remember which messages told the matter: they go with the case, and are forgotten with it."""
    draft = turn.dialogue.draft
    if draft is not None and turn.message_id is not None and _for_draft(turn, draft):
        draft.messages.append(turn.message_id)


async def _understand(turn: Turn, text: str) -> None:
    understood = _meaning(turn, text)
    told = await turn.desk.last_told() if turn.desk is not None else None
    if told is None or not await casework.after_notice(turn, told, text, understood):
        await _route(turn, text, understood)


def _meaning(turn: Turn, text: str) -> Understanding:
    return turn.kb.understander.understand(private.question(turn, text), memory.context(turn))


async def _route(turn: Turn, text: str, understood: Understanding) -> None:
    """Serve a message by its meaning."""
    kind = understood.kind
    if kind is Kind.EMERGENCY:
        emergency.tell(turn, understood)
    elif kind is Kind.LEGAL_COMPLAINT:
        legal.guide(turn, understood)
    elif code := track.code_in(text):
        await casework.by_code(turn, code, text)
    elif await casework.by_words(turn, text):
        return
    elif track.is_dossier(text) and kind is not Kind.FEEDBACK:
        turn.outcome = Outcome("general", topic="dossier_status", score=understood.score)
        turn.say(render("dossier_code"))
        topics.tell(turn, "dossier_status")
    elif kind is Kind.FEEDBACK or parts.only_names(text):
        await _feedback(turn, text, understood)
    elif kind is Kind.GENERAL:
        await _general(turn, understood)
    elif kind is Kind.REFUSE:
        await _refuse(turn, text, understood)
    else:
        _procedure(turn, understood)


def _procedure(turn: Turn, understood: Understanding) -> None:
    if _has_ended(turn, understood):
        ask.answer(turn, understood)
    elif duedate.wanted(turn, understood):
        duedate.answer(turn, understood)
    elif understood.situation and situation.known(turn, understood.situation) and _tells_story(turn, understood):
        situation.answer(turn, understood.situation, understood)
    elif understood.kind is Kind.CLARIFY:
        clarify.clarify(turn, understood)
    else:
        ask.answer(turn, understood)


def _has_ended(turn: Turn, understood: Understanding) -> bool:
    """Whether the one procedure that is meant no longer holds (or not yet): nothing is counted from it."""
    record = turn.kb.catalog.get(understood.codes[0]) if understood.kind is Kind.ANSWER else None
    return record is not None and not record.in_force(turn.now.date())


def _tells_story(turn: Turn, understood: Understanding) -> bool:
    """A few words that fit several procedures are asked about; a path is for those who tell their plan."""
    return understood.kind is Kind.ANSWER or len((turn.incoming.text or "").split()) >= STORY_WORDS


async def _refuse(turn: Turn, text: str, understood: Understanding) -> None:
    if turn.dialogue.draft is not None or not await casework.for_waiting(turn, text, understood):
        refuse.refuse(turn, understood)


async def _feedback(turn: Turn, text: str, understood: Understanding) -> None:
    named = parts.only_names(text)
    if turn.dialogue.draft is None and not named and await casework.for_waiting(turn, text, understood):
        return
    turn.outcome = Outcome("feedback", score=understood.score, gap=understood.gap)
    if named or understood.manner == "opening":
        feedback.begin(turn, "", named or parts.PHAN_ANH)
    else:
        feedback.begin(turn, text, parts.kind_of(text, understood.manner))


async def _general(turn: Turn, understood: Understanding) -> None:
    if understood.topic == "feedback_status" and turn.desk is not None:
        turn.outcome = Outcome("general", topic="feedback_status", score=understood.score, gap=understood.gap)
        await track.own(turn)
    else:
        general.answer(turn, understood)
