"""The computer's clock against the record: what is written in order stays in order, a clock set back is told.

The record counts its rows, so its order never hangs on the clock; only the times shown beside them do.
"""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select

from app.services.store import engine as engines
from app.services.store.audit import ROWS
from app.services.store.session import OpenStore
from app.services.store.verifying import Fault
from app.wording import _, span

SLACK = dt.timedelta(seconds=0.5)  # a clock that the network sets right moves by less


def behind(store: OpenStore, now: dt.datetime) -> dt.timedelta | None:
    """By how much the clock stands before the newest recorded change; None where it does not."""
    query = select(ROWS.c.at).order_by(ROWS.c.seq.desc()).limit(1)
    with store.gate.shared(), engines.sentences(), store.engine.connect() as connection:
        newest = connection.execute(query).scalar()
    return newest - now if newest is not None and newest - now > SLACK else None


def notices(store: OpenStore) -> Iterator[Fault]:
    """Each place in the record where the clock had been set back; no fault: the order of the rows holds."""
    before = None
    with store.gate.shared(), engines.sentences(), store.engine.connect() as connection:
        for row in connection.execute(select(ROWS.c.seq, ROWS.c.at).order_by(ROWS.c.seq)):
            if before is not None and before - row.at > SLACK:
                words = _("The computer's clock stood back by {length} here; the order of the record holds.")
                yield Fault(_("audit row {seq}").format(seq=row.seq), words.format(length=span(before - row.at)))
            before = row.at
