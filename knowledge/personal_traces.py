"""What leads to a person beside names and numbers: addresses, plates, codes of dossiers, files, links, letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.personal_patterns import flat

_B = r"(?<![^\W_])"
_E = r"(?![^\W_])"
_STREET = r"(?:duong|pho|ngo|ngach|hem|kiet|to|khu)"
_NUMBER = r"\d{1,4}[a-z]?(?:/\d{1,4}[a-z]?){0,3}(?![/\d])"
_REST = r"[^,.;:!?\n()]{1,40}"

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_DOMAIN = r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}(?:com|vn|net|org|me|io)(?:/[^\s<>«»\"”]*)?(?![\w.@])"
LINK = re.compile(rf"(?:https?://|www\.)[^\s<>«»\"”]+|{_DOMAIN}", re.IGNORECASE)
_IN_NAME = r"[^\s/\\«»“”\"<>:]"
_ENDINGS = "pdf|docx?|xlsx?|pptx?|jpe?g|png|gif|heic|webp|mp[34]|m4a|mov|zip|rar|7z|txt"
FILE = re.compile(rf"(?<!{_IN_NAME}){_IN_NAME}{{1,150}}\.(?:{_ENDINGS})(?!\w)", re.IGNORECASE)
PLATE = re.compile(r"(?<![\w./-])[1-9]\d\s?-?\s?[A-ZĐ][A-Z0-9Đ]?\s?[-. ]?\s?(?:\d{3}\.?\d{2}|\d{4})(?![\w/]|[.-]\d)")
_NAMED_PLATE = re.compile(
    rf"{_B}(?:bien so|bien kiem soat|bks|bien xe|bsx)[\s:]{{0,3}}(?:la |xe ){{0,2}}(?P<it>\d\d[\w .-]{{3,10}}\d)"
)
DOSSIER = re.compile(r"(?<![\w.])(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,4}-\d{4,8}-\d{2,6}(?!\w)")
_NAMED_DOSSIER = re.compile(
    rf"{_B}(?:ma (?:so )?ho so|so ho so|ho so (?:so|ma)|(?:so )?bien nhan(?: so)?|(?:so )?giay hen(?: so)?|phieu hen so"
    rf"|ma tra cuu|ma bien nhan)[\s:]{{1,3}}(?:la |so )?(?P<it>[\w./-]*\d[\w./-]*\w)"
)
_HOUSE = (
    re.compile(rf"{_B}(?:so nha|nha so)[\s:]{{1,3}}{_NUMBER}(?:[\s,]{{1,3}}{_STREET}\s+{_REST})?"),
    re.compile(rf"{_B}so\s+{_NUMBER}[\s,]{{1,3}}(?:duong|pho|ngo|ngach|hem|kiet)\s+{_REST}"),
    re.compile(rf"{_B}(?:ngo|ngach|hem|kiet)\s+(?:so\s+)?{_NUMBER}(?:[\s,]{{1,3}}(?:duong|pho)\s+{_REST})?"),
    re.compile(
        rf"{_B}(?:to dan pho|tdp|khu dan cu|kdc|khu pho)\s+(?:so\s+)?(?P<it>{_NUMBER}|[^\W\d]+(?:\s[^\W\d]+)?){_E}"
    ),
)
_HAMLET = re.compile(
    r"(?<![^\W_])(?:thôn|xóm|ấp|thon|xom)\s+(?P<it>(?:số\s+)?\d{1,3}\w?|[^\W\d_]+(?:\s[^\W\d_]+){0,2})", re.IGNORECASE
)
_NEIGHBOURS = re.compile(r"(?:hàng|làng|trưởng|hang|lang|truong)\s+$", re.IGNORECASE)
_AT = re.compile(r"(?:^|[,;.(\n-]|\b(?:ở|tại|thuộc|từ|nhà|quê|người|o|tai|thuoc|tu|nha|que|nguoi))\s*$", re.IGNORECASE)
_ENDS = "và của tôi có là thì bị này ở xã huyện phường em anh chị chúng vẫn rất đã đang không".split()
# «xa» without its mark may as well be the end of the name («thon an xa»).
_HAMLET_ENDS = frozenset(_ENDS) | (frozenset(flat(word) for word in _ENDS) - {"xa"})
_QUOTE = re.compile(r"«[^«»]{3,1000}»|“[^“”]{3,1000}”|\"[^\"\n]{3,1000}\"")
_LETTER = re.compile(rf"{_B}(?:don|thu|e-?mail|tin nhan|nhan tin|viet|noi|zalo|messenger|trich|chui|rang){_E}")
_LAWS = "dieu|khoan|nghi dinh|thong tu|luat|quyet dinh|quy dinh|cong van|thu tuc|to khai|mau|muc|trang"
_LEGAL = re.compile(rf"{_B}(?:{_LAWS}){_E}")
_BEFORE = 60
DIGITS = re.compile(r"(?<![\w./,-])\+?\d(?:[ .\-]?\d){8,18}(?![\w/]|[.,-]\d)")
"""Nine digits and more, whatever they are."""

_MONEY = re.compile(r"\d{1,3}(?:[. ]\d{3})+")


@dataclass(frozen=True)
class Trace:
    """Something at `text[start:end]`; `kind`: email, link, file, plate, dossier, address, quote, number."""

    kind: str
    start: int
    end: int
    why: str


def find(text: str) -> Iterator[Trace]:
    """What is found in a composed (NFC) text; places may overlap, the surest come first."""
    folded = flat(text)
    for match in EMAIL.finditer(text):
        yield Trace("email", *match.span(), "địa chỉ thư điện tử")
    for match in LINK.finditer(text):
        if not _official(match.group()):
            yield Trace("link", *match.span(), "đường dẫn tới trang ngoài cơ quan nhà nước")
    for match in FILE.finditer(text):
        yield Trace("file", *match.span(), "tên tệp")
    yield from _named(folded, _NAMED_DOSSIER, "dossier", "mã hồ sơ")
    for match in DOSSIER.finditer(text):
        yield Trace("dossier", *match.span(), "mã hồ sơ")
    yield from _named(folded, _NAMED_PLATE, "plate", "biển số xe")
    for match in PLATE.finditer(text):
        yield Trace("plate", *match.span(), "biển số xe")
    for pattern in _HOUSE:
        for match in pattern.finditer(folded):
            # «tổ dân phố chúng tôi» names none.
            if "it" not in pattern.groupindex or not text[match.start("it")].islower():
                yield Trace("address", *match.span(), "số nhà, ngõ, tổ dân phố")
    yield from _hamlets(text)
    yield from _quotes(text, folded)


def long_numbers(text: str) -> Iterator[Trace]:
    """Runs of nine digits and more that are no amount of money."""
    for match in DIGITS.finditer(text):
        if not _MONEY.fullmatch(match.group()):
            yield Trace("number", *match.span(), "dãy số dài")


def _named(folded: str, pattern: re.Pattern[str], kind: str, why: str) -> Iterator[Trace]:
    for match in pattern.finditer(folded):
        yield Trace(kind, *match.span("it"), why)


def _official(link: str) -> bool:
    """Whether a link leads to a page of a state body and carries no query."""
    host = re.sub(r"^https?://", "", link.lower()).split("/")[0].rstrip(".,;)")
    return host.endswith("gov.vn") and "?" not in link


def _hamlets(text: str) -> Iterator[Trace]:
    """«thôn An Xá», «xóm 5»: the name ends where the words in capitals do, or another word begins."""
    for match in _HAMLET.finditer(text):
        words = match["it"].split()
        before = text[max(0, match.start() - 10) : match.start()]
        named = words[0][0].isupper() or words[0][0].isdigit() or words[0] == "số"
        # «hàng xóm» is nobody's address, and a name in small letters is one only where people say where they live.
        if _NEIGHBOURS.search(before) or not (named or _AT.search(before)):
            continue
        kept = [words[0]]
        for word in words[1:]:
            if word in _HAMLET_ENDS or (words[0][0].isupper() and not word[0].isupper()):
                break
            kept.append(word)
        if kept[0] in _HAMLET_ENDS:
            continue
        yield Trace("address", match.start(), match.start("it") + len(" ".join(kept)), "thôn, xóm")


def _quotes(text: str, folded: str) -> Iterator[Trace]:
    """Words quoted from a letter or a talk; those of laws and forms stay."""
    for match in _QUOTE.finditer(text):
        before = folded[max(0, match.start() - _BEFORE) : match.start()]
        if _LETTER.search(before) and not _LEGAL.search(before):
            yield Trace("quote", match.start() + 1, match.end() - 1, "lời trong thư từ, tin nhắn riêng")
