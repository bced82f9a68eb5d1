"""What the department has told about itself; what it has not given yet is told as not known."""

from __future__ import annotations

from bot.config import PLACEHOLDER, Settings


def agency(settings: Settings) -> dict[str, str | None]:
    """The fields of `[agency]`; None for one that still holds the placeholder."""
    return {key: None if PLACEHOLDER in str(value) else str(value) for key, value in settings.agency}


def setting(settings: Settings, key: str) -> str | None:
    """The setting with a dotted key like "agency.phone"; None when it is not given yet.

    Raises AttributeError for a key that the configuration does not have.
    """
    value: object = settings
    for part in key.split("."):
        value = getattr(value, part)
    return None if PLACEHOLDER in str(value) else str(value)
