"""Everything that is learned from a knowledge folder: `python -m bot train`. Not used at run time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeVar

from knowledge.base import Knowledge, load_knowledge
from knowledge.choice import ChoiceModel
from knowledge.choosing import Choice, decisions, dialogue_choices, learn_choice, subject_choices
from knowledge.corpus import Utterance, load_corpus
from knowledge.dialogues import load_dialogues
from knowledge.evaluation import Label
from knowledge.linear import LEARNED_FILES, Learned, LinearModel
from knowledge.meaning import Thresholds
from knowledge.noise import STYLES
from knowledge.spelling import Vocabulary, count_words
from knowledge.subjects import BY_WORDS
from knowledge.training import (
    SEED,
    facet_examples,
    move_examples,
    openness_examples,
    subject_examples,
    subject_labels,
    train_facets,
    train_moves,
    train_openness,
    train_subjects,
    turn_examples,
)
from knowledge.understand import Understander

FOLDS = 5
WEIGHED_FOLDS = 3
"""On so many of the folds it is learned how the evidence is weighed: on writers that were not learned from."""

NOISY_SHARE = 0.5
"""Share of those messages that get some noise, as people's messages do."""

Dialogues = Sequence[Sequence[Label]]
Choices = tuple[ChoiceModel, ChoiceModel, ChoiceModel]
"""How the evidence is weighed for a subject, for going on with what was said before, and for answering at once."""

Row = TypeVar("Row")


def learn(folder: Path) -> dict[Path, LinearModel | ChoiceModel | Vocabulary]:
    """Learn all models from a knowledge folder; returns them by the file they belong in.

    Raises TomlError or CorpusError for a bad file.
    """
    kb = load_knowledge(folder)
    corpus = load_corpus(folder / "utterances")
    dialogues = load_dialogues(folder / "utterances" / "dialogues.jsonl")
    found = learn_from(kb, corpus, dialogues)
    models: tuple[LinearModel | ChoiceModel | Vocabulary, ...]
    assert found.deciding is not None
    models = (
        found.subjects, found.weighing, found.facets, found.continuing, found.openness, found.moves, found.deciding,
        found.vocabulary,
    )  # fmt: skip
    paths = [folder / "weights" / name for name in LEARNED_FILES]
    return dict(zip(paths, models, strict=True))


def learn_from(
    kb: Knowledge, corpus: Sequence[Utterance], dialogues: Dialogues, choices: Choices | None = None
) -> Learned:
    """Learn from (a part of) the corpus and the dialogues; how evidence is weighed only when it is not given."""
    vocabulary = Vocabulary(count_words(_texts(kb, corpus, dialogues)))
    kb.understander.lexicon.speller.meant = vocabulary.meant
    facets = train_facets(facet_examples(corpus, dialogues), kb.understander.lexicon)
    weighing, continuing, deciding = choices or _choices(kb, corpus, dialogues, facets, vocabulary)
    return Learned(
        _subjects(kb, corpus, dialogues),
        weighing,
        facets,
        continuing,
        _openness(kb, corpus),
        _moves(kb, dialogues),
        deciding,
        vocabulary,
    )


def _texts(kb: Knowledge, corpus: Sequence[Utterance], dialogues: Dialogues) -> Iterator[str]:
    """Everything that was written in records and corpus, but for nonsense."""
    for record in (*kb.catalog.procedures, *kb.catalog.redirects):
        yield from (record.name, record.label, record.object, record.plain, *record.keywords, *record.situations)
    for neighbour in kb.neighbours.values():
        yield from neighbour.phrases
    yield from (row.text for row in corpus if row.label not in ("nonsense", "foreign"))
    yield from (turn.text for dialogue in dialogues for turn in dialogue)


def _openness(kb: Knowledge, corpus: Sequence[Utterance]) -> LinearModel:
    return train_openness(openness_examples(corpus), kb.understander.lexicon)


