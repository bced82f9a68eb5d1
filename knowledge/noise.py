"""How clean text gets mangled on the way: accents dropped, keys left in, slips, chat spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from knowledge.vietnamese import fold

_TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_VNI_SHAPES = {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"}
_CHAT = {
    "không": ["k", "ko", "hok", "hem", "khum"],
    "được": ["dc", "đc"],
    "gì": ["j", "gi", "ji"],
    "vậy": ["z", "v", "zậy"],
    "rồi": ["r", "rùi"],
    "bao nhiêu": ["bn", "bnhiu", "bao nhiu"],
    "với": ["vs"],
    "muốn": ["mún", "mun"],
    "tiền": ["xiền", "tìn"],
    "phải": ["fải", "phai"],
    "phí": ["fí"],
    "phép": ["fép"],
    "giấy": ["giấi", "gjấy", "zấy"],
    "như thế nào": ["ntn"],
    "mình": ["mik", "mk"],
    "biết": ["bít", "bik"],
    "người": ["ng"],
    "em": ["e", "iem"],
    "anh": ["a"],
    "chị": ["c"],
    "hồ sơ": ["hs", "hsơ"],
    "giấy chứng nhận": ["gcn"],
    "công ty": ["cty"],
    "đăng ký": ["đk", "đki", "dki"],
    "doanh nghiệp": ["dn"],
    "thủ tục": ["tt", "thủ tụk"],
    "trước": ["trc"],
    "nhiều": ["nhìu"],
    "giờ": ["h"],
    "ở": ["ở", "o"],
    "làm": ["lm", "làm"],
    "quá": ["wá"],
    "qua": ["wa"],
    "mấy": ["mí", "mấi"],
    "sao": ["seo", "s"],
}
_NEAR_KEYS = {"a": "s", "s": "a", "e": "r", "r": "e", "i": "o", "o": "p", "n": "m", "m": "n", "t": "y", "h": "j"}
_CONFUSED_TONES = str.maketrans({"\u0309": "\u0303", "\u0303": "\u0309", "\u0301": "\u0309"})
MISSED = 0.15
"""Share of the words that get a slip for measuring."""

_SWAPPED_SOUNDS = [("l", "n"), ("n", "l"), ("ch", "tr"), ("tr", "ch"), ("s", "x"), ("x", "s"), ("gi", "d"), ("d", "gi")]


def accentless(text: str, random: Random) -> str:
    """No accents at all."""
    return fold(text)


def telex(text: str, random: Random) -> str:
    """Telex keys left in, in about half of the words."""
    return _keys(text, random, _SHAPES, _TONES, at_end=True)


def vni(text: str, random: Random) -> str:
    """VNI keys left in, in about half of the words."""
    return _keys(text, random, _VNI_SHAPES, _VNI_TONES, at_end=random.random() < 0.5)


def typos(text: str, random: Random, share: float = 0.3) -> str:
    """Slips in a share of the words: a mark missing or wrong, a letter lost, swapped or from the next key."""
    words = text.split()
    for number, word in enumerate(words):
        if len(word) > 2 and random.random() < share:
            words[number] = _slip(word, random)
    return " ".join(words)


def chat(text: str, random: Random) -> str:
    """Chat spelling and shortened words."""
    out = text.lower()
    for plain, forms in _CHAT.items():
        if random.random() < 0.75:
            out = re.sub(rf"\b{plain}\b", random.choice(forms), out)
    return out


STYLES: dict[str, Callable[[str, Random], str]] = {
    "accentless": accentless,
    "telex": telex,
    "vni": vni,
    "typos": typos,
    "teencode": chat,
}
"""Every kind of noise by the style it makes."""


def slips(text: str, random: Random) -> str:
    """Slips of another kind than `typos` makes, for measuring: a letter twice, a space missed, ? and ~ mixed up."""
    out: list[str] = []
    for number, word in enumerate(text.split()):
        if len(word) > 2 and random.random() < MISSED:
            choice = random.randrange(3)
            at = random.randrange(1, len(word))
            if choice == 0:
                word = word[:at] + word[at - 1] + word[at:]
            elif choice == 1 and number:
                out[-1] += word
                continue
            else:
                marks = unicodedata.normalize("NFD", word)
                word = unicodedata.normalize("NFC", marks.translate(_CONFUSED_TONES))
        out.append(word)
    return " ".join(out)


def sounds(text: str, random: Random) -> str:
    """As people write who speak l for n, ch for tr, s for x, gi for d, in all of the message."""
    one, other = random.choice(_SWAPPED_SOUNDS)
    return " ".join(other + word[len(one) :] if word.lower().startswith(one) else word for word in text.split())


def _few_typos(text: str, random: Random) -> str:
    return typos(text, random, MISSED)


MEASURED: dict[str, Callable[[str, Random], str]] = {
    **{name: make for name, make in STYLES.items() if name != "typos"},
    "typos": _few_typos,
    "typos_many": typos,
    "slips": slips,
    "sounds": sounds,
}
"""The kinds of noise by which the loss is measured. People make `typos` in one word of seven or so; twice as many are
learned from. The last two are not learned from.
"""


def _keys(text: str, random: Random, shapes: dict[str, str], tones: dict[str, str], *, at_end: bool) -> str:
    return " ".join(_keyed(word, shapes, tones, at_end) if random.random() < 0.55 else word for word in text.split())


def _keyed(word: str, shapes: dict[str, str], tones: dict[str, str], at_end: bool) -> str:
    out, tone_key = "", ""
    for char in unicodedata.normalize("NFC", word.lower()):
        marks = unicodedata.normalize("NFD", char)
        tone = next((tones[mark] for mark in marks if mark in tones), "")
        bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        out += shapes.get(bare, bare) + ("" if at_end else tone)
        tone_key = tone or tone_key
    return out + (tone_key if at_end else "")


def _slip(word: str, random: Random) -> str:
    at = random.randrange(1, len(word))
    choice = random.randrange(6)
    if choice <= 1:
        return word[:at] + fold(word[at:])
    if choice == 2:
        return word[:at] + word[at + 1 :]
    if choice == 3:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    if choice == 4:
        near = _NEAR_KEYS.get(word[at].lower(), word[at])
        return word[:at] + near + word[at + 1 :]
    for one, other in random.sample(_SWAPPED_SOUNDS, len(_SWAPPED_SOUNDS)):
        if word.startswith(one):
            return other + word[len(one) :]
    return fold(word)
