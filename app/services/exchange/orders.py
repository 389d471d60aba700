"""The order of an export's rows: by day, then by what stands in them, never by when or by whom they came in.

Two stores that hold the same records give the same file. The rows come by day already; besides a batch only those of
its last day are held.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
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
    roughly = itemgetter(names.index(DAY), *(names.index(name) for name in FIRST if name in names))
    kept: list[Sequence[Any]] = []
    for batch in batches:
        kept += batch
        last = bisect_left(kept, day(kept[-1]), key=day) if kept else 0  # more rows of this day may follow
        yield _sorted(kept[:last], roughly)
        kept = kept[last:]
    yield _sorted(kept, roughly)


def _sorted(rows: list[Sequence[Any]], roughly: Any) -> Batch:
    """By a few cells, and where those agree by all. Cells of one column are alike but where some are blank."""
    try:
        return [row for _key, row in sorted(zip(map(roughly, rows), rows, strict=True))]
    except TypeError:  # a blank cell met one with text; the same order, told of each cell
        return sorted(rows, key=lambda row: (*roughly(row), *_whole(row)))


def _whole(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(
        cell if cell.__class__ is str else "" if cell is None else f"{cell:012}" if isinstance(cell, int) else str(cell)
        for cell in row
    )
