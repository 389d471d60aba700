"""The page on which a session is logged, changed while nobody has signed it, or amended after."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.models.planning import PlannedSession
from app.models.supervision import SupervisionSession
from app.services import drafts
from app.services.problems import NotFound
from app.services.rules import credit, figures
from app.services.supervision import agenda, held, naming, plans, sessions, warnings
from app.services.supervision import credit as credits
from app.services.supervision.sessions import SessionEntry
from app.services.users import Action
from app.ui.kit import controls, page
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.ui.supervision import aside, from_plan, people
from app.ui.supervision.fields import SessionForm
from app.ui.supervision.phases import Phases
from app.wording import _, clock

if TYPE_CHECKING:
    from app.ui.write import Desk

DRAFT, NEW, AMENDS = "supervision", "new-", "amend-"
SETTLE = 500  # milliseconds without typing before the record is asked
TABLES = frozenset({
    "supervision_session", "signature", "paper_signature", "agreement", "enrolment", "hours", "agenda_item",
})  # fmt: skip


class WritingPage(page.Page):
    """The form at the left, what to open with at the right, and in the foot what is missing."""

    keeps_typing = True

    def __init__(
        self,
        desk: "Desk",
        kept: SupervisionSession | None = None,
        staff: str = "",
        amends: bool = False,
        plan: PlannedSession | None = None,
    ) -> None:
        """`kept` is changed, or with `amends` an amendment of it is written; else a new one, for `staff` or from `plan`."""
        self._desk, self._kept, self._amends = desk, kept, amends
        self._beside = desk.read(lambda session: held.beside(session, kept.id)) if kept and not amends else held.Beside()
        self._planned = plan.id if plan else self._beside.planned_id
        self._plan = plan
        begun = f"{NEW}{staff}" if staff else ""  # typing for one person never stands in a form for another
        self._record = f"{AMENDS if amends else ''}{kept.id.hex}" if kept else from_plan.record(plan) if plan else begun
        self._own = people.own_supervisor(desk)
        self._typed = False
        title = _("Amend a session") if amends else _("Supervision session") if kept else _("Log a supervision session")
        self.window_title = _("Supervision session")
        way = _("Amend") if amends else _("Change a session") if kept else _("Log a session")
        crumbs: list[page.Crumb] = [(_("Supervision"), lambda: desk.window.go("supervision")), (way, None)]
        super().__init__(title, crumbs=crumbs)
        own = "" if desk.may(Action.EDIT_STAFF) or (kept and kept.supervisor.code != self._own) else self._own
        self._known = people.load(desk)
        self._names = desk.read(naming.known)
        self.form = SessionForm(self._known, own, desk.zone)
        self.form.draft = DRAFT, self._record
        self.open_with = aside.OpenWith()
        self.phases = Phases()
        self.reason = Field("amendment_reason", _("Why is it amended?"), "", ProseEditor(1))
        self._badge = controls.text(_("DRAFT"), "draft")
        self._restart = controls.link(_("Start over"), self.start_over)
        self._timer = QTimer(self)
        self._build()
        self._fill(staff)
        self._wire()
        self.settle()
        self._take_topics()

    def _build(self) -> None:
        self.head.insertWidget(1, self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self._restart)
        self._restart.hide()
        controls.seen(self.reason, self._amends)
        left = controls.down(self.reason, self.form, self.phases, None, gap=12)
        self.body.addWidget(page.beside(controls.plain(left), self.open_with, 278, until=100))
        button = controls.outlined if self._signs() else controls.filled
        self._save = button(_("Save"), "save", lambda: self.save())
        buttons = [self._save]
        if self._signs():
            self._sign = controls.filled(_("Sign"), "pencil", lambda: self.save(sign=True))
            buttons.append(self._sign)
        if self._kept and not self._amends:
            buttons.insert(0, controls.bare(_("Remove"), "trash", self.remove))
        self.foot = page.FootBar(*buttons, ready="")
        self.foot.follow(self.form)
        self.set_foot(self.foot)
        told = _("Not signed yet, so it can be changed.") if self._kept else _("Only you see it until you save.")
        if self._amends:
            told = _("The signed record stays as it is; this stands beside it once it is signed.")
        self.set_title(self.accessibleName(), told)

    def _signs(self) -> bool:
        return self._desk.may(Action.SIGN) and bool(self._own)

    def _fill(self, staff: str) -> None:
        """Show what is on record or a sensible beginning, and over it the typing that was kept."""
        self._start: dict[str, Any] = {"staff": staff, "date": self._desk.today(), "format": "individual"}
        if self._own:
            self._start["supervisor"] = self._own
        if self._kept:
            self._start = self._recorded(self._kept)
        elif self._plan:
            self._start |= from_plan.values(self._plan, self._desk.zone)
        self.form.put(self._start)
        self._settled()
        typed = self._desk.draft(DRAFT, self._record) or {}
        if typed.get(from_plan.TICKED):  # on the agenda, before this form was opened
            self.open_with.set_ticks(typed["ticks"])
        elif typed:
            self.open_with.set_ticks(typed.pop("ticks", []))
            self.phases.set_values(typed.pop("phases", {}))
            self.reason.editor.set_value(typed.pop("amendment_reason", ""))
            self.form.put(typed, draft=True)
            self._restart.show()
            self.say(_("Here is what you typed before. It is not saved yet."), "undo")
            self._typed = True
        elif self._kept is None and self._others():
            self.say(_("Another session that you began is kept. It waits on Home under Drafts."), "info")

    def _others(self) -> bool:
        """Whether a session that was begun for somebody else, or for nobody yet, is kept."""
        if not self._desk.may(Action.KEEP_DRAFTS):
            return False
        found = self._desk.read(lambda session: drafts.of_author(session, DRAFT))
        return any(one.record != self._record and (not one.record or one.record.startswith(NEW)) for one in found)

    def _take_topics(self) -> None:
        """Put the topics of what was ticked on the agenda into the form, once its lines are there."""
        if self._plan and not self._typed:
            for topic in self.open_with.topics():
                self.form.add_topic(topic)

    def _settled(self) -> None:
        """Show what goes with a session on record: the topics it settled, and what it noted per client."""
        self.open_with.set_ticks([f"item-{key.hex}" for key in self._beside.settled])
        self.phases.put(self._beside.noted)

    def _recorded(self, kept: SupervisionSession) -> dict[str, Any]:
        entry = sessions.entry_of(kept)
        return {name: getattr(entry, name) for name in SessionEntry.model_fields}

    def _wire(self) -> None:
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.settle)
        self.form.changed.connect(self._edited)
        self.reason.editor.changed.connect(self._edited)
        self.open_with.ticked.connect(self._keep)
        self.open_with.chosen.connect(self.form.add_topic)
        self.phases.changed.connect(self._keep)
        self.open_with.sign_wanted.connect(lambda key: self._open_unsigned(uuid.UUID(key)))
        self._desk.keeper.kept.connect(self._say_kept)
        self._desk.changed.connect(self._changed)

    def _edited(self) -> None:
        self.reason.show_problem("")
        self._keep()
        self._timer.start(SETTLE)

    def _keep(self) -> None:
        self._typed = True
        typed = {
            **self.form.values(), "ticks": self.open_with.ticks(), "amendment_reason": self.reason.editor.value(),
            "phases": self.phases.values(),
        }  # fmt: skip
        if self._desk.may(Action.KEEP_DRAFTS):
            self._desk.keeper.typed(DRAFT, self._record, typed)

    def _say_kept(self, at: dt.datetime) -> None:
        if self._typed:
            self.foot.aside(_("Draft kept {time}").format(time=clock(self._desk.parts(at)[1])))

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.settle()

    def settle(self) -> None:
        """Tell what the record says of the people and the day chosen, and what the ledger would object to."""
        day = self.form.times()[0] or self._desk.today()
        codes = [code for code in self.form.staff.codes() if code in self._known.packs]
        own = self._kept.id if self._kept else None
        found = aside.look_up(self._desk, codes, day, self.form.supervisor(), own)
        paired = bool(self.form.supervisor())
        told = [self._standing(one, day, paired, len(found) > 1) for one in found]
        self.form.staff.told.emit(" ".join(told).strip())
        self.form.add_absent(from_plan.absent(self._plan, codes))
        self.form.editor("topics").told.emit(" ".join(people.ethics(one, day) for one in found[:2]))
        names = [people.first_name(one.name) for one in found]
        agendas = self._desk.read(
            lambda session: agenda.of(session, codes, day, self._planned, own, balances=False)
        ) if codes else []  # fmt: skip
        self.open_with.show_items(" ".join(names[:1]) if len(names) < 2 else _("the group"),
                                  aside.items(self._desk, found, day, agendas))  # fmt: skip
        self.phases.show_clients([] if self._amends else from_plan.clients(agendas), self._desk.today())
        self.form.warn_of_names(self._names)
        entry = self.form.settled() if self._typed else None
        said = self._desk.read(lambda session: warnings.warnings(session, entry, own)) if entry else []
        self.form.warning.say("\n".join(said), "warning", "warning")

    def _standing(self, one: Any, day: dt.date, paired: bool, named: bool) -> str:
        words = people.standing(one, day, paired, lambda pack: figures.title_of(self._desk.pack(pack)) or pack)
        return _("{name}: {words}").format(name=people.first_name(one.name), words=words) if named else words

    def start_over(self) -> None:
        """Throw the draft away and show what is on record."""
        self._desk.keeper.forget(DRAFT, self._record)
        self.say("")
        self._restart.hide()
        self.form.put({name: "" for name in SessionEntry.model_fields} | self._start)
        self._settled()
        self.form.show_problems({})
        self.reason.editor.set_value("")
        self._typed = False
        self.foot.aside("")
        self.settle()

    def save(self, sign: bool = False) -> None:
        """Put the session on record; with `sign` go on to sign it."""
        self.form.add_absent(from_plan.absent(self._plan, self.form.staff.codes()))
        entry = self.form.read()
        if self._amends and not self.reason.editor.value().strip():
            self.reason.show_problem(_("Say why the signed record is amended."))
            self.reason.enter()
            return
        if entry is None:
            return
        if sign and entry.date > self._desk.today():
            self.form.show_problems({"date": _("This day is still to come. Save it now, and sign once it has been held.")})
            return
        saved = self._desk.write(lambda session: self._write(session, entry), self.form)
        if saved is None:
            return
        self._typed = False
        self._desk.keeper.forget(DRAFT, self._record)
        if sign:
            self._open_review(saved)
        else:
            _back(self._desk).say(self._followed(saved))

    def _followed(self, key: uuid.UUID) -> str:
        """What follows for the session that was just saved."""
        if self._amends:
            return _(credit.AMENDED)
        today = self._desk.today()
        return credit.saved(self._desk.read(lambda session: credits.told(session, key, today)))

    def _write(self, session: Any, entry: SessionEntry) -> uuid.UUID:
        if self._kept is not None and self._amends:
            return sessions.amend(session, self._kept.id, entry, self.reason.editor.value()).id
        beside = held.Beside(self._planned, self.open_with.settled(), self.phases.entries())
        if self._kept is None:
            return held.record(session, entry, beside).id
        return held.change(session, self._kept.id, entry, beside).id

    def _open_review(self, chosen: uuid.UUID) -> None:
        self._desk.open("session.review", chosen)

    def _open_unsigned(self, key: uuid.UUID) -> None:
        """Go to a session that is not signed; this typing is kept as a draft."""
        self._desk.keeper.flush()
        self._desk.open("session", key)

    def remove(self) -> None:
        """Take an unsigned session off the record, with a way back."""
        assert self._kept is not None
        self._typed = False
        self._timer.stop()
        if remove(self._desk, self._kept):
            self._desk.keeper.forget(DRAFT, self._record)


def remove(desk: "Desk", kept: SupervisionSession) -> bool:
    """Remove a session that nobody has signed and offer to take that back; False where it was refused."""
    beside = desk.read(lambda session: held.beside(session, kept.id))
    if desk.write(lambda session: sessions.remove(session, kept.id)) is None:
        return False
    entry = sessions.entry_of(kept)
    root, reason = kept.amends_id, kept.amendment_reason
    changed = None if kept.void else entry

    def put_back(session: Any) -> Any:
        if root is None:
            return held.record(session, entry, beside, stored=True)
        return sessions.amend(session, root, changed, reason)

    _back(desk).undo(_("The session was removed."), _restore(desk, put_back))
    return True


def _restore(desk: "Desk", work: Callable[[Any], Any]) -> Callable[[], None]:
    def undo() -> None:
        desk.write(work)

    return undo


def _back(desk: "Desk") -> page.Page:
    """The room's page, shown again."""
    room: QWidget | None = desk.window.go("supervision")
    return room if isinstance(room, page.Page) else page.Page("")


