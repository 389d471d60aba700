"""A supervision agreement set right, or taken out where nobody used it."""

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.planning import AgreementTerms, FitAnswer
from app.services.across.corrections import book, effects, used
from app.services.across.corrections.book import Change, Owner
from app.services.across.corrections.effects import Effects
from app.services.problems import Invalid
from app.services.supervision import agreements, terms
from app.services.supervision.terms import WrittenEntry
from app.services.users import Action, allowed
from app.wording import N_, _

_RESTS = N_("Sessions count by this agreement. Correct it, or give its last day, instead of taking it out.")


def ordinary(one: Change) -> bool:
    """What changes in the course of things: kinship confirmed later, and the talk about how the two fit."""
    return one.field == "fit" or (one.field == "no_kinship_confirmed" and one.before == "no")


@allowed(Action.EDIT_SUPERVISORS)
def correct(
    session: Session, agreement_id: uuid.UUID, entry: WrittenEntry, reason: str = "", told: Collection[str] = ()
) -> Effects:
    """Mend an agreement, or end it. Raises Invalid (`reason`, fields), Untold, NotFound."""
    kept, before = agreements.load(session, agreement_id), terms.load(session, agreement_id)
    found = book.corrected(book.changes(before.model_dump(), entry.model_dump()), ordinary)
    why = book.reason_for(found, reason)
    _row, changed = effects.settle(session, lambda: terms.change(session, agreement_id, entry), told)
    book.keep(session, kept, found, why, Owner(staff_id=kept.staff_id, supervisor_id=kept.supervisor_id))
    return changed


@allowed(Action.EDIT_SUPERVISORS)
def take_out(session: Session, agreement_id: uuid.UUID) -> WrittenEntry:
    """Take out an agreement by which no session counts; its entry, to put it back.

    Raises Invalid where a session counts by it or a signed scan hangs on it, NotFound.
    """
    kept, entry = agreements.load(session, agreement_id), terms.load(session, agreement_id)
    used.refuse(book.hanging(session, kept, ("agreement_terms", "fit_answer")))

    def remove() -> None:
        for kind in (AgreementTerms, FitAnswer):
            for row in session.scalars(select(kind).where(kind.agreement_id == agreement_id)):
                session.delete(row)
        session.flush()
        session.delete(kept)

    try:
        effects.settle(session, remove)
    except effects.Untold:
        raise Invalid({"": _(_RESTS)}) from None
    return entry
