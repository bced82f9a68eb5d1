"""Vietnamese as citizens type it -> words that can be compared.

Two spellings of each word are kept: folded (no accents, lower case), which search works on, and as
typed, which is evidence where accents decide (phí is not phi). Telex and VNI keys left in, joined or
shortened words and chat spelling are undone on the way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[&/.-][^\W_]+)*")
_DOUBLE = re.compile(r"(.)\1")
_SQUEEZE = re.compile(r"([^\W\d_])\1{2,}")

_INITIALS = "b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet "
    "ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oat oay oc oe oen oeo oet oi om on ong op ot u ua "
    "uan uang uat uay uc ue uech uen uenh ui um un ung uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen "
    "uyet uynh uyt uyu uo y yem yen yet yeu"
).split()
SYLLABLES = frozenset(initial + rime for initial in ["", *_INITIALS] for rime in _RIMES)
"""Every spelling that can be a Vietnamese syllable once accents are dropped."""

_TELEX_DOUBLES = (("dd", "d"), ("aa", "a"), ("ee", "e"), ("oo", "o"), ("uw", "u"), ("ow", "o"), ("aw", "a"), ("w", "u"))
_TELEX_TONES = re.compile(r"(?<=[aeiouy])([sfrxj])|([sfrxj])$")


@dataclass(frozen=True)
class Word:
    """One word: `folded` for search, `typed` in lower case with the accents that were typed."""

    folded: str
    typed: str

    @property
    def accented(self) -> bool:
        """Whether any accent was typed."""
        return self.folded != self.typed


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents: «Giấy phép» -> «giay phep»."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=65536)
def undo_keys(word: str) -> str:
    """A folded word with Telex or VNI keys left in -> the folded syllable; else the word itself."""
    if word in SYLLABLES or not word.isascii():
        return word
    if any(char.isdigit() for char in word):
        bare = "".join(char for char in word if not char.isdigit())
        return bare if bare in SYLLABLES and word[0].isalpha() else word
    plain = word
    for keys, letter in _TELEX_DOUBLES:
        plain = plain.replace(keys, letter)
    # One key may stand for one letter twice over ("nguwowif"): a doubled vowel is what is left of it.
    for candidate in (plain, _TELEX_TONES.sub("", plain), re.sub(r"[sfrxj]$", "", plain)):
        if candidate in SYLLABLES:
            return candidate
    return word


LEAST_JOINED = 5
"""A word without accents must be so long to be two words run together: «logo», «demo» are none."""


@lru_cache(maxsize=65536)
def undo_slip(word: Word) -> tuple[Word, ...]:
    """A word that is no syllable because a letter stands twice («giiấy») or a space was missed («giấyphép»)."""
    folded = word.folded
    if folded in SYLLABLES or not folded.isalpha() or not folded.isascii():
        return (word,)
    once = _DOUBLE.sub(r"\1", folded)
    if once != folded and once in SYLLABLES:
        return (Word(once, once),)
    if len(folded) != len(word.typed) or not (word.accented or len(folded) >= LEAST_JOINED):
        return (word,)
    cuts = [at for at in range(1, len(folded)) if folded[:at] in SYLLABLES and folded[at:] in SYLLABLES]
    # «thutuc» is thu·tuc, not thut·uc; of «xin·hoi» and «xi·nhoi» the first word is more often the longer one.
    cuts = [at for at in cuts if folded[at] not in "aeiouy"] or cuts
    if not cuts:
        return (word,)
    at = max(cuts)
    return Word(folded[:at], word.typed[:at]), Word(folded[at:], word.typed[at:])


class Speller:
    """Reads text with the spelling tables of `words/spelling.toml`.

    Single words and runs of words are replaced by what is meant. `known` are folded words of the records that
    are no syllables ("test", "led"): they are never taken for Telex.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, str]], known: Collection[str] = frozenset()) -> None:
        self._known = known
        self.tabled: frozenset[str] = frozenset()
        """Words of the word tables: they are meant as they stand («hcm»)."""
        self.meant: Callable[[Word], Word] = lambda word: word
        """Undoes slips by what words people use (`Vocabulary.meant`), once that is known."""
        joined = dict(tables.get("joined", {}))
        self._whole: dict[str, tuple[Word, ...]] = {}
        for name in ("abbreviations", "dialect", "english", "chat"):
            for typed, meant in tables.get(name, {}).items():
                if " " in typed:
                    joined[typed] = meant
                else:
                    self._whole[typed.lower()] = _words(meant)
        self._joined: dict[tuple[str, ...], tuple[Word, ...]] = {
            tuple(word.folded for word in _words(typed)): _words(meant) for typed, meant in joined.items()
        }
        self._exact = {tuple(word.folded for word in _words(typed)): _words(typed) for typed in joined}
        self._longest = max((len(key) for key in self._joined), default=1)

    def read(self, text: str) -> list[Word]:
        """The words of `text`, as meant. Any text is read; nothing raises."""
        return self._join(self._expand(self._join(list(_words(text)))))

    def _expand(self, typed: list[Word]) -> list[Word]:
        read: list[Word] = []
        for word in typed:
            meant = self._whole.get(word.typed)
            if meant is None and not word.accented:
                meant = self._whole.get(word.folded)
            if meant is not None:
                read.extend(meant)
                continue
            syllable = word.folded if word.folded in self._known else undo_keys(word.folded)
            if syllable != word.folded:
                read.append(Word(syllable, syllable))
            elif syllable in self._known:
                read.append(word)
            else:
                read.extend(part if part.folded in self.tabled else self.meant(part) for part in undo_slip(word))
        return read

    def _join(self, words: list[Word]) -> list[Word]:
        out: list[Word] = []
        at = 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                key = tuple(word.folded for word in words[at : at + length])
                meant = self._joined.get(key)
                if meant is not None and _agree(words[at : at + length], self._exact[key]):
                    out.extend(meant)
                    at += length
                    break
            else:
                out.append(words[at])
                at += 1
        return out


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text as they are typed."""
    return _words(text)


def _words(text: str) -> tuple[Word, ...]:
    found = _WORD.findall(_SQUEEZE.sub(r"\1", unicodedata.normalize("NFC", text).lower()))
    return tuple(Word(fold(part), part) for word in found for part in _parts(word))


def _parts(word: str) -> list[str]:
    """Keep "kh&cn", "y/c" and codes like 1.001677 whole; cut "hợp-chuẩn" and "cao/thấp" apart."""
    if len(word) <= 5 or any(char.isdigit() for char in word):
        return [word]
    return [part for part in re.split(r"[&/.-]", word) if part]


def compatible(typed: Word, meant: Word) -> bool:
    """Whether `typed` may stand for `meant`: same letters, and no accent that speaks against it.

    Marks may be missing in what was typed («giơ» for «giờ»); another mark is another word.
    """
    if typed.folded != meant.folded:
        return False
    return not typed.accented or _marks_within(typed.typed, meant.typed)


def mostly_accented(words: Sequence[Word]) -> bool:
    """Whether the message was typed with accents, so that a bare word is meant bare."""
    return sum(word.accented for word in words) >= 0.5 * len(words)


@lru_cache(maxsize=65536)
def _marks_within(typed: str, meant: str) -> bool:
    """Whether every mark of `typed` stands on the same letter of `meant`."""
    one, other = _marks(typed), _marks(meant)
    return len(one) == len(other) and all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def _marks(word: str) -> list[set[str]]:
    marks: list[set[str]] = []
    # The hook and the tilde are one tone in much of the country and are mixed up everywhere.
    for char in unicodedata.normalize("NFD", word.replace("đ", "d\u0335")).replace("\u0303", "\u0309"):
        if unicodedata.combining(char) and marks:
            marks[-1].add(char)
        else:
            marks.append(set())
    return marks


def _agree(typed: list[Word], meant: tuple[Word, ...]) -> bool:
    return all(compatible(one, other) for one, other in zip(typed, meant, strict=True))
