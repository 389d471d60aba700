"""Keeping and destroying: nothing inside its time can go, what goes is gone everywhere, and the chain stays whole."""

import datetime as dt
import uuid
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.clients import Client, ClientAssignment, Episode
from app.models.credentials import ContinuingEducation
from app.models.encounters import Encounter, EncounterAttendance
from app.models.hours import Hours
from app.models.planning import PhaseNote
from app.models.schema import METADATA
from app.models.staff import Enrolment, Staff
from app.models.supervision import SessionAttendance, SupervisionSession
from app.models.users import User
from app.services import drafts
from app.services.across import certificates, destroy, opening, restore, retention, telling, verify
from app.services.across.due import destructions
from app.services.across.opening import SignedIn
from app.services.across.retention import Kind
from app.services.encounters import notes
from app.services.problems import Damaged, Forbidden, Frozen, Invalid, NotFound, WrongPassphrase
from app.services.rules import packs
from app.services.rules import retention as rules
from app.services.store import backup
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.supervision import paper, plans, topics
from app.services.supervision import sessions as held
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.past_client import (
    LONG_AGO,
    TODAY,
    WARM,
    note,
    other,
    read,
    write,
)
from tests.pdfs import pages

DAY = TODAY.date()
# Words that stand only in what is about Kestrel, by where they are put.
CLIENT_WORDS = (
    "kestrel", "vanished", "plover", "osprey", "wigeon", "quail", "heron", "sandpiper", "dunlin", "curlew", "whimbrel",
    "godwit", "lapwing",
)  # fmt: skip
STAFF_WORDS = ("nuthatch", "bittern", "grebe", "merganser", "ptarmigan")


@pytest.fixture
def ruth(kept: SignedIn) -> SignedIn:
    return other(kept, "Ruth")


def key_of(kept: SignedIn, model: Any, code: str) -> uuid.UUID:
    found: uuid.UUID = read(kept, lambda session: session.scalars(select(model.id).where(model.code == code)).one())
    return found


def ask(kept: SignedIn, kind: Kind = Kind.CLIENT, code: str = "C1", at: dt.datetime = TODAY) -> uuid.UUID:
    key = key_of(kept, Client if kind is Kind.CLIENT else Staff, code)
    made: uuid.UUID = write(kept, lambda session: destroy.ask(session, kind, key, code, "Past its time").id, at)
    return made


def found_in(kept: SignedIn, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """(table, word) of each word that stands anywhere in the store, packed or as signed bytes too."""
    raw = engines.connect(kept.store.folder / engines.FILE, kept.store.key)
    found = set()
    try:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()]
        for table in tables:
            for row in raw.execute(f'SELECT * FROM "{table}"'):
                said = b" ".join(map(plain, row)).lower()
                found |= {(table, word) for word in words if word.encode() in said or word.encode().hex().encode() in said}
    finally:
        raw.close()
    return found


def plain(value: Any) -> bytes:
    if isinstance(value, bytes):
        try:
            return zlib.decompress(value)
        except zlib.error:
            return value
    return str(value).encode()


def test_what_is_past_its_time_is_listed_with_why(kept: SignedIn) -> None:
    found = read(kept, lambda session: retention.past(session, DAY))
    assert [(one.kind, one.code, one.last_on, one.until) for one in found] == [
        (Kind.CLIENT, "C1", LONG_AGO, dt.date(2023, 3, 1)),
        (Kind.STAFF, "NB", LONG_AGO, dt.date(2023, 3, 1)),
    ]
    assert all(one.is_past(DAY) for one in found)
    assert len(found[0].ids) == 2  # the record merged into hers
    sources = [reason.source for reason in found[0].reasons]
    assert "ARM 24.219.2301(3)(j)" in sources and "ARM 37.85.414" in sources
    assert "ARM 24.219.422" in [reason.source for reason in found[1].reasons]


def test_one_day_inside_the_time_nothing_goes(kept: SignedIn) -> None:
    assert read(kept, lambda session: retention.past(session, dt.date(2023, 3, 1))) == []
    with pytest.raises(Forbidden, match="March 1, 2023"):
        ask(kept, at=dt.datetime(2023, 3, 1, 18, tzinfo=dt.UTC))
    assert ask(kept, at=dt.datetime(2023, 3, 2, 18, tzinfo=dt.UTC))


