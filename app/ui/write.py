"""The one door between screens and services: reading, writing, signing, drafts, and who hears of a change."""

import contextlib
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app import clock
from app.services import drafts
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.packs import library
from app.services.problems import DiskProblem, Invalid, Problem
from app.services.rules import packs
from app.services.rules.pack import Pack
from app.services.store import session as sessions
from app.services.store.session import Session
from app.services.users import Action
from app.ui.kit import moments, page
from app.ui.kit.background import Queue
from app.ui.kit.drafts import Keeper
from app.ui.kit.form import Form
from app.ui.window import Window
from app.wording import _, plural
from app.wording import clock as time_of_day

T = TypeVar("T")
Openers = Callable[[str], Callable[..., Any]]  # a name of the table of routes -> the function that it stands for
SETTLE_AFTER = 2000  # milliseconds from the last write to the anchor's move


class Desk(QObject):
    """What every screen works with: the open store and its person, the window, background work, drafts, other pages."""

    changed = Signal(frozenset)
    closing = Signal()
    alarmed = Signal(str)  # what is wrong with the record of changes, in a sentence
    broken = Signal(object)  # the store's file is damaged: the Problem with what helps
    _touched = Signal(frozenset)

    def __init__(self, signed_in: SignedIn, window: Window, openers: Openers) -> None:
        """Listen to the store; changes made on any thread are told on the UI thread. `openers` finds what `open` opens."""
        super().__init__(window)
        self.signed_in, self.window, self._openers = signed_in, window, openers
        moments.use(self.today)
        self.queue = Queue(window)
        self.keeper = Keeper(self._keep)
        if self.may(Action.KEEP_DRAFTS):  # what was left unfinished before is not saved either
            self.keeper.unsaved |= {(one.form, one.record) for one in self.read(drafts.of_author)}
        self.keeper.kept.connect(self._say_saved)
        self.keeper.failed.connect(self._say_failed)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._settle)
        self._touched.connect(self._announce, Qt.ConnectionType.QueuedConnection)
        self._packs: Mapping[str, Pack] | None = None
        self._done: dict[uuid.UUID, Any] = {}  # what a form's act wrote, until something else is written
        signed_in.store.listeners.append(self._forget_packs)
        signed_in.store.listeners.append(self._touched.emit)

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.signed_in.zone)

    def today(self) -> dt.date:
        """Today in the agency's zone."""
        return clock.today(self.zone)

    def now(self) -> dt.datetime:
        """This moment; `day` and `parts` tell it in the agency's zone."""
        return clock.now()

    def day(self, at: dt.datetime) -> dt.date:
        """The agency's day at a moment."""
        return clock.day(at, self.zone)

    def parts(self, at: dt.datetime) -> tuple[dt.date, dt.time]:
        """The day and the time that the agency's clock showed at a moment."""
        return clock.parts(clock.local(at, self.zone))

    def zone_changed(self, zone: str) -> None:
        """Go by another zone from now on: the agency has moved to it."""
        self.signed_in.zone = zone
        self.signed_in.actor = replace(self.signed_in.actor, zone=zone)

    @property
    def packs(self) -> Mapping[str, Pack]:
        """Every rule pack by its code as it stands in this agency; read when first asked for, and after a change."""
        found = self._packs
        if found is None:
            found = self._packs = self.read(library)
        return found

    def pack(self, code: str) -> Pack:
        """The rule pack of this code. Raises NotFound."""
        return packs.find(self.packs, code)

    def may(self, action: Action) -> bool:
        """Whether the signed-in person may do this; screens show only what they may."""
        return self.signed_in.actor.may(action)

    def open(self, name: str, /, *about: Any, **further: Any) -> Any:
        """Open the page that has this name among the routes, and give what its function gives, mostly the page itself.

        So no page imports another. Raises what the function raises, such as NotFound for a record that is gone.
        """
        return self._openers(name)(self, *about, **further)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads, scoped to the signed-in person."""
        with sessions.reading(self.signed_in.store, self.signed_in.actor) as session:
            yield session

    def read(self, work: Callable[[Session], T]) -> T:
        """The answer of `work(session)`; for list windows and page loads."""
        with self.reading() as session:
            return work(session)

    def write(
        self, work: Callable[[Session], T], form: Form | None = None, parent: QWidget | None = None
    ) -> T | None:
        """Do `work(session)` in one transaction; its answer, or None where it was refused and told.

        An Invalid stands beside the form's fields, any other Problem in a box. Return something other than None from
        work whose success must be told apart. A form's save is one act: its draft goes in the same transaction, and
        the same form pressed again unchanged, with nothing else written since, answers as before and writes nothing.
        """
        if form is not None and form.act in self._done:
            done: T = self._done[form.act]
            return done
        answer = self._transact(work, form, parent, form.draft if form is not None else None)
        if answer is not None and form is not None:
            self._done[form.act] = answer
        return answer

    def change(self, work: Callable[[Session], T], form: Form) -> T | None:
        """As `write`, for an act beside a form's save, such as taking out: each press does it, and the draft stays."""
        return self._transact(work, form, None, None)

    def _transact(
        self, work: Callable[[Session], T], form: Form | None, parent: QWidget | None, draft: tuple[str, str] | None
    ) -> T | None:
        kept = draft if self.may(Action.KEEP_DRAFTS) else None
        held = self.keeper.hold(*kept) if kept else None
        try:
            with sessions.transaction(self.signed_in.store, self.signed_in.actor) as session:
                answer = work(session)
                if kept:
                    drafts.keep(session, *kept, "")
        except Problem as wrong:
            if kept:
                self.keeper.typed_again(*kept, held)
            if form is not None and isinstance(wrong, Invalid):
                form.show_problems(wrong.fields)
            else:
                page.problem(parent or self.window, wrong)
            return None
        self._say_saved(self.now())
        return answer

    def note(self, work: Callable[[Session], T]) -> T:
        """Write down what this person looks at. Raises Problems: what cannot be written down is not shown."""
        with sessions.transaction(self.signed_in.store, self.signed_in.actor) as session:
            return work(session)

    def signing_key(self, passphrase: str) -> Ed25519PrivateKey:
        """The person's signing key for one act. Raises WrongPassphrase; takes about half a second."""
        return opening.signing_key(self.signed_in, passphrase)

    def own_key(self, passphrase: str) -> Ed25519PrivateKey:
        """Hold a passphrase against that of who is signed in. Raises NotOwnPassphrase; takes about half a second."""
        return opening.own_key(self.signed_in, passphrase)

    def draft(self, form: str, record: str = "") -> dict[str, Any] | None:
        """What this person had typed in a form, or None."""
        if not self.may(Action.KEEP_DRAFTS):
            return None
        for kept in self.read(lambda session: drafts.of_author(session, form)):
            if kept.record == record:
                typed: dict[str, Any] = json.loads(kept.typed)
                return typed
        return None

    def close(self) -> None:
        """Keep what is being typed, move the anchor, close the store."""
        self.closing.emit()
        self.keeper.close()
        self.queue.close()
        self._settling.stop()
        self.signed_in.store.listeners.clear()
        self.signed_in.store.close()

    def _keep(self, form: str, record: str, typed: str) -> None:
        if not self.may(Action.KEEP_DRAFTS):
            return
        with sessions.transaction(self.signed_in.store, self.signed_in.actor) as session:
            drafts.keep(session, form, record, typed)

    def _forget_packs(self, tables: frozenset[str]) -> None:
        if tables - {"draft"}:
            self._done.clear()
        if "pack_amendment" in tables:
            self._packs = None

    def _announce(self, tables: frozenset[str]) -> None:
        self._settling.start(SETTLE_AFTER)
        self.changed.emit(tables)

    def _settle(self) -> None:
        try:
            holds = self.signed_in.store.settle()
        except DiskProblem:  # the anchor is a lower bound: it moves the next time
            return
        except Problem as wrong:
            self.alarmed.emit(wrong.sentence)
        else:
            if not holds:
                self.alarmed.emit(_("What was recorded before no longer leads to what is recorded now."))

    def _say_saved(self, at: dt.datetime) -> None:
        """The status bar's one line: all saved, or how much typing is kept and waits to be."""
        left, time = len(self.keeper.unsaved), time_of_day(self.parts(at)[1])
        if not left:
            self.window.saved(_("All changes saved {time}").format(time=time))
            return
        drafts = plural("{count} draft is not saved yet", "{count} drafts are not saved yet", left)
        self.window.saved(_("{drafts}. Kept {time}").format(drafts=drafts, time=time), "pencil", "muted")

    def _say_failed(self, wrong: Exception) -> None:
        words = wrong.sentence if isinstance(wrong, Problem) else _("The draft could not be kept.")
        page.problem(self.window, words)
