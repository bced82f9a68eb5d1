"""Learns how much each piece of evidence counts: for what a message is about, and for whether it goes on with
what was said before. Not used at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from knowledge.choice import ChoiceModel, Features
from knowledge.deciding import ASKING
from knowledge.dialogues import in_context
from knowledge.evaluation import Label
from knowledge.understand import Understander

STRENGTH = 0.5
"""How much large weights cost; chosen by cross-validation over dialogues."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """The options of a message, and the places of those that are right."""

    options: Sequence[Features]
    right: Sequence[int]


def subject_choices(understander: Understander, messages: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Choice]:
    """What each message may be about. `messages`: texts not learned from, with what they are about."""
    for text, meant in messages:
        evidence = understander.evidence(text)
        right = [at for at, key in enumerate(evidence) if key in meant]
        if right:
            yield Choice(list(evidence.values()), right)


def dialogue_choices(understander: Understander, dialogues: Iterable[Sequence[Label]]) -> Iterator[Choice]:
    """What each message of the dialogues that has something before it may go on with."""
    for turns in dialogues:
        for label, context in in_context(turns):
            options = understander.options(label.text, context)
            if options and not context.drafting:
                meant = label.codes if label.kind == "answer" else ()
                right = [at for at, option in enumerate(options) if option.code in meant]
                new = _NEW.get(label.kind, "other")
                right = right or [at for at, option in enumerate(options) if option.new == new]
                yield Choice([option.features for option in options], right)


_NEW = {"answer": "procedure", "clarify": "procedure", "general": "topic"}
"""What kind of something new a message begins that goes on with nothing."""


def decisions(understander: Understander, messages: Iterable[tuple[str, Sequence[str], bool]]) -> Iterator[Choice]:
    """When answering at once is right. `messages`: texts not learned from, the procedures each may mean, and
    whether it is too open to answer.
    """
    for text, meant, is_open in messages:
        found = understander.decision(text)
        if found is not None:
            code, evidence = found
            right = code in meant and not is_open
            yield Choice([evidence, ASKING], [0 if right else 1])


def learn_choice(choices: Iterable[Choice]) -> ChoiceModel:
    """The weights under which the right options are likeliest, each as likely as the others."""
    rows = list(choices)
    names = sorted({name for row in rows for option in row.options for name in option})
    data = [(_matrix(row.options, names), _target(row)) for row in rows]

    def cost(weights: Array) -> tuple[float, Array]:
        total, slope = STRENGTH * float(weights @ weights) / 2, STRENGTH * weights
        for matrix, target in data:
            values = matrix @ weights
            shares = np.exp(values - values.max())
            shares /= shares.sum()
            total -= float(target @ np.log(shares + 1e-12))
            slope = slope + matrix.T @ (shares - target)
        return total, slope

    found = minimize(cost, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return ChoiceModel(dict(zip(names, map(float, found.x), strict=True)))


def _matrix(options: Sequence[Features], names: Sequence[str]) -> Array:
    return np.array([[option.get(name, 0.0) for name in names] for option in options])


def _target(row: Choice) -> Array:
    target = np.zeros(len(row.options))
    target[list(row.right)] = 1 / len(row.right)
    return target
