"""Learns the weights of the statistical part from records and corpus. Needs scikit-learn; not used at run time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from knowledge.catalog import Catalog
from knowledge.corpus import Utterance
from knowledge.dialogues import in_context
from knowledge.evaluation import Label
from knowledge.features import facet_features, features
from knowledge.general import Neighbour, Topic
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.noise import STYLES
from knowledge.vietnamese import Word

SEED = 20261120
COPIES = 2
"""Noisy copies of each example besides the one without accents."""

LETTER_RUNS = 0.3
"""What a letter run counts beside a word: runs catch slips, but there are many of them; chosen on messages that
were not learned from.
"""

LEAST_ROWS = 2
"""A feature must stand in this many examples to be weighed."""

SUBJECT_STRENGTH, FACET_STRENGTH = 60.0, 10.0
"""Inverse of the regularisation; chosen by cross-validation over writers."""

KINDS_OF_THEIR_OWN = ("feedback", "legal_complaint", "emergency", "followup")
"""Kinds of the corpus that are one label of the subject model each."""

Featurise = Callable[[Sequence[Word], Lexicon], frozenset[str]]

RECORD, DIALOGUE = "record", "dialogue"
"""The "voice" of phrases that stand in the records themselves, and of turns of the corpus' dialogues."""


@dataclass(frozen=True)
class Example:
    """A text, its label, who wrote it in which style, and how much it counts."""

    text: str
    label: str
    voice: str
    style: str
    weight: float = 1.0


def subject_examples(
    catalog: Catalog, topics: Iterable[Topic], neighbours: Iterable[Neighbour], corpus: Iterable[Utterance]
) -> list[Example]:
    """Examples for what a message is about: a procedure, a topic, another body's business, or a kind."""
    found = []
    for record in (*catalog.procedures, *catalog.redirects):
        for text in (record.name, record.label, record.object, record.plain, *record.keywords, *record.situations):
            found.append(Example(text, record.id, RECORD, RECORD))
    found += [Example(p, f"topic:{row.id}", RECORD, RECORD) for row in topics for p in row.phrases]
    found += [
        Example(p, f"neighbour:{row.id}", RECORD, RECORD) for row in neighbours for p in (*row.phrases, row.about)
    ]
    known = {row.label for row in found}
    for row in corpus:
        labels = subject_labels(row, known)
        # An open message stands once for each procedure it may mean; it counts more than one, less than all.
        weight = max(len(labels), 1) ** -0.5
        found += [Example(row.text, label, row.voice, row.style, weight) for label in labels]
    return found


def subject_labels(utterance: Utterance, known: set[str]) -> tuple[str, ...]:
    """The labels of an utterance for the subject model.

    A message that is too open stands once for each procedure it may mean, so that the shares are split.
    """
    if utterance.kind == "answer":
        return (utterance.label,)
    if utterance.kind == "clarify":
        return tuple(utterance.label.split())
    if utterance.kind == "general":
        return (f"topic:{utterance.label}",)
    if utterance.kind == "refuse":
        neighbour = f"neighbour:{utterance.label}"
        return (neighbour if neighbour in known else f"refuse:{utterance.label}",)
    return (utterance.kind,) if utterance.kind in KINDS_OF_THEIR_OWN else ()


def turn_examples(dialogues: Iterable[Sequence[Label]]) -> list[Example]:
    """Examples from dialogues: turns that begin something new, and those that lean on what was said before.

    A refusal in the middle is left out: the label does not say whose business it is.
    """
    found = []
    for dialogue in dialogues:
        for turn, context in in_context(dialogue):
            touched = {context.code, *context.offered, *context.history}
            if turn.kind == "answer" and (touched & set(turn.codes) or not touched - {None}):
                label = "followup" if touched - {None} else turn.codes[0]
            elif turn.kind == "general":
                label = f"topic:{turn.facets[0]}"
            else:
                continue
            found.append(Example(turn.text, label, DIALOGUE, DIALOGUE))
    return found


def facet_examples(corpus: Iterable[Utterance], dialogues: Iterable[Sequence[Label]] = ()) -> list[Example]:
    """Examples for which part of a procedure is asked for, alone and in the middle of a conversation."""
    alone = [Example(u.text, u.facet.value, u.voice, u.style) for u in corpus if u.facet is not None]
    turns = [turn for dialogue in dialogues for turn in dialogue if turn.kind == "answer"]
    return alone + [Example(turn.text, turn.facets[0], DIALOGUE, DIALOGUE) for turn in turns]


def noisy(examples: Iterable[Example], copies: int) -> Iterator[Example]:
    """Each example, once without accents, and `copies` times with some other noise."""
    random = Random(SEED)  # noqa: S311
    others = [name for name in STYLES if name != "accentless"]
    for row in examples:
        yield row
        for name in ["accentless", *random.choices(others, k=copies)]:
            yield replace(row, text=STYLES[name](row.text, random), style=name)


def train_subjects(examples: Sequence[Example], lexicon: Lexicon) -> LinearModel:
    """Learn what a message is about."""
    return _train(examples, lexicon, features, SUBJECT_STRENGTH)


def train_facets(examples: Sequence[Example], lexicon: Lexicon) -> LinearModel:
    """Learn which part of a procedure a message asks for."""
    return _train(examples, lexicon, facet_features, FACET_STRENGTH)


def _train(examples: Sequence[Example], lexicon: Lexicon, featurise: Featurise, strength: float) -> LinearModel:
    """Learn a model from examples and their noisy copies."""
    rows = list(noisy(examples, COPIES))
    sets = [featurise(lexicon.speller.read(row.text), lexicon) for row in rows]
    counts: dict[str, int] = {}
    for found in sets:
        for name in found:
            counts[name] = counts.get(name, 0) + 1
    names = sorted(name for name, count in counts.items() if count >= LEAST_ROWS)
    index = {name: number for number, name in enumerate(names)}
    told = [(1 + np.log(len(rows) / counts[name])) * (LETTER_RUNS if name.startswith("c:") else 1.0) for name in names]
    idf = np.array(told, dtype=np.float32)
    matrix = _matrix(sets, index, idf)
    model = LogisticRegression(C=strength, max_iter=60, tol=1e-3)
    model.fit(matrix, [row.label for row in rows], sample_weight=[row.weight for row in rows])
    return _small(model, index, idf)


def _matrix(sets: Sequence[frozenset[str]], index: dict[str, int], idf: npt.NDArray[np.float32]) -> csr_matrix:
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for found in sets:
        known = sorted(index[name] for name in found if name in index)
        values = idf[known]
        norm = float(np.linalg.norm(values)) or 1.0
        data.extend(float(value) / norm for value in values)
        columns.extend(known)
        starts.append(len(columns))
    return csr_matrix((data, columns, starts), shape=(len(sets), len(index)), dtype=np.float32)


def _small(model: LogisticRegression, index: dict[str, int], idf: npt.NDArray[np.float32]) -> LinearModel:
    """The learned weights in 8 bits, rows without any weight dropped."""
    full = model.coef_.T.astype(np.float32)
    scale = np.maximum(np.abs(full).max(axis=0), 1e-9) / 127
    weights = np.round(full / scale).astype(np.int8)
    kept = np.flatnonzero(np.abs(weights).max(axis=1) > 1)
    names = sorted(index, key=index.__getitem__)
    return LinearModel(
        labels=tuple(str(label) for label in model.classes_),
        rows={names[old]: new for new, old in enumerate(kept)},
        idf=idf[kept],
        weights=weights[kept],
        scale=scale.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        temperature=1.0,
    )
