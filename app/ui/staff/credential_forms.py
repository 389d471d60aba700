"""The forms of a person's credentials: a step, a course, a certificate, experience elsewhere, and proof as a file."""

import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field as Info
from PySide6.QtWidgets import QFileDialog, QLabel

from app.services import entries
from app.services.credentials import certificates, education, mentoring, proof, steps
from app.services.credentials.certificates import CertificateEntry, ExperienceEntry
from app.services.credentials.education import CourseEntry
from app.services.credentials.mentoring import MentoringEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.credentials.steps import MAY, StepEntry, StepKind
from app.services.doubts import Check
from app.services.entries import Entry
from app.services.problems import DiskProblem
from app.services.rules import checklists, figures
from app.services.rules.checklists import Checklist
from app.services.rules.credentials import RESULTS, Line
from app.services.rules.steps import Kind
from app.services.staff import choices
from app.services.supervision import agreements
from app.services.users import Action
from app.ui.kit import controls, dates, page, theme
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.form import Form, Row, row
from app.ui.kit.record import RecordPage
from app.ui.staff import steps_of
from app.ui.staff.topics import TopicsEditor
from app.ui.staff.whose import Whose
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.staff.standing import StandingPage

STEP_FIELDS = ("until", "title", "provider", "number", "minutes", "score", "amount_cents", "result", "competencies")
EXAM_RESULTS = ("passed", "not_passed")
SPLIT = "//"  # in the name of a draft, between a person's code and what it is about


class CredentialPage(RecordPage):
    """A form whose person is known: their code is filled in and not shown."""

    help_topic = "credentials"
    next_step = N_("What is still open stands in the checklist.")

    def __init__(self, whose: Whose, name: str, title: str, part: str, about: str = "") -> None:
        """`part` is where saving leads back to; typing is kept for the person and what it is `about`, each apart."""
        self.whose, self._part = whose, part
        super().__init__(
            whose.desk, title, whose.shown.name, (name, f"{whose.code}{SPLIT}{about}" if about else whose.code),
            (whose.shown.name, lambda: whose.come_back(part)),
        )  # fmt: skip
        self.window_title = _("Staff")

    def start(
        self,
        entry: type[Entry],
        fields: Sequence[str | Row],
        stored: dict[str, Any],
        write: Callable[[Any], object],
        choices: dict[str, Any] | None = None,
        checks: Sequence[Check] = (),
    ) -> Form:
        """Fill the page with a form; `staff` stands in it unseen. `checks` tell below it what is doubtful."""
        named = {"staff": [(self.whose.code, self.whose.shown.name)]} if "staff" in entry.model_fields else {}
        editors = {"competencies": TopicsEditor(lists_of(self.whose))} if "competencies" in fields else None
        form = Form(entry, ["staff", *fields] if named else fields, choices=named | (choices or {}), editors=editors)
        if named:
            form.fields["staff"].hide()
        given = {"staff": self.whose.code} if named else {}
        self.fill(form, given | stored, write, lambda _kept: self.whose.come_back(self._part))
        if "|" in fields:
            form.setMaximumWidth(theme.scaled(1120))
        if checks:
            told = Doubts()
            self.body.insertWidget(self.body.indexOf(form) + 1, told)
            told.follow(form, asks(self.desk, checks))
        return form


def packs_of(whose: Whose) -> list[tuple[str, str]]:
    """(code, title) of the rule packs that the person is under."""
    return [(code, _(one.holder.pack.title)) for code, one in whose.found.items()]


def lists_of(whose: Whose) -> tuple[Checklist, ...]:
    """The lists of topics of the rule packs that the person is under; a copied pack has those of its original."""
    return checklists.of_packs(one.holder.pack.origin or code for code, one in whose.found.items())


