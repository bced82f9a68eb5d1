"""The portal's list of legal texts: «Tên văn bản pháp lýMã văn bảnLuật Đất đai31/2024/QH15Nghị định …»."""

from __future__ import annotations

import datetime as dt
import re

from knowledge.model import LegalText

HEADER = "Tên văn bản pháp lýMã văn bản"

_MINISTRIES = {
    "BTC": "Bộ Tài chính",
    "BTP": "Bộ Tư pháp",
    "BCA": "Bộ Công an",
    "BXD": "Bộ Xây dựng",
    "BGTVT": "Bộ Giao thông vận tải",
    "BNNMT": "Bộ Nông nghiệp và Môi trường",
    "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
    "BTNMT": "Bộ Tài nguyên và Môi trường",
    "BKHĐT": "Bộ Kế hoạch và Đầu tư",
    "BKHCN": "Bộ Khoa học và Công nghệ",
    "BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội",
    "BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch",
    "BYT": "Bộ Y tế",
    "BCT": "Bộ Công Thương",
    "BQP": "Bộ Quốc phòng",
    "BNV": "Bộ Nội vụ",
    "BNG": "Bộ Ngoại giao",
    "BTTTT": "Bộ Thông tin và Truyền thông",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "NHNN": "Ngân hàng Nhà nước Việt Nam",
    "VPCP": "Văn phòng Chính phủ",
}
_SIGNS = {
    "NĐ-CP": ("Nghị định", "Chính phủ"),
    "NQ-CP": ("Nghị quyết", "Chính phủ"),
    "QĐ-TTg": ("Quyết định", "Thủ tướng Chính phủ"),
    **{f"TT-{sign}": ("Thông tư", name) for sign, name in _MINISTRIES.items()},
    **{f"QĐ-{sign}": ("Quyết định", name) for sign, name in _MINISTRIES.items()},
}
"""Signs of documents and who issues them, after the rules on the form of documents (Nghị định 78/2025/NĐ-CP)."""

_SIGN = "|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True)) + r"|QH1\d"
_NUMBER = re.compile(rf"(\d{{1,4}}/(?:(?:19|20)\d\d/)?(?:{_SIGN}))(?![a-zà-ỹ-])")
_LAW_KINDS = ("Bộ luật", "Luật", "Nghị quyết")


def read_legal(text: str) -> tuple[tuple[LegalText, ...], tuple[str, ...]]:
    """The legal texts that are certain, and what could not be read, in Vietnamese."""
    body = text.strip().removeprefix(HEADER).strip()
    if body in ("", "Không có thông tin"):
        return (), ()
    found: dict[str, LegalText] = {}
    unread: list[str] = []
    at = 0
    for match in _NUMBER.finditer(body):
        number, title = _apart(body[at : match.start()], match[1])
        if number is None:
            continue
        at = match.end()
        law = _law(number, " ".join(title.split()))
        if law is None:
            unread.append(f"căn cứ pháp lý: không rõ loại hoặc cơ quan ban hành của «{number}»")
        elif number not in found:
            found[number] = law
    if body[at:].strip():
        unread.append(f"căn cứ pháp lý: «{' '.join(body[at:].split())[:120]}»")
    return tuple(found.values()), tuple(unread)


def _apart(title: str, number: str) -> tuple[str | None, str]:
    """The number of the second column and the title before it; None when this number only stands in a title.

    The column's number is glued to the title. Digits that end the title would run into it: then only a title
    that names the same number tells where it begins.
    """
    named = re.search(rf"(?<!\d){re.escape(number.lstrip('0'))}", title)
    if not title or title[-1].isspace() or title[-1] in "(,":
        return None, title
    if named and named.end() <= len(title):
        return number, title
    for cut in range(1, 4):
        tail = number[cut:]
        if re.match(r"\d", tail) and re.search(rf"(?<!\d){re.escape(tail)}", title + number[:cut]):
            return tail, title + number[:cut]
    return (None, title) if title[-1].isdigit() else (number, title)


def _law(number: str, title: str) -> LegalText | None:
    sign = number.rpartition("/")[2]
    title = title.rstrip(" ;.")
    if sign in _SIGNS:
        kind, issuer = _SIGNS[sign]
    else:
        kind = next((kind for kind in _LAW_KINDS if title.startswith(kind)), "")
        issuer = "Quốc hội"
    others = [found for found in _NUMBER.finditer(title) if found.start() and not title[found.start() - 1].isspace()]
    if not kind or not title or any(found[1] != number for found in others):
        return None
    return LegalText(number=number, kind=kind, issuer=issuer, title=title, date=_date(number, title))


def _date(number: str, title: str) -> dt.date | None:
    found = re.search(rf"{re.escape(number)}\s+ngày\s+(\d\d?)/(\d\d?)/(\d{{4}})", title)
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
