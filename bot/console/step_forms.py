"""The forms of a case as data: what each step asks, what its button says, and what the page says afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.feedback import words
from bot.feedback.actors import Actor
from bot.feedback.steps import State, Step
from bot.store.models import Feedback
from knowledge import workdays
from knowledge.calendar import Calendar

LINE, TEXT = 300, 10_000
"""Longest line and longest text that a form takes, in characters."""

Input = Literal[
    "line", "text", "date", "choice", "unit", "other_unit", "officer", "kind", "procedure", "agency", "case"
]


@dataclass(frozen=True)
class Field:
    """One input. `name` is the key of StepData that it fills, or a part of the contact.

    `start` names the column of the case that it begins with, `choices` the words of a "choice".
    """

    name: str
    label: str
    input: Input = "text"
    required: bool = True
    rows: int = 3
    start: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """How many characters it takes."""
        return TEXT if self.input == "text" else LINE


@dataclass(frozen=True)
class Form:
    """The form of one step. `ask` is a question before it is sent, `key` the key that opens or sends it."""

    button: str
    done: str
    fields: tuple[Field, ...] = ()
    hint: str = ""
    ask: str = ""
    key: str = ""


_TOLD = "Người gửi được báo ngay."
_INSIDE = "Người gửi không thấy."


def _reply(*, draft: bool) -> tuple[Field, ...]:
    start = "draft_{}".format if draft else "".format
    return (
        Field("text", "Nội dung trả lời", rows=9, start=start("text")),
        Field("basis", "Căn cứ pháp lý", rows=2, start=start("basis")),
        Field("signer", "Người ký", "line", start=start("signer")),
    )


def _reason(label: str = "Lý do", *, required: bool = True) -> Field:
    return Field("reason", label, rows=2, required=required)


_KIND = Field("kind", "Loại vụ việc", "kind", start="kind")
_PROCEDURE = Field("procedure", "Thủ tục", "procedure", required=False, start="procedure")
_OTHER_UNIT = Field("unit", "Đơn vị", "other_unit")

FORMS: dict[Step, Form] = {
    Step.CLASSIFY: Form("Lưu phân loại", "Đã phân loại.", (_KIND, _PROCEDURE)),
    Step.ASSIGN: Form(
        "Giao xử lý",
        "Đã giao xử lý.",
        (
            Field("unit", "Đơn vị", "unit", start="unit_id"),
            Field("officer", "Cán bộ", "officer", required=False, start="officer_id"),
            _KIND,
            _PROCEDURE,
        ),
    ),
    Step.MOVE: Form("Chuyển đơn vị", "Đã chuyển đơn vị.", (_OTHER_UNIT, _reason()), f"Hạn trả lời không đổi. {_TOLD}"),
    Step.CLAIM: Form("Nhận xử lý", "Anh/chị đã nhận xử lý vụ việc này.", key="n"),
    Step.ASK: Form(
        "Gửi đề nghị bổ sung",
        "Đã gửi đề nghị bổ sung tới người gửi.",
        (Field("text", "Cần người gửi bổ sung gì"),),
        "Gửi ngay tới người gửi; họ bổ sung chữ hoặc tệp trong cuộc trò chuyện.",
        key="h",
    ),
    Step.RESUME: Form(
        "Xử lý tiếp",
        "Đã chuyển sang xử lý tiếp.",
        (_reason("Vì sao xử lý tiếp (đã gọi điện, đủ thông tin …)"),),
        _TOLD,
    ),
    Step.CONSULT: Form(
        "Gửi lấy ý kiến",
        "Đã gửi lấy ý kiến.",
        (_OTHER_UNIT, Field("text", "Cần cho ý kiến về")),
        f"Đơn vị được hỏi xem được vụ việc, không thấy họ tên và cách liên hệ. {_INSIDE}",
    ),
    Step.ADVISE: Form("Gửi ý kiến", "Đã gửi ý kiến.", (Field("text", "Ý kiến phối hợp", rows=5),), _INSIDE, key="y"),
    Step.INTERIM: Form(
        "Gửi thông báo", "Đã thông báo tình trạng tới người gửi.", (Field("text", "Việc đã làm, việc còn lại"),), _TOLD
    ),
    Step.EXTEND: Form("Gia hạn", "Đã gia hạn.", (_reason("Lý do gia hạn"),), f"Chỉ được gia hạn một lần. {_TOLD}"),
    Step.APOLOGISE: Form(
        "Gửi lời xin lỗi",
        "Đã gửi lời xin lỗi và ngày hẹn lại.",
        (
            _reason("Vì sao chậm"),
            Field("new_date", "Ngày hẹn lại", "date"),
            Field("responsible", "Người hoặc đơn vị chịu trách nhiệm", "line"),
        ),
        f"Chỉ được hẹn lại một lần. {_TOLD}",
        key="x",
    ),
    Step.SUBMIT: Form("Trình duyệt", "Đã trình lãnh đạo duyệt.", _reply(draft=True), key="t"),
    Step.RETURN: Form("Trả lại", "Đã trả lại dự thảo.", (_reason("Cần sửa gì"),), _INSIDE, key="l"),
    Step.APPROVE: Form(
        "Duyệt và gửi",
        "Đã duyệt; câu trả lời đang được gửi tới người gửi.",
        _reply(draft=True),
        "Anh/chị có thể sửa trước khi duyệt. Câu trả lời được gửi ngay.",
        key="d",
    ),
    Step.REPLY: Form(
        "Gửi trả lời",
        "Đã lưu câu trả lời và chuyển gửi tới người gửi.",
        _reply(draft=False),
        "Câu trả lời được gửi ngay tới người gửi.",
        key="t",
    ),
    Step.CLOSE: Form("Đóng vụ việc", "Đã đóng vụ việc.", (_reason("Lý do đóng"),), _TOLD),
    Step.REOPEN: Form("Mở lại vụ việc", "Đã mở lại vụ việc.", (_reason("Lý do mở lại"),), _TOLD),
    Step.TRANSFER: Form(
        "Chuyển cơ quan khác",
        "Đã chuyển; người gửi được báo tên cơ quan.",
        (Field("agency", "Cơ quan có thẩm quyền", "agency"), _reason()),
        "Người gửi được báo tên cơ quan tiếp nhận.",
    ),
    Step.DECLINE: Form(
        "Không tiếp nhận",
        "Đã ghi không tiếp nhận; người gửi được báo lý do.",
        (Field("reason", "Lý do", "choice", choices=words.DECLINE_REASONS),),
        "Người gửi được báo lý do.",
        "Không tiếp nhận vụ việc này?",
    ),
    Step.DUPLICATE: Form(
        "Liên kết trùng",
        "Đã liên kết với vụ việc gốc; người gửi được báo.",
        (Field("original", "Mã vụ việc gốc", "case"),),
        "Câu trả lời của vụ việc gốc được gửi cho cả người gửi này.",
    ),
    Step.GUIDE: Form(
        "Hướng dẫn và xóa nội dung",
        "Đã hướng dẫn; nội dung không còn được lưu.",
        (Field("reason", "Nội dung là", "choice", choices=words.LEGAL_WAYS),),
        "Khiếu nại, tố cáo không tiếp nhận ở đây. Người gửi được hướng dẫn nơi nộp đơn; nội dung bị xóa.",
        "Nội dung đã gửi sẽ bị xóa và không khôi phục được. Tiếp tục?",
    ),
    Step.WITHDRAW: Form(
        "Ghi nhận rút",
        "Đã ghi nhận người gửi rút.",
        (_reason("Người gửi rút bằng cách nào (gọi điện, đến quầy …)", required=False),),
        _TOLD,
        "Ghi nhận người gửi rút vụ việc này?",
    ),
    Step.NOTE: Form("Lưu ghi chú", "Đã lưu ghi chú.", (Field("text", "Ghi chú"),), _INSIDE, key="c"),
    Step.CORRECT: Form(
        "Lưu thông tin liên hệ",
        "Đã sửa thông tin liên hệ.",
        (
            Field("name", "Họ tên", "line", required=False, start="name"),
            Field("phone", "Điện thoại", "line", required=False, start="phone"),
            Field("address", "Địa chỉ", "line", required=False, start="address"),
        ),
        _TOLD,
    ),
}
"""One form for every step that people of the office take on the page of a case; publishing has a page of its own."""

CONTACT = ("name", "phone", "address")
"""The fields of CORRECT; they go into `contact` of StepData."""

NEXT: dict[State, tuple[Step, ...]] = {
    State.RECEIVED: (Step.ASSIGN, Step.CLASSIFY, Step.ASK),
    State.CLASSIFIED: (Step.ASSIGN, Step.TRANSFER, Step.ASK),
    State.ASSIGNED: (Step.CLAIM, Step.REPLY, Step.SUBMIT, Step.ASK, Step.NOTE, Step.ASSIGN),
    State.WAITING: (Step.RESUME, Step.NOTE),
    State.CONSULTING: (Step.ADVISE, Step.NOTE),
    State.APPROVAL: (Step.APPROVE, Step.RETURN, Step.NOTE),
    State.ANSWERED: (Step.REPLY, Step.CLOSE, Step.NOTE),
    State.CLOSED: (Step.REOPEN, Step.NOTE),
}
"""The usual steps of a state, the most usual first; what is not here is rare and folded away."""

OPENED = frozenset({Step.ASSIGN, Step.CLAIM, Step.ADVISE, Step.APPROVE, Step.RESUME})
"""Steps whose form stands open when it is the most usual one; for those who answer, also the reply."""

_ANSWERS = frozenset({Step.REPLY, Step.SUBMIT})
_WRITERS = ("officer", "head")


@dataclass(frozen=True)
class Offer:
    """The possible steps of a case as the page shows them: one open, some at hand, the rest folded."""

    first: Step | None
    usual: tuple[Step, ...]
    rare: tuple[Step, ...]

    def __contains__(self, step: object) -> bool:
        return step == self.first or step in self.usual or step in self.rare


def offer(case: Feedback, possible: Collection[Step], actor: Actor, today: date, calendar: Calendar) -> Offer:
    """Order the steps that somebody may take; those that the case itself rules out stay away.

    From the working day before the due date on, the apology is at hand.
    """
    left = [step for step in FORMS if step in possible and _sensible(step, case, actor, today)]
    usual = [step for step in NEXT.get(State(case.state), ()) if step in left]
    if Step.APOLOGISE in left and case.due_on is not None and today >= workdays.before(case.due_on, 1, calendar):
        usual.insert(1, Step.APOLOGISE)
    opened = OPENED | _ANSWERS if actor.role in _WRITERS and case.state == State.ASSIGNED.value else OPENED
    first = usual[0] if usual and usual[0] in opened else None
    rare = tuple(step for step in left if step not in usual)
    return Offer(first, tuple(usual[1:] if first else usual), rare)


def _sensible(step: Step, case: Feedback, actor: Actor, today: date) -> bool:
    """Whether the case leaves room for the step; `checks` would refuse it anyway, but only after the typing."""
    match step:
        case Step.CLAIM:
            return case.officer_id is None
        case Step.EXTEND:
            return case.extended_at is None and case.due_on is not None and today <= case.due_on
        case Step.APOLOGISE:
            return case.promised_on is None and case.due_on is not None
        case Step.APPROVE:
            return case.draft_by_id != actor.staff_id
        case Step.CORRECT:
            return not case.anonymous
        case _:
            return True


def lost(offered: Offer, kept: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed into a form that the page no longer has, with its labels, so that it can be copied."""
    step = next((step for step in FORMS if step.value == kept.get("step")), None)
    if step is None or step in offered:
        return []
    typed = [field for field in FORMS[step].fields if field.input in ("text", "line", "agency")]
    return [(field.label, kept[field.name]) for field in typed if kept.get(field.name)]
