"""What is due of a person's own typing, and of setting the agency up."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.models.agency import Agency
from app.services import drafts as kept_drafts
from app.services import recovering, users
from app.services.across.due.item import Item, Kind, Weight, zone_of
from app.services.documents import words
from app.services.users import Action, Role, allowed
from app.wording import N_, _

# Every form whose typing is kept, as Home names it; a test holds that each can be gone on with.
FORMS = {
    "supervision": N_("Session"), "plan": N_("Plan of a session"), "staff": N_("Staff member"), "hours": N_("Week of hours"),
    "encounter": N_("Encounter note"), "incident": N_("Incident"), "incident-close": N_("Closing an incident"),
    "interview": N_("Interview"),
    "applicant": N_("Applicant"), "position": N_("Position"), "program": N_("Program"), "funding": N_("Funding"),
    "own_question": N_("Interview question"), "step": N_("Step toward a certificate"),
    "course": N_("Continuing education"), "certificate": N_("Certificate"), "experience": N_("Experience elsewhere"),
    "proof": N_("Proof"), "mentoring": N_("Mentoring"),
    "intake": N_("Intake"), "admit": N_("Admission"), "discharge": N_("Discharge"),
    "assign": N_("Who works with a client"), "grant": N_("Opening a record to an auditor"),
    "supervisor": N_("Supervisor"), "agreement": N_("Supervision agreement"),
    "pack": N_("Rule pack"), "pack-back": N_("Rule pack"),
}  # fmt: skip


@allowed(Action.SEE_SUPERVISION)
def drafts(session: Session, today: dt.date) -> list[Item]:
    """Forms that this person left unfinished."""
    zone = zone_of(session)
    return [
        Item(
            Kind.DRAFT, today, _("Finish your draft"), _(FORMS.get(kept.form, N_("Something typed"))),
            users.actor_of(session).name, _("You"),
            _("Last typed {day}").format(day=words.short_day(kept.saved_at.astimezone(zone).date(), False)),
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
    return [*_people(session, today), *_recovery(session, kept, today)]


def _people(session: Session, today: dt.date) -> Iterator[Item]:
    """Users who could not sign, and two users of one person, whose signatures would be told apart by nobody."""
    for user in users.listed(session):
        roles = frozenset(Role(row.role) for row in user.roles)
        if user.removed_at is None and users.unlinked(user.name, roles, user.staff_id, user.supervisor_id):
            yield Item(
                Kind.SETUP, today, _("Link a user"), _("So that they can sign"), user.name, _("User"),
                _("They cannot sign yet"), _("A signature names a person on record"), _("Link"), f"user/{user.id.hex}",
                Weight.CREDIT,
            )  # fmt: skip
    for one, two in users.twice(session):
        yield Item(
            Kind.SETUP, today, _("Two users are one person"), two, one, _("User"), _("Signatures would show either name"),
            _("Our rule: one person, one user"), _("Open"), "users", Weight.CREDIT,
        )  # fmt: skip


def _recovery(session: Session, kept: Agency, today: dt.date) -> list[Item]:
    checked = kept.recovery_checked_at
    if checked is None:
        on, what, detail = today, _("Type the recovery key once"), _("No paper of it? Make a new key there")
    else:
        day = checked.astimezone(zone_of(session)).date()
        on, what = day + recovering.YEAR, _("Check the recovery key")
        detail = _("Last typed {day}").format(day=words.short_day(day))
    if on > today:
        return []
    why, source = _("It is the way in when a passphrase is forgotten"), _("Our rule: check it once a year")
    return [Item(Kind.SETUP, on, what, detail, kept.name, _("Agency"), why, source, _("Open"), "security")]
