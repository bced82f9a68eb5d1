"""Which kind of feedback a text is: a proposal with its reason, from words that are kept as data."""

from __future__ import annotations

import re
from collections import Counter
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
    """A kind (a key of `words.KINDS`) and the Vietnamese reason for it.

    `request` is what somebody wants done with their own data (a key of `words.DATA_REQUESTS`).
    """

    kind: str
    why: str
    request: str | None = None


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    about: str
    request: str | None = None
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
    found = [(row, _phrases_in(text, row)) for row in _rows()]
    counts: Counter[str] = Counter()
    for row, phrases in found:
        counts[row.id] += len(phrases)
    best = max(counts, key=lambda kind: counts[kind])
    if not counts[best]:
        return KindProposal(FALLBACK, "Nội dung không có từ ngữ đặc trưng của loại nào; cần cán bộ đầu mối xem.")
    row, phrases = max((pair for pair in found if pair[0].id == best), key=lambda pair: len(pair[1]))
    named = ", ".join(f"«{phrase}»" for phrase in phrases[:_SHOWN])
    why = f"Nội dung có {named}: thường là {row.about}, thuộc loại «{words.KINDS[best]}»."
    return KindProposal(best, why, row.request)


@cache
def _rows() -> tuple[_Kind, ...]:
    return tomlfile.load(Path(__file__).with_name("kinds.toml"), _Kinds).kind


@cache
def _pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(r"\b" + r"\s+".join(map(re.escape, fold(phrase).split())) + r"\b")


def _phrases_in(text: str, row: _Kind) -> list[str]:
    """The phrases of the row, as written there, that stand in the text."""
    folded = fold(text)
    return [phrase for phrase in row.phrases if _pattern(phrase).search(folded)]
