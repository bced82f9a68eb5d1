"""A record of the national service portal -> Procedure, as far as it can be read with certainty.

The portal's text comes off a web page with its tables run together. What is certain becomes a fact that rests on
the record's own page (source S1); the rest is kept word for word in the notes, for the knowledge officer, and is
named in `Imported.unread`. Nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from knowledge.model import Procedure, Source
from knowledge.others import AGENCIES, NOTHING, bare_name, office_of, squeezed, web_address
from knowledge.portal_file import Row
from knowledge.portal_legal import read_legal
from knowledge.portal_papers import read_papers
from knowledge.portal_ways import Ways, read_ways

NO_FIELD = "Cổng không ghi lĩnh vực"

_ACTIONS = (
    ("cấp lại", "cấp lại"),
    ("gia hạn", "gia hạn"),
    ("sửa đổi, bổ sung", "sửa đổi, bổ sung"),
    ("thay đổi", "thay đổi"),
    ("sửa đổi", "sửa đổi"),
    ("bổ sung", "bổ sung"),
    ("thu hồi", "thu hồi"),
    ("khai báo", "khai báo"),
    ("công nhận", "công nhận"),
    ("công bố", "công bố"),
    ("đăng ký", "đăng ký"),
    ("xác nhận", "xác nhận"),
    ("thẩm định", "thẩm định"),
    ("hỗ trợ", "hỗ trợ"),
    ("cấp", "cấp mới"),
)
"""Beginnings of names and the action they stand for; only the search uses it, it is never told."""

_STEP = re.compile(r"\n+|(?<=[.;])\s*(?=(?:[-+*] ?)?Bước \d+\s*[:.])")
_RESULT_CODE = re.compile(r"Mã: (?:KQ\.[A-Z]\d+\.\d+|(?:[\d.]+\.)?[A-Z]\d+-KQ\d+)")
_RESULT_END = "Chọn cơ quan thực hiện"
_NO_WORDS = "Từ khóaKhông có thông tinMô tảKhông có thông tin"


class PortalError(Exception):
    """A record cannot be imported at all; the message says why, in Vietnamese."""


@dataclass(frozen=True)
class Imported:
    """A procedure from the portal. `unread`: what could not be read with certainty, in Vietnamese."""

    procedure: Procedure
    unread: tuple[str, ...]


def read_portal(row: Row, as_of: dt.date, membership: Literal["national", "other"] = "other") -> Imported:
    """Read one record as the portal showed it on `as_of`. Raises PortalError.

    `membership`: "other" for another agency's procedure, "national" for one of the department's own.
    """
    rest = "\n".join(row.get(key, "") for key in _MAY_NAME_A_FEE)
    ways = read_ways(row.get("cach_thuc_thuc_hien", ""), rest)
    dossier, no_dossier = read_papers(row.get("thanh_phan_ho_so", ""))
    legal, no_legal = read_legal(row.get("can_cu_phap_ly", ""))
    result, no_result = _result(row.get("ket_qua_xu_ly", ""))
    whose, no_office = _whose(row)
    facts: dict[str, object] = {
        "applicants": _parted(row.get("doi_tuong_thuc_hien", "")),
        "channels": ways.channels,
        "steps": _lines(row.get("trinh_tu_thuc_hien", "")),
        "conditions": _lines(row.get("yeu_cau_dieu_kien", "")),
        "result": result,
        "times": ways.times,
        "fees": ways.fees,
        "dossier": dossier,
        "legal": legal,
    }
    covered = [*(part for part, told in facts.items() if told), *(["no_fee"] if ways.no_fee else [])]
    facts |= {"handled_by": whose, "no_fee": ways.no_fee, "sources": {"S1": _source(row, covered)}}
    facts["notes"] = _rest(row, ways, bool(no_dossier), bool(no_legal), bool(no_result))
    try:
        record = Procedure.model_validate(_head(row, as_of, membership) | facts)
    except ValidationError as error:
        problem = error.errors()[0]
        raise PortalError(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}") from error
    return Imported(record, (*no_office, *ways.unread, *no_dossier, *no_legal, *no_result))


def _head(row: Row, as_of: dt.date, membership: str) -> dict[str, object]:
    """What the record is, and where it is from."""
    name = squeezed(row["ten_thu_tuc"])
    action, thing = _action(name)
    return {
        "id": row["ma_thu_tuc"].strip().lower(),
        "code": row["ma_thu_tuc"].strip(),
        "code_confirmed": True,
        "name": name,
        "field": squeezed(row.get("linh_vuc", "")) or NO_FIELD,
        "plain": name,
        "action": action,
        "object": thing,
        "as_of": as_of,
        "membership": membership,
        "membership_note": f"Cổng ghi: {squeezed(row.get('cap_thuc_hien', '')) or 'không rõ cấp'}",
        "agency": AGENCIES.get(row.get("bo_nganh", "")),
    }


_MAY_NAME_A_FEE = ("trinh_tu_thuc_hien", "thanh_phan_ho_so", "yeu_cau_dieu_kien", "can_cu_phap_ly")


def _whose(row: Row) -> tuple[str, tuple[str, ...]]:
    office = office_of(row, 2000)
    if office:
        return office, ()
    agency = AGENCIES.get(row.get("bo_nganh", ""), "")
    if not agency:
        raise PortalError("không có cơ quan thẩm quyền, cơ quan thực hiện hay bộ, ngành nào đọc được")
    return agency, ("cơ quan giải quyết: Cổng không ghi, chỉ biết bộ, ngành",)


def _parted(text: str) -> tuple[str, ...]:
    """A list with commas; those in brackets, and before a small letter, belong to an item."""
    parts = re.split(r",\s*(?=[A-ZĐÀ-Ỹ])(?![^()]*\))", squeezed(text))
    return tuple(dict.fromkeys(part for part in parts if part not in NOTHING))


def _lines(text: str) -> tuple[str, ...]:
    lines = (squeezed(line) for line in _STEP.split(text.strip()))
    return tuple(line for line in lines if line not in NOTHING)


def _result(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    told = squeezed(text).partition(_RESULT_END)[0].replace(_NO_WORDS, "")
    *names, rest = _RESULT_CODE.split(told)
    found = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not told or told in NOTHING:
        return (), ()
    told_beside = rest and not rest.startswith("Từ khóa")
    if told_beside or not found or any("Từ khóa" in name for name in found):
        return (), ("kết quả: không tách được tên kết quả",)
    return found, ()


def _action(name: str) -> tuple[str, str]:
    bare = bare_name(name).strip(" .")
    for begin, action in _ACTIONS:
        if bare.lower().startswith(begin + " ") and len(bare) > len(begin) + 1:
            return action, bare[len(begin) + 1 :]
    return "khác", bare


def _rest(row: Row, ways: Ways, *unread: bool) -> str | None:
    """What could not be read, word for word."""
    keys = ("cach_thuc_thuc_hien", "thanh_phan_ho_so", "can_cu_phap_ly", "ket_qua_xu_ly")
    kept = [key for key, left in zip(keys, (bool(ways.unread), *unread), strict=True) if left and row.get(key)]
    return "\n".join(f"Nguyên văn trên Cổng, {key}: {squeezed(row[key])}" for key in kept) or None


def _source(row: Row, parts: list[str]) -> Source:
    title = f"Cổng Dịch vụ công quốc gia: {squeezed(row['ten_thu_tuc'])}"
    covers = ("code", "name", "handled_by", *parts)
    return Source(url=web_address(row.get("detail_url", "")), title=title, covers=covers)
