"""Columns of a mapped select read as the driver gives them, where an export reads a hundred thousand rows."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Bundle


class Straight(Bundle[Any]):
    """A row's columns as one tuple: column by column the mapper takes as long as the reading itself.

    The select must hold nothing beside it, and no column may need converting.
    """

    def __init__(self, *columns: Any) -> None:
        """Take these columns, in this order."""
        super().__init__("straight", *columns)

    def create_row_processor(self, query: Any, procs: Any, labels: Any) -> Callable[[Any], tuple[Any, ...]]:
        """Take the row as it is."""
        return tuple
