"""Short typed answers that steer a dialogue: yes, no, skip, done, send, edit, cancel, go on."""

from __future__ import annotations

import re
from enum import Enum, auto

from knowledge.vietnamese import fold


class Word(Enum):
    """What a short answer may mean; one answer may mean several things, the step decides."""

    YES = auto()
    NO = auto()
    SKIP = auto()
    DONE = auto()
    SEND = auto()
    EDIT = auto()
    CANCEL = auto()
    RESUME = auto()
    ANONYMOUS = auto()


_WORDS = {
    Word.YES: "co|dong y|toi dong y|em dong y|ok|oke|okay|okie|u|uh|um|vang|da|da co|dung|dung roi|nhat tri|duoc|yes",
    Word.NO: "khong|ko|k|hong|hem|khong dong y|toi khong dong y|khong phai|sai|sai roi|no|chua",
    Word.SKIP: "bo qua|khong|ko|k|hong|khong co|ko co|khoi|khong can|skip|chua co|qua|khong biet|khong nho|de sau"
    "|khong ve thu tuc nao|khong ve thu tuc nao ca|khong lien quan thu tuc nao|khong thuoc thu tuc nao|khong lien quan",
    Word.DONE: "xong|xong roi|het|het roi|du|du roi|ok|ok xong|khong con|khong|ko|k|khong co|bo qua",
    Word.SEND: "gui|gui di|gui luon|gui ngay|ok gui|dong y gui|gui giup toi|gui giup em|chot",
    Word.EDIT: "sua|sua lai|chinh sua|sua thong tin|thay doi",
    Word.CANCEL: "thoi|huy|huy bo|huy di|khong gui nua|thoi khong gui nua|thoi bo|dung lai|bo|bo di|xoa|thoat",
    Word.RESUME: "tiep tuc|tiep|lam tiep|gui tiep|viet tiep",
    Word.ANONYMOUS: "an danh|gui an danh|khong de ten|giau ten",
}
_MEANINGS = {word: frozenset(forms.split("|")) for word, forms in _WORDS.items()}
_TAIL = re.compile(r"(\s+(a|nhe|nha|nhe em|em|ad|ban|di em|luon|roi nhe|nhe ad))+$")
_LEAD = re.compile(r"^((da|vang|ok|uhm?|a)\s+)+(?=\S)")


def read(text: str) -> frozenset[Word]:
    """The meanings of a short answer, with or without accents and polite particles; empty for anything else."""
    found = forms(text)
    return frozenset(word for word, meanings in _MEANINGS.items() if found & meanings)


def forms(text: str) -> frozenset[str]:
    """A short answer folded, with and without the polite words around it."""
    plain = " ".join(re.sub(r"[^\w\s]", " ", fold(text)).split())
    return frozenset({plain, _TAIL.sub("", plain), _LEAD.sub("", plain), _TAIL.sub("", _LEAD.sub("", plain))})
