"""The order of an export's rows: by day, then by what stands in them, never by when or by whom they came in.

Two stores that hold the same records give the same file. The rows come by day already; only those of one day are held.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from app.services.exchange.codebooks import Batch

DAY, FIRST = "date", ("start", "staff", "client", "supervisor")


def in_order(batches: Iterable[Batch], names: Sequence[str]) -> Iterator[Batch]:
    """The rows of each day by start and by whose they are, then by every cell; files without days stay as they come."""
    if DAY not in names:
        yield from batches
        return
    day = itemgetter(names.index(DAY))
    roughly = itemgetter(*(names.index(name) for name in FIRST if name in names), names.index(DAY))
    for _day, rows in groupby(chain.from_iterable(batches), day):
        yield _sorted(list(rows), roughly)


def _sorted(rows: list[Sequence[Any]], roughly: Any) -> Batch:
    """Sorted by a few cells, as most rows can be told by; those that cannot are sorted by all of theirs."""
    rows.sort(key=roughly)
    if len(set(map(roughly, rows))) == len(rows):
        return rows
    found: list[Sequence[Any]] = []
    for _key, alike in groupby(rows, roughly):
        some = list(alike)
        found += some if len(some) == 1 else sorted(some, key=_whole)
    return found


def _whole(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        cell if cell.__class__ is str else "" if cell is None else f"{cell:012}" if isinstance(cell, int) else str(cell)
        for cell in row
    )
