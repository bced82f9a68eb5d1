"""A choice between a few options by what speaks for each (conditional logit)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Features = Mapping[str, float]


@dataclass(frozen=True)
class ChoiceModel:
    """The learned weights, by feature."""

    weights: Mapping[str, float]

    @property
    def size(self) -> int:
        """How many weights there are."""
        return len(self.weights)

    def shares(self, options: Sequence[Features]) -> list[float]:
        """How likely each of the options is, in their order; sums to 1."""
        values = [sum(self.weights.get(name, 0.0) * value for name, value in row.items()) for row in options]
        best = max(values)
        odds = [math.exp(value - best) for value in values]
        return [odd / sum(odds) for odd in odds]

    def save(self, path: Path) -> None:
        """Write the weights as a small readable file."""
        rounded = {name: round(value, 3) for name, value in sorted(self.weights.items())}
        path.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def load_choice(path: Path) -> ChoiceModel:
    """Read a model that `save` has written. Raises OSError or ValueError for a file that is none."""
    weights = json.loads(path.read_text(encoding="utf-8"))
    return ChoiceModel({str(name): float(value) for name, value in weights.items()})
