"""The Staff room: staff, their credentials, supervisors and agreements, each a list and its forms."""

import uuid
from collections.abc import Callable

from app.services import staff
from app.services.problems import NotFound
from app.ui.kit import names
from app.ui.kit.page import Page
from app.ui.staff.agreement import AgreementPage
from app.ui.staff.lists import StaffPage
from app.ui.staff.person import PersonPage
from app.ui.staff.standing import StandingPage
from app.ui.staff.supervisor import NewSupervisorPage, SupervisorPage
from app.ui.write import Desk

__all__ = ["DRAFTS", "make", "open_agreement", "open_credentials", "open_draft", "open_staff", "open_supervisor"]

# The forms that belong to a person's credentials; their drafts are kept under the person's code.
CREDENTIALS = ("step", "course", "certificate", "experience", "proof", "mentoring")
RECORDS = ("staff", "supervisor", "agreement", "license", "supervision-ce", "name-staff", "name-supervisor")
DRAFTS = (*CREDENTIALS, *RECORDS)


def make(desk: Desk) -> Page:
    """The room's page."""
    return StaffPage(desk)


def open_staff(desk: Desk, enrolment_id: uuid.UUID | None = None) -> Page:
    """Open the form of an enrolment, or of a new person. Raises NotFound."""
    page = PersonPage(desk, enrolment_id)
    desk.window.open_page(page, "staff")
    return page


def open_credentials(desk: Desk, code: str, pack: str = "", part: str = "") -> StandingPage:
    """Open the credentials of one person, at a rule pack and part. Raises NotFound."""
    made = StandingPage(desk, code)
    if pack or part:
        made.choose(pack, part)
    desk.window.open_page(made, "staff")
    return made


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with a draft of this room."""
    from app.ui.staff import credential_forms as forms

    try:
        if form in RECORDS:
            _open_record(desk, form, record)
            return
        shown = open_credentials(desk, record)
    except NotFound:  # gone since: nothing is left to go on with
        desk.keeper.forget(form, record)
        desk.window.go("staff")
        return
    opens = {
        "step": forms.open_step, "course": forms.open_course, "certificate": forms.open_certificate,
        "experience": forms.open_experience, "proof": forms.open_proof, "mentoring": forms.open_mentoring,
    }  # fmt: skip
    opens[form](shown)


def _open_record(desk: Desk, form: str, record: str) -> None:
    """Open the form that a draft belongs to. Raises NotFound."""
    from app.ui.staff import licenses

    if form in ("license", "supervision-ce"):
        licenses.open_part(desk, form, record)
    elif form.startswith("name-"):
        names.open_draft(desk, form, record, "staff")
    elif record.startswith("+"):  # a further enrolment of somebody on record
        person = desk.read(lambda session: staff.by_code(session, record[1:]))
        further = {"code": person.code, "name": person.name, "title": person.title}
        desk.window.open_page(PersonPage(desk, None, further), "staff")
    else:
        opens: dict[str, Callable[[Desk, uuid.UUID | None], Page]] = {
            "staff": open_staff, "supervisor": open_supervisor, "agreement": open_agreement,
        }  # fmt: skip
        opens[form](desk, uuid.UUID(record) if record else None)


def open_supervisor(desk: Desk, supervisor_id: uuid.UUID | None = None) -> Page:
    """Open the form of a supervisor, or of a new one. Raises NotFound."""
    page = NewSupervisorPage(desk) if supervisor_id is None else SupervisorPage(desk, supervisor_id)
    desk.window.open_page(page, "staff")
    return page


def open_agreement(desk: Desk, agreement_id: uuid.UUID | None = None) -> Page:
    """Open the form of an agreement, or of a new one."""
    page = AgreementPage(desk, agreement_id)
    desk.window.open_page(page, "staff")
    return page
