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
from knowledge.continuing import BACK, MOVE, PICK, STAY, move_to
from knowledge.corpus import Utterance
from knowledge.deciding import CLOSED, OPEN
from knowledge.dialogues import in_context
from knowledge.evaluation import Label
from knowledge.features import facet_features, features, move_features
from knowledge.general import Neighbour, Topic
from knowledge.lexicon import Lexicon
from knowledge.linear import LinearModel
from knowledge.meaning import Context
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

SUBJECT_STRENGTH, FACET_STRENGTH, OPENNESS_STRENGTH, MOVE_STRENGTH = 60.0, 10.0, 10.0, 3.0
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

    The label of a refusal does not say whose business it is. What follows on a feedback belongs to it and is left out.
    """
    found = []
    for dialogue in dialogues:
        for turn, context in in_context(dialogue):
            touched = {context.code, *context.offered, *context.history}
            if turn.kind == "answer" and (touched & set(turn.codes) or not touched - {None}):
                label = "followup" if touched - {None} else turn.codes[0]
            elif turn.kind == "general":
                label = f"topic:{turn.facets[0]}"
            elif turn.kind == "refuse":
                label = "refuse:unknown"
            elif turn.kind in KINDS_OF_THEIR_OWN and not context.drafting:
                label = turn.kind
            else:
                continue
            found.append(Example(turn.text, label, DIALOGUE, DIALOGUE))
    return found


def move_examples(dialogues: Iterable[Sequence[Label]]) -> list[Example]:
    """Examples for how a message goes on with the conversation before it."""
    found = []
    for dialogue in dialogues:
        for turn, context in in_context(dialogue):
            if (context.code or context.offered) and not context.drafting:
                found.append(Example(turn.text, _move(turn, context), DIALOGUE, DIALOGUE))
    return found


def _move(turn: Label, context: Context) -> str:
    if turn.kind == "answer":
        moves = {move_to(code, context) for code in turn.codes}
        return next(move for move in (STAY, PICK, BACK, MOVE) if move in moves)
    return {"general": "topic", "clarify": MOVE}.get(turn.kind, "other")


def facet_examples(corpus: Iterable[Utterance], dialogues: Iterable[Sequence[Label]] = ()) -> list[Example]:
    """Examples for which part of a procedure is asked for, alone and in the middle of a conversation."""
    alone = [Example(u.text, u.facet.value, u.voice, u.style) for u in corpus if u.facet is not None]
    turns = [turn for dialogue in dialogues for turn in dialogue if turn.kind == "answer"]
    return alone + [Example(turn.text, turn.facets[0], DIALOGUE, DIALOGUE) for turn in turns]


def openness_examples(corpus: Iterable[Utterance]) -> list[Example]:
    """Examples for whether the words of a message leave open which procedure is meant."""
    labels = {"answer": CLOSED, "clarify": OPEN}
    return [Example(u.text, labels[u.kind], u.voice, u.style) for u in corpus if u.kind in labels]


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


def train_moves(examples: Sequence[Example], lexicon: Lexicon) -> LinearModel:
    """Learn how a message goes on with the conversation before it."""
    return _train(examples, lexicon, move_features, MOVE_STRENGTH)


def train_openness(examples: Sequence[Example], lexicon: Lexicon) -> LinearModel:
    """Learn whether a message leaves open which procedure is meant."""
    return _train(examples, lexicon, facet_features, OPENNESS_STRENGTH)


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
    # With two labels only one column is learned: the second against the first.
    two = len(model.classes_) == 2
    learned = np.vstack([-model.coef_, model.coef_]) / 2 if two else model.coef_
    bias = np.concatenate([-model.intercept_, model.intercept_]) / 2 if two else model.intercept_
    full = learned.T.astype(np.float32)
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
        bias=bias.astype(np.float32),
        temperature=1.0,
    )
