"""Names found in the one folded form: the condition that each word of a search stands in a row's texts."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, func, true

from app import folded


def holds(word: str, *columns: Any) -> ColumnElement[bool]:
    """The condition that one folded word stands in these columns, which name one person or thing.

    `folded_holds` is a function that the store gives each of its connections.
    """
    return func.folded_holds(word, *columns, type_=Boolean())


def found(text: str, *columns: Any) -> ColumnElement[bool]:
    """The condition that every word of a search stands in these columns, in any order."""
    return and_(true(), *(holds(word, *columns) for word in folded.words(text)))
