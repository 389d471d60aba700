"""Going on with what was typed in a form of the Hiring room."""

import uuid

from app.services.hiring import interviews
from app.services.problems import NotFound
from app.ui.write import Desk

FORMS = {"applicant": "applicant.form", "position": "position", "own_question": "question"}  # form -> its page


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go to where a draft of this room goes on; an interview's is the applicant's page, to be handed over again."""
    found = uuid.UUID(record) if record else None
    try:
        if form in FORMS:
            desk.open(FORMS[form], found)
        elif found is not None:
            desk.open("applicant", desk.read(lambda session: interviews.held(session, found)).applicant_id)
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        desk.window.go("hiring")
