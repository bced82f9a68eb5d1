"""A linear model with few bytes: features -> a score for each label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.choice import ChoiceModel, load_choice
from knowledge.spelling import Vocabulary, load_vocabulary

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LinearModel:
    """One row of weights (8 bit, times `scale`) for each known feature, one column for each label.

    `temperature` turns scores into shares that are right as often as they say (softmax).
    """

    labels: tuple[str, ...]
    rows: dict[str, int]
    idf: Scores
    weights: npt.NDArray[np.int8]
    scale: Scores
    bias: Scores
    temperature: float

    @property
    def size(self) -> int:
        """How many weights there are."""
        return self.weights.size

    def shares(self, features: Iterable[str]) -> Scores:
        """How likely each label is, in the order of `labels`; sums to 1."""
        known = [self.rows[feature] for feature in features if feature in self.rows]
        scores = self.bias.copy()
        if known:
            values = self.idf[known]
            values = values / np.linalg.norm(values)
            scores += (values @ self.weights[known].astype(np.float32)) * self.scale
        scaled = np.exp((scores - scores.max()) / self.temperature)
        return np.asarray(scaled / scaled.sum(), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the model as one compressed file."""
        names = np.array(sorted(self.rows, key=self.rows.__getitem__), dtype=np.str_)
        np.savez_compressed(
            path,
            labels=np.array(self.labels, dtype=np.str_),
            names=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            idf=self.idf.astype(np.float16),
            weights=self.weights,
            scale=self.scale,
            bias=self.bias,
            temperature=np.float32(self.temperature),
        )


def load_model(path: Path) -> LinearModel:
    """Read a model that `save` has written. Raises OSError or ValueError for a file that is none."""
    with np.load(path, allow_pickle=False) as file:
        names = file["names"].tobytes().decode().split("\n")
        return LinearModel(
            labels=tuple(str(label) for label in file["labels"]),
            rows={name: row for row, name in enumerate(names)},
            idf=file["idf"].astype(np.float32),
            weights=file["weights"],
            scale=file["scale"],
            bias=file["bias"],
            temperature=float(file["temperature"]),
        )


LEARNED_FILES = (
    "subjects.npz", "weighing.json", "facets.npz", "continuing.json", "openness.npz", "moves.npz", "deciding.json",
    "vocabulary.json",
)  # fmt: skip


@dataclass(frozen=True)
class Learned:
    """What was learned from records and corpus.

    What a message is about, how much that counts beside the words alone, which part it asks for, whether it goes on
    with what was said before; how open its words sound, how it goes on, and when the likeliest procedure is sure
    (None: when its share is large); what words people use.
    """

    subjects: LinearModel
    weighing: ChoiceModel
    facets: LinearModel
    continuing: ChoiceModel
    openness: LinearModel
    moves: LinearModel
    deciding: ChoiceModel | None
    vocabulary: Vocabulary


def load_learned(folder: Path) -> Learned | None:
    """The learned part in `folder`, or None when there is none: then the word tables speak alone."""
    paths = [folder / name for name in LEARNED_FILES]
    if not all(path.exists() for path in paths):
        return None
    subjects, weighing, facets, continuing, openness, moves, deciding, vocabulary = paths
    return Learned(
        load_model(subjects),
        load_choice(weighing),
        load_model(facets),
        load_choice(continuing),
        load_model(openness),
        load_model(moves),
        load_choice(deciding),
        load_vocabulary(vocabulary),
    )
