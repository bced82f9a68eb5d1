"""Answers to a clarifying question: by number, by position, by naming one option."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.vietnamese import Word

_NUMBERS = {
    "1": 1,
    "mot": 1,
    "nhat": 1,
    "dau": 1,
    "2": 2,
    "hai": 2,
    "nhi": 2,
    "3": 3,
    "ba": 3,
    "4": 4,
    "bon": 4,
    "tu": 4,
}
_NUMBERS |= {"5": 5, "nam": 5, "6": 6, "sau": 6}
_FILLERS = frozenset(
    ("a ad an ay cai cau chon cung cuoi dau di do e em la lay lua minh muc nha nhe o phuong so thi thu tien y").split()
)
_REJECTIONS = (
    ("khong", "phai"),
    ("sai", "roi"),
    ("khong", "dung"),
    ("nham", "roi"),
    ("y", "khac"),
    ("y", "toi", "khac"),
)
_NONE_OF_THEM = (("khong", "cai", "nao"), ("khong", "co", "cai", "nao"), ("deu", "khong", "phai"), ("cai", "khac"))


_SWITCHES = (("con",), ("the", "con"), ("vay", "con"), ("a", "con"), ("quay", "lai"), ("thoi", "quay", "lai"), ("lo",))
_RETURNS = (
    ("quay", "lai"), ("tro", "lai"), ("luc", "nay"), ("ban", "nay"), ("hoi", "nay"), ("luc", "dau"), ("ban", "dau"),
    ("dau", "tien"), ("cai", "kia"), ("vu", "kia"), ("truoc", "do"), ("hoi", "lai"), ("vua", "nay"), ("luc", "truoc"),
    ("hoi", "tiep"), ("xem", "lai"), ("ban", "nay"), ("ke", "tren"), ("vua", "hoi"), ("vua", "roi"),
)  # fmt: skip


def switches(words: Sequence[Word]) -> bool:
    """The message begins by turning from the procedure under discussion to another («còn …», «quay lại …»)."""
    folded = tuple(word.folded for word in words[:4])
    return any(folded[: len(form)] == form for form in _SWITCHES)


def returns(words: Sequence[Word]) -> bool:
    """The message points back to what was talked about earlier («cái lúc nãy», «quay lại …»)."""
    folded = tuple(word.folded for word in words)
    return any(folded[at : at + 2] in _RETURNS for at in range(len(folded) - 1))


def chosen_number(words: Sequence[Word], count: int) -> int | None:
    """The option that a short message names by number or position («2», «cái thứ hai», «cái cuối»), from 1."""
    folded = [word.folded for word in words]
    if not folded or len(folded) > 6 or not count:
        return None
    numbers = [_NUMBERS[word] for word in folded if word in _NUMBERS and not _is_first_word(word, folded)]
    rest = [word for word in folded if word not in _FILLERS and word not in _NUMBERS]
    if rest:
        return None
    if "cuoi" in folded:
        return count
    if "dau" in folded and "tien" in folded:
        return 1
    wanted = numbers[-1] if numbers else None
    return wanted if wanted is not None and wanted <= count else None


def rejects(words: Sequence[Word]) -> bool:
    """The message begins by saying that the last answer was not what was meant."""
    folded = tuple(word.folded for word in words[:5])
    starts = [folded[at:] for at in range(2)]
    return any(start[: len(form)] == form for start in starts for form in _REJECTIONS)


_DENIED = 4
"""So many words after «không phải» or «chứ không» are denied at most."""

_ENDS_DENIAL = frozenset("ma chu thi nen vi hay nhung dau".split())
_NEED_NOT = frozenset("nop xin lam dong co di den mang khai dang gui cho ky tra nop chung nua".split())
"""«không phải nộp» says that something need not be done; it denies nothing."""


def affirmed(words: Sequence[Word]) -> list[Word]:
    """The words without what they deny: «của viện chứ không phải chi nhánh», «không mất mà rách»."""
    folded, kept, at = [word.folded for word in words], [], 0
    while at < len(words):
        length = _denial(folded, at)
        if not length:
            kept.append(words[at])
        at += length or 1
    return kept


def _denial(folded: Sequence[str], at: int) -> int:
    """How many words from `at` on are a denial with what it denies; 0 when none begins there."""
    rest = folded[at:]
    if rest[:2] == ["chu", "khong"]:
        head = 3 if rest[2:3] == ["phai"] else 2
    elif rest[:2] == ["khong", "phai"] and rest[2:3] and rest[2] not in _NEED_NOT:
        head = 3 if rest[2] == "la" else 2
    elif rest[:1] == ["khong"] and "nua" in rest[2:5]:
        return rest.index("nua") + 1
    else:
        return 0
    told = 0
    while told < _DENIED and head + told < len(rest) and rest[head + told] not in _ENDS_DENIAL:
        told += 1
    return head + told if told else 0


def none_of_them(words: Sequence[Word]) -> bool:
    """The message says that none of the offered options fits."""
    folded = tuple(word.folded for word in words)
    return any(
        folded[at : at + len(form)] == form for form in _NONE_OF_THEM for at in range(len(folded) - len(form) + 1)
    )


def _is_first_word(word: str, folded: Sequence[str]) -> bool:
    """«đầu» counts as first only in «đầu tiên», which is handled apart."""
    return word == "dau" and "tien" in folded
