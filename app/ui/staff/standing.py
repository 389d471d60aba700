"""How a person's credentials stand, on one page: checklist, continuing education, certificates, proof, and history."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.across import papers
from app.services.credentials import standing
from app.services.credentials.standing import Credentials
from app.services.problems import NotFound
from app.services.rules import credentials, figures
from app.services.rules.credentials import Line, State
from app.services.rules.qualification import hours_text
from app.services.users import Action
from app.ui import rules
from app.ui.kit import controls, dates, theme
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Card, Page, beside
from app.ui.kit.preview import Preview
from app.ui.kit.sections import Sections
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.staff import credential_forms as forms
from app.ui.staff import mentoring, records, steps_of
from app.ui.staff.whose import Whose
from app.ui.write import Desk
from app.wording import N_, _

TABLES = frozenset(
    {"milestone", "certificate", "continuing_education", "experience", "attachment", "competency_tag", "enrolment",
     "agreement", "hours", "mentoring", "mentoring_event", "pack_amendment"}
)  # fmt: skip
LOOKS = {
    State.DONE: (N_("Done"), "check-circle", "good"),
    State.OPEN: (N_("Under way"), "calendar", ""),
    State.SOON: (N_("Ends soon"), "warning", "warning"),
    State.MISSING: (N_("Missing"), "minus", "muted"),
    State.LATE: (N_("Overdue"), "alert", "danger"),
}


def state_cell(line: Line, today: dt.date) -> Cell:
    """A state as word, icon and tone, with the days left below."""
    word, icon, tone = LOOKS[line.state]
    left = (line.until - today).days if line.until and line.state in (State.SOON, State.LATE) else None
    second = ""
    if left is not None:
        second = _("{days} days left").format(days=left) if left >= 0 else _("{days} days ago").format(days=-left)
    return Cell(_(word), second, icon, tone)


class StandingPage(Page):
    """One person: a rule pack is chosen above, the parts below; what was a slip can be taken out and put back."""

    help_topic = "credentials"

    def __init__(self, desk: Desk, code: str) -> None:
        """Raises NotFound for an unknown code, or a person whose credentials are not to be seen here."""
        self.desk, self.code = desk, code
        found = self._read()
        if not found:
            raise NotFound(_("This person is under no rules today."))
        name = found[0].name
        crumbs = [(_("Staff"), lambda: desk.window.go("staff")), (name, None)]
        buttons = [
            controls.outlined(_("Summary"), "print", lambda: self._paper("credential-summary")),
            controls.outlined(_("Transcript"), "print", lambda: self._paper("ce-transcript")),
        ]
        self._add = controls.filled("", "plus", self._new)
        self.scrolls = theme.percent() > 100  # the account beside a list is then as high as a small window, or below it
        super().__init__(name, _("Credentials"), crumbs=crumbs, buttons=[*buttons, self._add], scroll=self.scrolls)
        self.window_title = _("Staff")
        self._packs = FilterChips([(one.holder.pack.code, figures.title_of(one.holder.pack)) for one in found])
        self._packs.chosen.connect(lambda _code: self.refresh())
        self._pack_row = controls.plain(controls.across(controls.text(_("Rules"), "label"), self._packs, None))
        if len(found) < 2:
            self._pack_row.hide()
        self.found = {one.holder.pack.code: one for one in found}
        self.sections = Sections(
            [
                ("checklist", _("Checklist"), self._checklist),
                ("education", _("Continuing education"), self._education),
                ("certificates", _("Certificates and experience"), lambda: records.certificates(self)),
                ("proof", _("Proof"), lambda: records.proof(self)),
                ("mentoring", _("Mentoring"), lambda: mentoring.listed(self)),
                ("history", _("History"), lambda: records.history(self)),
            ]
        )
        self.sections.shown.connect(self._name_button)
        self.body.addWidget(self._pack_row)
        self.body.addWidget(self.sections, 1)
        self._name_button(self.sections.value())
        desk.changed.connect(self._hear)

    def _read(self) -> tuple[Credentials, ...]:
        return self.desk.read(lambda session: standing.of_staff(session, self.code, self.desk.today()))

    @property
    def pack(self) -> str:
        """The code of the rule pack that is shown."""
        return self._packs.value()

    @property
    def shown(self) -> Credentials:
        """The credentials under that pack."""
        return self.found[self.pack]

    def refresh(self) -> None:
        """Fetch everything anew and show it."""
        self.found = {one.holder.pack.code: one for one in self._read()} or self.found
        part = self.sections.part()
        for table in [part] if isinstance(part, List) else part.findChildren(List):
            table.refresh()
        renew: Callable[[], object] | None = getattr(part, "renew", None)
        if renew is not None:
            renew()

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.refresh()

    def _name_button(self, part: str) -> None:
        words = {
            "checklist": _("Record a step"), "education": _("Add a course"), "certificates": _("Add a certificate"),
            "proof": _("Add proof"), "history": _("Record a step"), "mentoring": _("Record mentoring"),
        }  # fmt: skip
        self._add.setText(words[part])
        needed = Action.RECORD_EDUCATION if part == "education" else Action.EDIT_CREDENTIALS
        self._add.setVisible(self.desk.may(needed))

    def _new(self) -> None:
        opens: dict[str, Callable[[], object]] = {
            "education": lambda: forms.open_course(self), "certificates": lambda: forms.open_certificate(self),
            "proof": lambda: forms.open_proof(self), "mentoring": lambda: forms.open_mentoring(self),
        }  # fmt: skip
        opens.get(self.sections.value(), lambda: forms.open_step(self))()

    def _paper(self, kind: str) -> None:
        asked, whose, desk = papers.Asked(staff=self.code, as_of=self.desk.today()), self.whose(), self.desk

        def show(data: bytes) -> None:
            crumbs = [(_("Staff"), lambda: desk.window.go("staff")), (whose.shown.name, whose.come_back)]
            desk.window.open_page(Preview(titles[kind], data, f"{kind}.pdf", crumbs), "staff")

        titles = {"credential-summary": _("Credential summary"), "ce-transcript": _("Continuing education")}
        desk.queue.run(
            lambda _progress: desk.read(lambda session: papers.render(session, kind, asked)), show,
            records.told(desk), _("Making the paper"),
        )  # fmt: skip

    def whose(self) -> Whose:
        """What a form opened from here needs: this page is gone by the time it is saved."""
        return Whose(self.desk, self.code, self.pack, self.found, self.sections.value())

    def choose(self, pack: str, part: str) -> None:
        """Show a pack and a part."""
        if pack in self.found:
            self._packs.choose(pack)
        if part:
            self.sections.show_part(part)
        self.refresh()

    def _checklist(self) -> QWidget:
        return Checklist(self)

    def _education(self) -> QWidget:
        return records.Education(self)


class Checklist(QWidget):
    """What the pack asks, and beside it where the chosen line comes from and which topics are open."""

    def __init__(self, page: StandingPage) -> None:
        """Choose the first line."""
        super().__init__()
        self.page = page
        columns: list[Column[Line]] = [
            Column(_("What is asked"), self._what),
            Column(_("State"), lambda line: state_cell(line, page.desk.today()), width=150),
            Column(_("Detail"), lambda line: Cell(line.words), width=300),
            Column("", lambda line: Cell("", button=self._button(line)), width=110),
        ]
        nothing = _("These rules ask for nothing that can be recorded here.")
        rows = from_rows(lambda: page.shown.lines, {}, lambda line: f"{line.label} {line.words}")
        self.table = List(columns, rows, nothing, "checklist", _("Checklist"), filtered=False)
        self.table.chosen.connect(self.explain)
        self.table.opened.connect(self._record)
        self.table.pressed.connect(lambda line, _button: self._record(line))
        self.source = rules.browser(_("What is this?"))
        self.source.setMinimumHeight(theme.scaled(190))
        if page.scrolls:
            self.source.stand_whole()
        card = Card(_("What is this?"), _("All figures"), lambda: rules.what_is_this(self, page.desk.packs, page.pack))
        card.add(self.source, 1)
        self.topics = controls.text("", "second", wrap=True)
        self.open_topics = Card(_("Topics still open"))
        self.open_topics.add(self.topics)
        aside = controls.down(gap=12)
        aside.addWidget(card, 1)
        aside.addWidget(self.open_topics)
        self.setLayout(controls.down(beside(self.table, controls.plain(aside), 300, scrolls=not page.scrolls)))
        self.renew()

    def _what(self, line: Line) -> Cell:
        figure = line.figures[0] if line.figures else None
        sure = figure.confidence.words.capitalize() if figure else ""
        if figure and figure.amended:
            return Cell(line.label, figure.amended.words, strong=True)
        return Cell(line.label, f"{sure}: {_(figure.source)}" if figure else "", strong=True)

    def _button(self, line: Line) -> str:
        target = steps_of.target(line.code)
        if target is None or not self.page.desk.may(target.action) or line.state is State.DONE and not target.again:
            return ""
        return _(target.word)

    def _record(self, line: Line) -> None:
        if self._button(line):
            forms.open_for(self.page, line)

    def explain(self, line: Line) -> None:
        """Show where a line comes from: each figure with value, source, confidence and note."""
        self.source.setHtml("".join(rules.figure_html(figure) for figure in line.figures))

    def renew(self) -> None:
        """Show the open topics, and the first line's figures."""
        gaps = self.page.shown.gaps
        self.open_topics.setVisible(bool(gaps))
        shown = "; ".join(_(item.text) for item in gaps[:6])
        more = len(gaps) - 6
        self.topics.setText(shown + (" " + _("and {count} more").format(count=more) if more > 0 else ""))
        if self.page.shown.lines:
            self.explain(self.table.current() or self.page.shown.lines[0])


