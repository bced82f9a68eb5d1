"""What the tests of `knowledge/` share."""

from __future__ import annotations

import pytest

from knowledge.base import Knowledge, load_knowledge
from knowledge.understand import Understander


@pytest.fixture(scope="session")
def kb() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def understander(kb: Knowledge) -> Understander:
    return kb.understander
