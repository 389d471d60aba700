"""An agency with a client of long ago, whose traces lie everywhere, and one who is served today."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.models.clients import Client, ClientName, ClientPhone, Episode
from app.models.consents import DisclosedClient, Disclosure, RecordOpening
from app.models.encounters import EncounterReview
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement
from app.models.users import User
from app.services import drafts, users
from app.services.across import opening, retention, verify
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.across.retention import Kind
from app.services.encounters import notes
from app.services.encounters import signing as note_signing
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import imports
from app.services.incidents import records as incidents
from app.services.incidents.entry import IncidentEntry
from app.services.store import session as sessions
from app.services.store import vault
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE

LONG_AGO, TODAY = dt.date(2016, 2, 29), dt.datetime(2026, 11, 25, 18, tzinfo=dt.UTC)
WARM = "Practiced saying no to a ride."  # of the group's note, which stays for the others


def write(who: SignedIn, work: Callable[[Any], Any], at: dt.datetime | None = None) -> Any:
    """What `work` gives in a change by this person."""
    with sessions.transaction(who.store, who.actor, at) as session:
        return work(session)


def read(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    """What `work` gives where this person only looks."""
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def note(**changed: str) -> EncounterEntry:
    """A note about Kestrel of long ago, with what is changed."""
    typed = {
        "client": "C1", "staff": "AW", "date": "2016-02-29", "start": "09:00", "stop": "10:00", "manner": "in_person",
        "service_type": "coaching", "data": "Spoke with quail.", "assessment": "", "plan": "Meet on Friday.",
    }  # fmt: skip
    return EncounterEntry.read(typed | changed)


def make(folder: Path) -> None:
    """Make that agency in a folder, check it and close it."""
    entry = AgencyEntry.read({"name": "Cottonwood", "zone": "America/Denver"})
    made = opening.create(folder, entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    write(made, agency.people)
    ruth = agency.enter(made, "Ruth", "supervisor", supervisor="RC")
    annie = agency.enter(made, "Annie", "peer_supporter", staff="AW")
    write(made, people)
    write(made, traces)
    _import(made)
    _notes(made, annie, ruth)
    _staff(made)
    assert verify.run(made) == []
    made.store.close()


def people(session: Any) -> None:
    """Kestrel, served long ago under two codes; Clara, served today."""
    for code, first, last in (("C1", "Kestrel", "Vanished"), ("C2", "Clara", "Elk"), ("C3", "Wigeon", "Vanished")):
        client = Client(code=code, first_name=first, last_name=last, emergency_contact="")
        session.add(client)
        session.flush()
        session.add(ClientName(client_id=client.id, first_name=first, last_name=last))
        ended = None if code == "C2" else LONG_AGO
        session.add(Episode(client_id=client.id, admitted_on=dt.date(2015, 1, 1), discharged_on=ended))
    session.flush()
    by_code = {row.code: row for row in session.scalars(select(Client))}
    by_code["C3"].merged_into_id = by_code["C1"].id
    by_code["C1"].emergency_contact = "Her aunt, Plover, who is Vanished too"
    session.add(ClientPhone(client_id=by_code["C1"].id, number="406 555 0100", say="Osprey"))
    session.flush()


def traces(session: Any) -> None:
    """What came and went about Kestrel, and who looked."""
    one = session.scalars(select(Client).where(Client.code == "C1")).one()
    session.delete(session.scalars(select(ClientPhone).where(ClientPhone.client_id == one.id)).one())
    one.emergency_contact = ""
    user = session.scalars(select(User.id).where(User.name == MANAGER)).one()
    session.add(RecordOpening(client_id=one.id, user_id=user, opened_at=TODAY))
    out = Disclosure(user_id=user, made_at=TODAY, what="Letter about Godwit", purpose="own_use")
    session.add(out)
    session.flush()
    session.add(DisclosedClient(disclosure_id=out.id, client_id=one.id))
    session.flush()
    drafts.keep(session, "encounter", "", '{"client": "C1", "data": "Whimbrel"}')
    drafts.keep(session, "encounter", one.id.hex, '{"data": "Curlew"}')
    drafts.keep(session, "encounter", "other", '{"client": "C10", "data": "stays"}')
    hold = retention.place_hold(session, Kind.CLIENT, "C1", "Case of Sandpiper")
    retention.lift_hold(session, hold.id, "Over")
    going = notes.record(session, note(data="A note about Dunlin, removed", start="07:00", stop="08:00"))
    session.flush()
    notes.remove(session, going.id)


def _import(made: SignedIn) -> None:
    text = (
        "client,staff,date,start,stop,manner,place,service_type,phase,support,data,assessment,plan,funding\n"
        "C1,AW,2015-03-04,09:00,10:00,in_person,,coaching,,,Heron,,,\n"
        f"C1;C2,AW,2015-03-05,09:00,10:00,group,,,,,{WARM},,,\n"
        "C2,AW,2015-03-06,09:00,10:00,in_person,,,,,Clara came,,,\n"
    )
    imports.run(made.store, made.actor, "encounters", text.encode())


def _notes(made: SignedIn, annie: SignedIn, ruth: SignedIn) -> None:
    alone = write(made, lambda session: notes.record(session, note()).id)
    lines = "C1: Heron\nC2: well"
    private = note(manner="group", client="C1;C2", data=WARM, start="11:00", stop="12:00", private_line=lines)
    both = write(made, lambda session: notes.record(session, private).id)
    key = opening.signing_key(annie, agency.PASSPHRASE)
    write(annie, lambda session: note_signing.sign(session, [alone, both], key), TODAY)
    write(
        ruth,
        lambda session: session.add(
            EncounterReview(
                encounter_id=alone, user_id=ruth.actor.user_id, state="ready", comment="Dunlin", reviewed_at=TODAY
            )
        ),
    )


def _staff(made: SignedIn) -> None:
    """Nuthatch, who left long ago, supervised with Dale and alone."""

    def work(session: Any) -> None:
        left = Staff(code="NB", name="Nuthatch Bittern")
        session.add(left)
        session.flush()
        session.add(Enrolment(staff_id=left.id, pack="mt-cbhpss", started_on=dt.date(2014, 1, 1), ended_on=LONG_AGO))
        led = session.scalars(select(Agreement.supervisor_id)).first()
        session.add(
            Agreement(staff_id=left.id, supervisor_id=led, signed_on=dt.date(2014, 1, 1), not_therapist_confirmed=True)
        )
        session.flush()

    write(made, work)
    ruth, grebe = other(made, "Ruth"), agency.enter(made, "Grebe", "peer_supporter", staff="NB")
    agency.record(made, staff="NB", date="2016-02-01", topics="Grebe at home")
    both = agency.record(made, staff="NB;DR", date="2016-02-02", format="group", topics="For two")
    agency.sign(ruth, both)
    agency.sign(grebe, both)

    def leave(session: Any) -> None:
        session.scalars(select(User).where(User.name == "Grebe")).one().removed_at = TODAY

    write(made, leave)
    for whom, said in (({"staff": "AW", "client": "C3"}, "Lapwing"), ({"staff": "NB"}, "Ptarmigan")):
        incident(made, said, **whom)


def incident(made: SignedIn, said: str, **whom: str) -> None:
    """One of long ago, closed."""
    typed = {
        "kind": "other", "date": "2015-06-01", "what": said, "no_report_reason": "None asked.", "supervisor": "RC",
        "told_on": "2015-06-01",
    }  # fmt: skip
    key = write(made, lambda session: incidents.record(session, IncidentEntry.read(typed | whom)).id)
    write(made, lambda session: incidents.close(session, key, dt.date(2015, 7, 1)))


def other(kept: SignedIn, name: str) -> SignedIn:
    """Another of its users, signed in beside the manager."""
    with sessions.reading(kept.store, kept.actor) as session:
        key = session.scalars(select(User.id).where(User.name == name)).one()
        return SignedIn(kept.store, users.actor_for(session, key), kept.zone, kept.agency)
