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


def batches(session: Session, first: dt.date, last: dt.date, _as_of: dt.date) -> Iterator[Batch]:
    """The rows of the days `first` to `last` by date, streamed: memory stays flat."""
    query = (
        select(
            type_coerce(Hours.staff_id, String), type_coerce(Hours.date, String), Hours.category, Hours.minutes,
            case((Hours.paid, "yes"), else_="no"), Hours.pack,
        )
        .where(Hours.date.between(first, last))
        .order_by(Hours.date, Hours.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip
    codes = {
        key: guard(code) for key, code in session.execute(select(type_coerce(Staff.id, String), Staff.code))
    }
    # Of the other columns only a pack could look like a formula, and an entry takes no such pack.
    for batch in session.execute(query).partitions():
        yield [
            (codes[staff], day, category, minutes, paid, pack) for staff, day, category, minutes, paid, pack in batch
        ]
