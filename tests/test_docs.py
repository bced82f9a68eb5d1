"""The README is true: every setting, command and room stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import typer
from pydantic import BaseModel

from bot.__main__ import app
from bot.config import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _keys(model: type[BaseModel], prefix: str) -> Iterator[str]:
    """The keys of the configuration file as the README writes them, two levels deep."""
    for name, field in model.model_fields.items():
        inner = [part for part in (field.annotation, *get_args(field.annotation)) if isinstance(part, type)]
        tables = [part for part in inner if issubclass(part, BaseModel)]
        if not prefix and tables:
            yield from _keys(tables[0], f"{name}.")
        else:
            yield prefix + name


def test_every_setting_is_explained() -> None:
    missing = [key for key in _keys(Settings, "") if f"`{key}`" not in README]
    assert not missing


def test_every_command_is_explained() -> None:
    group = typer.main.get_command(app)
    names = getattr(group, "commands", {}).keys()
    missing = [name for name in names if not re.search(rf"^\| .*`{name}[ `]", README, re.MULTILINE)]
    assert not missing


def test_every_room_stands_in_the_tree() -> None:
    tree = README.split("```")[3]
    for top in ("bot", "knowledge", "handlers", "tests", "deploy"):
        assert f"{top}/" in tree
    for folder in (path for path in (ROOT / "bot").iterdir() if path.is_dir() and (path / "__init__.py").exists()):
        assert f"{folder.name}/" in tree, folder.name


def test_the_two_commands_stand_first() -> None:
    first = README.split("```")[1]
    assert "make run" in first
    assert "make test" in first