@pytest.mark.parametrize("code", ["C2", "C3"])
def test_who_is_served_still_and_a_part_of_another_are_not_listed(kept: SignedIn, code: str) -> None:
    assert code not in [one.code for one in read(kept, lambda session: retention.past(session, dt.date(2099, 1, 1)))]
    with pytest.raises(Invalid if code == "C3" else Forbidden):  # the code of the record that stands for both is C1
        ask(kept, code=code)


def test_the_last_day_of_service_is_that_of_anything_done(kept: SignedIn) -> None:
    def last() -> dt.date:
        return read(kept, lambda session: retention.of(session, Kind.CLIENT, client, DAY)).last_on

    client = key_of(kept, Client, "C1")
    write(kept, lambda session: notes.record(session, note(date="2016-03-10")))
    assert last() == dt.date(2016, 3, 10)
    write(kept, lambda session: notes.record(session, note(date="2016-03-11", client="C3")))  # the merged record
    assert last() == dt.date(2016, 3, 11)
    back = {"admitted_on": dt.date(2016, 4, 1), "discharged_on": dt.date(2016, 5, 1)}
    write(kept, lambda session: session.add(Episode(client_id=client, **back)))
    assert last() == dt.date(2016, 5, 1)


def test_the_last_day_of_work_is_that_of_anything_done(kept: SignedIn) -> None:
    def left() -> retention.Kept:
        return read(kept, lambda session: retention.of(session, Kind.STAFF, person, DAY))

    person = key_of(kept, Staff, "NB")
    # Supervision that nobody ended lasted as long as the work did, past the last session.
    assert {one.counted_from for one in left().reasons if one.source == "ARM 24.219.422"} == {LONG_AGO}
    agency.record(kept, staff="NB", date="2016-03-10")
    assert left().last_on == dt.date(2016, 3, 10)
    worked = {"date": dt.date(2016, 3, 11), "category": "direct_service", "minutes": 60, "paid": True}
    write(kept, lambda session: session.add(Hours(staff_id=person, **worked)))
    assert left().last_on == dt.date(2016, 3, 11)

    def stay_on(session: Any) -> None:
        session.scalars(select(Enrolment).where(Enrolment.staff_id == person)).one().ended_on = dt.date(2016, 6, 1)

    write(kept, stay_on)
    assert left().last_on == dt.date(2016, 6, 1)
    course = {"date": dt.date(2024, 5, 2), "title": "Ethics", "provider": "A college", "minutes": 60}
    write(kept, lambda session: session.add(ContinuingEducation(staff_id=person, **course)))
    assert left().reasons[0].counted_from == dt.date(2024, 5, 2) and not left().is_past(DAY)


def test_who_works_here_still_is_not_listed_however_long_ago_they_began(kept: SignedIn) -> None:
    assert read(kept, lambda session: retention.past(session, dt.date(2099, 1, 1)))[1:] == [
        read(kept, lambda session: retention.of(session, Kind.STAFF, key_of(kept, Staff, "NB"), dt.date(2099, 1, 1)))
    ]


def test_the_agencys_own_limit_keeps_longer(kept: SignedIn) -> None:
    from app.services import agency as limits

    entry = limits.PolicyEntry.read({"note_hours": "72", "keep_years": "12", "lock_minutes": "10"})
    write(kept, lambda session: limits.set_policy(session, entry))
    assert read(kept, lambda session: retention.past(session, DAY)) == []
    assert read(kept, lambda session: retention.past(session, dt.date(2028, 2, 29))) == []
    late = read(kept, lambda session: retention.past(session, dt.date(2028, 3, 1)))
    assert late[0].reasons[0].source == "Settings, Agency"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: {"code": "C9"}, "code"),
        (lambda one: {"reason": "  "}, "reason"),
    ],
)
def test_asking_takes_the_code_typed_and_a_reason(kept: SignedIn, change: Any, why: str) -> None:
    key = key_of(kept, Client, "C1")
    said = {"code": "C1", "reason": "Past"} | change(key)
    with pytest.raises(Invalid) as wrong:
        write(kept, lambda session: destroy.ask(session, Kind.CLIENT, key, said["code"], said["reason"]), TODAY)
    assert list(wrong.value.fields) == [why]


