"""Pictures of identity cards and passports: not taken, where the dialogue or the file's name gives them away.

They are sensitive data (Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP) and nobody here needs them. The file is removed at
once, what was typed stays. `Dialogue.identity` remembers for the next message: SAID, papers were just spoken of;
REFUSED (with the album), a file was; CLEARED, the person has said that the next file is none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.turns import Button, Outcome, Turn
from handlers import draft as parts
from handlers import moves
from handlers.render import button, render
from knowledge.vietnamese import fold

SAID, REFUSED, CLEARED = "said", "refused", "cleared"
PICTURES = ("photo", "document", "other")
INTRODUCES = 8
"""Words of a caption that say no more than what the picture is."""

_PAPER = (
    "can cuoc|cccd|cmnd|cmtnd|(?:anh|the|so|chup) cmt|chung minh thu|chung minh nhan dan|ho chieu|passport|"
    "giay to tuy than"
)
_SPOKEN = re.compile(rf"\b(?:{_PAPER})\b")
_NONE = re.compile(rf"\b(?:khong|chang|dau) phai (?:\w+ ){{0,3}}(?:{_PAPER})\b")
_MISTAKE = re.compile(r"\b(?:gui|dinh kem|chon) nham\b")
_NAMED = re.compile(r"cccd|cmnd|cmtnd|cancuoc|chungminhthu|chungminhnhandan|hochieu|passport")


def keep_out(turn: Turn) -> bool:
    """Take pictures of identity papers out of the message; True when nothing is left to be answered."""
    before, turn.dialogue.identity = turn.dialogue.identity or "", None
    text = fold(turn.incoming.text or "")
    if not turn.incoming.files:
        return _spoken(turn, before, text)
    if before == CLEARED or not _suspect(turn, before, text):
        # The other pictures of an album come as messages of their own.
        turn.dialogue.identity = CLEARED if before == CLEARED and turn.incoming.group else None
        return False
    return _refuse(turn, before, text)


def press(turn: Turn, rest: str) -> None:
    """A button under the refusal: "not" (it is no identity paper) or "oops"."""
    if rest == "not":
        turn.dialogue.identity = CLEARED
        _tell(turn, "identity_again")
    else:
        _tell(turn, "identity_gone")


def _spoken(turn: Turn, before: str, text: str) -> bool:
    if before.startswith(REFUSED) and _NONE.search(text):
        press(turn, "not")
        return True
    if before.startswith(REFUSED) and _MISTAKE.search(text):
        press(turn, "oops")
        return True
    if before == CLEARED:
        turn.dialogue.identity = CLEARED
    elif _SPOKEN.search(text) and not _NONE.search(text):
        turn.dialogue.identity = SAID
    return False


def _suspect(turn: Turn, before: str, text: str) -> bool:
    files = [file for file in turn.incoming.files if file.kind in PICTURES]
    if not files:
        return False
    named = any(_NAMED.search(re.sub(r"[\W_]", "", fold(file.file_name))) for file in files)
    captioned = _SPOKEN.search(text) is not None and _NONE.search(text) is None
    return named or captioned or before == SAID or (turn.incoming.group is not None and before == _album(turn))


def _album(turn: Turn) -> str:
    return f"{REFUSED}:{turn.incoming.group}"


def _refuse(turn: Turn, before: str, text: str) -> bool:
    turn.drop_files = True
    turn.incoming = replace(turn.incoming, files=())
    told = turn.incoming.group is not None and before == _album(turn)
    turn.dialogue.identity = _album(turn) if turn.incoming.group else REFUSED
    draft = turn.dialogue.draft
    introduces = len(text.split()) <= INTRODUCES and (draft is None or draft.step not in ("text", "files"))
    only = not text or introduces
    if not told:
        turn.say(render("identity_refused", kept=bool(text) and not only), _ways())
    if only:
        turn.outcome = moves.outcome(draft) if draft else Outcome("refuse")
    return only


def _ways() -> list[Button]:
    return [button("identity_oops", "id:oops"), button("identity_not", "id:not")]


def _tell(turn: Turn, template: str) -> None:
    """Say it, and go on with the feedback where it stood."""
    draft = turn.dialogue.draft
    turn.outcome = moves.outcome(draft) if draft else Outcome("general", topic="privacy")
    turn.say(render(template))
    if draft is not None:
        draft.interrupted = False
        parts.ask(turn, draft)
