"""Names of people in running text: behind a form of address, behind a family name, and one known name in all its forms.

A name cannot be told from other words for certain. What is found is a proposal that somebody reads; it rather finds
one word too many than one name too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.personal_patterns import flat
from knowledge.vietnamese import SYLLABLES

_FAMILIES = (
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh đinh lâm mai tô hà "
    "cao lương lưu phùng tạ thái chu kiều quách nghiêm tống lã bạch giang khúc trương tưởng triệu hứa đàm nông lò lại "
    "cù mạc tăng tôn thân doãn nhữ tiêu thạch lục khổng"
).split()
FAMILIES = frozenset(_FAMILIES)
"""Family names as they are written, in small letters."""

_FOLDED_FAMILIES = frozenset(flat(name) for name in _FAMILIES)
_PLAIN_FAMILIES = frozenset(
    "nguyen tran le pham hoang huynh phan bui ngo duong doan trinh dinh luong phung truong".split()
)
"""Families that are no other word even in small letters without accents («do» and «dang» are)."""

_CERTAIN_FAMILIES = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương đoàn trịnh đinh vương".split()
)
"""Families that are names in small letters too («lại», «lý» and «triệu» are other words)."""

_MIDDLES = frozenset("văn thị hữu van thi huu".split())

NOT_NAMES = frozenset(
    "ho chi|ha noi|ha nam|ha tinh|ha giang|ha long|thai binh|thai nguyen|thai lan|cao bang|lam dong|lai chau|kim dong"
    "|ho so|dao tao|cao dang|luu y|cao cap|duong bo|duong sat|mai nay|vu an|vu viec|do luong|tang cuong|luong thuc"
    "|le phi|thai do|vu thu|thai thuy|ly thi|cao thu|ly nhan|luong tai".split("|")
)
"""Two words that begin like a name and are none."""

_ADDRESSES = (
    "ông|bà|anh|chị|cô|chú|bác|em|cháu|cụ|cán bộ|đồng chí|đ/c|thầy|bạn|chuyên viên|nhân viên|trưởng phòng|phó phòng"
    "|phó trưởng phòng|giám đốc|phó giám đốc|chủ tịch|phó chủ tịch|chi cục trưởng|chánh văn phòng|kế toán|công chức"
    "|lãnh đạo|họ và tên|họ tên|tên là|tên tôi là|tôi là|em là|mình là|cháu là|con là|tên|người tên"
)
_ACCENTED = frozenset(_ADDRESSES.split("|"))
_SPELLINGS = _ACCENTED | frozenset(flat(word) for word in _ACCENTED)
_FLAT_ADDRESSES = "|".join(sorted({flat(word) for word in _ADDRESSES.split("|")}, key=len, reverse=True))
_ADDRESSED = re.compile(rf"(?<![^\W_])(?:{_FLAT_ADDRESSES})[\s:]{{1,3}}(?=[^\W\d_])")

_NO_PERSON = frozenset(
    "so phong ban ubnd hdnd chi trung van thanh bo cuc cong viet hung tinh xa phuong huyen mot tthc kh&cn nha don vi "
    "anh chi ong ba em toi khoa giam pho truong can dong chuyen quy tp nd nghi thong luat dieu qr zalo ten ho".split()
)
"""Words that stand behind a form of address in capitals and begin no name: «cán bộ Sở», «Anh Chị»."""

_TITLES = frozenset({"thu tuong", "uy ban", "hoi dong", "bi thu", "bo truong"})
"""Two words behind a form of address that are an office and no name."""

_THINGS = frozenset({"van ban", "van phong", "van hoa", "thi truong", "thi xa"})
"""Middle names that begin another word: «xem lại văn bản»."""

_ENDS_NAME = frozenset("so phong ban ubnd chi trung cuc cong tinh xa phuong huyen va la o tai co da thi bi de".split())

_WORD = re.compile(r"[^\W\d_]+")

LONGEST = 5
"""Syllables of a name."""


@dataclass(frozen=True)
class NameFound:
    """A name at `text[start:end]` and what gave it away."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class _Token:
    word: str
    folded: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.word[0].isupper()


def find(text: str) -> Iterator[NameFound]:
    """Names in a composed (NFC) text; they may overlap."""
    folded = flat(text)
    tokens = [
        _Token(match.group(), folded[match.start() : match.end()], *match.span()) for match in _WORD.finditer(text)
    ]
    at = {token.start: place for place, token in enumerate(tokens)}
    for match in _ADDRESSED.finditer(folded):
        place = at.get(match.end())
        word = text[match.start() : match.end()].strip(" :\n\t")
        if place is not None and _is_address(word, tokens[place]) and (length := _addressed(tokens, place)):
            yield NameFound(tokens[place].start, tokens[place + length - 1].end, f"tên đứng sau «{word}»")
    for place in range(len(tokens)):
        if length := _family(tokens, place):
            why = f"cụm từ bắt đầu bằng họ «{tokens[place].word}»"
            yield NameFound(tokens[place].start, tokens[place + length - 1].end, why)


def _is_address(word: str, following: _Token) -> bool:
    """«Chí» is no «chị»: other marks make another word. Without marks («chi») the name has none either."""
    typed = word.lower()
    return typed in _ACCENTED or (typed in _SPELLINGS and following.word.lower() == following.folded)


