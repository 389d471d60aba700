"""Writes one record after another in a process of its own and names each once it is committed, until it is killed."""

import datetime as dt
import sys
from pathlib import Path

from app.services import hours
from app.services.across import opening
from app.services.store import session as sessions


def main() -> None:
    """One day of hours a transaction; the day is printed after its commit."""
    folder, user, passphrase = Path(sys.argv[1]), *sys.argv[2:4]
    signed_in = opening.unlock(folder, user, passphrase)
    day = dt.date(2001, 1, 1)
    line = hours.Line(hours.Category.DIRECT_SERVICE)
    while True:
        monday = day - dt.timedelta(days=day.weekday())
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            before = hours.week(session, "AW", monday)
            hours.save_week(session, hours.Week("AW", monday, {**before.cells, (line, day): 60}))
        print(day.isoformat(), flush=True)
        signed_in.store.settle()
        day += dt.timedelta(days=1)


if __name__ == "__main__":
    main()
