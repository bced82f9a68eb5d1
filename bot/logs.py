"""Logs on stderr: lines of JSON, or plain ones on a terminal; personal data and tokens masked."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import WrappedLogger

_MASKS = (
    # A Bot API token ("123456:AA…"), also inside an address.
    (re.compile(r"\b(?:bot)?\d{6,12}:[A-Za-z0-9_-]{30,}"), "[token]"),
    # Identity numbers (CCCD 12 digits) before phone numbers (0… or 84…, with blanks, dots or dashes).
    (re.compile(r"(?<![\w.-])\d{12}(?!\w|[.-]\d)"), "[số định danh]"),
    (re.compile(r"(?<![\w.])(?:\+?84|0)(?:[ .-]?\d){9,10}(?![\w-])"), "[số điện thoại]"),
)


def mask(text: str) -> str:
    """The text without phone numbers, identity numbers and bot tokens."""
    for pattern, shown in _MASKS:
        text = pattern.sub(shown, text)
    return text


def set_up(level: int = logging.INFO) -> None:
    """Make structlog and the standard library write alike. Call once, at the start of a command."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        render = structlog.dev.ConsoleRenderer()
    finish: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, render, _mask_line]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=finish,
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # At INFO these write every address that is called, the bot's token in it; alembic talks of itself.
    for name in ("httpx", "httpcore", "telegram", "alembic", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _mask_line(_logger: WrappedLogger, _name: str, line: str) -> str:
    """Masks the finished line, so that nothing nested in an event or a trace slips through."""
    return mask(line)