def _addressed(tokens: list[_Token], place: int) -> int:
    """Words of the name that begins behind a form of address; 0 for none."""
    first = tokens[place]
    if place + 1 < len(tokens) and f"{first.folded} {tokens[place + 1].folded}" in _TITLES | NOT_NAMES:
        return 0
    if first.capital and len(first.word) > 1 and first.folded in SYLLABLES and first.folded not in _NO_PERSON:
        return _capitals(tokens, place)
    if _is_certain(first) and place + 1 < len(tokens) and _near(first, tokens[place + 1]):
        return _small(tokens, place)
    return 0


def _family(tokens: list[_Token], place: int) -> int:
    """Words of the name that begins with a family name here; 0 for none."""
    first = tokens[place]
    if place + 1 >= len(tokens) or not _is_family(first) or not _near(first, tokens[place + 1]):
        return 0
    second = tokens[place + 1]
    if f"{first.folded} {second.folded}" in NOT_NAMES:
        return 0
    if first.capital and second.capital:
        return _capitals(tokens, place)
    certain = first.word.lower() in FAMILIES - _FOLDED_FAMILIES or first.folded in _PLAIN_FAMILIES
    middle = second.word.lower() in _MIDDLES
    follows = place + 2 < len(tokens) and _near(second, tokens[place + 2])
    if not (certain and middle and follows):
        return 0
    return 0 if f"{second.folded} {tokens[place + 2].folded}" in _THINGS else 3


def _capitals(tokens: list[_Token], place: int) -> int:
    """How many words in capitals follow one another."""
    # In a line of capitals nothing shows where a name ends; four words hold nearly every one.
    longest = LONGEST - 1 if tokens[place].word.isupper() else LONGEST
    length = 1
    while length < longest and place + length < len(tokens):
        last, token = tokens[place + length - 1], tokens[place + length]
        if not token.capital or not _near(last, token) or token.folded in _ENDS_NAME - {"chi", "cong"}:
            break
        length += 1
    return length


def _small(tokens: list[_Token], place: int) -> int:
    """How many words of a name in small letters: family, at most two more."""
    length = 1
    while length < 3 and place + length < len(tokens):
        last, token = tokens[place + length - 1], tokens[place + length]
        if not _near(last, token) or token.folded in _ENDS_NAME:
            break
        length += 1
    return length if length > 1 else 0


def _is_family(token: _Token) -> bool:
    word = token.word.lower()
    return word in FAMILIES or (word == token.folded and word in _FOLDED_FAMILIES)


def _is_certain(token: _Token) -> bool:
    word = token.word.lower()
    return word in _CERTAIN_FAMILIES or word in _PLAIN_FAMILIES


def _near(one: _Token, other: _Token) -> bool:
    return other.start - one.end == 1


class KnownName:
    """One person's name in the forms in which it turns up: whole, in parts, without accents, as initials."""

    def __init__(self, name: str) -> None:
        self._parts = [flat(word) for word in _WORD.findall(name)]
        self._given = _WORD.findall(name)[-1] if self._parts else ""
        self._joined = self._runs()
        self._called = self._after_address()
        self._initials = self._short_forms()

    def sure(self, text: str) -> Iterator[NameFound]:
        """Two and more parts of the name, the given name behind a form of address, initials."""
        folded = flat(text)
        for pattern in (self._joined, self._called):
            for match in pattern.finditer(folded) if pattern else ():
                yield NameFound(*match.span("it"), "tên của người gửi")
        for match in self._initials.finditer(text) if self._initials else ():
            yield NameFound(*match.span(), "chữ cái đầu của tên người gửi")

    def likely(self, text: str) -> Iterator[NameFound]:
        """The given name alone, in a capital within a sentence."""
        if not self._given or self._parts[-1] in _NO_PERSON:
            return
        for match in re.finditer(
            rf"(?<=[^\W_][\s,] ){self._given}(?![^\W_])|(?<=[^\W_] ){self._given}(?![^\W_])", text
        ):
            yield NameFound(*match.span(), "tên của người gửi")

    def _runs(self) -> re.Pattern[str] | None:
        """Every run of at least two parts, the longest first; a name of one part has none."""
        count = len(self._parts)
        spans = [
            self._parts[start : start + length] for length in range(count, 1, -1) for start in range(count - length + 1)
        ]
        if not spans:
            return None
        choices = "|".join(r"[\s\-_.]{1,3}".join(map(re.escape, span)) for span in spans)
        return re.compile(rf"(?<![^\W_])(?P<it>{choices})(?![^\W_])")

    def _after_address(self) -> re.Pattern[str] | None:
        if not self._parts:
            return None
        given = re.escape(self._parts[-1])
        return re.compile(rf"(?<![^\W_])(?:{_FLAT_ADDRESSES})[\s:]{{1,3}}(?P<it>{given})(?![^\W_])")

    def _short_forms(self) -> re.Pattern[str] | None:
        """«N.T.H», «NTH», «N.T.Hoa»; two letters only with a point between them."""
        if len(self._parts) < 2:
            return None
        letters = [part[0].upper().replace("D", "[DĐ]") for part in self._parts]
        ends = (letters[-1], re.escape(self._given), re.escape(self._parts[-1].capitalize()))
        heads = r"\.\s?".join(letters[:-1])
        dotted = rf"{heads}\.\s?(?:{'|'.join(ends)})"
        plain = rf"|{''.join(letters)}" if len(letters) > 2 else ""
        return re.compile(rf"(?<![^\W_])(?:{dotted}{plain})(?![^\W_])")
