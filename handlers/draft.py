"""The parts of a feedback being written: their order, how each is asked for and taken.

A part is taken exactly as typed. Every part but the text may be left out: the law asks for name,
address and telephone (Nghị định 20/2008/NĐ-CP, Điều 7), without them it is an anonymous opinion.
"""

from __future__ import annotations

import re

from bot.dialogue import FeedbackDraft
from bot.markup import plain
from bot.turns import Button, Turn
from handlers.agency import agency
from handlers.ask import shorten
from handlers.render import button, label, render
from knowledge.vietnamese import fold

PHAN_ANH = "phan_anh"
PRAISE = "khen"
QUESTION = "hoi_dap"
ANONYMOUS = "gop_y_an_danh"
TECHNICAL = "ho_tro_ky_thuat"

BY_CHAT = (QUESTION, TECHNICAL)
"""Kinds that are answered in the chat, so that no contact is needed."""

ORDER = {
    PHAN_ANH: ("text", "procedure", "files", "name", "phone", "address", "consent", "summary"),
    PRAISE: ("text", "name", "phone", "address", "consent", "summary"),
    QUESTION: ("text", "summary"),
    ANONYMOUS: ("text", "procedure", "files", "summary"),
    TECHNICAL: ("text", "files", "summary"),
}
CONTACT = ("name", "phone", "address")
EDITABLE = {
    PHAN_ANH: ("text", "procedure", "files", "name", "phone", "address"),
    PRAISE: ("text", "name", "phone", "address"),
    QUESTION: ("text", "name", "phone"),
    ANONYMOUS: ("text", "procedure", "files"),
    TECHNICAL: ("text", "procedure", "files", "name", "phone"),
}

MAX_TEXT = 10_000
MAX_NAME = 100
MAX_ADDRESS = 300
QUOTED = 600

_NAMED = {
    ANONYMOUS: re.compile(r"\b(an danh|giau ten|khong neu ten)\b"),
    TECHNICAL: re.compile(r"\bho tro ky thuat\b"),
}
_WISH = r"(cho )?(toi|em|minh|chau)?( muon| can| xin| dinh)?( duoc)?( gui)?( mot)?( yeu cau)? ?"
_OPENINGS = {
    ANONYMOUS: re.compile(_WISH + r"(gop y|phan anh|kien nghi)( kieu)? (an danh|giau ten)"),
    TECHNICAL: re.compile(_WISH + r"(ho tro ky thuat|bao loi)( ve)?( dich vu cong| dvc)?( truc tuyen)?"),
    PRAISE: re.compile(_WISH + r"(loi khen|khen|khen ngoi|khen can bo)"),
}
"""How people say what they want to send, and nothing else."""

_PHONE = re.compile(r"\+?[\d\s.\-()]{8,24}")
_PHONE_DIGITS = range(9, 14)


def has_contact(draft: FeedbackDraft) -> bool:
    """Whether the person gave anything by which they could be known."""
    return any((draft.name, draft.phone, draft.address))


def drop_contact(draft: FeedbackDraft) -> None:
    """Make the draft anonymous."""
    draft.name = draft.phone = draft.address = None
    draft.consent_at = draft.consent_text = draft.consent_answer = None
    draft.anonymous = draft.kind not in BY_CHAT


def go_on(draft: FeedbackDraft) -> None:
    """Move to the next part that is still needed."""
    order = ORDER[draft.kind]
    if draft.editing or draft.step not in order:
        draft.editing = False
        draft.step = "consent" if _needs_consent(draft) else "summary"
    else:
        draft.step = order[order.index(draft.step) + 1]
        if draft.step == "procedure" and draft.procedure:
            draft.step = order[order.index(draft.step) + 1]
        if draft.step == "phone" and draft.phone:
            draft.step = "address"
        if draft.step == "procedure" and draft.procedure:
            draft.step = "files"
    if draft.step == "consent" and not _needs_consent(draft):
        draft.step = "summary"
    if draft.step == "summary":
        draft.anonymous = draft.kind not in BY_CHAT and not has_contact(draft)


