"""Opening the store and working in it: one lock, first-come writers, sessions bound to a person.

Every session has an actor. Its mapped selects carry the actor's scope, its flushes leave their audit rows, and
statements that would pass beside both are refused.
"""

import contextlib
import datetime as dt
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as Session  # the screens name their sessions by this door

from app import clock
from app.services.problems import Damaged, NoStore, Problem, StoreBusy
from app.services.store import audit, chain, upgrade, vault
from app.services.store import engine as engines
from app.services.store.holding import hold as hold
from app.wording import _


class Actor(Protocol):
    """Who works in a session."""

    @property
    def key(self) -> str:
        """The user's id as the audit writes it."""

    def criteria(self) -> tuple[Any, ...]:
        """The loader criteria that every read of this person carries."""


class Turns:
    """A first-come queue of writers; SQLite's own waiting starves those who ask seldom."""

    def __init__(self) -> None:
        """Nobody writes, nobody waits."""
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._busy = False
        self._writer = 0

    def __enter__(self) -> None:
        """Wait for this thread's turn; one that has it already would wait for itself."""
        me = threading.get_ident()
        with self._guard:
            if self._writer == me:
                raise RuntimeError("a transaction begins inside another of the same thread")
            mine = threading.Event()
            if self._busy:
                self._waiting.append(mine)
            else:
                self._busy = True
                mine.set()
        mine.wait()
        self._writer = me

    def __exit__(self, *error: object) -> None:
        """Hand the turn to who has waited longest."""
        with self._guard:
            self._writer = 0
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False


class Gate:
    """Many at once, or one alone while the file itself is exchanged."""

    def __init__(self) -> None:
        """Open, with nobody inside."""
        self._changed = threading.Condition()
        self._inside, self._shut = 0, False

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Be inside with others; waits while one is alone there."""
        with self._changed:
            self._changed.wait_for(lambda: not self._shut)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self, patience: float = 10.0) -> Iterator[None]:
        """Be inside alone. Raises StoreBusy where others stay longer than `patience` seconds."""
        with self._changed:
            self._shut = True
            try:
                if not self._changed.wait_for(lambda: not self._inside, patience):
                    raise StoreBusy(_("Something else is still reading the store. Try again in a moment."))
            except BaseException:
                self._open()
                raise
        try:
            yield
        finally:
            with self._changed:
                self._open()

    def _open(self) -> None:
        self._shut = False
        self._changed.notify_all()


@dataclass
class OpenStore:
    """A store that is open: its folder, engine and key (never shown), and who listens to changes."""

    folder: Path
    engine: Engine = field(repr=False)
    key: bytes = field(repr=False)
    lock: FileLock | None = field(repr=False, default=None)
    turns: Turns = field(repr=False, default_factory=Turns)
    gate: Gate = field(repr=False, default_factory=Gate)
    listeners: list[Callable[[frozenset[str]], None]] = field(repr=False, default_factory=list)
    unsettled: bool = True  # a kill may have come between the last commit and the anchor's move

    def settle(self) -> bool:
        """Move the anchor in the vault file up to the last committed audit row, over links that all hold.

        False where they do not: the anchor stays, so that the check at unlock and `verify` go on telling of it. Raises
        Damaged, DiskProblem.
        """
        if not self.unsettled:
            return True
        self.unsettled = False  # a commit from here on sets it again
        try:
            with self.gate.shared():
                anchor = vault.check_mac(self.folder, self.key).anchor
                with engines.sentences(), self.engine.connect() as connection:
                    end = chain.end(connection, anchor.count, anchor.head)
                if end is not None:
                    vault.move_anchor(self.folder, self.key, end[0], end[1].hex())
        except BaseException:
            self.unsettled = True
            raise
        self.unsettled = self.unsettled or end is None
        return end is not None

    def close(self) -> None:
        """Settle the anchor, close every connection, give the lock back.

        An anchor that cannot be moved is no failure of what was done: it is a lower bound, and moves the next time.
        """
        try:
            with contextlib.suppress(Problem):
                self.settle()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close every connection and give the lock back, writing nothing."""
        self.engine.dispose()
        if self.lock is not None:
            self.lock.release()


