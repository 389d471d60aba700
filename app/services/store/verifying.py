"""Checks a store against its own record: pages, chain, anchor, and every row against its last audited values.

All is read as it lies in the file and in one state of it, each table in the order of its rows and not by an index: an
old page put back passes the cipher's own check, and an index may then lead nowhere. Time grows with the rows; what is
kept in memory is one digest a row.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import MetaData, Table

from app.services.problems import Problem
from app.services.store import audit, chain, images, signing, vault
from app.services.store import engine as engines
from app.services.store.chain import COLUMNS, Break, Link, breaks
from app.services.store.images import Images
from app.services.store.session import OpenStore
from app.services.store.vault import Anchor
from app.wording import N_, _

UNREADABLE = N_("A row was changed, or put in by something other than Peerdesk.")
CUT = N_("Rows at the end of the record were cut off, or an older store was put back.")
REWRITTEN = N_("The record was rewritten, or the vault file belongs to another state of the store.")
UNANCHORED = N_("The vault file does not say how long the record was. It may be an older copy.")
VALUES = N_("The values kept for this row were changed or removed.")
STRAY = N_("A value stands in the record that belongs to no row of it.")
NOT_COVERED = N_("This signature covers a state of the record that the record no longer holds: it was rewritten or cut.")
MISMATCH = N_("What this signature says it covers is not what was signed.")
HIDDEN = N_("Values were taken out of the record that no destruction accounts for.")
STEP = 500  # rows between two chances to stop


@dataclass(frozen=True)
class Fault:
    """One thing found wrong: where (a row number or a table and record id, never a name) and a sentence."""

    place: str
    sentence: str


Step = Callable[[], object]


def faults(store: OpenStore, metadata: MetaData, step: Step = lambda: None) -> Iterator[Fault]:
    """Every fault found in the file, the chain, the anchor and the rows, in that order; none where all holds.

    `step()` is called now and then and may raise to stop the check. Writers go on meanwhile.
    """
    with store.gate.shared():
        yield from _faults(store, metadata, step)


def _faults(store: OpenStore, metadata: MetaData, step: Step) -> Iterator[Fault]:
    try:
        anchor = vault.check_mac(store.folder, store.key).anchor  # before the rows are read: it only moves forward
    except Problem as wrong:
        yield Fault(vault.VAULT_FILE, wrong.sentence)
        return
    raw = engines.connect(store.folder / engines.FILE, store.key)
    stopped: list[BaseException] = []
    raw.set_progress_handler(lambda: _asked(step, stopped), 100_000)
    try:
        with engines.sentences():
            yield from _pages(store, raw)
            raw.execute("BEGIN")
            yield from _Check(raw, metadata, anchor, step).run()
    except Problem as wrong:
        yield Fault(engines.FILE, wrong.sentence)
    except (driver.Error, TypeError, ValueError):
        if stopped:
            raise stopped[0] from None
        yield Fault(_("audit"), _(UNREADABLE))  # another program put something there that is no text
    finally:
        raw.close()


def at_unlock(store: OpenStore, anchor: Anchor) -> str:
    """The sentence where the record does not hold its anchor, else ''. One look, so that nobody waits for it."""
    with engines.sentences(), store.engine.connect() as connection:
        return _(_held(anchor, chain.head_at(connection, anchor.count), bool(audit.last(connection)[0])))


def _held(anchor: Anchor, head: bytes | None, any_rows: bool) -> str:
    """What is wrong with the anchor, given the head of its row."""
    if anchor.count == 0:
        return UNANCHORED if any_rows else ""
    if head is None:
        return CUT
    return "" if head == bytes.fromhex(anchor.head) else REWRITTEN


def _asked(step: Step, stopped: list[BaseException]) -> bool:
    """Whether a statement that takes long must stop; what `step` raised is kept for the one who waits."""
    try:
        step()
    except Exception as stop:  # noqa: BLE001 - it may not pass through the driver, and is raised behind it
        stopped.append(stop)
    return bool(stopped)


def _pages(store: OpenStore, raw: Any) -> Iterator[Fault]:
    """Pages whose seal is broken; one that a writer was just about to finish is looked at again."""
    raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()  # the check of pages does not read the WAL
    if raw.execute("PRAGMA cipher_integrity_check").fetchall():
        with store.turns:
            found = raw.execute("PRAGMA cipher_integrity_check").fetchall()
        for (what,) in found[:1]:
            yield _damaged(what)


def _damaged(what: object) -> Fault:
    return Fault(engines.FILE, _("The file is damaged: {what}.").format(what=what))


class _Check:
    """One walk over one state of the store."""

    def __init__(self, raw: Any, metadata: MetaData, anchor: Anchor, step: Step) -> None:
        self.raw, self.metadata, self.anchor, self.step = raw, metadata, anchor, step
        self.images = Images(metadata)
        self.sound = True  # the indexes lead where they should
        self.destroyed = {
            (seq, part): (digest, destruction)
            for seq, part, digest, destruction in self._rows("SELECT * FROM audit_destroyed NOT INDEXED")
        }

    def run(self) -> Iterator[Fault]:
        """Structure, links, values, anchor and signatures, rows, destructions."""
        for (what,) in self._rows("PRAGMA integrity_check(20)"):
            if what != "ok":
                self.sound = False
                yield _damaged(what)
        for table, rowid, parent, _number in self._rows("PRAGMA foreign_key_check"):
            words = _("A row refers to one of {table} that is missing.").format(table=parent)
            yield Fault(f"{table} {rowid}", words)
        yield from map(_at_row, breaks(self._links()))
        yield from self._values()
        yield from self._covered()
        yield from self._tables()
        yield from self._destructions()

    def _rows(self, query: str) -> Iterator[Any]:
        for number, row in enumerate(self.raw.execute(query)):
            if number % STEP == 0:
                self.step()
            yield row

    def _links(self) -> Iterator[Link]:
        return (Link(*row) for row in self._rows(f"SELECT {COLUMNS} FROM audit_row ORDER BY seq"))

    def _values(self) -> Iterator[Fault]:
        """Rows whose digest is not that of their values; what the values say of each record is kept."""
        order = "ORDER BY seq, part" if self.sound else "NOT INDEXED ORDER BY rowid"  # they were written in this order
        values = self._rows(f"SELECT seq, part, salt, value FROM audit_value {order}")
        ahead = next(values, None)
        gone: dict[int, list[int]] = {}
        for seq, part in self.destroyed:
            gone.setdefault(seq, []).append(part)
        for row in self._links():
            parts: dict[int, bytes] = {part: self.destroyed[row.seq, part][0] for part in gone.pop(row.seq, ())}
            while ahead is not None and ahead[0] <= row.seq:
                if ahead[0] < row.seq:
                    yield Fault(_place(ahead[0]), _(STRAY))
                elif not self._taken(row, ahead, parts):
                    parts.clear()
                ahead = next(values, None)
            if audit.digest_over(parts[part] for part in sorted(parts)) != row.digest:
                yield Fault(_place(row.seq), _(VALUES))
        if ahead is not None or gone:
            yield Fault(_place(ahead[0] if ahead is not None else min(gone)), _(STRAY))

    def _taken(self, row: Link, value: Any, parts: dict[int, bytes]) -> bool:
        _seq, part, salt, said = value
        if not isinstance(salt, bytes) or not isinstance(said, bytes) or part in parts:
            return False
        parts[part] = audit.part_digest(salt, said)
        try:
            self.images.take(row.action, row.table, row.record, said)
        except (KeyError, TypeError, ValueError):  # no values of ours: the digest tells
            return False
        return True

    def _covered(self) -> Iterator[Fault]:
        """The anchor, and what each signature covers, must stand in the chain."""
        anchor, claims = self.anchor, list(self._claims())
        wanted = {count for _where, count, _head, _fits in claims} | {anchor.count}
        heads = {seq: head for seq, head in self._rows("SELECT seq, head FROM audit_row") if seq in wanted}
        any_rows = next(self._rows("SELECT 1 FROM audit_row LIMIT 1"), None) is not None
        wrong = _held(anchor, heads.get(anchor.count), any_rows)
        if wrong:
            yield Fault(_place(anchor.count) if anchor.count else vault.VAULT_FILE, _(wrong))
        for where, count, head, fits in claims:
            if not fits:
                yield Fault(where, _(MISMATCH))
            elif count and heads.get(count) != _unhexed(head):
                yield Fault(where, _(NOT_COVERED))

    def _claims(self) -> Iterator[tuple[str, int, Any, bool]]:
        """(place, count, head, whether that is what was signed) of each signature."""
        for table in self.metadata.sorted_tables:
            if "audit_head" in table.columns:
                query = f'SELECT id, audit_count, audit_head, payload FROM "{table.name}" NOT INDEXED'
                for record, count, head, payload in self._rows(query):
                    fits = signing.covered(payload) in (None, (count, head))
                    yield f"{table.name} {record}", count, head, fits

    def _tables(self) -> Iterator[Fault]:
        for table in self.metadata.sorted_tables:
            if table.name not in ("audit_row", "audit_value") and table.info.get("audited", True):
                yield from self._table(table)
        for name, record in self.images.left():
            yield Fault(f"{name} {record}", _("A recorded row is missing from the store."))

    def _table(self, table: Table) -> Iterator[Fault]:
        shape = images.Shape(table)
        columns = ", ".join(f'"{name}"' for name in shape.names)
        for row in self._rows(f'SELECT {columns} FROM "{table.name}" NOT INDEXED'):
            record, image = shape.read(row)
            fits = self.images.compare(shape, record, image)
            if fits is None:
                words = _("A row stands in the store that the record does not know.")
                yield Fault(f"{table.name} {record}", words)
            elif not fits:
                yield Fault(f"{table.name} {record}", _("A row was changed outside Peerdesk."))

    def _destructions(self) -> Iterator[Fault]:
        """Each destroyed value must be one of those that the record of its destruction counts."""
        lists: dict[str, list[tuple[int, int, bytes]]] = {}
        for (seq, part), (digest, destruction) in sorted(self.destroyed.items()):
            lists.setdefault(destruction, []).append((seq, part, digest))
        for destruction, parts in lists.items():
            if self.images.destroyed.get(destruction) != tally(parts):
                yield Fault(f"destruction {destruction}", _(HIDDEN))


def tally(parts: list[tuple[int, int, bytes]]) -> str:
    """What the record of a destruction keeps of the values it took out: a digest over (row, part, digest), in hex."""
    plain = [[seq, part, digest.hex()] for seq, part, digest in sorted(parts)]
    return hashlib.sha256(audit.canonical(plain)).hexdigest()


def _at_row(one: Break) -> Fault:
    return Fault(_place(one.seq), one.sentence)


def _place(seq: int) -> str:
    return _("audit row {seq}").format(seq=seq)


def _unhexed(head: Any) -> bytes:
    try:
        return bytes.fromhex(head)
    except (TypeError, ValueError):
        return b""
