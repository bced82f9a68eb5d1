"""Fees, limits and papers of a record as a person may read them."""

from __future__ import annotations

import re

from handlers.render import lower_first, money
from knowledge.model import Fee, Paper, Source, TimeLimit

_COPY = re.compile(r", bản sao [^()]*(?=\))|\s*\([^()\s]+\.txt\)")
_FORM = re.compile(r"\bmẫu\b", re.IGNORECASE)
_KIND = re.compile(r"(bản chính|bản sao(?: (?:có chứng thực|y bản chính)[^;]*)?)(?:; |$)", re.IGNORECASE)
_NAMED_COPY = ("Bản sao ", "Bản gốc ", "Bản chính ")


def price(fee: Fee) -> str:
    """What is to be paid: "2.000.000 đồng/1 thiết bị", or the formula in the record's words."""
    if fee.amount is None:
        thing = fee.unit.removeprefix("đồng/").removeprefix("1 ")
        return f"{fee.formula}" if thing in f"{fee.formula}" else f"{fee.formula} ({fee.unit})"
    unit = fee.unit.removeprefix("đồng").replace("/1 ", "/")
    return money(fee.amount) + (unit if unit == "" or unit.startswith("/") else f" ({fee.unit})")


def amount_of_time(limit: TimeLimit) -> str:
    """Length and unit: "5 ngày làm việc"."""
    return f"{limit.value} {limit.unit}"


def runs_from(limit: TimeLimit) -> str:
    """From when a limit runs, in a form that reads on behind its length."""
    start = limit.start
    if start.startswith("tính "):
        return f", {start}"
    if start.startswith("từ "):
        return f", tính {start}"
    if start.startswith(("ngày ", "khi ")):
        return f", tính từ {start}"
    return f" ({start})"


def copies(paper: Paper) -> str:
    """How many of a paper: "1 bản chính, 1 bản sao có chứng thực"; empty when the record does not say.

    A name that says itself which kind of copy is wanted («Bản gốc hoặc bản sao …») has the number alone.
    """
    if paper.name.startswith(_NAMED_COPY):
        number = (paper.originals or 0) + (paper.copies or 0)
        return f"{number} bản" if number else ""
    kind = _kind(paper)
    counts = ((paper.originals, "bản chính"), (paper.copies, kind or "bản sao"))
    return ", ".join(f"{number} {word}" for number, word in counts if number)


def note(paper: Paper) -> str:
    """The remark on a paper without the words that `copies` has said."""
    text = paper.note or ""
    said = _KIND.match(text)
    return text[said.end() :] if said and (_kind(paper) or said[1].lower() in ("bản chính", "bản sao")) else text


def _kind(paper: Paper) -> str:
    """Which kind of copy the remark asks for at its start («bản sao có chứng thực»); empty when it does not say."""
    said = _KIND.match(paper.note or "")
    told = said is not None and paper.copies and not paper.originals and said[1].lower().startswith("bản sao ")
    return lower_first(said[1]) if said and told and not paper.name.startswith(_NAMED_COPY) else ""


def form(paper: Paper) -> str:
    """The form of a paper: "Mẫu số 05 …", "mẫu: Phụ lục 1 …"; empty when it has none."""
    if not paper.form:
        return ""
    return paper.form if _FORM.search(paper.form) else f"mẫu: {paper.form}"


def title(source: Source) -> str:
    """The title of a source, without whose copy or which file of it was read."""
    return _COPY.sub("", source.title)
