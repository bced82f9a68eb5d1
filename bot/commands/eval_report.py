"""What `eval` prints: figures, groups, misses, confusions, and what each part of the understanding earns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from knowledge.evaluation import Score

MEANING = {
    "answered_right": "hỏi thủ tục: trả lời ngay, đúng thủ tục và đúng phần",
    "procedure_right": "  … đúng thủ tục (phần nào cũng tính)",
    "answered_or_offered": "  … đúng thủ tục được trả lời hoặc có trong câu hỏi lại",
    "other_facet": "  … đúng thủ tục, nói nhầm phần",
    "wrong_though_sure": "  … trả lời chắc chắn nhưng sai thủ tục",
    "refused_ours": "  … việc của Sở mà từ chối",
    "clarify_right": "câu mơ hồ: hỏi lại với lựa chọn đúng",
    "general_right": "câu hỏi chung: đúng chủ đề",
    "feedback_right": "nhận ra phản ánh, góp ý, khen",
    "legal_complaint_right": "nhận ra khiếu nại, tố cáo",
    "emergency_right": "nhận ra tình huống khẩn cấp",
    "false_alarms": "báo khẩn cấp nhầm",
    "refuse_right": "việc của nơi khác, đùa, phá: từ chối đúng",
    "refuse_ours": "  … trả lời như việc của Sở",
    "others_first": "  … thủ tục của nơi khác: nêu đúng tên trước tiên",
    "others_named": "  … thủ tục của nơi khác: đúng tên nằm trong các tên nêu ra",
    "all_right": "tất cả: đúng",
}
VERDICTS = ("right", "facet", "asked", "lost", "wrong", "refused", "other")
COMPARED = ("answered_right", "wrong_though_sure", "clarify_right", "refuse_ours", "all_right")


def table(score: Score) -> Iterator[str]:
    """All figures, then procedure questions by style and by facet."""
    for name, value in score.figures().items():
        yield f"{name:22}{value:6.1f} %  {MEANING[name]}"
    for key, heading in (("style", "kiểu gõ"), ("facet", "phần được hỏi")):
        yield ""
        yield f"{heading:14}" + "".join(f"{verdict:>9}" for verdict in VERDICTS)
        for group, counts in score.by(key).items():
            yield f"{group or '-':14}" + "".join(f"{counts[verdict]:9}" for verdict in VERDICTS)


def misses(score: Score) -> Iterator[str]:
    """Every message that was not handled right: what was wanted, what was given."""
    for label, given, found in score.rows:
        if found != "right":
            wanted = f"{label.kind} {' '.join(label.codes)} {'/'.join(label.facets)}"
            got = f"{given.kind} {' '.join(given.codes)} {given.facet or given.topic or ''}"
            yield f"{found:9} {label.id:9} [{wanted}] -> [{got}] {label.text}"


def confusions(score: Score) -> Iterator[str]:
    """Which subject was taken for which, most frequent first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for label, given, found in score.rows:
        if found in ("wrong", "ours", "lost", "refused", "other"):
            wanted = label.codes[0] if label.kind == "answer" else label.kind
            got = given.codes[0] if given.kind == "answer" and given.codes else given.topic or given.kind
            pairs[wanted, got] += 1
    for (wanted, got), count in pairs.most_common():
        yield f"{count:4}  {wanted} -> {got}"


def ablation(full: Score, without: Mapping[str, Score]) -> Iterator[str]:
    """The figures with everything, and what changes when one part is left out."""
    yield f"{'':26}" + "".join(f"{name:>19}" for name in COMPARED)
    base = full.figures()
    yield f"{'đủ các phần':26}" + "".join(f"{base.get(name, 0.0):19.1f}" for name in COMPARED)
    for part, score in without.items():
        figures = score.figures()
        changes = (figures.get(name, 0.0) - base.get(name, 0.0) for name in COMPARED)
        yield f"{'bỏ ' + part:26}" + "".join(f"{change:+19.1f}" for change in changes)