def test_asking_twice_is_refused_until_the_first_is_taken_back(kept: SignedIn, ruth: SignedIn) -> None:
    first = ask(kept)
    with pytest.raises(Invalid, match="already"):
        ask(kept)
    destroy.withdraw(ruth, first)
    assert ask(kept) != first
    with pytest.raises(Frozen):
        destroy.perform(ruth, first, agency.PASSPHRASE, now=TODAY)
    with pytest.raises(NotFound):
        destroy.perform(ruth, uuid.uuid4(), agency.PASSPHRASE, now=TODAY)


def test_a_hold_keeps_them_at_every_step(kept: SignedIn, ruth: SignedIn) -> None:
    asked = ask(kept)
    hold = write(kept, lambda session: retention.place_hold(session, Kind.CLIENT, "C3", "A case").id)  # the merged record
    with pytest.raises(Forbidden, match="legal hold"):
        destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    with pytest.raises(Invalid, match="already"):
        write(kept, lambda session: retention.place_hold(session, Kind.CLIENT, "C3", "Again"))
    with pytest.raises(Invalid):
        write(kept, lambda session: retention.lift_hold(session, hold, " "))
    assert [one.reason for one in read(kept, retention.holds)] == ["A case"]
    write(kept, lambda session: retention.lift_hold(session, hold, "Settled"))
    assert read(kept, retention.holds) == []
    assert destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY).rows["client"] == 2


def test_whoever_comes_back_meanwhile_stays(kept: SignedIn, ruth: SignedIn) -> None:
    asked = ask(kept)
    key = key_of(kept, Client, "C1")
    write(kept, lambda session: session.add(Episode(client_id=key, admitted_on=DAY)))
    with pytest.raises(Forbidden, match="still served"):
        destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    assert found_in(kept, ("kestrel",))


def test_the_one_who_asked_does_not_confirm(kept: SignedIn, ruth: SignedIn) -> None:
    asked = ask(kept)
    with pytest.raises(Forbidden, match="Ruth"):
        destroy.perform(kept, asked, PASSPHRASE, now=TODAY)
    with pytest.raises(WrongPassphrase):
        destroy.perform(ruth, asked, "three herons by the lake", now=TODAY)
    with pytest.raises(Forbidden):
        destroy.perform(other(kept, "Annie"), asked, agency.PASSPHRASE, now=TODAY)
    for work in (lambda session: retention.past(session, DAY), retention.holds):
        with pytest.raises(Forbidden):
            read(ruth, work)


def test_home_asks_the_one_who_can_confirm(kept: SignedIn, ruth: SignedIn) -> None:
    asked = ask(kept)
    assert destructions.items(kept, DAY) == []
    (item,) = destructions.items(ruth, DAY)
    assert item.target.startswith("destruction/") and item.detail.startswith("DC-") and item.person == "C1"
    destroy.withdraw(ruth, asked)
    assert destructions.items(ruth, DAY) == []


def test_an_agency_of_one_waits_thirty_days(kept: SignedIn) -> None:
    def leave(session: Any) -> None:
        for user in session.scalars(select(User).where(User.name == "Ruth")):
            user.removed_at = TODAY

    write(kept, leave)
    asked = ask(kept)
    (row,) = destroy.requests(kept)
    assert row.waits_until == DAY + dt.timedelta(days=30) and row.is_open
    assert [len(destructions.items(kept, DAY + dt.timedelta(days=days))) for days in (29, 30)] == [0, 1]
    with pytest.raises(Forbidden, match="30 days"):
        destroy.perform(kept, asked, PASSPHRASE, now=TODAY + dt.timedelta(days=29))
    assert destroy.perform(kept, asked, PASSPHRASE, now=TODAY + dt.timedelta(days=30)).rows


