"""What is contradictory, doubtful or about to end in a folder of knowledge.

A contradiction (`Level.ERROR`) is something that cannot be right whatever the facts are; a warning is
something that a knowledge officer should look at. Findings are in Vietnamese and name file and line.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import tomlfile
from knowledge.calendar import CalendarError, load_calendar
from knowledge.catalog import HERE
from knowledge.check_corpus import corpus_findings
from knowledge.check_general import general_problems
from knowledge.check_records import Finding, Level, RecordFile, located, record_findings
from knowledge.model import Procedure
from knowledge.published import Published, load_published, slips
from knowledge.tomlfile import TomlError


@dataclass(frozen=True)
class Checked:
    """The outcome: the records that could be read, the published figures, and all findings."""

    records: tuple[Procedure, ...]
    published: Published | None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def own(self) -> tuple[Procedure, ...]:
        """The department's own records, without redirects."""
        return tuple(record for record in self.records if record.membership not in ("redirect", "other"))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The contradictions."""
        return tuple(found for found in self.findings if found.level is Level.ERROR)


def check_folder(folder: Path, day: dt.date) -> Checked:
    """Check every file of a knowledge folder, as seen on `day`. Never raises for a bad file: it is a finding.

    Topics, situations and neighbours are checked when the folder has them; the calendar and the
    published figures are otherwise those of the service.
    """
    files, findings = _read(folder)
    known = {path.stem for path in _paths(folder)}
    findings += record_findings(files, known, day)
    findings += [Finding(Level.ERROR, where, text) for where, text in general_problems(folder, known)]
    findings += corpus_findings(folder, known)
    findings += _calendar(_or_ours(folder, "calendar.csv"), day)
    published, slipped = _published(_or_ours(folder, "published.toml"))
    order = {level: position for position, level in enumerate(Level)}
    everything = sorted([*findings, *slipped], key=lambda found: order[found.level])
    return Checked(tuple(file.record for file in files), published, tuple(everything))


def _or_ours(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else HERE / name


def _paths(folder: Path) -> list[Path]:
    return [*sorted((folder / "procedures").glob("*.toml")), *sorted((folder / "redirects").glob("*.toml"))]


def _read(folder: Path) -> tuple[list[RecordFile], list[Finding]]:
    files: list[RecordFile] = []
    findings: list[Finding] = []
    if not (paths := _paths(folder)):
        findings.append(Finding(Level.ERROR, str(folder), "không có bản ghi nào (cần procedures/*.toml)"))
    for path in paths:
        try:
            files.append(RecordFile(path, path.read_text(encoding="utf-8"), tomlfile.load(path, Procedure)))
        except (OSError, UnicodeDecodeError, TomlError) as error:
            findings += [Finding(Level.ERROR, *located(line, path)) for line in str(error).splitlines()]
    return files, findings


def _calendar(path: Path, day: dt.date) -> list[Finding]:
    try:
        calendar = load_calendar(path)
    except CalendarError as error:
        return [Finding(Level.ERROR, *located(str(error), path))]
    missing = "lịch nghỉ năm {} chưa có đủ ngày {}; hạn tính qua năm đó chưa chắc chắn"
    return [
        Finding(Level.WARNING, str(path), missing.format(year, " và ".join(calendar.gaps(year))))
        for year in (day.year, day.year + 1)
        if not calendar.confirmed(year)
    ]


def _published(path: Path) -> tuple[Published | None, list[Finding]]:
    try:
        published = load_published(path)
    except TomlError as error:
        return None, [Finding(Level.ERROR, *located(line, path)) for line in str(error).splitlines()]
    found = []
    for slip in slips(published):
        level = Level.WARNING if slip.known else Level.ERROR
        text = f"số liệu công bố: {slip.text}" + (f" ({slip.known})" if slip.known else "")
        found.append(Finding(level, str(path), text))
    return published, found
