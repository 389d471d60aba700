"""The small words that every scope is made of."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm import with_loader_criteria

Whose = Callable[[Any], ColumnElement[bool]]
Rule = tuple[Any, ColumnElement[bool]]


def limit(kind: Any, rule: ColumnElement[bool]) -> Any:
    """Only those rows of a mapped class for which the rule holds."""
    return with_loader_criteria(kind, rule, include_aliases=True)


def hidden(*kinds: Any) -> tuple[Any, ...]:
    """No row of these mapped classes."""
    return tuple(limit(kind, false()) for kind in kinds)