def open_amending(desk: "Desk", session_id: uuid.UUID) -> WritingPage:
    """The form of an amendment of a signed session. Raises NotFound."""
    kept = desk.read(lambda session: sessions.load(session, session_id))
    made = WritingPage(desk, kept, amends=True)
    desk.window.open_page(made, "supervision")
    return made


def open_log(desk: "Desk", planned_id: uuid.UUID) -> page.Page:
    """The form of a session, filled from its plan; the session itself where it is logged already. Raises NotFound."""
    plan = desk.read(lambda session: plans.load(session, planned_id))
    if plan.session_id is not None:
        logged: page.Page = desk.open("session", plan.session_id)
        return logged
    made = WritingPage(desk, plan=plan)
    desk.window.open_page(made, "supervision")
    made.form.fields["description"].enter()
    return made


def open_draft(desk: "Desk", form: str, record: str) -> None:
    """Go to where a draft of this room goes on; to the room where its record is gone."""
    try:
        if form == "plan" and (not record or record.startswith(NEW)):
            desk.open("plan.form", staff=record.removeprefix(NEW))
        elif form == "plan":
            desk.open("plan.form", uuid.UUID(record))
        elif not record or record.startswith(NEW):
            desk.open("session", staff=record.removeprefix(NEW))
        elif record.startswith("plan-"):
            open_log(desk, uuid.UUID(record.removeprefix("plan-")))
        elif record.startswith(AMENDS):
            open_amending(desk, uuid.UUID(record.removeprefix(AMENDS)))
        else:
            desk.open("session", uuid.UUID(record))
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        desk.window.go("supervision")
