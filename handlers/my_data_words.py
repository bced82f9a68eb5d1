"""How people ask for their own data: to see, get, correct, take back a consent, erase.

Only a message that says nothing else is meant; a report about lost data, or a change of name in a licence, is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.feedback import codes
from bot.own_data import Part
from knowledge.vietnamese import fold

LONGEST = 200
"""Characters; who tells more has something else to say."""

# Every alternative begins with another word than the ones beside it where they repeat: matching takes linear time.
_ME = "(?:toi|minh|em|tui|to|chung toi|ca nhan)"
_LEAD = (
    "(?:(?:da|vang|oi|alo|xin|chao|ad|em|toi|minh|tui|cho|giup|nho|lam on|vui long|muon|can|hay|yeu cau|de nghi|so|"
    "ban|tro ly|la|duoc|gio|bay gio) )*"
)
_TAIL = (
    "(?: (?:a|nhe|nha|di|voi|ad|ban|em|giup|toi|minh|duoc khong|duoc ko|dc khong|dc ko|khong|ko|cho|ngay|luon|het|"
    "tat ca|dang luu|da luu|da gui|o day|tren day|tai day|tren he thong|cua so|nay|roi|vay|the|dau|xem|o dau|"
    "nhu the nao))*"
)
_DATA = (
    "(?:cac |nhung |toan bo |tat ca |het |moi )*(?:du lieu|thong tin|data|lich su chat|lich su tro chuyen|"
    "lich su nhan tin|tin nhan|cuoc tro chuyen)(?: ca nhan)?"
)
_MINE = f" (?:cua|ve|lien quan den) {_ME}"
_HOLDS = "(?:dang |da |co )*(?:luu|giu|co|biet|thu thap|luu tru)"
_WHAT = "(?:gi|thong tin gi|du lieu gi|thong tin nao|du lieu nao|thong tin ca nhan gi|du lieu ca nhan gi)"

_SHOW = (
    f"{_LEAD}(?:(?:xem|biet|kiem tra|tra cuu|coi|doc|liet ke) )?{_DATA}{_MINE}(?: gom| co)?(?: nhung)?(?: gi)?{_TAIL}",
    f"{_LEAD}{_HOLDS} (?:nhung |cac )?{_WHAT}{_MINE}{_TAIL}",
)
_COPY = (
    f"{_LEAD}(?:(?:gui|lay|nhan|tai|ve|xuat|in|cap|cho|lai|toi|minh|em|mot) )*ban (?:sao|copy) (?:cua )?"
    f"{_DATA}(?:{_MINE})?{_TAIL}",
    f"{_LEAD}(?:tai|tai ve|tai xuong|xuat|sao|sao chep) {_DATA}{_MINE}{_TAIL}",
)
_ERASE = (
    f"{_LEAD}(?:xoa|xoa bo|xoa het|xoa sach|huy|go|go bo) {_DATA}(?:{_MINE})?{_TAIL}",
    f"{_LEAD}(?:dung|khong) luu {_DATA}{_MINE}(?: nua)?{_TAIL}",
)
_WITHDRAW = (
    f"{_LEAD}(?:rut|rut lai|thu hoi|huy|huy bo) (?:lai )?(?:su |y kien )?(?:dong y|chap thuan)"
    "(?: (?:cua|toi|minh|em|xu ly|cho|phep|su dung|luu|ve|viec|so|du lieu|thong tin|ca nhan|a|nhe|nha|di|da|nay|voi))*",
    f"{_LEAD}khong (?:con )?dong y (?:cho )?(?:so )?(?:xu ly|luu|su dung|dung|giu) {_DATA}(?:{_MINE})?(?: nua)?{_TAIL}",
)
_PARTS: tuple[tuple[Part, str], ...] = (
    ("phone", "so dien thoai|dien thoai|sdt|so dt|sdt lien he|so lien he|so dien thoai lien he"),
    ("name", "ho ten|ho va ten|ten nguoi gui|ten"),
    ("address", "dia chi lien he|dia chi"),
)
_CHANGE = "(?:sua|sua lai|doi|doi lai|thay|thay doi|cap nhat|cap nhat lai|chinh|chinh lai|chinh sua|dinh chinh)"
_TO = re.compile(r"(?:\bthành\b:?|\bthanh\b:?|\bsang\b|\blà\b|\bla\b|->|:)\s*(?P<value>.+)$", re.IGNORECASE | re.DOTALL)
_CODE = re.compile(r"\bPA(?:[\s._-]*[0-9A-Z]){9}\b|\bPA-[0-9A-Z-]{3,}", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """What a person wants with their data; for "correct" the part, and code and new value when named."""

    kind: Literal["show", "copy", "erase", "withdraw", "correct"]
    part: Part | None = None
    code: str | None = None
    value: str | None = None


def wish(text: str) -> Wish | None:
    """What the message wants with one's own data; None when it is about something else."""
    if len(text) > LONGEST:
        return None
    if (found := _correct(text)) is not None:
        return found
    plain = _plain(text)
    for kind, patterns in _COMPILED:
        if any(pattern.fullmatch(plain) for pattern in patterns):
            return Wish(kind)
    return None


def _correct(text: str) -> Wish | None:
    code = codes.find_in(text)
    named = _CODE.sub(" ", text)
    new = _TO.search(named)
    asked = _plain(named[: new.start()] if new else named)
    for part, words in _PARTS:
        changed = f"{_LEAD}{_CHANGE} (?:lai )?(?:{words})(?: lien he)?"
        of_case = f"(?:{_MINE})?(?: (?:trong|cua|cho|o|tai))?(?: vu viec| phan anh)?"
        if re.fullmatch(f"{changed}{of_case if code else _MINE}{_TAIL}", asked):
            value = " ".join(new["value"].split()).strip(' .;,«»"') if new else ""
            return Wish("correct", part, code, value or None)
    return None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())


_COMPILED: tuple[tuple[Literal["copy", "erase", "withdraw", "show"], tuple[re.Pattern[str], ...]], ...] = (
    ("copy", tuple(map(re.compile, _COPY))),
    ("erase", tuple(map(re.compile, _ERASE))),
    ("withdraw", tuple(map(re.compile, _WITHDRAW))),
    ("show", tuple(map(re.compile, _SHOW))),
)
