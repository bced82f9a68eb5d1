"""The small markup of replies (text, newlines, b, i, a) and how to show it elsewhere."""

from __future__ import annotations

import html
import re

import nh3

_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_ATOM = re.compile(r"<[^>]*>|&(?:#?\w+);|.", re.DOTALL)
_OPEN = re.compile(r"<(b|i|a)\b[^>]*>")

TAGS = {"b", "i", "a"}


def escape(text: str) -> str:
    """Escape a person's or a record's text for the markup."""
    return html.escape(text, quote=False)


def plain(markup: str) -> str:
    """The markup as plain text; a link keeps its address when the text does not already show it."""

    def link(match: re.Match[str]) -> str:
        address, text = match.groups()
        return text if address.removesuffix("/") in text else f"{text} ({address})"

    return html.unescape(_TAG.sub("", _LINK.sub(link, markup)))


def web(markup: str) -> str:
    """The markup as HTML that is safe to put into a page."""
    return nh3.clean(
        markup.replace("\n", "<br>"),
        tags=TAGS | {"br"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "tel", "mailto"},
        link_rel="noopener noreferrer",
    )


def split(markup: str, limit: int) -> list[str]:
    """Cut the markup into parts of at most `limit` UTF-16 units of visible text (an emoji has two).

    It cuts at an empty line, else at a line, else at a blank, else anywhere, never inside a tag or an
    entity; a tag that is open at a cut is closed there and opened again in the next part.
    """
    parts: list[str] = []
    rest = markup.strip("\n")
    while _units(_shown(rest)) > limit:
        head, rest = _cut(rest, limit)
        parts.append(head)
    parts.append(rest)
    return [part for part in parts if _shown(part).strip()] or [""]


def _shown(markup: str) -> str:
    return html.unescape(_TAG.sub("", markup))


def _units(text: str) -> int:
    """Length as JavaScript and Telegram's clients count it."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def _cut(markup: str, limit: int) -> tuple[str, str]:
    end = _cutting_place(markup, limit)
    head, tail = markup[:end].rstrip(), markup[end:].lstrip("\n ")
    open_tags = _open_at_end(head)
    closing = "".join(f"</{_name(tag)}>" for tag in reversed(open_tags))
    return head + closing, "".join(open_tags) + tail


def _cutting_place(markup: str, limit: int) -> int:
    """Where to cut: the last best place in the second half of what fits, else all that fits."""
    end = shown = 0
    best: dict[str, int] = {}
    for atom in _ATOM.finditer(markup):
        piece = atom.group()
        if not _TAG.fullmatch(piece):
            size = _units(html.unescape(piece))
            if shown + size > limit and end > 0:
                break
            shown += size
            if piece in "\n " and shown * 2 > limit:
                best["\n\n" if piece == "\n" == markup[atom.end() : atom.end() + 1] else piece] = atom.start()
        end = atom.end()
    return next((best[mark] for mark in ("\n\n", "\n", " ") if mark in best), end)


def _open_at_end(markup: str) -> list[str]:
    stack: list[str] = []
    for tag in _TAG.findall(markup):
        if _OPEN.fullmatch(tag):
            stack.append(tag)
        elif stack:
            stack.pop()
    return stack


def _name(tag: str) -> str:
    return tag[1:2]