class StepPage(CredentialPage):
    """Record one step; only the fields that its kind may have are shown."""

    def __init__(self, whose: Whose, kind: str = "", part: str = "checklist") -> None:
        """`kind` is chosen already where a line of the checklist was pressed."""
        super().__init__(whose, "step", _("Record a step"), part, kind)
        figure = whose.shown.holder.rule.figure_on("exam_parts", whose.desk.today())
        self._parts = [str(one) for one in figure.value] if figure and isinstance(figure.value, tuple) else []
        results = [(code, _(words).capitalize()) for code, words in RESULTS.items()]
        form = self.start(
            StepEntry,
            ["kind", "pack", row("date", "until"), row("title", "provider"), row("minutes", "score", "amount_cents"),
             "result", "number", "|", "competencies"],
            {"kind": kind or "training", "pack": whose.pack}, self._keep,
            {"pack": packs_of(whose), "kind": [(one.value, one.label) for one in StepKind], "result": results},
        )  # fmt: skip
        form.fields["pack"].setVisible(len(whose.found) > 1)
        form.changed.connect(self._show_used)
        self._kind = ""
        self._show_used()

    def _show_used(self) -> None:
        kind = self.form.values()["kind"]
        if kind == self._kind:
            return
        self._kind = kind
        for name in STEP_FIELDS:
            used = name in MAY.get(kind, ()) and self._fits(kind, name)
            self.form.fields[name].setVisible(used)
            if not used:
                self.form.fields[name].editor.set_value("")
        fitting = EXAM_RESULTS if kind == Kind.EXAM.value else [code for code in RESULTS if code not in EXAM_RESULTS]
        self.form.set_choices("result", [(code, _(RESULTS[code]).capitalize()) for code in fitting])
        if self._parts and kind == Kind.EXAM.value and not self.form.values()["title"]:
            note = _("This exam has parts: {parts}.").format(parts="; ".join(self._parts))
            self.say(note, "info")

    def _fits(self, kind: str, name: str) -> bool:
        """An exam has a mark or a result, as the pack says; topics stand only where a list is known."""
        marked = self.whose.shown.holder.amount("exam_pass_percent") is not None
        if kind == Kind.EXAM.value and name in ("score", "result", "title"):
            return marked == (name == "score")
        return name != "competencies" or bool(lists_of(self.whose))

    def _keep(self, entry: StepEntry) -> object:
        return self.desk.write(lambda session: steps.record(session, entry), self.form)


class ProofEntry(Entry):
    """A file of proof before it is read: what it is, what it belongs to, and whether the audit file takes it in."""

    kind: Annotated[ProofKind, entries.choice(ProofKind), Info(title=N_("Kind"))]
    title: Annotated[entries.Line, Info(title=N_("What is it?"), description=N_("Such as Letter of March 4."))]
    belongs_to: Annotated[
        entries.LineOrBlank, Info(title=N_("Belongs to"), description=N_("Blank: to the person as such."))
    ] = ""
    in_audit_file: Annotated[
        entries.YesNoOrBlank,
        Info(
            title=N_("Goes into the audit file"),
            description=N_("Blank: yes. Background checks and evidence of a diagnosis never do: date and result only."),
            json_schema_extra={"look": "yes_no"},
        ),
    ] = None


class ProofPage(CredentialPage):
    """Add one file; it is read when it is chosen and kept when the form is saved."""

    def __init__(self, whose: Whose, owner: str, kind: str, part: str) -> None:
        """`owner` is `column/key` of what the file belongs to, blank for the person."""
        super().__init__(whose, "proof", _("Add proof"), part, owner)
        self.content = b""
        self._file: QLabel = controls.text(_("PDF, PNG or JPEG of at most 5 MB."), "second", wrap=True)
        everything = whose.desk.may(Action.EDIT_CREDENTIALS)
        kinds = [(one.value, one.label) for one in ProofKind if everything or one is ProofKind.EDUCATION]
        form = self.start(
            ProofEntry, ["kind", "title", "belongs_to", "in_audit_file"],
            {"kind": kind or kinds[0][0], "belongs_to": owner}, self._keep,
            {"kind": kinds, "belongs_to": self._owners()},
        )  # fmt: skip
        pick = controls.outlined(_("Choose a file…"), "upload", self._pick)
        self.body.insertLayout(self.body.indexOf(form) + 1, controls.across(pick, self._file, None))

    def _owners(self) -> list[tuple[str, str]]:
        code, may = self.whose.code, self.desk.may(Action.EDIT_CREDENTIALS)
        found = []
        for course in self.desk.read(lambda session: education.rows(session, code)):
            found.append((f"education_id/{course.id.hex}", f"{course.title}, {dates.say(course.date)}"))
        if not may:
            return found
        for step in self.desk.read(lambda session: steps.history(session, code)):
            found.append((f"milestone_id/{step.id.hex}", f"{StepKind(step.kind).label}, {dates.say(step.date)}"))
        for one in self.desk.read(lambda session: certificates.of_staff(session, code)):
            found.append((f"certificate_id/{one.id.hex}", one.title))
        for gained in self.desk.read(lambda session: certificates.experience(session, code)):
            found.append((f"experience_id/{gained.id.hex}", gained.place))
        return found

    def _pick(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a file"), "", _("Scans (*.pdf *.png *.jpg *.jpeg)")
        )
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Read the file that is to be kept."""
        try:
            self.content = path.read_bytes()
        except OSError:
            page.problem(self, DiskProblem(_("This file could not be read. Is the drive still plugged in?")))
            return
        self._file.setText(path.name)

    def _keep(self, entry: ProofEntry) -> object:
        column, _slash, key = entry.belongs_to.partition("/")
        owner = (column, uuid.UUID(hex=key)) if key else None
        made = Proof(entry.kind, entry.title, self.content, entry.in_audit_file, owner)
        if not self.content:
            self.form.show_problems({"": _("Choose the file first.")})
            return None
        return self.desk.write(lambda session: proof.add(session, self.whose.code, made), self.form)


def of_draft(record: str) -> tuple[str, str]:
    """The person's code in the name of a draft, and what it is about: a kind of step, or what a file belongs to."""
    code, split, about = record.rpartition(SPLIT)
    return (code, about) if split else (record, "")