def test_a_tampered_store_destroys_nothing(kept: SignedIn, ruth: SignedIn) -> None:
    asked = ask(kept)
    raw = engines.connect(kept.store.folder / engines.FILE, kept.store.key)
    raw.execute("UPDATE client SET county = 'Lake' WHERE code = 'C2'")
    raw.close()
    with pytest.raises(Damaged, match="nothing was destroyed"):
        destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    assert found_in(kept, ("kestrel",))


def test_a_client_is_gone_from_every_table_and_the_chain_is_whole(kept: SignedIn, ruth: SignedIn) -> None:
    assert {word for _table, word in found_in(kept, CLIENT_WORDS)} == set(CLIENT_WORDS)
    done = destroy.perform(ruth, ask(kept), agency.PASSPHRASE, now=TODAY)
    assert found_in(kept, CLIENT_WORDS) == set()
    assert verify.run(kept) == []
    told = [one for one in verify.notices(kept) if one.place == "DC-2026-0001"]
    assert len(told) == 1 and "C1" in told[0].sentence
    assert done.rows["client"] == 2 and done.rows["encounter"] == 2 and done.rows["disclosure"] == 1
    assert done.stay == {"encounter": 2} and done.drafts == 2 and done.values > 20
    assert [one.typed for one in read(kept, drafts.of_author)] == ['{"client": "C10", "data": "stays"}']
    folder = kept.store.folder
    kept.store.close()
    again = opening.unlock(folder, MANAGER, PASSPHRASE)
    assert again.warning == "" and verify.run(again) == []
    again.store.close()


def test_a_groups_note_stays_for_the_others_without_that_person(kept: SignedIn, ruth: SignedIn) -> None:
    destroy.perform(ruth, ask(kept), agency.PASSPHRASE, now=TODAY)
    clara = key_of(kept, Client, "C2")

    def work(session: Any) -> list[tuple[str, uuid.UUID, str]]:
        query = select(Encounter.data, EncounterAttendance.client_id, EncounterAttendance.private_line)
        query = query.join(EncounterAttendance).where(Encounter.manner == "group").order_by(Encounter.date)
        return [tuple(row) for row in session.execute(query)]

    assert read(kept, work) == [(WARM, clara, ""), (WARM, clara, "well")]
    raw = engines.connect(kept.store.folder / engines.FILE, kept.store.key)
    payloads = [payload for (payload,) in raw.execute("SELECT payload FROM encounter_signature").fetchall()]
    with pytest.raises(Exception, match="frozen"):  # what was signed stays frozen
        raw.execute("UPDATE encounter SET data = 'x' WHERE manner = 'group' AND date = '2016-02-29'")
    raw.close()
    (payload,) = payloads
    assert b'"redacted":"DC-2026-0001"' in payload and b"Clara Elk" in payload


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE encounter SET data = 'x' WHERE manner = 'group'",
        "DELETE FROM audit_destroyed WHERE seq = (SELECT max(seq) FROM audit_destroyed)",
        "UPDATE audit_destroyed SET digest = zeroblob(32) WHERE seq = (SELECT max(seq) FROM audit_destroyed)",
        "UPDATE encounter_signature SET payload = replace(payload, 'DC-2026-0001', 'DC-2026-0002')",
        "INSERT INTO client_name (id, client_id, first_name, last_name) SELECT 'x', id, 'A', 'B' FROM client",
    ],
)
def test_nothing_hides_behind_a_destruction(kept: SignedIn, ruth: SignedIn, statement: str) -> None:
    destroy.perform(ruth, ask(kept), agency.PASSPHRASE, now=TODAY)
    raw = engines.connect(kept.store.folder / engines.FILE, kept.store.key)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute(statement.replace("payload, 'DC", "CAST(payload AS TEXT), 'DC"))
    raw.close()
    assert verify.run(kept) != []


