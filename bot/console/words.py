"""Words of the console: missing settings, states of messages, what was just done."""

from __future__ import annotations

MISSING = {
    "agency.name": "Tên cơ quan",
    "agency.short_name": "Tên ngắn của cơ quan",
    "agency.province": "Tên tỉnh",
    "agency.feedback_office": "Nơi nhận phản ánh, kiến nghị",
    "agency.address": "Địa chỉ của cơ quan",
    "agency.hours": "Giờ làm việc",
    "agency.phone": "Số điện thoại tiếp nhận phản ánh, kiến nghị",
    "agency.email": "Thư điện tử của cơ quan",
    "agency.website": "Trang thông tin điện tử",
    "agency.portal": "Địa chỉ Cổng dịch vụ công",
    "agency.reception": "Nơi và lịch tiếp công dân",
    "agency.complaint_office": "Nơi nhận đơn khiếu nại, tố cáo",
    "organisation.confirmed": "Xác nhận danh sách đơn vị (đang dùng cơ cấu trước hợp nhất)",
    "time_limits.reply": "Xác nhận thời hạn trả lời phản ánh, kiến nghị (đang dùng mức gợi ý)",
    "time_limits.transfer": "Xác nhận thời hạn chuyển vụ việc ngoài thẩm quyền",
}

SENDING = {
    "queued": "đang gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "failed": "không gửi được",
    "unknown": "chưa rõ đã tới hay chưa",
}

DONE = {
    "assign": "Đã giao xử lý.",
    "note": "Đã lưu ghi chú.",
    "reply": "Đã lưu câu trả lời và chuyển gửi tới người gửi.",
    "close": "Đã đóng vụ việc.",
    "reopen": "Đã mở lại vụ việc.",
    "disabled": "Đã ngừng tài khoản.",
}


def missing_words(key: str) -> str:
    """What a missing setting is called, with its key in config.toml."""
    return f"{MISSING[key]} ({key})" if key in MISSING else key
