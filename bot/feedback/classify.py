"""Which kind of feedback a text is: a proposal with its reason, from words that are kept as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.feedback import words
from knowledge import tomlfile
from knowledge.vietnamese import fold

QUESTION = "hoi_dap"
PRAISE = "khen"
TECHNICAL = "ho_tro_ky_thuat"
ANONYMOUS = "gop_y_an_danh"
FALLBACK = "kien_nghi_khac"

_SHOWN = 3
"""How many of the found words the reason names."""


@dataclass(frozen=True)
class KindProposal:
    """A kind (a key of `words.KINDS`) and the Vietnamese reason for it."""

    kind: str
    why: str


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    phrases: tuple[str, ...]


class _Kinds(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: tuple[_Kind, ...]


def propose_kind(text: str, *, asked: str = "phan_anh", anonymous: bool = False) -> KindProposal:
    """The kind of a feedback; `asked` is what the person set out to send: a kind, or anything else."""
    if asked == QUESTION:
        return KindProposal(QUESTION, "Người gửi chọn gửi câu hỏi cho cán bộ.")
    if asked == TECHNICAL:
        return KindProposal(TECHNICAL, "Người gửi chọn hỗ trợ kỹ thuật dịch vụ công trực tuyến.")
    if anonymous:
        return KindProposal(
            ANONYMOUS, "Người gửi không để lại họ tên và cách liên hệ (Nghị định 20/2008/NĐ-CP, Điều 7, 9)."
        )
    if asked == PRAISE:
        return KindProposal(PRAISE, "Người gửi chọn gửi lời khen.")
    found = {kind: _phrases_in(text, kind) for kind in _evidence()}
    best = max(found, key=lambda kind: len(found[kind]))
    if not found[best]:
        return KindProposal(FALLBACK, "Nội dung không có từ ngữ đặc trưng của loại nào; cần cán bộ đầu mối xem.")
    named = ", ".join(f"«{phrase}»" for phrase in found[best][:_SHOWN])
    return KindProposal(best, f"Nội dung có {named}, thường gặp ở loại «{words.KINDS[best]}».")


@cache
def _evidence() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """The phrases of each kind as written, with the pattern that finds them in folded text."""
    rows = tomlfile.load(Path(__file__).with_name("kinds.toml"), _Kinds).kind
    return {row.id: tuple((phrase, _pattern(phrase)) for phrase in row.phrases) for row in rows}


def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\b" + r"\s+".join(map(re.escape, fold(phrase).split())) + r"\b")


def _phrases_in(text: str, kind: str) -> list[str]:
    folded = fold(text)
    return [phrase for phrase, pattern in _evidence()[kind] if pattern.search(folded)]
