"""A procedure that ended yesterday is nowhere told as current, and the office is told a month before (Q9)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from knowledge.base import Knowledge
from knowledge.catalog import Catalog
from knowledge.model import Facet
from tests.handlers.talk import NOON, Talk
from tests.knowledge.records import SAMPLE, change, folder_of
from tests.support.delivery import kb

TODAY = NOON.date()
YESTERDAY = TODAY - timedelta(days=1)
ENDED = "chỉ có hiệu lực đến hết ngày 19/11/2026"
FACTS = re.compile(r"\d đồng|\d+ ngày|Bước \d|bản chính|Điều \d")
"""What a person would take as a fact that holds: amounts, terms, papers, steps, articles."""


def until(day: date) -> Knowledge:
    """The knowledge, with the licence for X-ray machines valid to the end of `day`."""
    catalog = kb().catalog
    records = [*catalog.procedures, *catalog.redirects]
    ended = [r.model_copy(update={"valid_to": day}) if r.id == SAMPLE else r for r in records]
    return replace(kb(), catalog=Catalog(ended))


@pytest.mark.parametrize("facet", list(Facet))
async def test_no_part_of_an_ended_procedure_is_told(facet: Facet, talk: Talk) -> None:
    talk.knowledge = until(YESTERDAY)
    text = await talk.act(f"p:{SAMPLE}:{facet.value}")
    assert ENDED in text
    assert not FACTS.search(text.replace(ENDED, "")), text


@pytest.mark.parametrize(
    "question",
    [
        "phí cấp mới giấy phép máy x quang chụp răng",
        "cấp mới giấy phép x quang bao lâu thì xong",
        "nộp hồ sơ cấp mới giấy phép x quang hôm nay thì bao giờ xong",
        "em sắp mở phòng khám răng có máy chụp, cần làm những gì với sở",
    ],
)
async def test_a_typed_question_gets_no_fact_of_an_ended_procedure(question: str, talk: Talk) -> None:
    talk.knowledge = until(YESTERDAY)
    text = await talk.say(question)
    assert ENDED in text
    assert "2.000.000 đồng" not in text
    assert "2.200.000 đồng" not in text
    assert "25 ngày" not in text


async def test_on_its_last_day_a_procedure_is_told_as_ever(talk: Talk) -> None:
    talk.knowledge = until(TODAY)
    assert "25 ngày" in await talk.act(f"p:{SAMPLE}:time")


@pytest.mark.parametrize(
    ("days_left", "warning"),
    [(31, ""), (30, "sắp hết hiệu lực: 19/11/2026"), (0, "sắp hết hiệu lực"), (-1, "đã hết hiệu lực từ 19/11/2026")],
)
def test_the_office_is_warned_for_thirty_days_before_the_end(tmp_path: Path, days_left: int, warning: str) -> None:
    folder = folder_of(tmp_path, SAMPLE)
    change(folder, SAMPLE, "as_of = 2024-06-30", f"as_of = 2024-06-30\nvalid_to = {YESTERDAY}")
    day = YESTERDAY - timedelta(days=days_left)
    result = CliRunner().invoke(app, ["kb", "check", "--kb", str(folder), "--day", str(day)])
    assert result.exit_code == 0
    assert warning in result.stdout if warning else "hết hiệu lực" not in result.stdout
