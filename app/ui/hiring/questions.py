"""The agency's own interview questions: the list, and the form of each."""

import uuid

from PySide6.QtWidgets import QWidget

from app.services.hiring import own
from app.services.hiring.own import Answered, OwnQuestionEntry, Part, Row
from app.services.problems import NotFound
from app.ui.hiring.forms import home
from app.ui.kit import controls
from app.ui.kit.form import Form, row
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.record import RecordPage
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import N_, _, plural

DRAFT = "own_question"


def make_list(desk: Desk) -> QWidget:
    """The list of own questions in the order of the interview."""
    columns: list[Column[Row]] = [
        Column(_("Question"), lambda one: Cell(one.text, one.code, strong=one.retired_at is None)),
        Column(_("Asked in"), lambda one: Part(one.part).label, width=110),
        Column(_("Answered by"), lambda one: Answered(one.kind).label, width=120),
        Column(_("Answers"), _answers, width=190),
        Column("", lambda _one: Cell("", button=_("Open")), width=96),
    ]
    fetch = from_rows(lambda: desk.read(own.listed), {}, lambda one: f"{one.text} {one.code}")
    sentence = _("No question of your own yet. Yours are asked after the ones that Peerdesk brings.")
    made = List(columns, fetch, sentence, "own-questions", _("Our questions"))
    made.opened.connect(lambda one: open_question(desk, one.id))
    made.pressed.connect(lambda one, _button: open_question(desk, one.id))
    return made


def _answers(one: Row) -> Cell:
    given = plural("{count} sheet holds it", "{count} sheets hold it", one.answers) if one.answers else _("None yet")
    if one.retired_at is not None:
        return Cell(_("Retired"), given, tone="muted")
    return Cell(given, _("Its words stay") if one.answers else "", tone="" if one.answers else "muted")


def open_question(desk: Desk, question_id: uuid.UUID | None = None) -> Page:
    """Open the form of a question, or of a new one. Raises NotFound."""
    page = QuestionPage(desk, question_id)
    desk.window.open_page(page, "hiring")
    return page


def back(desk: Desk) -> Page:
    """Show the list again."""
    page: Page = desk.open("hiring", "questions")
    return page


class QuestionPage(RecordPage):
    """Add a question or mend one; one that somebody has answered can only be retired."""

    next_step = N_("It is asked from the next interview on.")

    def __init__(self, desk: Desk, question_id: uuid.UUID | None) -> None:
        """A new one where no id is given. Raises NotFound."""
        kept = next((one for one in desk.read(own.listed) if one.id == question_id), None)
        if question_id is not None and kept is None:
            raise NotFound(_("This question is not on record."))
        self.kept = kept
        title = _("Question {code}").format(code=kept.code) if kept else _("Add a question")
        draft = DRAFT, str(question_id or "")
        room = home(desk)[0], lambda: back(desk)
        super().__init__(desk, title, _("Ask every applicant alike, and no medical details"), draft, room)
        names = ("text", "part", "kind", "listen_for", "concern")
        stored = {name: getattr(kept, name) for name in names} if kept else {"part": "general", "kind": "scored"}
        form = Form(OwnQuestionEntry, ["text", row("part", "kind"), "listen_for", "concern"])

        def write(entry: OwnQuestionEntry) -> object:
            if kept is None:
                return desk.write(lambda session: own.add(session, entry).id, form)
            return desk.write(lambda session: own.change(session, kept.id, entry).id, form)

        self.fill(form, stored, write, lambda _id: back(desk), *self._further())
        if kept is not None and kept.answers:
            form.setEnabled(False)
            self.save_button.hide()
            self.say(_("Somebody has answered this question, so its words stay. You can retire it."), "lock")

    def _further(self) -> list[controls.Button]:
        if self.kept is None:
            return []
        if self.kept.retired_at is not None:
            return [controls.outlined(_("Ask it again"), "undo", self._bring_back)]
        return [controls.outlined(_("Retire"), "out", self._retire)]

    def _retire(self) -> None:
        kept = self.kept
        assert kept is not None
        if self.desk.write(lambda session: own.retire(session, kept.id)) is None:
            return
        back(self.desk).undo(
            _("The question is no longer asked."),
            lambda: self.desk.write(lambda session: own.bring_back(session, kept.id)),
        )

    def _bring_back(self) -> None:
        kept = self.kept
        assert kept is not None
        if self.desk.write(lambda session: own.bring_back(session, kept.id)) is not None:
            back(self.desk).say(_("The question is asked again, from the next interview on."))
