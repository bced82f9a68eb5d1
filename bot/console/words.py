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
    "time_limits.classify": "Xác nhận thời hạn phân loại (đang dùng mức gợi ý)",
    "time_limits.transfer": "Xác nhận thời hạn chuyển vụ việc ngoài thẩm quyền",
    "time_limits.interim": "Xác nhận thời hạn thông báo tình trạng cho người gửi",
    "time_limits.extension": "Xác nhận số ngày gia hạn trả lời (đang dùng mức gợi ý)",
    "time_limits.publish": "Xác nhận thời hạn công khai kết quả (đang dùng mức gợi ý)",
    "time_limits.data_answer": "Xác nhận thời hạn phản hồi yêu cầu về dữ liệu cá nhân",
    "time_limits.data_view": "Xác nhận thời hạn cho xem, nhận bản sao dữ liệu cá nhân",
    "time_limits.data_correct": "Xác nhận thời hạn sửa dữ liệu cá nhân",
    "time_limits.data_withdraw": "Xác nhận thời hạn rút lại sự đồng ý",
    "time_limits.data_erase": "Xác nhận thời hạn xóa dữ liệu cá nhân",
    "working_hours.confirmed": "Xác nhận giờ làm việc dùng để nhắc cán bộ",
    "retention.confirmed": "Xác nhận thời hạn lưu trữ từng loại hồ sơ",
}

SENDING = {
    "queued": "đang gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "failed": "không gửi được",
    "unknown": "chưa rõ đã tới hay chưa",
}

DONE = {
    "disabled": "Đã ngừng tài khoản.",
}


def missing_words(key: str) -> str:
    """What a missing setting is called, with its key in config.toml."""
    return f"{MISSING[key]} ({key})" if key in MISSING else key