def test_a_value_more_hidden_behind_a_destruction_is_found(kept: SignedIn, ruth: SignedIn) -> None:
    destroy.perform(ruth, ask(kept), agency.PASSPHRASE, now=TODAY)
    raw = engines.connect(kept.store.folder / engines.FILE, kept.store.key)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    from app.services.store import audit

    seq, part, salt, value = raw.execute(
        "SELECT v.seq, v.part, v.salt, v.value FROM audit_value v JOIN audit_row r ON r.seq = v.seq"
        " WHERE r.\"table\" = 'agreement' LIMIT 1"
    ).fetchone()
    destruction = raw.execute("SELECT destruction_id FROM audit_destroyed LIMIT 1").fetchone()[0]
    record = raw.execute("SELECT record FROM audit_row WHERE seq = ?", (seq,)).fetchone()[0]
    raw.execute("INSERT INTO audit_destroyed VALUES (?, ?, ?, ?)", (seq, part, audit.part_digest(salt, value), destruction))
    raw.execute("DELETE FROM audit_value WHERE seq = ? AND part = ?", (seq, part))
    raw.execute("DELETE FROM agreement WHERE id = ?", (record,))
    raw.close()
    assert [fault.place for fault in verify.run(kept)] == [f"destruction {destruction}"]


def test_a_staff_member_is_gone_and_the_joint_session_stays_for_the_other(kept: SignedIn, ruth: SignedIn) -> None:
    assert {word for _table, word in found_in(kept, STAFF_WORDS)} >= {"nuthatch", "bittern", "grebe", "ptarmigan"}
    asked = ask(kept, Kind.STAFF, "NB")
    done = destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    assert found_in(kept, STAFF_WORDS) == set()
    assert verify.run(kept) == []
    assert done.rows["supervision_session"] == 1 and done.stay == {"supervision_session": 1}
    topics = read(kept, lambda session: session.scalars(select(SupervisionSession.topics)).all())
    assert "For two" in topics and "Grebe at home" not in topics
    with sessions.reading(kept.store, kept.actor) as session:
        assert len(session.scalars(select(SessionAttendance)).all()) == 1
        (former,) = session.scalars(select(User).where(User.name.startswith("Former user"))).all()
        assert former.staff_id is None


def test_plans_and_topics_around_a_destroyed_session_go_with_it(kept: SignedIn, ruth: SignedIn) -> None:
    long_ago = dt.datetime(2016, 1, 20, tzinfo=dt.UTC)
    plan = {"staff": "NB;DR", "supervisor": "RC", "date": "2016-02-01", "start": "14:00", "minutes": "60",
            "format": "group", "manner": "in_person"}  # fmt: skip
    lone = read(kept, lambda session: session.scalars(
        select(SupervisionSession.id).where(SupervisionSession.topics == "Grebe at home")
    ).one())  # fmt: skip

    def around(session: Any) -> None:
        (planned,) = plans.add(session, plans.PlanEntry.read(plan))
        planned.session_id = lone
        for code in ("NB", "DR"):
            entry = topics.TopicEntry.read({"staff": code, "text": "Merganser"})
            topics.add(session, entry, planned.id)
        topics.follow_up(session, lone, [key_of(kept, Staff, "NB"), key_of(kept, Staff, "DR")], "Call the merganser")

    write(kept, around, long_ago)
    done = destroy.perform(ruth, ask(kept, Kind.STAFF, "NB"), agency.PASSPHRASE, now=TODAY)
    assert found_in(kept, STAFF_WORDS) == set() and verify.run(kept) == []
    assert (done.rows["planned_session"], done.rows["planned_attendance"], done.rows["agenda_item"]) == (1, 2, 4)


def test_a_staff_member_named_in_kept_records_stays(kept: SignedIn) -> None:
    late = dt.date(2099, 1, 1)

    def end(session: Any) -> None:
        for row in session.scalars(select(Enrolment)):
            row.ended_on = row.ended_on or dt.date(2026, 1, 1)

    write(kept, end)
    found = {one.code: one for one in read(kept, lambda session: retention.past(session, late))}
    assert not found["AW"].is_past(late)
    assert any("still kept" in sentence for sentence in found["AW"].blocks)
    assert any("still a user" in sentence for sentence in found["AW"].blocks)
    with pytest.raises(Forbidden, match="still a user"):
        ask(kept, Kind.STAFF, "AW", dt.datetime(2099, 1, 1, tzinfo=dt.UTC))


