"""Words of a record as a person may read them.

Records point at their sources by key («(nguồn C1, C2)»), at other procedures by code and at pages by
their number. None of these means anything to a person, and a code that no source confirms is not told.
"""

from __future__ import annotations

import re

from knowledge.catalog import Catalog
from knowledge.model import Procedure

_KEYS = re.compile(r"\s*\((?:nguồn )?[SLCR]\d*(?:, [SLCR]\d*)*(?:[;,]\s*([^()]*))?\)")
_KEY = re.compile(r"\b[SLC]\d{1,2}\b")
_CODE = re.compile(r"(?:thủ tục )?\b([12]\.\d{6})\b")
_PAGE_NUMBER = re.compile(r"\s*\([a-z-]+=\d+\)")
_SHORT = {
    "TCĐLCL": "Tiêu chuẩn Đo lường Chất lượng",
    "DVC": "Dịch vụ công",
    "NSNN": "ngân sách nhà nước",
    "TTHC": "thủ tục hành chính",
    "TN&MT": "Tài nguyên và Môi trường",
}
_ABBREVIATION = re.compile("|".join(rf"\b{short}\b" for short in _SHORT))


def readable(text: str, catalog: Catalog, of: Procedure | None = None) -> str:
    """The text without keys of sources and abbreviations; the code of a procedure of ours becomes its name.

    A key that is part of a sentence becomes the title of that source of the record `of`.
    """

    def named(match: re.Match[str]) -> str:
        record = catalog.get(match[1])
        return f"thủ tục «{record.label}»" if record else match[0]

    def titled(match: re.Match[str]) -> str:
        source = of.sources.get(match[0]) if of else None
        return f"«{source.title}»" if source else match[0]

    text = _ABBREVIATION.sub(lambda match: _SHORT[match[0]], text)
    without_keys = _KEYS.sub(lambda match: f" ({match[1]})" if match[1] else "", _PAGE_NUMBER.sub("", text))
    return _KEY.sub(titled, _CODE.sub(named, without_keys))
