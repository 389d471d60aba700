"""The Staff room: staff, their credentials, supervisors and agreements, each a list and its forms."""

import uuid

from app.ui.kit.page import Page
from app.ui.staff.agreement import AgreementPage
from app.ui.staff.lists import StaffPage
from app.ui.staff.person import PersonPage
from app.ui.staff.standing import StandingPage
from app.ui.staff.supervisor import SupervisorPage
from app.ui.write import Desk

__all__ = ["make", "open_agreement", "open_credentials", "open_staff", "open_supervisor"]


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


def open_supervisor(desk: Desk, supervisor_id: uuid.UUID | None = None) -> Page:
    """Open the form of a supervisor, or of a new one. Raises NotFound."""
    page = SupervisorPage(desk, supervisor_id)
    desk.window.open_page(page, "staff")
    return page


def open_agreement(desk: Desk, agreement_id: uuid.UUID | None = None) -> Page:
    """Open the form of an agreement, or of a new one."""
    page = AgreementPage(desk, agreement_id)
    desk.window.open_page(page, "staff")
    return page
