"""The rooms of the house: who may import whom (README, "How it is built")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

WORDS = {"bot.turns", "bot.dialogue", "bot.desk", "bot.own_data"}
"""What channels, handlers and cases share."""

BASICS = {"bot.clock", "bot.config", "knowledge"}

ALLOWED = {
    "knowledge": {"knowledge"},
    "handlers": {"handlers", "bot.markup", "bot.feedback"} | WORDS | BASICS,
    "bot.store": {"bot.store", "bot.turns"} | BASICS,
    "bot.feedback": {"bot.feedback", "bot.store", "bot.delivery", "bot.markup"} | WORDS | BASICS,
    "bot.public": {"bot.public", "bot.feedback", "bot.store"} | BASICS,
    "bot.delivery": {"bot.delivery", "bot.store", "bot.markup", "bot.metrics"} | WORDS | BASICS,
}
"""A room, and what its files may import of the project."""

PURE = {"sqlalchemy", "starlette", "telegram", "httpx", "socket", "urllib.request", "requests", "aiosqlite", "asyncpg"}
"""What no file of `knowledge/` may import: no database, no network."""


def _files(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, *, type_only: bool = True) -> set[str]:
    """Modules that a file imports; `from a import b` counts as a.b where that is a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set() if type_only else _type_checking_lines(tree)
    found = set()
    for node in ast.walk(tree):
        if getattr(node, "lineno", 0) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{a.name}" for a in node.names if _is_module(f"{node.module}.{a.name}")}
            found |= inner or {node.module}
    return found


def _type_checking_lines(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            for inner in node.body:
                lines.update(range(inner.lineno, (inner.end_lineno or inner.lineno) + 1))
    return lines


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.split(".")[0] in {"bot", "knowledge", "handlers"}}


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_what_the_design_allows(room: str) -> None:
    for path in _files(room.replace(".", "/")):
        for name in _ours(_imports(path)):
            allowed = any(name == other or name.startswith(other + ".") for other in ALLOWED[room])
            assert allowed, f"{path.relative_to(ROOT)} imports {name}"


def test_knowledge_needs_no_database_and_no_network() -> None:
    for path in _files("knowledge"):
        for name in _imports(path):
            assert not any(name == banned or name.startswith(banned + ".") for banned in PURE), (path, name)


def test_channels_and_console_know_no_handler() -> None:
    for folder in ("bot/channels", "bot/console"):
        for path in _files(folder):
            assert not {name for name in _imports(path) if name.split(".")[0] == "handlers"}, path


def test_no_two_files_import_each_other_in_a_circle() -> None:
    paths = [path for folder in ("bot", "knowledge", "handlers") for path in _files(folder)]
    graph = {_module(path): _ours(_imports(path, type_only=False)) for path in paths}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail[trail.index(name) :], name))
        if name in done:
            return
        for other in graph.get(name, ()):
            if other in graph and other != name:
                visit(other, (*trail, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def test_no_source_file_is_longer_than_500_lines() -> None:
    paths = [path for folder in ("bot", "knowledge", "handlers", "tests") for path in _files(folder)]
    for path in paths:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path
