"""The one error of a step that is not possible."""

from __future__ import annotations

CHANGED_BY_ANOTHER = (
    "Vụ việc vừa được người khác cập nhật. Nội dung Anh/chị đã nhập vẫn còn bên dưới; "
    "vui lòng xem lại thay đổi rồi lưu lần nữa."
)


class StepRefused(Exception):
    """The step is not possible; the message is a Vietnamese sentence for the person who tried."""
