"""Turning templates into pages. Everything is escaped unless the small markup has cleaned it."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot import markup
from bot.clock import local
from bot.feedback import words
from bot.feedback.words import said

HERE = Path(__file__).parent


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day, "moment": moment, "markup": shown, "said": lambda key, table: said(table, key)}
    environment.globals |= {"words": words, "today": lambda now: local(now).date()}
    return environment


def render(name: str, **context: object) -> str:
    """The HTML of a page."""
    return _environment().get_template(f"{name}.html").render(**context)


def day(value: date | None) -> str:
    """20/11/2026; a dash for none."""
    return value.strftime("%d/%m/%Y") if value else "—"


def moment(value: datetime | None) -> str:
    """20/11/2026 14:05 in Vietnam time; a dash for none."""
    return local(value).strftime("%d/%m/%Y %H:%M") if value else "—"


def shown(html: str) -> Markup:
    """A reply's markup as safe HTML."""
    return Markup(markup.web(html))  # noqa: S704 - nh3 has cleaned it
