"""The portal's lists of papers: «Tên giấy tờMẫu đơn, tờ khaiSố lượngĐơn đề nghị …1 bản chính,0 bản sao…».

The name of a paper, the file of its form and its numbers come run together. A list in which one paper cannot be
told from the next is left out whole: a list that lacks a paper would send people home.
"""

from __future__ import annotations

import re

from knowledge.model import Dossier, Paper

HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
BASIS = ("S1",)

_COUNT = re.compile(r"(\d+) bản chính(?:, ?(\d+) bản sao)?")
_NUMBER_BEFORE = re.compile(r"(?:(?:năm |[/-])(?:19|20)\d\d|QH\d\d|\b0\d)$")
"""Ends of a name that hold digits of their own: years, numbers of laws, «Mẫu số 01»."""

_FORM = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt)$", re.IGNORECASE)
_FORM_BEGINS = re.compile(r"(?:Mẫu|Mau|Phụ lục|Phu luc|Phuluc|Biểu|Bieu|Tờ khai|To khai).{1,60}$")
_MIXED = re.compile(r"VNeID|VietGAP|VietGAHP|eTax|eID|ePhyto|pH\b|kW|GTel|iHTKK")
_NONE = ("", "--", "Không có thông tin")


class _Unclear(Exception):
    """A list cannot be read with certainty; the message says why, in Vietnamese."""


def read_papers(text: str) -> tuple[tuple[Dossier, ...], tuple[str, ...]]:
    """The lists of papers that are certain, and what could not be read, in Vietnamese."""
    first, *groups = text.strip().split(HEADER)
    if not groups:
        return (), () if text.strip() in _NONE else ("hồ sơ: không nhận ra bảng giấy tờ",)
    found: list[Dossier] = []
    unread: list[str] = []
    heading = first.strip()
    for group in groups:
        case = None if heading in _NONE else heading.rstrip(" :")
        try:
            items, heading = _items(group)
            found.append(Dossier(case=case, items=items, basis=BASIS))
            unread += [f"hồ sơ: chưa tách được tên tệp mẫu khỏi «{item.name}»" for item in items if _has_file(item)]
        except _Unclear as error:
            unread.append(f"hồ sơ{f' ({case})' if case else ''}: {error}")
            heading = _after_last(group)
    if len(groups) > 1 and any(dossier.case is None for dossier in found[1:]):
        return (), ("hồ sơ: có nhiều bảng giấy tờ nhưng không rõ mỗi bảng cho trường hợp nào",)
    return tuple(found), tuple(unread)


def _after_last(group: str) -> str:
    last = list(_COUNT.finditer(group))
    return group[last[-1].end() :].strip() if last else ""


def _items(group: str) -> tuple[tuple[Paper, ...], str]:
    """The papers of one list, and what stands behind the last one (the heading of the next list)."""
    items = []
    at = 0
    for match in _COUNT.finditer(group):
        if _within_name(group, match):
            continue
        name, originals = _apart(group[at : match.start()], match[1])
        copies = int(match[2]) if match[2] else None
        if not originals and not copies:
            items.append(_paper(name, None, None))  # none of either: the portal does not say how many
        else:
            items.append(_paper(name, originals, copies))
        at = match.end()
    if not items:
        raise _Unclear("không có số bản của giấy tờ nào")
    return tuple(items), group[at:].strip()


def _within_name(group: str, match: re.Match[str]) -> bool:
    """Whether «01 bản chính» is part of a name («nộp 01 bản chính hoặc …»): blanks before it, and the name goes on.

    The column's own number is glued to the name. Raises _Unclear where it may be either.
    """
    before, after = group[: match.start()], group[match.end() :]
    if not before or not before[-1].isspace() or _NUMBER_BEFORE.search(before + match[1][:-1]):
        return False
    if after[:1] and (after[0] in ",;.)/" or after.lstrip()[:1].islower()):
        return True
    raise _Unclear(f"không rõ số bản chính trong «…{(before + match[0])[-60:].strip()}»")


def _apart(name: str, digits: str) -> tuple[str, int]:
    """The digits before «bản chính», parted into the name's own and the number of originals."""
    if len(digits) == 1:
        return name, int(digits)
    whole = name + digits[:-1]
    if _NUMBER_BEFORE.search(whole):
        return whole, int(digits[-1])
    raise _Unclear(f"không rõ số bản chính trong «…{(name + digits)[-40:].strip()} bản chính»")


def _paper(text: str, originals: int | None, copies: int | None) -> Paper:
    name = " ".join(text.split()).lstrip("-+*• ").rstrip(" ;")
    if not name:
        raise _Unclear("có giấy tờ không có tên")
    seams = _seams(name)
    if not _FORM.search(name):
        if any(name[seam - 1].islower() for seam in seams):
            raise _Unclear(f"có thể hai giấy tờ dính vào nhau: «{name[:80]}»")
        return Paper(name=name, originals=originals, copies=copies)
    bare = name[: seams[0]].rstrip(" ;.") if len(seams) == 1 else ""
    if bare and _FORM_BEGINS.match(name[seams[0] :]):
        return Paper(name=bare, form=name[seams[0] :], originals=originals, copies=copies)
    return Paper(name=name, originals=originals, copies=copies)


def _seams(name: str) -> list[int]:
    """Where a new text seems to begin without a blank before it."""
    hidden = _MIXED.sub(lambda found: "x" * len(found[0]), name)
    return [
        at
        for at in range(1, len(hidden))
        if hidden[at].isupper() and (hidden[at - 1].islower() or hidden[at - 1] in ".;:)")
    ]


def _has_file(paper: Paper) -> bool:
    return paper.form is None and _FORM.search(paper.name) is not None