def _needs_consent(draft: FeedbackDraft) -> bool:
    return has_contact(draft) and draft.consent_at is None


def ask(turn: Turn, draft: FeedbackDraft, note: str = "") -> None:
    """Ask for the part at which the draft stands; `note` names a remark to begin with."""
    html = render(
        f"draft_{draft.step}",
        draft=draft,
        note=note,
        agency=agency(turn.settings),
        quoted=shortened(draft.text),
        procedure=_name(turn, draft.procedure),
        guess=_name(turn, draft.guess),
        consent=consent_text(turn, draft) if draft.step == "consent" else "",
        max_files=turn.settings.files.max_per_case,
    )
    turn.say(html, _buttons(turn, draft))


def consent_text(turn: Turn, draft: FeedbackDraft) -> str:
    """The words that the person is asked to agree to; they are kept as evidence."""
    parts = [label(f"personal.{part}") for part in CONTACT if getattr(draft, part)]
    return plain(render("consent_text", draft=draft, parts=parts, agency=agency(turn.settings)))


def shortened(text: str) -> str:
    """A text as it is quoted back; what is kept is always whole."""
    return text if len(text) <= QUOTED else text[:QUOTED].rstrip() + "…"


def _name(turn: Turn, code: str | None) -> str | None:
    record = turn.kb.catalog.get(code) if code else None
    return record.label if record else None


def _buttons(turn: Turn, draft: FeedbackDraft) -> list[Button]:
    step = draft.step
    cancel = button("cancel", "fb:cancel")
    if step == "procedure":
        guess = _name(turn, draft.guess)
        guessed = [Button(shorten(guess), f"fb:p:{draft.guess}")] if guess else []
        return [*guessed, button("no_procedure", "fb:skip:procedure"), cancel]
    if step == "files":
        return [button("done" if draft.file_count else "skip", "fb:skip:files"), cancel]
    if step in CONTACT:
        ways = [button("skip", f"fb:skip:{step}")]
        if draft.kind not in BY_CHAT and not draft.editing:
            ways.append(button("anonymous", "fb:anon"))
        return [*ways, cancel]
    if step == "consent":
        return [button("agree", "fb:yes"), button("disagree", "fb:no"), cancel]
    if step == "refused":
        return [button("anonymous", "fb:anon"), button("back", "fb:back"), cancel]
    if step == "edit":
        parts = [button(f"edit_{part}", f"fb:edit:{part}") for part in EDITABLE[draft.kind]]
        return [*parts, button("edit_back", "fb:edit:done")]
    if step == "summary":
        wanted = draft.kind in BY_CHAT and not draft.phone
        contact = [button("leave_contact", "fb:edit:phone")] if wanted else []
        return [button("send", "fb:send"), *contact, button("edit", "fb:edit"), cancel]
    if step == "text" and draft.kind == PHAN_ANH and not draft.editing:
        return [*(button(f"kind_{kind}", f"fb:kind:{kind}") for kind in ORDER if kind != PHAN_ANH), cancel]
    return [cancel]


def kind_of(text: str, manner: str) -> str:
    """The kind that a person names or means by what they tell; PHAN_ANH when they name none."""
    if manner == "praise":
        return PRAISE
    return next((kind for kind, words in _NAMED.items() if words.search(fold(text))), PHAN_ANH)


def only_names(text: str) -> str | None:
    """The kind of a message that says no more than what is to be sent («tôi muốn góp ý ẩn danh»); None for others."""
    plain = " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
    return next((kind for kind, words in _OPENINGS.items() if words.fullmatch(plain)), None)


def phone(text: str) -> str | None:
    """A telephone number as typed when the text can be one; blanks, dots and +84 are fine."""
    found = _PHONE.search(text.strip())
    if found is None or sum(char.isdigit() for char in found.group()) not in _PHONE_DIGITS:
        return None
    return found.group().strip()


def step_name(draft: FeedbackDraft) -> str:
    """What the open part is called, for the offer to go on."""
    return label(f"step.{draft.step}")
