"""Makes tests/stores/<revision>/: a small store of today's schema, through the services, with what it must give.

Run it once for each released schema (`python -m tests.stores.make_sample`); a sample is never made anew after release.
"""

import datetime as dt
import json
import shutil
from pathlib import Path

from app.services import hours
from app.services.across import opening, papers
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.exchange import owed_text
from app.services.hours import Category, Line, Week
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store import upgrade, vault
from app.services.supervision import owed, paper
from app.services.supervision import sessions as held
from app.services.supervision.log import Wanted
from tests import agency

USER, AS_OF = "Ann Manager", dt.date(2026, 4, 30)
FIRST_WEEK, WEEKS = dt.date(2026, 1, 5), 16


def make(folder: Path) -> None:
    """Make the sample in `folder`, in place of an earlier one."""
    shutil.rmtree(folder, ignore_errors=True)
    entry = AgencyEntry.read({"name": "Sample of a schema", "address": "1 Test Road", "phone": "(406) 555-0100"})
    made = opening.create(folder, entry, USER, agency.PASSPHRASE, cost=vault.LOW)
    signatures = _live(made)
    with sessions.reading(made.store, made.actor) as session:
        figures = json.loads(owed_text.as_json(owed.ledger(session, AS_OF)))
    expected = {
        "user": USER,
        "passphrase": agency.PASSPHRASE,
        "as_of": AS_OF.isoformat(),
        "signatures": signatures,
        "owed": figures,
    }
    made.store.close()
    text = json.dumps(expected, indent=1, ensure_ascii=False) + "\n"
    (folder / "expected.json").write_text(text, encoding="utf-8")
    for name in ("lock", f"{engines.FILE}-wal", f"{engines.FILE}-shm", vault.VAULT_FILE + ".previous"):
        (folder / name).unlink(missing_ok=True)


def _live(made: SignedIn) -> int:
    """Sixteen weeks of hours and sessions; returns how many signatures were made."""
    with sessions.transaction(made.store, made.actor) as session:
        agency.people(session)
        for number in range(WEEKS):
            monday = FIRST_WEEK + dt.timedelta(weeks=number)
            for code in ("AW", "DR"):
                line = Line(Category.DIRECT_SERVICE, paid=code == "AW")
                cells = {(line, monday + dt.timedelta(days=day)): 300 + day for day in range(5)}
                hours.save_week(session, Week(code, monday, cells))
    ruth = agency.enter(made, "Ruth", "supervisor", supervisor="RC")
    annie = agency.enter(made, "Annie", "peer_supporter", staff="AW")
    ids = [
        agency.record(made, date=(FIRST_WEEK + dt.timedelta(weeks=number, days=2)).isoformat(), summary="č̓ k̓ʷ x̣ʷ ƛ̓ ɬ")
        for number in range(WEEKS)
    ]
    agency.record(made, staff="AW;DR", format="group", date="2026-04-02", start="23:30", stop="00:30", manner="video")
    agency.record(made, staff="DR", date="2026-02-06", paper_signed_on="2026-02-06")
    agency.record(made, staff="DR", date="2026-02-06", supervisor="MS", start="14:30", stop="15:30", manner="phone")
    at = dt.datetime(2026, 4, 29, 18, tzinfo=dt.UTC)
    agency.sign(ruth, *ids[:8], at=at)
    agency.sign(annie, *ids[:6], at=at)
    with sessions.transaction(made.store, made.actor, at) as session:
        amended = held.amend(session, ids[0], agency.entry(date="2026-01-07", stop="14:40"), "It was shorter.").id
        wanted = Wanted("AW", dt.date(2026, 3, 1), dt.date(2026, 3, 31), AS_OF)
        document, _data = papers.print_for_signature(session, wanted)
        paper.signed_on_paper(session, document.number, dt.date(2026, 4, 29), b"%PDF-1.4 scanned")
    agency.sign(ruth, amended, at=at)
    return 8 + 6 + 1


if __name__ == "__main__":
    make(Path(__file__).resolve().parent / upgrade.HEAD)
