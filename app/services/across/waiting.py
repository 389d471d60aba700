"""How many records wait for a person's eyes and signature: one count, for Home, the rooms and the navigation."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services import users
from app.services.encounters import reviews
from app.services.encounters import signing as notes
from app.services.supervision import signing as sessions
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Waiting:
    """Sessions to sign; notes to sign, and those of supervisees to look at, each counted once."""

    sessions: int = 0
    notes: int = 0

    @property
    def all(self) -> int:
        """What 'Review and sign' shows on Home."""
        return self.sessions + self.notes


@allowed(Action.SEE_SUPERVISION)
def count(session: Session) -> Waiting:
    """What waits for the signed-in person now, as the pages of review show it."""
    actor = users.actor_of(session)
    found = set(notes.ids_waiting(session)) if actor.may(Action.SIGN) else set()
    if actor.may(Action.REVIEW_ENCOUNTERS):
        found |= set(reviews.ids_waiting(session))
    return Waiting(len(sessions.ids_waiting(session)) if actor.may(Action.SIGN) else 0, len(found))
