"""The app's own source as tests over it read it: each file is read and parsed once for all of them."""

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APP = sorted((ROOT / "app").rglob("*.py"))
SCREENS = [path for path in APP if path.is_relative_to(ROOT / "app" / "ui")]


def name(path: Path) -> str:
    """Where a file stands in the repository."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def text(path: Path) -> str:
    """Its words."""
    return path.read_text(encoding="utf-8")


@functools.cache
def tree(path: Path) -> ast.Module:
    """Its syntax tree; nobody changes it."""
    return ast.parse(text(path))
