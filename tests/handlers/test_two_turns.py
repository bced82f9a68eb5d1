"""The second message of a conversation means what it means after the first one."""

from __future__ import annotations

from itertools import product

from tests.handlers.asked import chosen, done, share, talk_through
from tests.support.delivery import kb

RIGHT = 95.0
"""Percent of two-turn cases that must be right (reference Q6)."""

PARTS = (
    ("phí bao nhiêu", "fee"),
    ("het bao nhieu tien vay", "fee"),
    ("thế còn nộp ở đâu", "where"),
    ("o dau nop ạ", "where"),
    ("mấy ngày", "time"),
    ("bao lâu thì có", "time"),
    ("cần giấy gì", "dossier"),
    ("ho so gom nhung gi", "dossier"),
    ("ai ký", "authority"),
    ("online được không", "online"),
    ("có mẫu đơn không", "form"),
    ("ai được nộp", "applicants"),
    ("giấy đó dùng được mấy năm", "validity"),
    ("căn cứ vào văn bản nào", "legal"),
    ("các bước làm sao", "steps"),
    ("có gì mới không", "changes"),
)
"""What is asked about the procedure just told -> the part that is meant."""

LOST = {
    "2.002384": ("2.002380", "2.002381", "2.002382", "2.002383"),
    "1.011938": ("1.011937",),
    "1.001770": ("1.001786", "1.001747"),
    "1.001693": ("1.001716", "1.001677"),
    "2.002548": ("2.002544", "2.002546"),
    "2.001525": ("2.002278",),
    "2.001501": ("2.001208", "2.001100"),
}
CHANGED = {
    "2.002382": ("2.002380", "2.002381", "2.002384"),
    "1.001747": ("1.001786", "1.001770"),
    "1.001677": ("1.001716", "1.001693"),
    "2.002546": ("2.002544", "2.002548"),
    "2.001525": ("2.002278",),
    "2.001100": ("2.001208", "2.001501"),
    "2.002249": ("2.002248",),
    "1.000449": ("2.000212",),
}
EXTENDED = {"2.002381": ("2.002380", "2.002382", "2.002384"), "2.002249": ("2.002248",)}
FIRST = {
    "2.002380": ("2.002381", "2.002384", "2.002385"),
    "1.001786": ("1.001770", "1.001747"),
    "1.001716": ("1.001693", "1.001677"),
    "2.002544": ("2.002548",),
    "1.011937": ("1.011938", "1.011939"),
}
SIBLINGS = (
    ("còn mất thì sao", LOST),
    ("thế bị hỏng phải xin lại thì sao", LOST),
    ("còn sửa đổi nội dung thì sao", CHANGED),
    ("thế muốn thay đổi thì sao", CHANGED),
    ("còn gia hạn thì sao", EXTENDED),
    ("thế sắp hết hạn thì làm gì", EXTENDED),
    ("còn cấp lần đầu thì sao", FIRST),
)
"""What happened now -> {the procedure meant: those under discussion}."""

OPEN = (
    "giấy phép x quang",
    "giấy chứng nhận tổ chức khoa học và công nghệ",
    "giấy chứng nhận doanh nghiệp khoa học công nghệ",
    "công bố hợp chuẩn",
    "tổ chức giám định sở hữu công nghiệp",
    "dấu định lượng",
    "chứng nhận công nghệ khuyến khích chuyển giao",
    "giải thưởng",
    "đề tài cấp tỉnh",
    "viên chức khoa học",
)
"""Messages that leave open which procedure is meant."""

CHOICES = (("1", 1), ("2", 2), ("cái thứ hai", 2), ("số 2 ạ", 2), ("cái đầu tiên", 1), ("chọn 2", 2), ("cái cuối", -1))

NOT_THAT = ("không phải", "không phải cái này", "sai rồi")


async def test_a_short_question_is_about_the_procedure_just_told() -> None:
    cases = list(product((record.id for record in kb().catalog), PARTS))
    failures = []
    for code, (words, facet) in cases:
        second = done((await talk_through(f"p:{code}:overview", words))[1])
        if (second.kind, second.codes[:1], second.facet) != ("answer", (code,), facet):
            failures.append((code, words, second.kind, second.codes[:2], second.facet or second.topic))
    assert share(len(cases) - len(failures), len(cases)) >= RIGHT, failures


async def test_what_happened_now_leads_to_the_other_procedure_on_the_same_paper() -> None:
    cases = [
        (words, meant, told) for words, table in SIBLINGS for meant, all_told in table.items() for told in all_told
    ]
    failures = []
    for words, meant, code in cases:
        second = done((await talk_through(f"p:{code}:fee", words))[1])
        if (second.kind, second.codes[:1]) != ("answer", (meant,)):
            failures.append((code, words, meant, second.kind, second.codes[:3]))
    assert share(len(cases) - len(failures), len(cases)) >= RIGHT, failures


async def test_an_option_is_taken_by_its_number_or_place() -> None:
    failures = []
    for text, (words, number) in product(OPEN, CHOICES):
        first, second = await talk_through(text, words)
        options = chosen(first)
        if not options or done(second).codes != (options[number - 1 if number > 0 else number],):
            failures.append((text, words, options, done(second).kind, done(second).codes))
    total = len(OPEN) * len(CHOICES)
    assert share(total - len(failures), total) >= RIGHT, failures


async def test_who_says_not_that_is_offered_something_else() -> None:
    cases = list(product((record.id for record in kb().catalog), NOT_THAT))
    failures = []
    for code, words in cases:
        turn = (await talk_through(f"p:{code}:overview", words))[1]
        ways_on = [button for reply in turn.replies for button in reply.buttons]
        if done(turn).kind == "answer" or code in chosen(turn) or not ways_on:
            failures.append((code, words, done(turn).kind, done(turn).codes))
    assert share(len(cases) - len(failures), len(cases)) >= RIGHT, failures
