"""Hours worked, a row for each person, day and category; the file imports again as it is."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import String, case, select, type_coerce
from sqlalchemy.orm import Session

from app.models.hours import Hours
from app.models.staff import Staff
from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds import hours
from app.services.exchange.straight import Straight
from app.services.users import Action, allowed
from app.wording import N_

NAME = "hours"
CODEBOOK = Codebook(
    NAME,
    N_("Hours worked"),
    N_("A row for each stretch of work of one person, day and category. Minutes are whole."),
    hours.KIND,
    hours.COLUMNS,
)
BATCH = 250


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, _as_of: dt.date) -> Iterator[Batch]:
    """The rows of the days `first` to `last` by date, streamed: memory stays flat."""
    cells = Straight(
        type_coerce(Hours.staff_id, String),
        type_coerce(Hours.date, String),
        Hours.category,
        Hours.minutes,
        case((Hours.paid, "yes"), else_="no"),
        Hours.pack,
    )
    query = select(cells).where(Hours.date.between(first, last)).order_by(Hours.date, Hours.id)
    codes = {
        key: guard(code) for key, code in session.execute(select(type_coerce(Staff.id, String), Staff.code))
    }
    for batch in session.scalars(query.execution_options(yield_per=BATCH)).partitions():
        yield [
            (codes[staff], day, category, minutes, paid, pack and guard(pack))
            for staff, day, category, minutes, paid, pack in batch
        ]
