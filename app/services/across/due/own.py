"""What is due of a person's own typing, and of setting the agency up."""

import datetime as dt

from sqlalchemy.orm import Session

from app.services import drafts as kept_drafts
from app.services import recovering, users
from app.services.across.due.item import Item, Kind
from app.services.documents import words
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.SEE_SUPERVISION)
def drafts(session: Session, today: dt.date) -> list[Item]:
    """Forms that this person left unfinished."""
    forms = {
        "supervision": _("Session"), "plan": _("Plan of a session"), "staff": _("Staff member"), "hours": _("Week of hours"),
        "encounter": _("Encounter note"), "incident": _("Incident"), "incident-close": _("Closing an incident"),
        "interview": _("Interview"),
        "applicant": _("Applicant"), "position": _("Position"), "program": _("Program"), "funding": _("Funding"),
        "own_question": _("Interview question"), "step": _("Step toward a certificate"),
        "course": _("Continuing education"), "certificate": _("Certificate"), "experience": _("Experience elsewhere"),
        "proof": _("Proof"), "mentoring": _("Mentoring"),
        "intake": _("Intake"), "admit": _("Admission"), "discharge": _("Discharge"),
        "assign": _("Who works with a client"), "pack": _("Rule pack"), "pack-back": _("Rule pack"),
    }  # fmt: skip
    return [
        Item(
            Kind.DRAFT, today, _("Finish your draft"), forms.get(kept.form, kept.form), users.actor_of(session).name,
            _("You"), _("Last typed {day}").format(day=words.short_day(users.day(session, kept.saved_at), today)),
            _("Seen by you only"), _("Open"), f"{kept.form}/{kept.record}",
        )
        for kept in kept_drafts.of_author(session)
    ]  # fmt: skip


@allowed(Action.SEE_SUPERVISION)
def setup(session: Session, today: dt.date) -> list[Item]:
    """What a manager has still to do so that the agency is safe."""
    actor, kept = users.actor_of(session), users.agency(session)
    if not actor.may(Action.EDIT_AGENCY):
        return []
    checked = kept.recovery_checked_at
    if checked is None:
        on, what, detail = today, _("Type the recovery key once"), _("Recovery key unchecked")
    else:
        day = users.day(session, checked)
        on, what = day + recovering.YEAR, _("Check the recovery key")
        detail = _("Last typed {day}").format(day=words.short_day(day))
    if on > today:
        return []
    why, source = _("It is the way in when a passphrase is forgotten"), _("Our rule: check it once a year")
    return [Item(Kind.SETUP, on, what, detail, kept.name, _("Agency"), why, source, _("Open"), "security")]
