"""Going on with what was typed in a form of the Staff room."""

import uuid

from app.services.problems import NotFound
from app.ui.kit import names
from app.ui.staff import credential_forms as forms
from app.ui.staff import licenses
from app.ui.staff.person import show_further
from app.ui.staff.standing import open_credentials
from app.ui.write import Desk

# The forms that belong to a person's credentials; their drafts are kept under the person's code, and what they are about.
CREDENTIALS = ("step", "course", "certificate", "experience", "proof", "mentoring")
NEW = "new"  # before what a new record was begun for


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with a draft of this room: on the very form, step and person that it was typed for."""
    try:
        if form in CREDENTIALS:
            _open_credential(desk, form, record)
        else:
            _open_record(desk, form, record)
    except NotFound:  # gone since: nothing is left to go on with
        desk.keeper.forget(form, record)
        desk.window.go("staff")


def _open_credential(desk: Desk, form: str, record: str) -> None:
    code, about = forms.of_draft(record)
    shown = open_credentials(desk, code)
    opens = {
        "course": forms.open_course, "certificate": forms.open_certificate, "experience": forms.open_experience,
        "mentoring": forms.open_mentoring,
    }  # fmt: skip
    if form == "step":
        forms.open_step(shown, about)
    elif form == "proof":
        forms.open_proof(shown, about)
    else:
        opens[form](shown)


def _open_record(desk: Desk, form: str, record: str) -> None:
    """Open the form that a draft belongs to. Raises NotFound."""
    if form in ("license", "supervision-ce"):
        licenses.open_part(desk, form, record)
    elif form.startswith("name-"):
        names.open_draft(desk, form, record, "staff")
    elif record.startswith("+"):
        show_further(desk, record[1:])
    elif record.startswith(NEW):  # an agreement begun for a pair
        _new, code, supervisor = record.split("/")
        desk.open("agreement", staff=code, supervisor=supervisor)
    else:  # staff, supervisor and agreement: the form has the name of its page
        desk.open(form, uuid.UUID(record) if record else None)
