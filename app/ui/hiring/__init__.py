"""The Hiring room: positions and applicants, the interview that is handed over, applicants side by side."""

import uuid

from app.services.hiring import interviews
from app.services.problems import NotFound
from app.services.users import Action
from app.ui.hiring.applicant import ApplicantPage
from app.ui.hiring.comparison import ComparisonPage
from app.ui.hiring.forms import ApplicantForm, PositionPage
from app.ui.hiring.interview import InterviewPage
from app.ui.hiring.lists import HiringPage
from app.ui.hiring.questions import open_question
from app.ui.kit.page import Page, empty
from app.ui.write import Desk
from app.wording import _

__all__ = [
    "DRAFTS", "make", "open_applicant", "open_comparison", "open_draft", "open_form", "open_interview",
    "open_position", "open_question",
]  # fmt: skip
DRAFTS = ("interview", "applicant", "position", "own_question")


def make(desk: Desk) -> Page:
    """The room's page; a sentence for those who have no part in hiring."""
    if desk.may(Action.SEE_HIRING):
        return HiringPage(desk)
    page = Page(_("Hiring"))
    page.body.addWidget(empty(_("Managers hold interviews here, and supervisors read the comparison.")))
    return page


def open_position(desk: Desk, position_id: uuid.UUID | None = None) -> Page:
    """Open the form of a position, or of a new one. Raises NotFound."""
    page = PositionPage(desk, position_id)
    desk.window.open_page(page, "hiring")
    return page


def open_form(desk: Desk, applicant_id: uuid.UUID | None = None) -> Page:
    """Open the form of an applicant, or of a new one. Raises NotFound."""
    page = ApplicantForm(desk, applicant_id)
    desk.window.open_page(page, "hiring")
    return page


def open_applicant(desk: Desk, applicant_id: uuid.UUID) -> Page:
    """Open an applicant's page. Raises NotFound."""
    page = ApplicantPage(desk, applicant_id)
    desk.window.open_page(page, "hiring")
    return page


def open_comparison(desk: Desk, position_id: uuid.UUID) -> Page:
    """Open the applicants of a position side by side. Raises NotFound."""
    page = ComparisonPage(desk, position_id)
    desk.window.open_page(page, "hiring")
    return page


def open_interview(desk: Desk, interview_id: uuid.UUID, handed: bool) -> InterviewPage:
    """Open an interview; handed over, it fills the window until the manager's passphrase. Raises NotFound."""
    page = InterviewPage(desk, interview_id, handed)
    desk.window.open_page(page, "hiring")
    desk.window.fill(handed)
    page.enter()
    return page


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go to where a draft of this room goes on; an interview's is the applicant's page, to be handed over again."""
    found = uuid.UUID(record) if record else None
    try:
        if form == "applicant":
            open_form(desk, found)
        elif form == "position":
            open_position(desk, found)
        elif form == "own_question":
            open_question(desk, found)
        elif found is not None:
            open_applicant(desk, desk.read(lambda session: interviews.held(session, found)).applicant_id)
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        desk.window.go("hiring")
