"""The Vietnamese words for states, kinds, channels, roles and steps."""

from __future__ import annotations

STATES = {
    "received": "Mới tiếp nhận",
    "classified": "Đã phân loại",
    "assigned": "Đang xử lý",
    "waiting": "Chờ người gửi bổ sung",
    "consulting": "Chờ phối hợp",
    "approval": "Chờ duyệt trả lời",
    "answered": "Đã trả lời",
    "closed": "Đã đóng",
    "transferred": "Đã chuyển cơ quan khác",
    "declined": "Không tiếp nhận",
    "duplicate": "Trùng vụ việc trước",
    "guided": "Đã hướng dẫn khiếu nại, tố cáo",
    "withdrawn": "Người gửi đã rút",
}

KINDS = {
    "hanh_vi": "Phản ánh về hành vi, thái độ",
    "noi_dung_quy_dinh": "Phản ánh, kiến nghị về nội dung quy định hành chính",
    "van_ban_qppl": "Phản ánh, kiến nghị về văn bản quy phạm pháp luật",
    "kien_nghi_khac": "Kiến nghị, phản ánh khác",
    "khen": "Khen ngợi, cảm ơn",
    "gop_y_an_danh": "Góp ý ẩn danh",
    "hoi_dap": "Hỏi đáp",
    "ho_tro_ky_thuat": "Hỗ trợ kỹ thuật dịch vụ công trực tuyến",
    "du_lieu_ca_nhan": "Yêu cầu về dữ liệu cá nhân",
}

DATA_REQUESTS = {
    "view": "Xem, nhận bản sao dữ liệu",
    "correct": "Sửa dữ liệu",
    "withdraw": "Rút lại sự đồng ý",
    "erase": "Xóa dữ liệu",
}

CONSENTS = {"feedback": "xử lý phản ánh, kiến nghị, câu hỏi", "reminder": "nhắc ngày hẹn trả kết quả"}

REMINDERS = {
    "waiting": "đang chờ đến ngày",
    "sent": "đã nhắc",
    "received": "đã nhận kết quả",
    "missed": "chưa nhận được kết quả",
    "cancelled": "đã bỏ",
}

DECLINE_REASONS = {
    "thieu_thong_tin": "Thiếu họ tên, địa chỉ hoặc cách liên hệ dù đã hướng dẫn (Nghị định 20/2008/NĐ-CP, Điều 7, 9)",
    "khong_ro_noi_dung": "Nội dung không rõ, đã đề nghị bổ sung nhưng chưa nhận được (Nghị định 20/2008/NĐ-CP, Điều 7)",
    "khong_phai_tieng_viet": "Nội dung không bằng tiếng Việt (Nghị định 20/2008/NĐ-CP, Điều 7)",
    "ngoai_pham_vi": "Nội dung không thuộc phạm vi phản ánh, kiến nghị (Nghị định 20/2008/NĐ-CP, Điều 5)",
    "da_tra_loi": "Đã được trả lời bằng văn bản và không có tình tiết mới (Nghị định 154/2026/NĐ-CP, Điều 4)",
    "da_co_ban_an": "Tòa án đã có bản án hoặc cơ quan khác đang giải quyết (Nghị định 154/2026/NĐ-CP, Điều 4)",
}

LEGAL_WAYS = {"khieu_nai": "Nội dung là khiếu nại", "to_cao": "Nội dung là tố cáo"}

RATINGS = {5: "Rất hài lòng", 4: "Hài lòng", 3: "Bình thường", 2: "Không hài lòng", 1: "Rất không hài lòng"}

CLOCKS = {
    "classify": "Phân loại",
    "transfer": "Chuyển cơ quan có thẩm quyền",
    "interim": "Thông báo tình trạng",
    "reply": "Trả lời",
    "publish": "Công khai kết quả",
    "promise": "Ngày hẹn lại",
}

PUBLICATION = {
    "private": "Chưa công khai",
    "proposed": "Chờ duyệt công khai",
    "published": "Đã công khai",
    "kept": "Không công khai",
    "withdrawn": "Đã gỡ",
}

CHANNELS = {"web": "Trang web", "telegram": "Telegram", "zalo": "Zalo", "terminal": "Máy của cơ quan"}
CHANNELS |= {"counter": "Tại quầy", "phone": "Điện thoại", "paper": "Văn bản giấy", "email": "Thư điện tử"}

ROLES = {
    "admin": "Quản trị",
    "dispatcher": "Đầu mối (Văn phòng)",
    "head": "Lãnh đạo đơn vị",
    "officer": "Cán bộ xử lý",
    "reviewer": "Người duyệt công khai",
    "auditor": "Giám sát (chỉ xem)",
}

ACTORS = {**ROLES, "citizen": "Người gửi", "system": "Hệ thống", "bot": "Trợ lý"}

STEPS = {
    "receive": "Tiếp nhận",
    "classify": "Phân loại",
    "assign": "Giao xử lý",
    "move": "Chuyển đơn vị",
    "claim": "Nhận xử lý",
    "ask": "Đề nghị người gửi bổ sung",
    "add": "Bổ sung thông tin",
    "resume": "Xử lý tiếp",
    "consult": "Lấy ý kiến phối hợp",
    "advise": "Cho ý kiến phối hợp",
    "interim": "Thông báo tình trạng",
    "extend": "Gia hạn trả lời",
    "apologise": "Xin lỗi và hẹn lại",
    "submit": "Trình duyệt trả lời",
    "return": "Trả lại dự thảo",
    "approve": "Duyệt và gửi trả lời",
    "reply": "Trả lời người gửi",
    "rate": "Đánh giá",
    "close": "Đóng vụ việc",
    "reopen": "Mở lại",
    "transfer": "Chuyển cơ quan khác",
    "decline": "Không tiếp nhận",
    "duplicate": "Liên kết trùng",
    "guide": "Hướng dẫn khiếu nại, tố cáo",
    "withdraw": "Rút",
    "note": "Ghi chú nội bộ",
    "redact": "Soạn bản công khai",
    "publish": "Duyệt công khai",
    "keep_private": "Không công khai",
    "unpublish": "Gỡ công khai",
    "correct": "Sửa thông tin liên hệ",
    "erase": "Xóa dữ liệu cá nhân",
    "redate": "Tính lại hạn",
}


def said(words: dict[str, str], key: str | None) -> str:
    """The word for a key; the key itself when it has none, a dash for None."""
    return words.get(key, key) if key else "—"
