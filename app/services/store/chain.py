"""The audit's chain, link by link: a row that does not follow from the one before is named, and the check goes on.

Rows are read as they lie in the file, without the types of the models: another program may have put anything there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from app.services.store import audit
from app.services.store.audit import START
from app.wording import N_, _

COLUMNS = 'seq, at, actor, action, "table", record, digest, head'
MOST_MOVED = 16  # how many removed rows in one place are looked for where the numbers after them were moved up

CHANGED = N_("This row was changed, or put in by something other than Peerdesk.")
PUT_IN = N_("This row was put in by something other than Peerdesk.")
REMOVED = N_("This row was removed.")
REMOVED_MANY = N_("This row and all up to row {last} were removed.")
MOVED_UP = N_("A row before this one was removed, and the rows after it were given other numbers.")


class Link(NamedTuple):
    """A row of the audit as it lies in the file; `at` is text."""

    seq: int
    at: Any
    actor: Any
    action: Any
    table: Any
    record: Any
    digest: Any
    head: Any

    def follows(self, before: bytes, number: int) -> bool:
        """Whether the row's head is the one of this row, under this number, after that head."""
        at = audit.told_instant(self.at)
        if at is None or not isinstance(self.digest, bytes):
            return False
        words = (self.actor, self.action, self.table, self.record)
        return bool(audit.head_at(before, number, at, words, self.digest) == self.head)


@dataclass(frozen=True)
class Break:
    """A row at which the chain does not hold, and a sentence."""

    seq: int
    sentence: str


def breaks(rows: Iterable[Link], count: int = 0, head: bytes = START) -> Iterator[Break]:
    """Every break in rows that come after `count` rows with this head; `rows` are ordered by number.

    Also told apart: rows put in or removed with the numbers of the others moved, so that not every later row is named.
    """
    walk = _Walk(count, head)
    for row in rows:
        yield from walk.see(row)
    yield from walk.given_up(CHANGED)


class _Walk:
    """Where the walk along the chain stands: the last row that fits, and those after it that do not."""

    def __init__(self, count: int, head: bytes) -> None:
        self.good, self.good_head = count, head  # the last row that fits, by the number it was written under
        self.before, self.expected, self.shift = head, count + 1, 0
        self.at_fault: list[Link] = []

    def see(self, row: Link) -> Iterator[Break]:
        """What is known to be broken once this row was read."""
        if row.seq < self.expected:
            yield Break(row.seq, _(PUT_IN))
            return
        if row.seq > self.expected:
            yield from self.given_up(CHANGED)
            more = row.seq - 1 > self.expected
            sentence = _(REMOVED_MANY).format(last=row.seq - 1) if more else _(REMOVED)
            yield Break(self.expected, sentence)
            self._fits(row)  # what it followed is gone; the rows after it are judged again
        elif row.follows(self.before, row.seq + self.shift):
            yield from self.given_up(CHANGED)
            self._fits(row)
        elif self.at_fault and row.follows(self.good_head, self.good + 1):
            yield from self.given_up(PUT_IN)
            self.shift = self.good + 1 - row.seq
            self._fits(row)
        elif self.at_fault and (moved := self._moved(row)):
            yield from self.given_up(MOVED_UP)
            self.shift += moved
            self._fits(row)
        else:
            self.at_fault.append(row)
        self.before, self.expected = row.head if isinstance(row.head, bytes) else b"", row.seq + 1

    def given_up(self, sentence: str) -> list[Break]:
        """The rows at fault so far, each with what it is taken for; none are left."""
        found = [Break(row.seq, _(sentence)) for row in self.at_fault]
        self.at_fault = []
        return found

    def _fits(self, row: Link) -> None:
        self.good, self.good_head = row.seq + self.shift, row.head if isinstance(row.head, bytes) else b""

    def _moved(self, row: Link) -> int:
        number = row.seq + self.shift
        return next((by for by in range(1, MOST_MOVED + 1) if row.follows(self.before, number + by)), 0)


def head_at(connection: Connection, count: int) -> bytes | None:
    """The head of this row as it lies in the file, or None where there is no such row."""
    row = connection.exec_driver_sql("SELECT head FROM audit_row WHERE seq = ?", (count,)).first()
    return None if row is None else row[0]


def end(connection: Connection, count: int, head: str) -> tuple[int, bytes] | None:
    """The newest (count, head), reached from this anchor by links that all hold; None where one does not."""
    begin = bytes.fromhex(head) if count else START
    if count and head_at(connection, count) != begin:
        return None
    query = f"SELECT {COLUMNS} FROM audit_row WHERE seq > ? ORDER BY seq"
    last = (count, begin)

    def read() -> Iterator[Link]:
        nonlocal last
        for row in connection.exec_driver_sql(query, (count,)):
            last = (row[0], row[7])
            yield Link(*row)

    return None if any(breaks(read(), count, begin)) else last
