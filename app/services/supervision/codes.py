"""The people of a session or plan, from the codes as typed to their keys."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.SEE_SUPERVISION)
def keys(session: Session, staff: Sequence[str], supervisor: str) -> tuple[dict[str, uuid.UUID], uuid.UUID]:
    """Staff code -> key, and the supervisor's key. Raises Invalid (`staff`, `supervisor`) with the unknown codes."""
    rows = session.execute(select(Staff.code, Staff.id).where(Staff.code.in_(staff)))
    known = {row.code: row.id for row in rows}
    supervisor_id = session.scalar(select(Supervisor.id).where(Supervisor.code == supervisor))
    problems = {}
    missing = [code for code in staff if code not in known]
    if missing:
        problems["staff"] = _("No such code is on record: {code}.").format(code=", ".join(missing))
    if supervisor_id is None:
        problems["supervisor"] = _("No such code is on record: {code}.").format(code=supervisor)
    if problems or supervisor_id is None:
        raise Invalid(problems)
    return known, supervisor_id
