"""Records as plain text for the knowledge officer: one whole record, or all in a table of what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from knowledge.facts import part_status, status
from knowledge.model import Dossier, Facet, FactStatus, Fee, Paper, Procedure, TimeLimit
from knowledge.published import Published, counted

FACET_NAMES = {
    Facet.OVERVIEW: "tổng quan",
    Facet.DOSSIER: "hồ sơ",
    Facet.FEE: "phí",
    Facet.TIME: "thời hạn",
    Facet.WHERE: "nơi nộp",
    Facet.HOW: "cách nộp",
    Facet.STEPS: "các bước",
    Facet.CONDITIONS: "điều kiện",
    Facet.RESULT: "kết quả",
    Facet.VALIDITY: "hiệu lực",
    Facet.LEGAL: "căn cứ",
    Facet.FORM: "mẫu đơn",
    Facet.APPLICANTS: "đối tượng",
    Facet.AUTHORITY: "thẩm quyền",
    Facet.ONLINE: "trực tuyến",
    Facet.CHANGES: "thay đổi",
}
STATUS_LETTERS = {
    FactStatus.SOURCED: ("N", "có nguồn"),
    FactStatus.RECORD: ("b", "có trong bản ghi, không rõ nguồn nào"),
    FactStatus.UNVERIFIED: ("?", "chưa xác minh, không nói với người dân"),
    FactStatus.MISSING: (".", "chưa có"),
}
_COUNT_NAMES = {
    "procedures": "Thủ tục hành chính",
    "full_online": "Trực tuyến toàn trình",
    "part_online": "Trực tuyến một phần",
    "unknown_online": "Chưa rõ mức trực tuyến",
    "with_fee": "Có phí, lệ phí (mức tiền đã xác minh)",
    "fee_other": "Có phí theo công thức, hoặc mức 0 đồng",
    "fee_unverified": "Chỉ có mức phí chưa xác minh",
    "no_fee": "Không thu phí",
    "fee_unknown": "Chưa rõ có phí hay không",
    "national_portal": "Có nguồn trên Cổng Dịch vụ công quốc gia",
}
_MEMBERSHIPS = {
    "national": "công bố chung cả nước cho cấp tỉnh",
    "doubtful": "chưa chắc thuộc danh mục của Sở",
    "seed": "nêu trong báo cáo của Sở",
    "redirect": "không thuộc Sở, chỉ để chỉ đường",
    "other": "của cơ quan khác, chỉ để chỉ đường",
}
_UNVERIFIED = " (chưa xác minh)"


def table(records: Iterable[Procedure]) -> Iterator[str]:
    """One line for each record with a letter for each of the sixteen facets, between heading and legend."""
    found = list(records)
    width = max((len(record.id) for record in found), default=0)
    yield " " * width + " " + " ".join(f"{number:>2}" for number in range(1, len(FACET_NAMES) + 1))
    for record in found:
        letters = (STATUS_LETTERS[status(record, facet)][0] for facet in FACET_NAMES)
        yield f"{record.id:<{width}} " + " ".join(f"{letter:>2}" for letter in letters)
    yield "Cột: " + ", ".join(f"{number} {name}" for number, name in enumerate(FACET_NAMES.values(), 1))
    yield "Dấu: " + ", ".join(f"{letter} {name}" for letter, name in STATUS_LETTERS.values())


def totals(records: Iterable[Procedure], published: Published | None) -> Iterator[str]:
    """Published figures beside those of the records; they are not forced to agree."""
    told = {row.id: row.value for row in published.figure} if published else {}
    yield f"{'':<42} công bố  bản ghi  chênh"
    for name, value in counted(records).items():
        given = told.get(name)
        difference = "" if given is None else f"{value - given:+d}" if value != given else "0"
        yield f"{_COUNT_NAMES[name]:<42} {'—' if given is None else given:>7}  {value:>7}  {difference:>5}".rstrip()
    if published:
        yield f"Nguồn công bố: {published.source}"


def record_text(record: Procedure) -> Iterator[str]:
    """Everything that stands in a record, unverified facts too and marked so, with its sources."""
    yield record.name
    yield f"Mã: {record.code or 'chưa có'}{'' if record.code_confirmed else ' (chưa thấy nguồn in mã này)'}"
    yield f"Tên ngắn: {record.label}"
    yield f"Lĩnh vực: {record.field}"
    yield f"Dữ liệu tính đến {record.as_of:%d/%m/%Y}; danh mục: {_MEMBERSHIPS[record.membership]}"
    yield from _section("Ghi chú danh mục", [record.membership_note])
    yield from _section("Tóm tắt", [record.plain])
    yield from _part(record, "Đối tượng", "applicants", record.applicants)
    yield from _section("Bộ, ngành", [record.agency])
    yield from _part(record, "Cơ quan giải quyết", "handled_by", [record.handled_by])
    yield from _part(record, "Cách nộp", "channels", record.channels)
    yield from _part(record, "Mức trực tuyến", "online_level", [record.online_level])
    yield from _section("Thời hạn", map(_time, record.times))
    no_fee = [f"Không thu phí{_mark(record, 'fees')}"] if record.no_fee else []
    yield from _section("Phí, lệ phí", [*no_fee, *map(_fee, record.fees)])
    for dossier in record.dossier:
        yield from _section(_dossier(dossier), map(_paper, dossier.items))
    yield from _part(record, "Các bước", "steps", record.steps)
    yield from _part(record, "Điều kiện", "conditions", record.conditions)
    yield from _part(record, "Kết quả", "result", record.result)
    yield from _part(record, "Hiệu lực của kết quả", "result_validity", [record.result_validity])
    yield from _section(
        "Căn cứ pháp lý", (f"{law.kind} {law.number} ({law.issuer}): {law.title}" for law in record.legal)
    )
    yield from _part(record, "Thay đổi về sau", "later_changes", [record.later_changes])
    yield from _section("Ghi chú", [record.notes])
    sources = (f"{key}: {row.title}{f' — {row.url}' if row.url else ''}" for key, row in record.sources.items())
    yield from _section("Nguồn", sources)


def _part(record: Procedure, title: str, part: str, lines: Sequence[str | None]) -> Iterator[str]:
    return _section(title + _mark(record, part), lines)


def _mark(record: Procedure, part: str) -> str:
    return _UNVERIFIED if part_status(record, part) is FactStatus.UNVERIFIED else ""


def _section(title: str, lines: Iterable[str | None]) -> Iterator[str]:
    told = [line for line in lines if line]
    if told:
        yield f"\n{title}:"
        yield from (f"- {line}" for line in told)


def _time(limit: TimeLimit) -> str:
    whose = "" if limit.whose == "office" else " (hạn của người nộp)"
    case = f"{limit.case}: " if limit.case else ""
    return f"{case}{limit.value} {limit.unit} từ {limit.start.removeprefix('từ ')}{whose}{_basis(limit)}"


def _fee(fee: Fee) -> str:
    amount = fee.formula if fee.amount is None else f"{fee.amount:,}".replace(",", ".")
    case = f" — {fee.case}" if fee.case else ""
    return f"{fee.name}{case}: {amount} {fee.unit}{f'; {fee.legal}' if fee.legal else ''}{_basis(fee)}"


def _dossier(dossier: Dossier) -> str:
    case = f" — {dossier.case}" if dossier.case else ""
    return f"Hồ sơ{case}{f', {dossier.sets} bộ' if dossier.sets else ''}{_basis(dossier)}"


def _paper(paper: Paper) -> str:
    counts = [(paper.originals, "bản chính"), (paper.copies, "bản sao")]
    told = [f"{count} {name}" for count, name in counts if count]
    return "; ".join([paper.name, *told, *(text for text in (paper.form, paper.note) if text)])


def _basis(fact: TimeLimit | Fee | Dossier) -> str:
    return f" [{', '.join(fact.basis)}]{'' if fact.verified else _UNVERIFIED}"
