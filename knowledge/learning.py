"""Everything that is learned from a knowledge folder: `python -m bot train`. Not used at run time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from knowledge.base import Knowledge, load_knowledge
from knowledge.choice import ChoiceModel
from knowledge.choosing import Choice, dialogue_choices, learn_choice, subject_choices
from knowledge.corpus import Utterance, load_corpus
from knowledge.dialogues import load_dialogues
from knowledge.evaluation import Label
from knowledge.linear import LEARNED_FILES, Learned, LinearModel
from knowledge.meaning import Thresholds
from knowledge.noise import STYLES
from knowledge.subjects import BY_WORDS
from knowledge.training import SEED, facet_examples, subject_examples, subject_labels, train_facets, train_subjects
from knowledge.understand import Understander

FOLDS = 5
WEIGHED_FOLDS = 2
"""On so many of the folds it is learned how the evidence is weighed: on writers that were not learned from."""

NOISY_SHARE = 0.5
"""Share of those messages that get some noise, as people's messages do."""

Dialogues = Sequence[Sequence[Label]]


def learn(folder: Path) -> dict[Path, LinearModel | ChoiceModel]:
    """Learn all models from a knowledge folder; returns them by the file they belong in.

    Raises TomlError or CorpusError for a bad file.
    """
    kb = load_knowledge(folder)
    corpus = load_corpus(folder / "utterances")
    dialogues = load_dialogues(folder / "utterances" / "dialogues.jsonl")
    found = learn_from(kb, corpus, dialogues)
    models: tuple[LinearModel | ChoiceModel, ...]
    models = found.subjects, found.weighing, found.facets, found.continuing
    return {folder / "weights" / name: model for name, model in zip(LEARNED_FILES, models, strict=True)}


def learn_from(
    kb: Knowledge, corpus: Sequence[Utterance], dialogues: Dialogues, weighing: ChoiceModel | None = None
) -> Learned:
    """Learn from (a part of) the corpus and the dialogues; how evidence is weighed only when it is not given."""
    facets = train_facets(facet_examples(corpus, dialogues), kb.understander.lexicon)
    weighing = weighing or _weighing(kb, corpus, facets)
    learned = Learned(_subjects(kb, corpus), weighing, facets, ChoiceModel({}))
    return replace(learned, continuing=learn_choice(dialogue_choices(understander_of(kb, learned), dialogues)))


def _subjects(kb: Knowledge, corpus: Sequence[Utterance]) -> LinearModel:
    examples = subject_examples(kb.catalog, kb.topics.values(), kb.neighbours.values(), corpus)
    return train_subjects(examples, kb.understander.lexicon)


def _weighing(kb: Knowledge, corpus: Sequence[Utterance], facets: LinearModel) -> ChoiceModel:
    """How much the learned share, the likeness in words and the rest count, seen on writers not learned from."""
    choices: list[Choice] = []
    for inside, outside in split(corpus, lambda row: row.voice, WEIGHED_FOLDS):
        learned = Learned(_subjects(kb, inside), BY_WORDS, facets, ChoiceModel({}))
        known = set(learned.subjects.labels)
        meant = ((text, subject_labels(row, known)) for row, text in with_noise(outside))
        choices += subject_choices(understander_of(kb, learned), meant)
    return ChoiceModel({**learn_choice(choices).weights, "alike_unseen": BY_WORDS.weights["alike"]})


def understander_of(kb: Knowledge, learned: Learned) -> Understander:
    """The understanding of `kb` with other learned weights."""
    return Understander(kb.catalog, kb.topics, kb.situations, kb.neighbours, Thresholds(), kb.words, learned=learned)


def split(
    corpus: Sequence[Utterance], key: Callable[[Utterance], str], folds: int = FOLDS
) -> Iterator[tuple[list[Utterance], list[Utterance]]]:
    """Divides the corpus by writer or style, `folds` times out of FOLDS: to learn from, and to test on."""
    names = sorted({key(row) for row in corpus})
    Random(SEED).shuffle(names)  # noqa: S311
    for fold in range(folds):
        out = set(names[fold::FOLDS])
        yield [row for row in corpus if key(row) not in out], [row for row in corpus if key(row) in out]


def with_noise(corpus: Sequence[Utterance]) -> Iterator[tuple[Utterance, str]]:
    """Each utterance, and its text with some noise in a share of them."""
    random = Random(SEED)  # noqa: S311
    for row in corpus:
        noisy = random.random() < NOISY_SHARE
        yield row, STYLES[random.choice(list(STYLES))](row.text, random) if noisy else row.text