def everyone(desk: Desk) -> List[Credentials]:
    """The list of the Staff room: how each person's credentials stand, a rule pack a line."""
    columns: list[Column[Credentials]] = [
        Column(_("Name"), lambda one: Cell(one.name, one.staff, icon="person", strong=True), "name", width=210),
        Column(_("Rules"), lambda one: Cell(figures.title_of(one.holder.pack), _(one.holder.pack.title))),
        Column(_("Checklist"), _missing, "missing", width=150),
        Column(_("Ends next"), lambda one: _ends(one, desk.today()), "ends", width=190),
        Column(_("Continuing education"), lambda one: _period(one, desk.today()), width=190),
        Column("", lambda _one: Cell("", button=_("Open")), width=96),
    ]
    keys: dict[str, Callable[[Credentials], Any]] = {
        "name": lambda one: one.name.casefold(), "missing": _count,
        "ends": lambda one: (one.next_end and one.next_end.until) or dt.date.max,
    }  # fmt: skip
    rows = from_rows(
        lambda: desk.read(lambda session: standing.everyone(session, desk.today())), keys,
        lambda one: f"{one.name} {one.staff} {one.holder.pack.code}",
    )  # fmt: skip
    nothing = _("Nobody works under any rules today. Add staff first.")
    return List(columns, rows, nothing, "credentials", _("Credentials"), key=lambda one: one)


