"""Labelled messages for tests."""

from __future__ import annotations

from knowledge.evaluation import Label


def label(text: str, style: str = "accented") -> Label:
    """A message that asks for the fee of a procedure."""
    return Label("", text, "answer", ("2.002380",), ("fee",), style)
