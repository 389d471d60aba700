"""Makes the sample store of today's schema: python -m tests.stores.make (once, before a schema is released).

The figures in expected.json are worked out by hand below, not read back from the ledger.
"""

import datetime as dt
import json
import shutil
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app.services import staff, users
from app.services.across import opening
from app.services.exchange import imports
from app.services.staff import StaffEntry
from app.services.store import session as store_sessions
from app.services.store import upgrade, vault
from app.services.supervision import agreements, sessions, signing, supervisors
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.sessions import SessionEntry
from app.services.supervision.supervisors import SupervisorEntry

HERE = Path(__file__).resolve().parent
ZONE = ZoneInfo("America/Denver")
MANAGER, LEADER, PEER = "Ann Manager", "Ruth Calfrobe", "Malí Č̓ɫk̓ʷšá"
PASSPHRASE = "a sample store keeps no secrets"
HOURS = """staff,date,category,minutes,paid
MQ,2026-01-06,direct_service,1201,yes
MQ,2026-01-13,documentation,1200,yes
MQ,2026-01-20,group,1200,no
MQ,2026-01-27,travel,1200,yes
MQ,2026-02-03,direct_service,1200,yes
MQ,2026-02-10,training,1200,yes
"""
# January: 4801 worked, 4801/20 required; 90 as amended and 30 on paper credited; 4801/20 - 120 = 2401/20 owed.
# February: 2400 worked, 120 required, 150 credited (60 more lie unsigned); 2401/20 + 120 - 150 = 1801/20 owed.
OWED = [
    {
        "month": "2026-01",
        "worked_minutes": 4801,
        "required_minutes": "4801/20",
        "credited_minutes": 120,
        "owed": "2401/20",
    },
    {
        "month": "2026-02",
        "worked_minutes": 2400,
        "required_minutes": "120",
        "credited_minutes": 150,
        "owed": "1801/20",
    },
]
SIGNATURES = 6  # three sessions and amendments, each by supervisor and peer supporter


def _held(date: str, start: str, stop: str, **more: str) -> SessionEntry:
    typed = {"staff": "MQ", "supervisor": "RC", "date": date, "start": start, "stop": stop}
    return SessionEntry.read(
        typed | {"format": "individual", "manner": "in_person", "topics": "Ethics"} | more
    )


class Sample:
    """The open store, and who works in it."""

    def __init__(self, folder: Path) -> None:
        """Make the store with its three users."""
        entry = opening.AgencyEntry.read({"name": "Cottonwood Creek Peer Support", "zone": ZONE.key})
        self.manager = opening.create(
            folder, entry, MANAGER, PASSPHRASE, cost=vault.LOW, now=_at("2026-01-01")
        )
        self.act(self.manager.actor, "2026-01-01", _people)
        self.leader, self.leader_key = self._user(LEADER, "supervisor", supervisor="RC")
        self.peer, self.peer_key = self._user(PEER, "peer_supporter", staff="MQ")

    def act(self, actor: users.Actor, day: str, work: Callable[[Session], object]) -> object:
        """Do something in one transaction at noon of a day; what it gives."""
        with store_sessions.transaction(self.manager.store, actor, _at(day)) as session:
            return work(session)

    def sign(self, day: str, *ids: uuid.UUID) -> None:
        """Both sign these sessions."""
        self.act(self.leader, day, lambda session: signing.sign(session, ids, self.leader_key))
        self.act(self.peer, day, lambda session: signing.sign(session, ids, self.peer_key))

    def _user(self, name: str, role: str, **link: str) -> tuple[users.Actor, Ed25519PrivateKey]:
        entry = users.UserEntry.read({"name": name, "roles": role, **link})
        made = opening.add_user(self.manager, entry, PASSPHRASE, cost=vault.LOW, now=_at("2026-01-01"))
        with store_sessions.reading(self.manager.store, self.manager.actor) as session:
            actor = users.actor_for(session, made)
        own = opening.SignedIn(self.manager.store, actor, ZONE.key, self.manager.agency)
        return actor, opening.signing_key(own, PASSPHRASE)


def _at(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), ZONE)


def _people(session: Session) -> None:
    staff.add(
        session,
        StaffEntry.read({"code": "MQ", "name": PEER, "pack": "mt-cbhpss", "started_on": "2026-01-01"}),
    )
    license_typed = {"license_type": "social_worker", "license_number": "BBH-1", "licensed_on": "2015-06-01"}
    supervisors.add(session, SupervisorEntry.read({"code": "RC", "name": LEADER, **license_typed}))
    agreed = {"staff": "MQ", "supervisor": "RC", "signed_on": "2026-01-01", "not_therapist_confirmed": "yes"}
    agreements.add(session, AgreementEntry.read(agreed))


def make(folder: Path) -> None:
    """The sample in an empty folder."""
    sample = Sample(folder)
    store, manager = sample.manager.store, sample.manager.actor
    imports.run(store, manager, "hours", HOURS.encode(), now=_at("2026-03-01"))

    def record(day: str, entry: SessionEntry) -> uuid.UUID:
        return sample.act(sample.leader, day, lambda session: sessions.record(session, entry).id)

    first = record("2026-01-09", _held("2026-01-09", "10:00", "11:00"))
    sample.sign("2026-01-09", first)
    on_paper = _held("2026-01-16", "10:00", "10:30", paper_signed_on="2026-01-17")
    sample.act(manager, "2026-01-17", lambda session: sessions.record(session, on_paper))
    longer = record("2026-02-06", _held("2026-02-06", "09:00", "11:30", manner="video"))
    record("2026-02-20", _held("2026-02-20", "10:00", "11:00", topics="Self-care"))
    mended = _held("2026-01-09", "10:00", "11:30")
    amendment = sample.act(
        sample.leader,
        "2026-02-21",
        lambda session: sessions.amend(session, first, mended, "Ended at 11:30.").id,
    )
    sample.sign("2026-02-21", longer, amendment)
    store.close()
    owed = [
        {"staff": "MQ", "pack": "mt-cbhpss", "owed_minutes": month["owed"]}
        | {name: value for name, value in month.items() if name != "owed"}
        for month in OWED
    ]
    expected = {"user": MANAGER, "passphrase": PASSPHRASE, "as_of": "2026-02-28", "signatures": SIGNATURES}
    text = json.dumps(expected | {"owed": owed}, indent=1, ensure_ascii=False) + "\n"
    (folder / "expected.json").write_text(text, encoding="utf-8")
    for leftover in ("lock", "vault.json.previous", "backups"):
        path = folder / leftover
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


if __name__ == "__main__":
    where = HERE / upgrade.HEAD
    if where.exists():
        sys.exit(f"{where.name} is there already; a released sample is never made again.")
    make(where)
    print(*sorted(path.name for path in where.iterdir()), sep="\n")