def test_a_staff_member_whom_only_a_clients_record_names_stays(kept: SignedIn) -> None:
    """Assigned once, and in a session where the work with a client was spoken of."""
    person, client = key_of(kept, Staff, "NB"), key_of(kept, Client, "C2")

    def blocks() -> str:
        return " ".join(read(kept, lambda session: retention.of(session, Kind.STAFF, person, DAY)).blocks)

    assert blocks() == ""
    days = {"from_on": dt.date(2015, 1, 1), "to_on": dt.date(2015, 2, 1)}
    write(kept, lambda session: session.add(ClientAssignment(client_id=client, staff_id=person, **days)))
    assert "Named 1 time in records of clients" in blocks()
    lone = select(SupervisionSession.id).where(SupervisionSession.topics == "Grebe at home")
    write(kept, lambda session: session.add(PhaseNote(session_id=session.scalar(lone), client_id=client, note="Well")))
    assert "Named 2 times in records of clients" in blocks()


def test_a_note_imported_for_another_and_set_right_since_stays(kept: SignedIn, ruth: SignedIn) -> None:
    """What the audit keeps of the import goes with whom it was about; how the note lies now is written down anew."""

    def set_right(session: Any) -> None:
        wrong = session.scalars(select(Encounter).where(Encounter.data == "Heron")).one()
        notes.change(session, wrong.id, note(client="C2", date="2015-03-04", data="Heron"))

    write(kept, set_right)
    destroy.perform(ruth, ask(kept), agency.PASSPHRASE, now=TODAY)
    assert read(kept, lambda session: session.scalars(select(Encounter.id).where(Encounter.data == "Heron")).all())
    assert verify.run(kept) == [] and found_in(kept, ("kestrel", "vanished")) == set()


def test_no_older_page_waits_beside_the_store(kept: SignedIn, ruth: SignedIn) -> None:
    waiting = kept.store.folder / f"{engines.FILE}-wal"
    asked = ask(kept)
    assert waiting.stat().st_size > 0
    destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    pages_left = waiting.stat().st_size // 4096
    kept.store.engine.dispose()
    assert pages_left < 4  # the anchor's own commit may have come after


def test_a_signed_paper_goes_with_its_scan(kept: SignedIn, ruth: SignedIn) -> None:
    def work(session: Any) -> None:
        ids = session.scalars(select(SupervisionSession.id).where(SupervisionSession.topics == "Grebe at home")).all()
        left = session.scalars(select(Staff.id).where(Staff.code == "NB")).one()
        first, last = dt.date(2016, 2, 1), dt.date(2016, 2, 28)
        made = paper.print_for_signature(session, ids, first=first, last=last, as_of=last, staff_id=left)
        paper.signed_on_paper(session, made.number, last, b"%PDF-1.4 a scan of Merganser")

    write(kept, work, dt.datetime(2016, 2, 28, 18, tzinfo=dt.UTC))
    assert ("scan", "merganser") in found_in(kept, STAFF_WORDS)
    done = destroy.perform(ruth, ask(kept, Kind.STAFF, "NB"), agency.PASSPHRASE, now=TODAY)
    assert done.rows["scan"] == done.rows["paper_document"] == done.rows["paper_signature"] == 1
    assert found_in(kept, STAFF_WORDS) == set()
    assert verify.run(kept) == []


def test_a_scan_that_names_others_too_stays_and_is_told(kept: SignedIn, ruth: SignedIn) -> None:
    def work(session: Any) -> None:
        alone = agency.entry(staff="NB;DR", date="2016-02-03", format="group")
        key = held.record(session, alone).id
        day = dt.date(2016, 2, 28)
        made = paper.print_for_signature(session, [key], first=day, last=day, as_of=day)
        paper.signed_on_paper(session, made.number, day, b"%PDF-1.4 a scan of two")

    write(kept, work, dt.datetime(2016, 2, 28, 18, tzinfo=dt.UTC))
    asked = ask(kept, Kind.STAFF, "NB")
    assert destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY).stay["scan"] == 1
    said = certificates.of(kept, asked)
    assert any("this person's name" in sentence for sentence in said.stays)
    assert verify.run(kept) == []


