"""What is due of a person's own typing, and of setting the agency up."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.models.agency import Agency
from app.services import drafts as kept_drafts
from app.services import recovering, users
from app.services.across.due.item import Item, Kind, Weight
from app.services.catalog import KINDS
from app.services.documents import words
from app.services.users import Action, Role, allowed
from app.wording import N_, _

# What a kept draft is of, by the name of its form; a test holds that each can be gone on with.
FORMS = {
    "supervision": N_("Session"), "plan": N_("Plan of a session"), "staff": N_("Staff member"),
    "supervisor": N_("Supervisor"), "agreement": N_("Supervision agreement"), "license": N_("License period"),
    "supervision-ce": N_("CE in supervision"), "name-staff": N_("A name"), "name-supervisor": N_("A name"),
    "name-client": N_("A name"), "hours": N_("Week of hours"), "encounter": N_("Encounter note"),
    "interview": N_("Interview"),
    "applicant": N_("Applicant"), "position": N_("Position"), "own_question": N_("Interview question"),
    "contact": N_("Whom to call"),
    "contact-hide": N_("Hiding a contact"), "step": N_("Step toward a certificate"),
    "course": N_("Continuing education"), "certificate": N_("Certificate"), "experience": N_("Experience elsewhere"),
    "proof": N_("Proof"), "mentoring": N_("Mentoring"), "intake": N_("Intake"), "admit": N_("Admission"),
    "discharge": N_("Discharge"), "episode": N_("Admission and discharge"), "assign": N_("Who works with a client"),
    "assignment": N_("Who works with a client"),
    "grant": N_("Opening a record to an auditor"), "pack": N_("Rules"), "pack-back": N_("Rules"),
    **{form: words for kind in KINDS for form, words in kind.forms.items()},
}  # fmt: skip
OTHER = N_("A form")


@allowed(Action.SEE_SUPERVISION)
def drafts(session: Session, today: dt.date) -> list[Item]:
    """Forms that this person left unfinished."""
    return [
        Item(
            Kind.DRAFT, today, _("Finish your draft"), _(FORMS.get(kept.form, OTHER)), users.actor_of(session).name,
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
        day = users.day(session, checked)
        on, what = day + recovering.YEAR, _("Check the recovery key")
        detail = _("Last typed {day}").format(day=words.short_day(day))
    if on > today:
        return []
    why, source = _("It is the way in when a passphrase is forgotten"), _("Our rule: check it once a year")
    return [Item(Kind.SETUP, on, what, detail, kept.name, _("Agency"), why, source, _("Open"), "security")]
