"""What the web chat refuses, and the sentence that tells the person what to do about it."""

from __future__ import annotations

from starlette.responses import JSONResponse

MAX_TEXT = 20_000
"""Longest message in characters that the web chat takes."""

EMPTY = "Anh/chị chưa nhập nội dung. Xin gõ câu hỏi hoặc chọn một nút rồi gửi."
TOO_LONG = (
    f"Tin nhắn dài hơn {MAX_TEXT:,}".replace(",", ".") + " ký tự. Xin chia thành nhiều tin ngắn hơn, "
    "hoặc gửi nội dung dài dưới dạng tệp đính kèm."
)
TOO_LARGE = "Nội dung gửi lên quá lớn. Xin gửi ít tệp hơn trong một lần, hoặc gửi tệp có dung lượng nhỏ hơn."
TOO_MANY_FILES = "Mỗi lần chỉ gửi được {limit} tệp. Xin gửi phần còn lại ở tin nhắn tiếp theo."
UNREADABLE = "Không đọc được nội dung gửi lên. Xin tải lại trang rồi gửi lại."
BAD_SESSION = "Mã cuộc trò chuyện không hợp lệ. Xin tải lại trang để bắt đầu cuộc trò chuyện mới."
BAD_ID = "Mã tin nhắn không hợp lệ. Xin tải lại trang rồi gửi lại."
BAD_ACTION = "Lựa chọn này không hợp lệ. Xin tải lại trang, hoặc gõ câu hỏi của anh/chị."
TOO_FAST = "Anh/chị gửi nhanh quá. Xin chờ {seconds} giây rồi gửi lại."
TOO_MANY_OPEN = "Có quá nhiều cửa sổ đang mở cuộc trò chuyện này. Xin đóng bớt rồi tải lại trang."
UNAVAILABLE = "Hệ thống tạm thời chưa nhận được tin nhắn. Tin chưa được ghi lại; xin gửi lại sau ít phút."


class Refused(Exception):
    """A request that is not taken: HTTP status, and what the person should do (Vietnamese)."""

    def __init__(self, status: int, sentence: str, retry_after: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.retry_after = retry_after

    def response(self) -> JSONResponse:
        """The refusal as the chat page understands it."""
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else None
        return JSONResponse({"error": self.sentence}, self.status, headers)