def _count(one: Credentials) -> int:
    return sum(line.state is State.MISSING for line in one.lines)


def _missing(one: Credentials) -> Cell:
    count = _count(one)
    if not count:
        return Cell(_("All there"), icon="check-circle", tone="good")
    done = sum(line.state is State.DONE for line in one.lines)
    return Cell(_("{count} missing").format(count=count), _("{done} done").format(done=done), "minus")


def _ends(one: Credentials, today: dt.date) -> Cell:
    line = one.next_end
    if line is None or line.until is None:
        return Cell(_("Nothing soon"), tone="muted")
    _word, icon, tone = LOOKS[credentials.state_until(line.until, today)]
    return Cell(dates.say(line.until), line.label, icon if tone != "good" else "", tone if tone != "good" else "")


def _period(one: Credentials, today: dt.date) -> Cell:
    period = one.account.on(today)
    if period is None or not period.asked:
        return Cell(_("Not asked yet"), tone="muted")
    had = hours_text(period.earned + period.carried)
    words = _("{had} of {needed}").format(had=had, needed=hours_text(period.needed))
    return Cell(words, period.label, "check-circle" if period.whole else "", "good" if period.whole else "")


def open_credentials(desk: Desk, code: str, pack: str = "", part: str = "") -> StandingPage:
    """Open the credentials of one person, at a rule pack and part. Raises NotFound."""
    made = StandingPage(desk, code)
    if pack or part:
        made.choose(pack, part)
    desk.window.open_page(made, "staff")
    return made


def open_step(desk: Desk, code: str, pack: str, kind: str) -> Page:
    """Open the form of one step of a person. Raises NotFound."""
    return forms.open_step(open_credentials(desk, code, pack), kind)
