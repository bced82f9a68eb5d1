"""Contradictions in the corpus and the word tables of a knowledge folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from knowledge.check_records import Finding, Level, located
from knowledge.corpus import CorpusError, Utterance, load_corpus
from knowledge.dialogues import load_dialogues
from knowledge.general import load_neighbours, load_topics
from knowledge.lexicon import Lexicon
from knowledge.meaning import Kind
from knowledge.model import Facet
from knowledge.tomlfile import TomlError

LEAST_PER_PROCEDURE = 40
"""Fewer utterances of a procedure are too few to learn its siblings apart."""

MANNERS = frozenset({"smalltalk", "insult", "manipulation", "nonsense", "foreign", "unknown"})


def corpus_findings(folder: Path, codes: Collection[str]) -> list[Finding]:
    """What is wrong with `utterances/` and `words/`, where the folder has them. `codes`: ids of the records."""
    return [*_words(folder, codes), *_utterances(folder, codes), *_dialogues(folder, codes)]


def _words(folder: Path, codes: Collection[str]) -> Iterator[Finding]:
    if not (folder / "words").is_dir():
        return
    try:
        lexicon = Lexicon(folder / "words")
    except TomlError as error:
        for line in str(error).splitlines():
            yield Finding(Level.ERROR, *located(line, folder / "words"))
        return
    named = {code for family in lexicon.families.family.values() for code in family} | set(lexicon.events.procedures)
    for code in sorted(named - set(codes)):
        yield Finding(Level.ERROR, str(folder / "words"), f"thủ tục {code} không có trong bản ghi")


def _utterances(folder: Path, codes: Collection[str]) -> Iterator[Finding]:
    path = folder / "utterances"
    if not path.is_dir():
        return
    try:
        corpus = load_corpus(path)
        labels = {
            "general": frozenset(load_topics(folder / "topics.toml")),
            "refuse": frozenset(load_neighbours(folder / "neighbours.toml")) | MANNERS,
        }
    except (CorpusError, TomlError) as error:
        for line in str(error).splitlines():
            yield Finding(Level.ERROR, *located(line, path))
        return
    yield from (Finding(Level.ERROR, str(path), text) for text in _unknown(corpus, labels, codes))
    written = Counter(row.label for row in corpus if row.kind == "answer")
    for code, count in sorted(written.items()):
        if count < LEAST_PER_PROCEDURE:
            text = f"thủ tục {code} mới có {count} câu nói mẫu (nên có ít nhất {LEAST_PER_PROCEDURE})"
            yield Finding(Level.WARNING, str(path), text)


def _dialogues(folder: Path, codes: Collection[str]) -> Iterator[Finding]:
    path = folder / "utterances" / "dialogues.jsonl"
    if not path.exists():
        return
    try:
        turns = [turn for dialogue in load_dialogues(path) for turn in dialogue]
        topics = set(load_topics(folder / "topics.toml"))
    except (CorpusError, TomlError) as error:
        for line in str(error).splitlines():
            yield Finding(Level.ERROR, *located(line, path))
        return
    facets = {facet.value for facet in Facet}
    parts = {"answer": facets, "general": topics}
    for turn in turns:
        named = codes if turn.kind in ("answer", "clarify") else ()
        wrong = [*set(turn.codes).difference(named), *set(turn.facets).difference(parts.get(turn.kind, ()))]
        if turn.kind not in set(Kind) or wrong:
            yield Finding(
                Level.ERROR, str(path), f"{turn.id}: nhãn {turn.kind} {' '.join(wrong)} không có trong dữ liệu"
            )


def _unknown(corpus: list[Utterance], labels: dict[str, frozenset[str]], codes: Collection[str]) -> Iterator[str]:
    wrong: set[tuple[str, str]] = set()
    for row in corpus:
        named = row.label.split() if row.kind == "clarify" else [row.label]
        allowed = codes if row.kind in ("answer", "clarify") else labels.get(row.kind)
        wrong |= {(row.kind, label) for label in named if allowed is not None and label not in allowed}
    for kind, label in sorted(wrong):
        yield f"{kind}: nhãn {label!r} không có trong dữ liệu"
