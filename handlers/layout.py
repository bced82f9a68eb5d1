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
    mark = BULLET if len(sentences) > 1 and max(map(len, sentences)) <= long else ""
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
    pieces = _pieces(sentence, ";", nested=False)
    if len(pieces) == 1:
        pieces = _pieces(sentence, ";", nested=True)
    lead, colon, first = pieces[0].partition(": ")
    if len(pieces) > 1 and colon:
        return "\n".join([f"{mark}{lead}:", *(BULLET + piece for piece in (first, *pieces[1:]))])
    return mark + "\n".join(pieces)


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
