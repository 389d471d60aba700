"""The small words that every scope is made of."""

import itertools
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, false
from sqlalchemy.orm.util import LoaderCriteriaOption

Whose = Callable[[Any], ColumnElement[bool]]
Rule = tuple[Any, ColumnElement[bool]]


class Limit(LoaderCriteriaOption):
    """A loader criterion that the cache of statements knows by its number.

    Its own key would spell out the whole rule for each statement anew, which took a peer supporter's select five times
    as long. A limit never changes once it is made, so the number says as much; its values are those it was made with.
    """

    __slots__ = ("_number",)
    inherit_cache = True
    _numbers = itertools.count()

    def __init__(self, kind: Any, rule: ColumnElement[bool]) -> None:
        """Only those rows of a mapped class, and of its aliases, for which the rule holds."""
        super().__init__(kind, rule, include_aliases=True)
        self._number = next(self._numbers)

    def _gen_cache_key(self, anon_map: Any, bindparams: Any) -> tuple[Any, ...]:
        return (Limit, self._number)


def limit(kind: Any, rule: ColumnElement[bool]) -> Limit:
    """Only those rows of a mapped class for which the rule holds."""
    return Limit(kind, rule)


def hidden(*kinds: Any) -> tuple[Any, ...]:
    """No row of these mapped classes."""
    return tuple(limit(kind, false()) for kind in kinds)
