"""Where a long text of a record is broken into lines, so that it reads on a phone. Its words stay as they are."""

from __future__ import annotations

LONG = 300
"""Characters above which a text reads as a wall: about eight lines at phone width."""

BULLET = "• "


def laid_out(text: str, long: int = LONG) -> str:
    """A long text with each sentence on a line of its own; a sentence still long is cut at its semicolons.

    What stands before the first colon of such a sentence heads the list.
    """
    if len(text) <= long:
        return text
    sentences = _sentences(text)
    headed = any(len(sentence) > long and _cut(sentence)[0] for sentence in sentences)
    mark = BULLET if len(sentences) > 1 and not headed else ""
    return "\n".join(_listed(sentence, long, mark) for sentence in sentences)


def _sentences(text: str) -> list[str]:
    pieces = _pieces(text, ".", nested=False)
    joined = pieces[:1]
    for piece in pieces[1:]:
        if piece[:1].isupper():
            joined.append(piece)
        else:
            joined[-1] += f" {piece}"
    return joined


def _listed(sentence: str, long: int, mark: str) -> str:
    if len(sentence) <= long:
        return mark + sentence
    lead, pieces = _cut(sentence)
    if lead:
        return "\n".join([f"{mark}{lead}:", *(BULLET + piece for piece in pieces)])
    return "\n".join([mark + pieces[0], *(BULLET + piece for piece in pieces[1:])])


def _cut(sentence: str) -> tuple[str, list[str]]:
    """What heads the list in a sentence (empty when nothing does), and the parts of the list."""
    pieces = _pieces(sentence, ";", nested=False)
    if len(pieces) == 1:
        pieces = _pieces(sentence, ";", nested=True)
    lead, colon, first = pieces[0].partition(": ")
    return (lead, [first, *pieces[1:]]) if len(pieces) > 1 and colon else ("", pieces)


def _pieces(text: str, stop: str, nested: bool) -> list[str]:
    """The text cut behind each `stop` before a blank; inside parentheses only when `nested`."""
    pieces: list[str] = []
    depth = start = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if (nested or depth == 0) and text.startswith(f"{stop} ", at):
            pieces.append(text[start : at + 1])
            start = at + 2
    return [*pieces, text[start:]]
