"""Who gets the agency back in when a passphrase is lost: two managers, or one manager and the recovery key on paper."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.agency import Agency
from app.models.users import User, UserRole
from app.services.problems import Invalid
from app.wording import N_, _

MANAGER = "manager"
YEAR = dt.timedelta(days=365)  # our rule: the paper is looked for once a year

_NOBODY = N_("Nobody else is a manager. Make somebody else a manager first.")
_ALONE = N_(
    "One manager would be left, and nobody has checked the recovery key. Type it under Security first, or make "
    "somebody else a manager: else one lost passphrase could close the records for good."
)


@dataclass(frozen=True)
class Ways:
    """The ways back in: the managers' names by id, and when the recovery key was last typed."""

    managers: dict[uuid.UUID, str]
    checked_at: dt.datetime | None

    def enough(self, without: uuid.UUID | None = None) -> bool:
        """Whether two managers remain, or one and a recovery key that was checked."""
        left = len(self.managers.keys() - {without})
        return left >= 2 or (left == 1 and self.checked_at is not None)

    def stale(self, now: dt.datetime) -> bool:
        """Whether the recovery key was never checked, or over a year ago."""
        return self.checked_at is None or now - self.checked_at > YEAR


def ways(session: Session) -> Ways:
    """The ways back into this agency's store as they are now."""
    query = (
        select(User.id, User.name)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == MANAGER, User.removed_at.is_(None))
        .order_by(User.name)
    )
    managers = {row.id: row.name for row in session.execute(query)}
    return Ways(managers, session.scalars(select(Agency.recovery_checked_at)).one())


def require(session: Session, without: uuid.UUID) -> None:
    """Raise Invalid (`roles`) where too few could recover the store once this person is no manager any more."""
    found = ways(session)
    if without not in found.managers or found.enough(without):
        return
    raise Invalid({"roles": _(_ALONE if len(found.managers) > 1 else _NOBODY)})
