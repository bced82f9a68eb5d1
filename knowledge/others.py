"""Procedures of other agencies, only as far as needed to say whose they are and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.model import Procedure
from knowledge.portal_file import Row, read_rows

AGENCIES = {
    "bo-cong-an": "Bộ Công an",
    "bo-nong-nghiep-mt": "Bộ Nông nghiệp và Môi trường",
    "bo-tai-chinh": "Bộ Tài chính",
    "bo-tu-phap": "Bộ Tư pháp",
    "bo-xay-dung": "Bộ Xây dựng",
    "ngan-hang-nha-nuoc": "Ngân hàng Nhà nước Việt Nam",
    "toa-an-nhan-dan": "Tòa án nhân dân",
}
"""The portal's `bo_nganh` in words. One that is not listed stays unnamed: a slug is no name."""

NOTHING = ("", "Không có thông tin")
"""What the portal shows where it has nothing."""

_BRACKETS = re.compile(r"\([^()]*\)")

MAX_OFFICE = 160
"""A longer list of offices is not read out to a person who only asks whose business it is."""


@dataclass(frozen=True)
class OtherProcedure:
    """A procedure of another agency.

    `agency`: the ministry or court whose field it is; `office`: who decides or handles it, as the portal says;
    `levels`: where it is done ("cấp tỉnh", "cấp xã"); each "" when not known.
    """

    id: str
    name: str
    field: str
    agency: str
    office: str
    levels: tuple[str, ...]
    url: str | None

    @property
    def whose(self) -> str:
        """Who handles it, in words: the office and, unless it says so itself, the ministry behind it."""
        if not self.office or self.office == self.agency:
            return self.agency
        named = not self.agency or self.agency.casefold() in self.office.casefold()
        return self.office if named else f"{self.office} ({self.agency})"


def load_others(path: Path) -> dict[str, OtherProcedure]:
    """The procedures of a file of portal records, by code. Raises PortalFileError."""
    return {row["ma_thu_tuc"].strip(): other_of(row) for _, row in read_rows(path)}


def other_of(row: Row) -> OtherProcedure:
    """A portal record, made light."""
    return OtherProcedure(
        id=row["ma_thu_tuc"].strip(),
        name=squeezed(row["ten_thu_tuc"]),
        field=squeezed(row.get("linh_vuc", "")),
        agency=AGENCIES.get(row.get("bo_nganh", ""), ""),
        office=office_of(row, MAX_OFFICE),
        levels=levels_of(row.get("cap_thuc_hien", "")),
        url=web_address(row.get("detail_url", "")),
    )


def of_records(records: Iterable[Procedure]) -> dict[str, OtherProcedure]:
    """Imported records of other agencies, made light."""
    return {
        record.id: OtherProcedure(
            id=record.id,
            name=record.name,
            field=record.field,
            agency=record.agency or "",
            office=record.handled_by if len(record.handled_by) <= MAX_OFFICE else "",
            levels=(),
            url=next((source.url for source in record.sources.values() if source.url), None),
        )
        for record in records
    }


def namesakes(others: Mapping[str, OtherProcedure], codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that are known, and those of the same name at other levels of government, by code."""
    names = {bare_name(others[code].name).casefold() for code in codes if code in others}
    return tuple(code for code, row in sorted(others.items()) if bare_name(row.name).casefold() in names)


def bare_name(name: str) -> str:
    """The name without «Thủ tục» and without what stands in brackets, which mostly says what is not meant."""
    bare = " ".join(_BRACKETS.sub(" ", name).split())
    return re.sub(r"^thủ tục\s+", "", bare, flags=re.IGNORECASE) or name


def office_of(row: Row, longest: int) -> str:
    """Who decides, else who handles; "" when the portal says neither within `longest` characters."""
    named = (squeezed(row.get(key, "")) for key in ("co_quan_co_tham_quyen", "co_quan_thuc_hien"))
    return next((text.rstrip(" .") for text in named if text not in NOTHING and len(text) <= longest), "")


def levels_of(text: str) -> tuple[str, ...]:
    """«Cấp bộ, Cấp tỉnh» -> ("cấp bộ", "cấp tỉnh"); "Cơ quan khác" says nothing."""
    return tuple(part.lower() for part in squeezed(text).split(", ") if part.startswith("Cấp "))


def web_address(text: str) -> str | None:
    """The address when it is one that may be shown as a link."""
    return text.strip() if re.fullmatch(r"https://[^\s<>\"']+", text.strip()) else None


def squeezed(text: str) -> str:
    """The text in one line, blanks single."""
    return " ".join(text.split())