def _moves(kb: Knowledge, dialogues: Dialogues) -> LinearModel:
    return train_moves(move_examples(dialogues), kb.understander.lexicon)


def _subjects(kb: Knowledge, corpus: Sequence[Utterance], dialogues: Dialogues) -> LinearModel:
    examples = subject_examples(kb.catalog, kb.topics.values(), kb.neighbours.values(), corpus)
    return train_subjects([*examples, *turn_examples(dialogues)], kb.understander.lexicon)


def _choices(
    kb: Knowledge,
    corpus: Sequence[Utterance],
    dialogues: Dialogues,
    facets: LinearModel,
    vocabulary: Vocabulary,
) -> Choices:
    """How much each piece of evidence counts, seen on writers and dialogues that were not learned from."""
    folds: list[tuple[Learned, Sequence[Utterance], Dialogues]] = []
    weighed: list[Choice] = []
    parts = zip(split(corpus, lambda row: row.voice, WEIGHED_FOLDS), split(dialogues, id, WEIGHED_FOLDS), strict=True)
    for (inside, outside), (told, untold) in parts:
        learned = Learned(
            _subjects(kb, inside, told),
            BY_WORDS,
            facets,
            ChoiceModel({}),
            _openness(kb, inside),
            _moves(kb, told),
            None,
            vocabulary,
        )
        known = set(learned.subjects.labels)
        meant = ((text, subject_labels(row, known)) for row, text in with_noise(outside))
        weighed += subject_choices(understander_of(kb, learned), meant)
        folds.append((learned, outside, untold))
    weighing = ChoiceModel({**learn_choice(weighed).weights, "alike_unseen": BY_WORDS.weights["alike"]})
    continued, decided = [], []
    for learned, messages, unheard in folds:
        understander = understander_of(kb, replace(learned, weighing=weighing))
        continued += list(dialogue_choices(understander, [*unheard, *_noisy(unheard)]))
        decided += list(decisions(understander, _asking(messages)))
    return weighing, learn_choice(continued), learn_choice(decided)


def _noisy(dialogues: Dialogues) -> list[list[Label]]:
    """The dialogues typed in some other way."""
    random, styles = Random(SEED), list(STYLES.values())  # noqa: S311
    return [
        [replace(turn, text=make(turn.text, random)) for turn in dialogue]
        for dialogue, make in ((dialogue, random.choice(styles)) for dialogue in dialogues)
    ]


def _asking(corpus: Sequence[Utterance]) -> Iterator[tuple[str, Sequence[str], bool]]:
    """Messages about procedures, with those that each may mean, and whether it is too open to answer."""
    for row, text in with_noise(corpus):
        if row.kind in ("answer", "clarify"):
            yield text, subject_labels(row, set()), row.kind == "clarify"


def understander_of(kb: Knowledge, learned: Learned) -> Understander:
    """The understanding of `kb` with other learned weights."""
    return Understander(kb.catalog, kb.topics, kb.situations, kb.neighbours, Thresholds(), kb.words, learned=learned)


def split(
    rows: Sequence[Row], key: Callable[[Row], Hashable], folds: int = FOLDS
) -> Iterator[tuple[list[Row], list[Row]]]:
    """Divides rows by writer, style or such, `folds` times out of FOLDS: to learn from, and to test on."""
    names = list(dict.fromkeys(map(key, rows)))
    Random(SEED).shuffle(names)  # noqa: S311
    for fold in range(folds):
        out = set(names[fold::FOLDS])
        yield [row for row in rows if key(row) not in out], [row for row in rows if key(row) in out]


def with_noise(corpus: Sequence[Utterance]) -> Iterator[tuple[Utterance, str]]:
    """Each utterance, and its text with some noise in a share of them."""
    random = Random(SEED)  # noqa: S311
    for row in corpus:
        noisy = random.random() < NOISY_SHARE
        yield row, STYLES[random.choice(list(STYLES))](row.text, random) if noisy else row.text
