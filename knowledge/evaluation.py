"""Scores answers to labelled questions; the labels are explained in `tests/eval/README.md`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REDIRECTS = {"cong-bo-hop-quy-hang-nhap-khau": "2.001259"}
"""Records that only point on: answering with the procedure they point to is as right."""


@dataclass(frozen=True)
class Label:
    """What is right for one message: see `tests/eval/README.md`.

    `others`: procedures of other agencies, any of which is the right one to name.
    """

    id: str
    text: str
    kind: str
    codes: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    style: str = ""
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, Any], *, id: str = "", text: str = "") -> Label:
        """Read a label from a row of a question file. Raises KeyError for a missing key."""
        return cls(
            id=id or row["id"],
            text=text or row["text"],
            kind=row["kind"],
            codes=tuple(row["codes"]),
            facets=tuple(row["facets"]),
            style=row.get("style", ""),
            others=tuple(row.get("others", ())),
        )


@dataclass(frozen=True)
class Given:
    """What the assistant did with the message."""

    kind: str
    codes: tuple[str, ...] = ()
    facet: str | None = None
    topic: str | None = None
    others: tuple[str, ...] = ()


def verdict(label: Label, given: Given) -> str:
    """One word for the outcome.

    For a procedure: right, facet (right procedure, another part), asked (the right one is among the
    options), lost (the options lack it), wrong (another procedure, told surely), refused, other (taken for
    another kind). For a clarifying question due: right, answered (one of the fitting ones told), other.
    For the rest: right, ours (answered as a procedure), asked, other.
    """
    fits = set(label.codes) | {REDIRECTS[code] for code in label.codes if code in REDIRECTS}
    if label.kind == "answer":
        return _procedure_verdict(label, given, fits)
    if label.kind == "clarify":
        if given.kind == "clarify":
            return "right" if len(fits & set(given.codes)) >= min(2, len(fits)) else "other"
        return "answered" if given.kind == "answer" and set(given.codes) & fits else "other"
    if given.kind == label.kind and (label.kind != "general" or given.topic in label.facets):
        return "right"
    return {"answer": "ours", "clarify": "asked"}.get(given.kind, "other")


def _procedure_verdict(label: Label, given: Given, fits: set[str]) -> str:
    if given.kind == "answer":
        if not given.codes or given.codes[0] not in fits:
            return "wrong"
        return "right" if (given.facet or "overview") in label.facets else "facet"
    if given.kind == "clarify":
        return "asked" if fits & set(given.codes) else "lost"
    return "refused" if given.kind == "refuse" else "other"


@dataclass
class Score:
    """Verdicts, counted."""

    rows: list[tuple[Label, Given, str]] = field(default_factory=list)

    def add(self, label: Label, given: Given) -> str:
        """Judge one message and count it."""
        found = verdict(label, given)
        self.rows.append((label, given, found))
        return found

    def counts(self, kind: str, style: str | None = None) -> Counter[str]:
        """Verdicts of the messages of one kind (and style)."""
        return Counter(v for label, _, v in self.rows if label.kind == kind and style in (None, label.style))

    def figures(self) -> dict[str, float]:
        """The named figures in percent, for the table and for `--min`; a figure without messages is left out."""
        shares: dict[str, tuple[int, int]] = {}
        procedure = self.counts("answer")
        total = procedure.total()
        for name, verdicts in _PROCEDURE_FIGURES.items():
            shares[name] = (sum(procedure[v] for v in verdicts), total)
        clarify = self.counts("clarify")
        shares["clarify_right"] = (clarify["right"], clarify.total())
        for kind in ("general", "feedback", "legal_complaint", "emergency"):
            counts = self.counts(kind)
            shares[f"{kind}_right"] = (counts["right"], counts.total())
        refuse = self.counts("refuse")
        shares["refuse_right"] = (refuse["right"], refuse.total())
        shares["refuse_ours"] = (refuse["ours"], refuse.total())
        shares |= self._elsewhere()
        calm = [given for label, given, _ in self.rows if label.kind != "emergency"]
        shares["false_alarms"] = (sum(given.kind == "emergency" for given in calm), len(calm))
        shares["all_right"] = (sum(v == "right" for _, _, v in self.rows), len(self.rows))
        return {name: 100 * part / whole for name, (part, whole) in shares.items() if whole}

    def _elsewhere(self) -> dict[str, tuple[int, int]]:
        """How often the right procedure of another agency is the first one named, and one of those named."""
        rows = [(label.others, given.others) for label, given, _ in self.rows if label.others]
        return {
            "others_first": (sum(given[:1] != () and given[0] in right for right, given in rows), len(rows)),
            "others_named": (sum(not set(right).isdisjoint(given) for right, given in rows), len(rows)),
        }

    def by(self, key: str) -> dict[str, Counter[str]]:
        """Verdicts of procedure questions by "style" or by "facet" (the first that is right)."""
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for label, _, found in self.rows:
            if label.kind == "answer":
                groups[label.style if key == "style" else label.facets[0]][found] += 1
        return dict(sorted(groups.items()))


_PROCEDURE_FIGURES: dict[str, tuple[str, ...]] = {
    "procedure_right": ("right", "facet"),
    "answered_right": ("right",),
    "answered_or_offered": ("right", "facet", "asked"),
    "other_facet": ("facet",),
    "wrong_though_sure": ("wrong",),
    "refused_ours": ("refused",),
}


LESS_IS_BETTER = frozenset({"other_facet", "wrong_though_sure", "refused_ours", "refuse_ours", "false_alarms"})


def missed(figures: Mapping[str, float], name: str, bound: float) -> list[str]:
    """One line when the figure is on the wrong side of `bound`, or was not measured; else none."""
    value = figures.get(name)
    if value is None:
        return [f"{name}: not measured, the files have no such question"]
    bad = value > bound if name in LESS_IS_BETTER else value < bound
    return [f"{name}: {value:.2f}, bound {bound:g}"] if bad else []


def conversation(row: Mapping[str, Any]) -> list[Label]:
    """A row of a question file as a conversation; each turn is a label of its own, in order.

    Raises KeyError for a missing key.
    """
    if "turns" not in row:
        return [Label.of(row)]
    turns = enumerate(row["turns"], 1)
    return [Label.of(turn, id=f"{row['id']}.{number}", text=turn["user"]) for number, turn in turns]
