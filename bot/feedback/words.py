"""The Vietnamese words for states, kinds, channels, roles and steps."""

from __future__ import annotations

STATES = {"received": "Mới tiếp nhận", "assigned": "Đang xử lý", "answered": "Đã trả lời", "closed": "Đã đóng"}

KINDS = {
    "hanh_vi": "Phản ánh về hành vi, thái độ",
    "noi_dung_quy_dinh": "Phản ánh, kiến nghị về nội dung quy định hành chính",
    "van_ban_qppl": "Phản ánh, kiến nghị về văn bản quy phạm pháp luật",
    "kien_nghi_khac": "Kiến nghị, phản ánh khác",
    "khen": "Khen ngợi, cảm ơn",
    "gop_y_an_danh": "Góp ý ẩn danh",
    "hoi_dap": "Hỏi đáp",
    "ho_tro_ky_thuat": "Hỗ trợ kỹ thuật dịch vụ công trực tuyến",
}

CHANNELS = {"web": "Trang web", "telegram": "Telegram", "zalo": "Zalo", "terminal": "Máy của cơ quan"}

ROLES = {
    "admin": "Quản trị",
    "dispatcher": "Đầu mối (Văn phòng)",
    "head": "Lãnh đạo đơn vị",
    "officer": "Cán bộ xử lý",
    "auditor": "Giám sát (chỉ xem)",
}

ACTORS = {**ROLES, "citizen": "Người gửi", "system": "Hệ thống", "bot": "Trợ lý"}

STEPS = {
    "receive": "Tiếp nhận",
    "assign": "Giao xử lý",
    "note": "Ghi chú nội bộ",
    "reply": "Trả lời người gửi",
    "close": "Đóng vụ việc",
    "reopen": "Mở lại",
}


def said(words: dict[str, str], key: str | None) -> str:
    """The word for a key; the key itself when it has none, a dash for None."""
    return words.get(key, key) if key else "—"
