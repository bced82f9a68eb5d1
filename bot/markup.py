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
    """Cut the markup into parts of at most `limit` characters of visible text.

    It cuts at an empty line, else at a line, else at a blank, else anywhere, never inside a tag or an
    entity; a tag that is open at a cut is closed there and opened again in the next part.
    """
    parts: list[str] = []
    rest = markup.strip("\n")
    while _visible(rest) > limit:
        head, rest = _cut(rest, limit)
        parts.append(head)
    if rest or not parts:
        parts.append(rest)
    return parts


def _visible(markup: str) -> int:
    return len(html.unescape(_TAG.sub("", markup)))


def _cut(markup: str, limit: int) -> tuple[str, str]:
    end = shown = 0
    for atom in _ATOM.finditer(markup):
        if not _TAG.fullmatch(atom.group()):
            if shown == limit:
                break
            shown += 1
        end = atom.end()
    for mark in ("\n\n", "\n", " "):
        found = markup.rfind(mark, end // 2, end)
        if found > 0 and markup.count("<", 0, found) == markup.count(">", 0, found):
            end = found
            break
    head, tail = markup[:end].rstrip(), markup[end:].lstrip("\n ")
    open_tags = _open_at_end(head)
    closing = "".join(f"</{_name(tag)}>" for tag in reversed(open_tags))
    return head + closing, "".join(open_tags) + tail


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