def _open(made: CredentialPage) -> CredentialPage:
    made.desk.window.open_page(made, "staff")
    return made


def open_step(shown: "StandingPage", kind: str = "") -> CredentialPage:
    """Open the form of a step."""
    whose = shown.whose()
    return _open(StepPage(whose, kind, whose.part))


def open_course(shown: "StandingPage") -> CredentialPage:
    """Open the form of a course."""
    whose = shown.whose()
    made = CredentialPage(whose, "course", _("Add a course"), "education")
    several = len(whose.found) > 1
    held = whose.desk.read(lambda session: certificates.of_staff(session, whose.code))
    form = made.start(
        CourseEntry,
        [row("date", "hours"), "title", "provider", row("number", "approval"),
         row("ethics_hours", "suicide_prevention_hours", "preparation_hours"), "|", "pack", "certificate",
         "competencies"],
        {}, lambda entry: made.desk.write(lambda session: education.add(session, entry), made.form),
        {"pack": packs_of(whose), "certificate": list(dict.fromkeys((one.title, one.title) for one in held))},
        education.DOUBTS,
    )  # fmt: skip
    form.fields["pack"].setVisible(several)
    form.fields["certificate"].setVisible(bool(held))
    form.fields["competencies"].setVisible(bool(lists_of(whose)))
    return _open(made)


def open_certificate(shown: "StandingPage") -> CredentialPage:
    """Open the form of a certificate."""
    whose = shown.whose()
    made = CredentialPage(whose, "certificate", _("Add a certificate"), "certificates")
    made.start(
        CertificateEntry, ["title", row("issuer", "number"), row("issued_on", "expires_on")], {},
        lambda entry: made.desk.write(lambda session: certificates.add(session, entry), made.form),
        checks=certificates.DOUBTS,
    )  # fmt: skip
    return _open(made)


def open_experience(shown: "StandingPage") -> CredentialPage:
    """Open the form of experience elsewhere."""
    whose = shown.whose()
    made = CredentialPage(whose, "experience", _("Add experience elsewhere"), "certificates")
    form = made.start(
        ExperienceEntry,
        ["kind", row("from_on", "to_on"), row("minutes", "paid"), "place", "supervised_by", "pack"], {"kind": "peer"},
        lambda entry: made.desk.write(lambda session: certificates.add_experience(session, entry), made.form),
        {"pack": packs_of(whose)},
    )  # fmt: skip
    form.fields["pack"].setVisible(len(whose.found) > 1)
    return _open(made)


def open_mentoring(shown: "StandingPage") -> CredentialPage:
    """Open the form of a mentoring's beginning, meeting, fee or end; the pack's fee is filled in."""
    whose = shown.whose()
    made = CredentialPage(whose, "mentoring", _("Record mentoring"), "mentoring")
    people = [code for code in whose.desk.read(choices) if code[0] != whose.code]
    fee = whose.shown.holder.asked("mentoring_fee_cents")
    if fee:
        words = _("The program's fee is {fee} a year ({sure}).")
        made.say(words.format(fee=figures.words(fee[0]), sure=fee[0].confidence.words), "info")
    made.start(
        MentoringEntry, [row("kind", "date"), "mentor", row("minutes", "amount_cents")], {"kind": "meeting"},
        lambda entry: made.desk.write(lambda session: mentoring.record(session, entry), made.form),
    )  # fmt: skip
    if people:
        words = _("Colleagues: {codes}.").format(codes=", ".join(f"{name} ({code})" for code, name in people[:12]))
        made.body.insertWidget(made.body.indexOf(made.form) + 1, controls.text(words, "second", wrap=True))
    return _open(made)


def open_proof(shown: "StandingPage", owner: str = "", kind: str = "") -> CredentialPage:
    """Open the form of a file."""
    whose = shown.whose()
    return _open(ProofPage(whose, owner, kind, whose.part))


def _agreement(shown: "StandingPage") -> uuid.UUID | None:
    """The person's newest agreement, None where they have none yet."""
    rows = shown.desk.read(lambda session: agreements.window(session, staff=shown.code, limit=1))
    return rows[0].id if rows else None


def open_for(shown: "StandingPage", line: Line) -> None:
    """Open what recording a line of the checklist means."""
    target = steps_of.target(line.code)
    if target is None:
        return
    opens: dict[str, Callable[[], object]] = {
        "step": lambda: open_step(shown, line.step or target.kind),
        "course": lambda: open_course(shown),
        "experience": lambda: open_experience(shown),
        "agreement": lambda: shown.desk.open("agreement", _agreement(shown), shown.code),
        "staff": lambda: shown.desk.open("staff", shown.shown.enrolment_id),
    }
    opens[target.form]()