def open_store(folder: Path, key: bytes, metadata: MetaData, lock: FileLock | None = None) -> OpenStore:
    """Open the encrypted file in `folder`, bringing its schema up where it is behind.

    Raises NoStore, ForeignStore, NewerStore or Damaged, each with its sentence; nothing is changed then.
    """
    path = folder / engines.FILE
    if not path.is_file():
        raise NoStore(_("The store's file, agency.db, is missing from {folder}.").format(folder=folder))
    if not path.stat().st_size and not path.with_name(f"{path.name}-wal").exists():
        empty = Damaged(_("The store's file is empty."))  # SQLite would begin a new one
        empty.broken = True
        raise empty
    return _opened(folder, key, metadata, lock)


def create_store(folder: Path, key: bytes, metadata: MetaData, lock: FileLock | None = None) -> OpenStore:
    """Make the encrypted file with today's schema in an empty folder."""
    path = folder / engines.FILE
    if path.exists():
        raise StoreBusy(_("A store lies in this folder already. Choose another folder."))
    store = _opened(folder, key, metadata, lock)
    path.chmod(0o600)
    return store


def _opened(folder: Path, key: bytes, metadata: MetaData, lock: FileLock | None) -> OpenStore:
    path = folder / engines.FILE
    engine = engines.open_engine(path, key)
    try:
        upgrade.bring_up(engine, path, key, metadata)
    except BaseException:
        engine.dispose()
        raise
    return OpenStore(folder, engine, key, lock)


@contextlib.contextmanager
def transaction(store: OpenStore, actor: Actor, now: dt.datetime | None = None) -> Iterator[Session]:
    """A session that writes: all of it is committed with its audit rows, or nothing is.

    Raises Problems with a sentence where the disk or the store refuses.
    """
    with store.turns, store.gate.shared(), engines.sentences():
        # once it is this writer's turn, so that times follow the record's order; one zone, so that digests are stable
        at = (now or clock.now()).astimezone(dt.UTC)
        with _session(store, actor, at, writes=True) as session, session.begin():
            yield session
            session.flush()
            touched = frozenset(session.info["touched"])
        store.unsettled = store.unsettled or bool(touched)
    if session.info.get("settle"):
        with contextlib.suppress(Problem):  # what was signed is committed; the anchor moves the next time
            store.settle()
    if touched:
        for listener in store.listeners:
            listener(touched)


@contextlib.contextmanager
def reading(store: OpenStore, actor: Actor, now: dt.datetime | None = None) -> Iterator[Session]:
    """A session that reads one state of the store; a flush in it fails. `now`: for another moment than this one."""
    with store.gate.shared(), engines.sentences():
        with _session(store, actor, now or clock.now(), writes=False) as session, session.begin():
            yield session


def _session(store: OpenStore, actor: Actor, now: dt.datetime, *, writes: bool) -> Session:
    engine = store.engine.execution_options(writes=True) if writes else store.engine
    session = _Bound(engine, autoflush=writes, expire_on_commit=False)
    session.info.update(actor=actor, now=now, at=now if writes else None, touched=set(), scope=actor.criteria())
    return session


def _scoped(state: ORMExecuteState) -> None:
    if not state.is_select or not state.is_orm_statement:
        raise RuntimeError("only mapped selects pass a person's session")
    if state.is_column_load or state.is_relationship_load:
        return  # the criteria of the first select travel with what it loaded
    state.statement = _limited(state.statement, state.session.info["scope"])


# A statement that is made once keeps its key of the cache, with the limits as well. One that was made for its moment
# goes with it: what it asks for is a person's.
_known: weakref.WeakKeyDictionary[Any, tuple[tuple[Any, ...], Any]] = weakref.WeakKeyDictionary()


def _limited(statement: Any, scope: tuple[Any, ...]) -> Any:
    kept = _known.get(statement)
    if kept is None or kept[0] is not scope:
        kept = _known[statement] = scope, statement.options(*scope)
    return kept[1]


def _checked(session: Session, context: object, instances: object) -> None:
    if session.info["at"] is None and (session.new or session.dirty or session.deleted):
        raise RuntimeError("this session only reads")
    check = getattr(session.info["actor"], "may_keep", None)
    if check is not None:
        for record in [*session.new, *session.dirty, *session.deleted]:
            check(record)


class _Bound(Session):
    """A session that is bound to a person; its hooks are put on once, for putting them on each session takes longer."""


event.listen(_Bound, "do_orm_execute", _scoped)
event.listen(_Bound, "before_flush", _checked)
event.listen(_Bound, "after_flush", audit.after_flush)
