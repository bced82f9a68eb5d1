"""Templates -> replies. Every sentence a person reads in chat stands in `templates/`."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.turns import Button
from handlers.layout import laid_out

TEMPLATES = Path(__file__).parent / "templates"

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)»”]")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*\n+")


def render(name: str, **context: object) -> str:
    """The template `name` (without ".j2") as markup of `bot.markup`, values escaped.

    Raises jinja2.UndefinedError when the template names a value that it was not given.
    """
    text = _environment().get_template(f"{name}.j2").render(**context)
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return _EMPTY_LINES.sub("\n\n", lines).strip()


def label(key: str, **values: object) -> str:
    """The text of a button or the name of a thing from labels.toml, `{name}` filled from `values`."""
    found: Any = _labels()
    for part in key.split("."):
        found = found[part]
    return str(found).format(**values)


def button(key: str, action: str, **values: object) -> Button:
    """A button with a text of labels.toml."""
    return Button(label(f"button.{key}", **values), action)


@cache
def _labels() -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / "labels.toml").read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(money=money, date=date, month=month, links=links, laid_out=laid_out)
    environment.filters.update(upper_first=upper_first, lower_first=lower_first, enumerated=enumerated)
    environment.globals["label"] = label
    return environment


def money(amount: int) -> str:
    """2000000 -> "2.000.000 đồng"."""
    return f"{amount:,} đồng".replace(",", ".")


def date(day: dt.date) -> str:
    """A day as it is written in Vietnam: "30/11/2026"."""
    return f"{day:%d/%m/%Y}"


def month(day: dt.date) -> str:
    """The month of a day: "6/2024"."""
    return f"{day.month}/{day.year}"


def upper_first(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with its first letter small, unless the first word is an abbreviation («UBND»)."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def enumerated(texts: Sequence[str]) -> str:
    """Several texts as one: "Tổ chức; cá nhân; người nước ngoài"."""
    return "; ".join([*texts[:1], *(lower_first(text) for text in texts[1:])])


def links(text: str) -> Markup:
    """The text, escaped, with the web addresses in it as links."""
    parts: list[str] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        parts += [escape(text[at : match.start()]), Markup('<a href="{0}">{0}</a>').format(match.group())]
        at = match.end()
    return Markup("").join([*parts, escape(text[at:])])
