"""The lists of one person's credentials: courses with their account, certificates, proof, and every step recorded."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.models.credentials import Attachment, Certificate, ContinuingEducation, Experience, Milestone
from app.services.credentials import certificates as kept
from app.services.credentials import education as courses
from app.services.credentials import proof as files
from app.services.credentials import steps, topics
from app.services.documents import words
from app.services.problems import Problem
from app.services.rules.credentials import result_label
from app.services.rules.education import Period
from app.services.rules.exams import score_text
from app.services.rules.qualification import hours_text
from app.services.users import Action
from app.ui.kit import controls, dates, page
from app.ui.kit.bars import Bar
from app.ui.kit.listing import List
from app.ui.kit.page import Card, beside
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.staff import credential_forms as forms
from app.ui.staff.showing import show
from app.ui.staff.topics import words as told_topics
from app.wording import _

if TYPE_CHECKING:
    from app.ui.staff.standing import StandingPage
    from app.ui.write import Desk

Removable = ContinuingEducation | Certificate | Experience | Milestone | Attachment


def told(desk: "Desk") -> Callable[[Exception], None]:
    """What background work does when it fails: a problem is shown, on whatever page; anything else is a bug."""

    def tell(wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        page.problem(desk.window, wrong)

    return tell


def take_out(shown: "StandingPage", room: Any, row: Removable, said: str) -> bool:
    """Take a record out and offer to put it back; whether it was done."""
    key: uuid.UUID = row.id
    if shown.desk.write(lambda session: room.remove(session, key)) is None:
        return False
    shown.undo(said, lambda: shown.desk.write(lambda session: room.put_back(session, key)))
    shown.refresh()
    return True


class Education(QWidget):
    """The account of the pack by year at the right, every course at the left."""

    def __init__(self, shown: "StandingPage") -> None:
        """Fetch the courses."""
        super().__init__()
        self.shown = shown
        self._topics: dict[uuid.UUID, tuple[str, ...]] = {}
        may = shown.desk.may(Action.RECORD_EDUCATION)
        columns: list[Column[ContinuingEducation]] = [
            Column(_("Date"), lambda row: Cell(words.short_day(row.date), strong=True), "date", width=124),
            Column(_("Course"), lambda row: Cell(row.title, row.provider)),
            Column(_("Hours"), self._hours, width=140),
            Column(_("Counts"), self._counts, width=196),
            Column("", lambda _row: Cell("", button=_("Add proof") if may else ""), width=98),
            Column("", lambda _row: Cell("", button=_("Take out") if may else ""), width=92),
        ]
        nothing = _("No continuing education is on record yet. Add a course, or import a list on the Reports page.")
        rows = from_rows(self._rows, {"date": lambda row: row.date}, self._words)
        self.table = List(columns, rows, nothing, "education", _("Continuing education"))
        self.table.pressed.connect(self._press)
        self.table.chosen.connect(self._tell)
        self.account, self.topics = Card(_("Account")), Card(_("Topics covered"))
        self.covered = controls.text(_("Choose a course to see what it covered."), "second", wrap=True)
        self.topics.add(self.covered)
        self.side = controls.down(self.account, self.topics, None, gap=12)
        self.setLayout(controls.down(beside(self.table, controls.plain(self.side), 268, scrolls=not shown.scrolls)))
        self.renew()

    def _rows(self) -> list[ContinuingEducation]:
        code = self.shown.code
        rows, with_proof = self.shown.desk.read(
            lambda session: (courses.rows(session, code), files.of_staff(session, code))
        )
        self._proven = {row.education_id for row in with_proof}
        self._topics = self.shown.desk.read(lambda session: topics.of_records(session, [row.id for row in rows]))
        return rows

    def _words(self, row: ContinuingEducation) -> str:
        return f"{row.title} {row.provider} {told_topics(self._topics.get(row.id, ()))}"

    def _tell(self, row: ContinuingEducation) -> None:
        said = told_topics(self._topics.get(row.id, ()))
        self.covered.setText(said or _("No topic is noted for this course."))
        self.topics.setVisible(bool(self._topics))

    def _hours(self, row: ContinuingEducation) -> Cell:
        parts = []
        if row.ethics_minutes:
            parts.append(_("{hours} ethics").format(hours=hours_text(row.ethics_minutes)))
        if row.suicide_prevention_minutes:
            parts.append(_("{hours} suicide prev.").format(hours=hours_text(row.suicide_prevention_minutes)))
        if row.preparation_minutes:
            parts.append(_("{hours} preparing").format(hours=hours_text(row.preparation_minutes)))
        return Cell(hours_text(row.minutes), ", ".join(parts))

    def _counts(self, row: ContinuingEducation) -> Cell:
        place = self.shown.shown.account.places.get(row.id.hex)
        proven = _("Proof on record") if row.id in self._proven else _("No proof yet")
        if place is None:
            return Cell("-", proven)
        return Cell(place.words, proven, tone="" if place.counts else "muted")

    def _press(self, row: ContinuingEducation, button: str) -> None:
        if button == _("Add proof"):
            forms.open_proof(self.shown, f"education_id/{row.id.hex}", "education")
        elif button:
            take_out(self.shown, courses, row, _("The course of {day} is taken out.").format(day=dates.say(row.date)))

    def renew(self) -> None:
        """Show the account anew: newest period first, then what is asked by name."""
        self.topics.setVisible(bool(self._topics))
        old, self.account = self.account, Card(_("Account"))
        self.side.replaceWidget(old, self.account)
        old.hide()
        old.deleteLater()
        made = self.shown.shown.account
        asked = [period for period in made.periods if period.asked]
        for period in reversed(asked[-5:]):
            self._period(period)
        for part in made.suicide_prevention[-1:]:
            note = _("by {day}").format(day=words.short_day(part.last))
            self._line(_("Suicide prevention"), part.earned, part.needed, note)
        if made.to_certify is not None:
            self._line(_("To certify"), made.to_certify.earned, made.to_certify.needed, "")
        if not asked and made.to_certify is None:
            nothing = _("Nothing is asked yet. The first year begins after certification.")
            self.account.add(controls.text(nothing, "second", wrap=True))

    def _period(self, period: Period) -> None:
        notes = []
        if period.carried:
            notes.append(_("{hours} carried over").format(hours=hours_text(period.carried)))
        if period.over_preparation:
            notes.append(_("{hours} of preparing over the limit").format(hours=hours_text(period.over_preparation)))
        if period.ethics is not None and period.ethics.short:
            notes.append(_("{hours} of ethics short").format(hours=hours_text(period.ethics.short)))
        if period.carries:
            notes.append(_("{hours} go into the next").format(hours=hours_text(period.carries)))
        self._line(period.label, period.earned + period.carried, period.needed, "; ".join(notes))

    def _line(self, title: str, had: int, needed: int, note: str) -> None:
        share = _("{had} of {needed}").format(had=hours_text(had), needed=hours_text(needed))
        self.account.add(controls.across(controls.text(title, "label-strong"), None, controls.text(share, "second")))
        self.account.add(Bar(had, needed, f"{title}: {share}"))
        if note:
            self.account.add(controls.text(note, "second", wrap=True))


def certificates(shown: "StandingPage") -> QWidget:
    """Certificates of every issuer, and experience elsewhere; the newest first."""
    may = shown.desk.may(Action.EDIT_CREDENTIALS)

    def rows() -> list[Certificate | Experience]:
        return shown.desk.read(lambda session: [*kept.of_staff(session, shown.code), *kept.experience(session, shown.code)])

    def ends(row: Certificate | Experience) -> Cell:
        if isinstance(row, Experience):
            return Cell(hours_text(row.minutes), _("paid") if row.paid else _("unpaid"))
        if row.expires_on is None:
            return Cell(_("No end on record"), tone="muted")
        late = row.expires_on < shown.desk.today()
        said = _("Ended {day}") if late else _("Until {day}")
        return Cell(said.format(day=dates.say(row.expires_on)), tone="danger" if late else "")

    columns: list[Column[Certificate | Experience]] = [
        Column(_("What"), _what, width=250),
        Column(_("From whom"), lambda row: Cell(row.issuer, row.number) if isinstance(row, Certificate)
               else Cell(row.place, row.supervised_by)),
        Column(_("From"), lambda row: dates.say(row.issued_on if isinstance(row, Certificate) else row.from_on), width=150),
        Column(_("Holds, or hours"), ends, width=190),
        Column("", lambda _row: Cell("", button=_("Take out") if may else ""), width=96),
    ]  # fmt: skip
    nothing = _("No other certificate and no experience elsewhere is on record.")
    made = List(columns, from_rows(rows, {}, lambda row: _what(row).text), nothing, "certificates", _("Certificates"))
    made.pressed.connect(lambda row, button: button and take_out(shown, kept, row, _("It is taken out.")))
    if may:
        made.bar.addWidget(controls.outlined(_("Add experience"), "plus", lambda: forms.open_experience(shown)))
    return made


def _what(row: Certificate | Experience) -> Cell:
    if isinstance(row, Certificate):
        return Cell(row.title, _("Certificate"), strong=True)
    return Cell(kept.ExperienceKind(row.kind).label, _("Experience elsewhere"), strong=True)


def proof(shown: "StandingPage") -> QWidget:
    """Files on record; what goes into the audit file is seen and changed here."""
    may = shown.desk.may(Action.EDIT_CREDENTIALS)

    def turn(row: Attachment) -> str:
        if not may or files.ProofKind(row.kind).private:
            return ""
        return _("Keep out") if row.in_audit_file else _("Put in")

    def press(row: Attachment, button: str) -> None:
        if button == _("Open"):
            open_file(shown, row)
        elif button == _("Take out"):
            take_out(shown, files, row, _("The file is taken out."))
        elif button:
            _choose(shown, row)

    def inside(row: Attachment) -> Cell:
        if files.ProofKind(row.kind).private:
            return Cell(_("Never"), _("date, result only"), "lock", "muted")
        return Cell(_("Goes in"), icon="check") if row.in_audit_file else Cell(_("Stays out"), tone="muted")

    columns: list[Column[Attachment]] = [
        Column(_("File"), lambda row: Cell(row.title, files.ProofKind(row.kind).label, icon="note", strong=True)),
        Column(_("Added"), lambda row: words.short_day(shown.desk.day(row.added_at)), width=120),
        Column(_("Audit file"), inside, width=160),
        Column("", lambda row: Cell("", button=turn(row)), width=100),
        Column("", lambda _row: Cell("", button=_("Open")), width=80),
        Column("", lambda _row: Cell("", button=_("Take out") if may else ""), width=96),
    ]
    nothing = _("No proof is on record. Add scans of certificates, letters and receipts: PDF, PNG or JPEG, at most 5 MB.")
    rows = from_rows(
        lambda: shown.desk.read(lambda session: files.of_staff(session, shown.code)), {}, lambda row: row.title
    )
    made = List(columns, rows, nothing, "proof", _("Proof"))
    made.pressed.connect(press)
    made.opened.connect(lambda row: open_file(shown, row))
    return made


def _choose(shown: "StandingPage", row: Attachment) -> None:
    """Put a file into the audit file, or keep it out, and say which."""
    inside = not row.in_audit_file
    if shown.desk.write(lambda session: files.choose(session, row.id, inside)) is not None:
        shown.say(_("It goes into the audit file.") if inside else _("It stays out of the audit file."))
    shown.refresh()


def open_file(shown: "StandingPage", row: Attachment) -> None:
    """Show a file as it was added; a picture stands on a page of its own."""
    media, content = shown.desk.read(lambda session: files.content(session, row.id))
    show(shown, row.title, media, content)


def history(shown: "StandingPage") -> QWidget:
    """Every step on record, newest first; a slip can be taken out."""
    may = shown.desk.may(Action.EDIT_CREDENTIALS)
    covered: dict[uuid.UUID, tuple[str, ...]] = {}

    def detail(row: Milestone) -> Cell:
        parts = [result_label(row.result), row.title, row.provider, row.number]
        parts += [hours_text(row.minutes)] if row.minutes else []
        parts += [score_text(row.score)] if row.score is not None else []
        parts += [f"${row.amount_cents // 100}.{row.amount_cents % 100:02}"] if row.amount_cents is not None else []
        until = _("Holds until {day}").format(day=dates.say(row.until)) if row.until else ""
        return Cell(", ".join(part for part in parts if part) or "-", until or told_topics(covered.get(row.id, ())))

    def fetch() -> list[Milestone]:
        found = shown.desk.read(lambda session: steps.history(session, shown.code))
        covered.update(shown.desk.read(lambda session: topics.of_records(session, [row.id for row in found])))
        return found

    columns: list[Column[Milestone]] = [
        Column(_("Date"), lambda row: Cell(words.short_day(row.date), strong=True), width=120),
        Column(_("Step"), lambda row: Cell(steps.StepKind(row.kind).label, row.pack or _("all rules")), width=260),
        Column(_("Detail"), detail),
        Column("", lambda _row: Cell("", button=_("Take out") if may else ""), width=96),
    ]
    rows = from_rows(fetch, {}, lambda row: f"{steps.StepKind(row.kind).label} {row.title}")
    made = List(columns, rows, _("No step is on record yet."), "steps", _("History"))
    made.pressed.connect(lambda row, button: button and take_out(shown, steps, row, _("The step is taken out.")))
    return made
