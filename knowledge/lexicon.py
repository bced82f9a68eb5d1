"""The word tables of `words/*.toml`, ready to be looked up in a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from knowledge import tomlfile
from knowledge.model import Facet
from knowledge.phrases import PhraseTable
from knowledge.vietnamese import Speller, Word

SPOKEN_KINDS = ("feedback", "legal_complaint", "human", "path")
"""Kinds whose cues also count with accents missing; a false alarm or a false insult is worse than a miss."""

Phrases = tuple[Annotated[str, Field(min_length=1)], ...]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spelling(_Table):
    """How people shorten and misspell words; what is typed -> what is meant."""

    abbreviations: dict[str, str]
    chat: dict[str, str]
    dialect: dict[str, str]
    english: dict[str, str]
    joined: dict[str, str]


class Stop(_Table):
    """Words that say nothing about what is asked."""

    words: Phrases
    places: Phrases
    elsewhere: Phrases
    abroad: Phrases


class EventCues(_Table):
    """How people say that something happened to a paper."""

    cues: Phrases


class Events(_Table):
    """Events by name, and the events that a procedure's action or the procedure itself answers to."""

    event: dict[str, EventCues]
    actions: dict[str, tuple[str, ...]]
    procedures: dict[str, tuple[str, ...]]


class KindCues(_Table):
    """Signs that a message is of one kind; see the head of `words/kinds.toml`."""

    sure: Phrases = ()
    things: Phrases = ()
    signs: Phrases = ()
    acute: Phrases = ()
    calm: Phrases = ()
    howto: Phrases = ()
    status: Phrases = ()
    praise: Phrases = ()
    opening: Phrases = ()
    mention: Phrases = ()


class Kinds(_Table):
    """The kinds of messages that are no questions about a procedure."""

    emergency: KindCues
    legal_complaint: KindCues
    feedback: KindCues
    manipulation: KindCues
    insult: KindCues
    smalltalk: KindCues
    human: KindCues
    path: KindCues


class FacetCues(_Table):
    """Ways to ask for each part of a procedure; "!" marks a strong cue; `none` only looks like asking."""

    overview: Phrases
    dossier: Phrases
    fee: Phrases
    time: Phrases
    where: Phrases
    how: Phrases
    steps: Phrases
    conditions: Phrases
    result: Phrases
    validity: Phrases
    legal: Phrases
    form: Phrases
    applicants: Phrases
    authority: Phrases
    online: Phrases
    changes: Phrases
    none: Phrases


class Families(_Table):
    """Procedures that are confused, each with the words that speak for it."""

    family: dict[str, dict[str, Phrases]]


class CueSet:
    """The cues of one kind, as phrase tables by their role."""

    def __init__(self, speller: Speller, cues: KindCues, *, exact: bool) -> None:
        self._tables = {role: PhraseTable(speller, ((p, True) for p in ps), exact=exact) for role, ps in cues}

    def count(self, role: str, words: Sequence[Word]) -> int:
        """How many cues of the role stand in the message, the longest where they overlap."""
        return len(self._tables[role].longest(words))

    def begins(self, role: str, words: Sequence[Word]) -> bool:
        """Whether the message begins with a cue of the role."""
        return any(hit.start == 0 for hit in self._tables[role].find(words))

    def without(self, role: str, words: Sequence[Word]) -> list[Word]:
        """The words of the message that stand in no cue of the role."""
        hits = self._tables[role].find(words)
        cued = {at for hit in hits for at in range(hit.start, hit.start + hit.length)}
        return [word for at, word in enumerate(words) if at not in cued]

    def has(self, role: str, words: Sequence[Word]) -> bool:
        """Whether any cue of the role stands in the message."""
        return bool(self._tables[role].find(words))


class Lexicon:
    """All word tables, read with one speller. `known`: words of the records that are no Vietnamese syllables."""

    def __init__(self, folder: Path, known: Iterable[str] = (), *, spelling: bool = True) -> None:
        tables = tomlfile.load(folder / "spelling.toml", Spelling)
        self.speller = Speller(tables.model_dump() if spelling else {}, frozenset(known))
        stop = tomlfile.load(folder / "stop.toml", Stop)
        silent = (*stop.words, *stop.places, *stop.elsewhere, *stop.abroad)
        self.stop = PhraseTable(self.speller, ((word, True) for word in silent))
        self.here = PhraseTable(self.speller, ((place, True) for place in stop.places))
        self.elsewhere = PhraseTable(self.speller, ((place, True) for place in stop.elsewhere))
        events = tomlfile.load(folder / "events.toml", Events)
        self.events = events
        self.event_cues = PhraseTable(
            self.speller, ((cue, name) for name, row in events.event.items() for cue in row.cues)
        )
        cues = tomlfile.load(folder / "facets.toml", FacetCues)
        self.facet_cues = PhraseTable(
            self.speller,
            (
                (cue.rstrip("!"), (None if name == "none" else Facet(name), cue.endswith("!")))
                for name, phrases in cues
                for cue in phrases
            ),
        )
        self.families = tomlfile.load(folder / "families.toml", Families)
        kinds = tomlfile.load(folder / "kinds.toml", Kinds)
        self.kinds: Mapping[str, CueSet] = {
            name: CueSet(self.speller, row, exact=name not in SPOKEN_KINDS) for name, row in kinds
        }

        spoken = (stop, events, cues, self.families, kinds)
        self.speller.tabled = frozenset(
            word.folded for table in spoken for text in _texts(table.model_dump()) for word in self.speller.read(text)
        )

    def content(self, words: Sequence[Word], drop: Iterable[int] = ()) -> list[Word]:
        """The words that say what is asked about, in order; `drop` are positions to leave out as well."""
        gone = self.silent(words).union(drop)
        return [word for position, word in enumerate(words) if position not in gone]

    def silent(self, words: Sequence[Word]) -> frozenset[int]:
        """Positions of words that say nothing about what is asked."""
        return frozenset(at for hit in self.stop.longest(words) for at in range(hit.start, hit.start + hit.length))

    def asking(self, words: Sequence[Word]) -> frozenset[int]:
        """Positions of words that surely only ask («mất bao lâu»), and so tell of nothing that happened."""
        hits = [hit for hit in self.facet_cues.longest(words) if hit.label[0] is not None and hit.label[1]]
        return frozenset(at for hit in hits for at in range(hit.start, hit.start + hit.length))

    def events_of(self, code: str, action: str) -> tuple[str, ...]:
        """The events that lead to a procedure."""
        return self.events.procedures.get(code, self.events.actions.get(action, ()))


def _texts(value: object) -> Iterator[str]:
    """Every text that stands somewhere in a table."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