def test_the_certificate_names_what_went_and_what_stays(kept: SignedIn, ruth: SignedIn, tmp_path: Path) -> None:
    asked = ask(kept)
    with pytest.raises(NotFound):
        certificates.of(kept, asked)
    destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    made = [certificates.render(kept, asked) for _ in range(2)]
    assert made[0] == made[1]
    text = " ".join(" ".join(pages(made[0])).split())
    for said in (
        "Certificate of destruction", "DC-2026-0001", "C1", "March 1, 2023", "ARM 24.219.2301(3)(j)", MANAGER, "Ruth",
        "2 notes of groups stay", "Encounter notes", "cannot be brought back", "Past its time",
    ):
        assert said in text, said
    assert not any(word in text.lower() for word in CLIENT_WORDS)
    with pytest.raises(Forbidden):
        certificates.render(other(kept, "Annie"), asked)


def test_a_destruction_that_fails_leaves_everything(kept: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services.store import guards

    asked, before = ask(kept), found_in(kept, CLIENT_WORDS)

    def fails(*_arguments: object) -> None:
        raise ArithmeticError

    with monkeypatch.context() as patched:
        patched.setattr(guards, "create", fails)
        with pytest.raises(ArithmeticError):
            destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    assert found_in(kept, CLIENT_WORDS) == before
    with kept.store.engine.connect() as connection:
        assert guards.stand(connection, METADATA)
    assert verify.run(kept) == []


def test_the_copies_that_still_hold_it_are_named(kept: SignedIn, ruth: SignedIn, tmp_path: Path) -> None:
    from app.services.across import backups

    made = backups.by_hand(kept, TODAY)
    older = backup.own_folder(kept.store) / "before-upgrade-0002-20260101.db"  # as an upgrade leaves it
    older.write_bytes(b"a copy")
    asked = ask(kept)
    destroy.perform(ruth, asked, agency.PASSPHRASE, now=TODAY)
    (row,) = destroy.requests(kept)
    assert row.backups == (older.name, made.path.name) and row.done_at == TODAY and row.confirmed_by == "Ruth"
    with kept.store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM destruction").scalar() == 1


def test_a_restore_tells_first_what_was_destroyed_since_and_would_come_back(
    kept: SignedIn, ruth: SignedIn, tmp_path: Path
) -> None:
    before = backup.make(kept.store, tmp_path, TODAY)
    destroy.perform(ruth, ask(kept), agency.PASSPHRASE, now=TODAY)
    after = backup.make(kept.store, tmp_path, TODAY + dt.timedelta(hours=1))
    for made, numbers in ((before, ("DC-2026-0001",)), (after, ())):
        prepared = restore.look(kept, made.path, PASSPHRASE)
        assert prepared.lacking.destroyed == numbers
        assert ("DC-2026-0001" in " ".join(telling.parts(prepared))) is bool(numbers)
        prepared.discard()


def test_lengths_have_their_sources() -> None:
    for rule in rules.book().rules:
        for figure in rule.figures.values():
            assert figure.source and isinstance(figure.confidence, packs.Confidence)


@given(st.dates(dt.date(1970, 1, 1), dt.date(2090, 12, 31)), st.integers(7, 100))
def test_no_record_may_go_before_seven_years(last: dt.date, years: int) -> None:
    reasons = rules.client(last, years, dt.date(2026, 1, 1))
    until = reasons[0].until
    assert (until.year - last.year, until.month, until.day) >= (years, last.month, last.day)
    assert not rules.is_over(reasons, until)
    assert rules.is_over(reasons, until + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2016-02-29", 75, "2022-05-29"),
        ("2015-11-30", 75, "2022-03-01"),
        ("2015-12-31", 75, "2022-03-31"),
        ("2016-08-31", 75, "2022-12-01"),
        ("2016-09-30", 75, "2022-12-30"),
        ("2016-10-01", 3, "2017-01-01"),
    ],
)
def test_months_end_where_they_should(day: str, months: int, then: str) -> None:
    assert rules.months_later(dt.date.fromisoformat(day), months).isoformat() == then


def test_leap_days_last_into_march() -> None:
    (reason, *_rest) = rules.client(dt.date(2016, 2, 29), 7, DAY)
    assert reason.until == dt.date(2023, 3, 1)
    assert rules.client(dt.date(2012, 2, 29), 8, DAY)[0].until == dt.date(2020, 2, 29)
