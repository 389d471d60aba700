"""Takes a person's rows out of the store with what the audit keeps of them; the chain stays whole.

In the audit a digest stands for each value taken out, and one row tells how many there were and the digest over all, so
that nothing else can be hidden behind a destruction. The guards are off meanwhile, inside the transaction, as in an
upgrade. Deleted rows are overwritten in the file; that says nothing of the disk beneath, nor of copies.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.services.store import audit, guards, reach, verifying
from app.services.store import engine as engines
from app.services.store.images import Shape
from app.services.store.reach import Belongings, Found
from app.services.store.session import OpenStore

_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


@dataclass(frozen=True)
class Subject:
    """Who goes: table and ids of their rows (more than one where records were merged), and by what a draft names them.

    `words` are names and codes as they would be typed. `rewritten` maps (table, id) to the values that take the place
    of those that name the person, in rows that stay.
    """

    table: str
    ids: tuple[uuid.UUID, ...]
    words: tuple[str, ...]
    rewritten: Mapping[tuple[str, str], Mapping[str, Any]]

    @property
    def hex(self) -> set[str]:
        """The ids as the tables and the audit write them."""
        return {one.hex for one in self.ids}


@dataclass(frozen=True)
class Done:
    """What a destruction took out, by table; shared rows that stay; drafts and recorded values that went; and why."""

    rows: dict[str, int]
    stay: dict[str, int]
    drafts: int
    values: int
    why: tuple[str, ...] = ()


def destroy(
    session: Session,
    metadata: MetaData,
    belongings: Belongings,
    signed: Mapping[str, tuple[str, str]],
    subject: Subject,
    destruction: uuid.UUID,
    number: str,
    why: Sequence[str] = (),
) -> Done:
    """Take everything of the subject out, in the session's transaction, and write down what was taken.

    `signed` maps a shared table to its table of signatures and the column that names the shared row: signed bytes that
    name the person are kept without them, marked with the destruction's number. `why` is written down with the rest.
    """
    connection = session.connection()
    found = reach.find(connection, metadata, belongings, subject.table, subject.hex)
    work = _Work(connection, metadata, found, subject)
    guards.drop(connection)
    changed = work.rewrite(signed, number) | work.let_go()
    drafts = work.drafts()
    parts, survivors = work.values(changed)
    work.delete()
    for table, ids in survivors.items():
        changed |= {(table, one) for one in ids}
    work.hide(parts, destruction.hex)
    guards.create(connection, metadata)
    done = Done(
        {table: len(found.standing(table)) for table in sorted(found.rows) if found.standing(table)},
        {table: len(ids) for table, ids in sorted(found.stay.items()) if ids},
        drafts, len(parts), tuple(why),
    )  # fmt: skip
    session.info["touched"] |= set(found.rows)
    audit.write(session, [*work.images(changed), _told(destruction, done, parts)])
    return done


def _told(
    destruction: uuid.UUID, done: Done, parts: Sequence[tuple[int, int, bytes]]
) -> tuple[str, str, str, list[tuple[str, bytes]]]:
    """The audit row of the destruction itself."""
    after = {**asdict(done), "tally": verifying.tally(list(parts))}
    return "destroy", "", destruction.hex, [(destruction.hex, audit.canonical({"before": None, "after": after}))]


def told(session: Session, destruction: uuid.UUID) -> Done:
    """What the audit keeps of a destruction that was done. Raises LookupError where none was."""
    query = "SELECT v.value FROM audit_row r JOIN audit_value v ON v.seq = r.seq WHERE r.action = 'destroy' AND r.record = ?"
    row = session.connection().exec_driver_sql(query, (destruction.hex,)).first()
    if row is None:
        raise LookupError("no destruction of this id was done")
    said = json.loads(row[0])["after"]
    return Done(said["rows"], said["stay"], said["drafts"], said["values"], tuple(said["why"]))


def tidy(store: OpenStore) -> None:
    """Let no older state of the pages lie in the write-ahead file any longer; where readers hold it, the next close does."""
    with store.gate.shared(), engines.sentences():
        raw = engines.connect(store.folder / engines.FILE, store.key)
        try:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()


class _Work:
    """The steps on one connection, inside its transaction."""

    def __init__(self, connection: Connection, metadata: MetaData, found: Found, subject: Subject) -> None:
        self.connection, self.metadata, self.found, self.subject = connection, metadata, found, subject
        self.run = connection.exec_driver_sql

    def rewrite(self, signed: Mapping[str, tuple[str, str]], number: str) -> set[tuple[str, str]]:
        """Rows that stay, without what names the person; their earlier recorded values go."""
        changes: dict[tuple[str, str], Mapping[str, Any]] = dict(self.subject.rewritten)
        for parent, (table, column) in signed.items():
            query = f'SELECT id, payload FROM "{table}" WHERE "{column}" IN'
            for one, payload in reach.select(self.connection, query, self.found.stay.get(parent, ())):
                if one not in self.found.rows.get(table, ()):
                    changes[table, one] = {"payload": without(payload, self.subject.hex, number)}
        for (table, one), values in changes.items():
            settings = ", ".join(f'"{name}" = ?' for name in values)
            self.run(f'UPDATE "{table}" SET {settings} WHERE id = ?', (*values.values(), one))
        self._scrubbed = set(changes)
        return set(changes)

    def let_go(self) -> set[tuple[str, str]]:
        """Rows that stay no longer name rows that go."""
        changed = set()
        for table in self.metadata.sorted_tables:
            for key in table.foreign_keys:
                other, column = key.column.table.name, key.parent.name
                if "id" not in table.columns or not key.parent.nullable:
                    continue
                query = f'SELECT id FROM "{table.name}" WHERE "{column}" IN'
                for (one,) in list(reach.select(self.connection, query, self.found.standing(other))):
                    goes = one in self.found.rows.get(table.name, ())
                    if not goes or other == table.name:  # rows that go in any order may not name one another
                        self.run(f'UPDATE "{table.name}" SET "{column}" = NULL WHERE id = ?', (one,))
                    changed |= set() if goes else {(table.name, one)}
        return changed

    def drafts(self) -> int:
        """Unfinished typing about the person; how many drafts went."""
        ids = {one for found in self.found.rows.values() for one in found}
        words = [word.casefold() for word in self.subject.words]
        gone = [
            key for *key, typed in self.run("SELECT author_id, form, record, typed FROM draft").all()
            if _ids(f"{key[2]} {typed}") & ids or _names(typed, words)
        ]  # fmt: skip
        for key in gone:
            self.run("DELETE FROM draft WHERE author_id = ? AND form = ? AND record = ?", tuple(key))
        return len(gone)

    def values(self, changed: set[tuple[str, str]]) -> tuple[list[tuple[int, int, bytes]], dict[str, set[str]]]:
        """(row, part, digest) of each recorded value that goes, and the rows that stay although an import's part goes."""
        parts: dict[tuple[int, int], bytes] = {}
        query = "SELECT v.seq, v.part, v.salt, v.value FROM audit_row r JOIN audit_value v ON v.seq = r.seq"
        query += ' WHERE r."table" = ?'
        for table, one in [*self._gone(), *self._scrubbed]:
            for seq, part, salt, value in self.run(f"{query} AND r.record = ?", (table, one)):
                parts[seq, part] = audit.part_digest(salt, value)
        survivors: dict[str, set[str]] = {}
        for seq, part, table, salt, value in self._packed():
            parts[seq, part] = audit.part_digest(salt, value)
            key = [column.name for column in self.metadata.tables[table].primary_key]
            ids = {one for one, _row in audit.unpack("import", key, value)}
            survivors.setdefault(table, set()).update(ids - self.found.rows.get(table, set()))
        return [(seq, part, digest) for (seq, part), digest in sorted(parts.items())], survivors

    def _gone(self) -> Iterator[tuple[str, str]]:
        for table, ids in self.found.rows.items():
            yield from ((table, one) for one in sorted(ids))

    def _packed(self) -> Iterator[tuple[int, int, str, bytes, bytes]]:
        """The parts of imports that belong to the person, or to a row that goes."""
        owners = self.subject.hex | {one for ids in self.found.rows.values() for one in ids}
        query = (
            'SELECT r.seq, v.part, v.owner, r."table" FROM audit_row r JOIN audit_value v ON v.seq = r.seq'
            " WHERE r.action = 'import'"
        )
        mine = [
            (seq, part, table) for seq, part, owner, table in self.run(query)
            if owner.partition("/")[0] in owners and table in self.metadata.tables
        ]  # fmt: skip
        for seq, part, table in mine:
            kept = "SELECT salt, value FROM audit_value WHERE seq = ? AND part = ?"
            salt, value = self.run(kept, (seq, part)).one()
            yield seq, part, table, salt, value

    def delete(self) -> None:
        """The rows, those that refer to others first."""
        for table in reversed(self.metadata.sorted_tables):
            for some in reach.batches(self.found.standing(table.name)):
                self.run(f'DELETE FROM "{table.name}" WHERE id IN ({reach.marks(some)})', tuple(some))

    def hide(self, parts: Iterable[tuple[int, int, bytes]], destruction: str) -> None:
        """A digest in the place of each recorded value."""
        for seq, part, digest in parts:
            self.run("INSERT INTO audit_destroyed VALUES (?, ?, ?, ?)", (seq, part, digest, destruction))
            self.run("DELETE FROM audit_value WHERE seq = ? AND part = ?", (seq, part))

    def images(self, changed: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str, list[tuple[str, bytes]]]]:
        """Audit rows of the act 'keep' that say how the rows that stay lie in the store now."""
        by_table: dict[str, set[str]] = {}
        for table, one in changed:
            by_table.setdefault(table, set()).add(one)
        for table, ids in sorted(by_table.items()):
            shape = Shape(self.metadata.tables[table])
            columns = ", ".join(f'"{name}"' for name in shape.names)
            for row in reach.select(self.connection, f'SELECT {columns} FROM "{table}" WHERE id IN', ids):
                record, image = shape.read(row)
                yield "keep", table, record, [(record, audit.canonical({"before": None, "after": image}))]


def without(payload: bytes, ids: set[str], number: str) -> bytes:
    """Signed values without whom these ids name, marked with the destruction's number; their signature no longer checks."""
    return audit.canonical({**_pruned(json.loads(payload), ids), "redacted": number})


def _pruned(value: Any, ids: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _pruned(said, ids) for name, said in value.items() if name not in ids}
    if isinstance(value, list):
        return [_pruned(one, ids) for one in value if not (isinstance(one, str) and one in ids)]
    return value


def _ids(text: str) -> set[str]:
    return {found.replace("-", "") for found in _ID.findall(text.casefold())}


def _names(typed: str, words: Sequence[str]) -> bool:
    """Whether typing names the person: a name of several words anywhere, a code or single word as a whole answer."""
    said = typed.casefold()
    try:
        answers = {str(one).casefold() for one in _answers(json.loads(typed))}
    except ValueError:
        answers = set()
    return any(word in said if " " in word else word in answers for word in words)


def _answers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _answers(one)
    elif value is not None:
        yield value
