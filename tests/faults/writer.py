"""A worker of the nursery: writes one record after another and names each once it is committed, until it is killed."""

import datetime as dt
from pathlib import Path

from app.services import hours
from app.services.across import opening
from app.services.store import session as sessions


def run(folder: str, user: str, passphrase: str, first: str, settle: bool) -> None:
    """One day of hours a transaction from `first` on; the day is printed after its commit.

    `settle` moves the anchor after each commit; otherwise it lags, as it does between a commit and two seconds later.
    """
    signed_in = opening.unlock(Path(folder), user, passphrase)
    day = dt.date.fromisoformat(first)
    line = hours.Line(hours.Category.DIRECT_SERVICE)
    while True:
        monday = day - dt.timedelta(days=day.weekday())
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            before = hours.week(session, "AW", monday)
            hours.save_week(session, hours.Week("AW", monday, {**before.cells, (line, day): 60}))
        print(day.isoformat(), flush=True)
        if settle:
            signed_in.store.settle()
        day += dt.timedelta(days=1)
