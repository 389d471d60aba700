"""Setting right what was typed: a reason that stays, what it changes told first, and what is signed left as it was."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.models.clients import ClientAssignment, Episode
from app.models.corrections import Correction
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, License, Signature, SupervisionEducation, Supervisor
from app.services import hours, staff, users
from app.services.across import destroy, opening, papers, verify
from app.services.across.corrections import (
    accounts,
    agreements,
    book,
    effects,
    enrolments,
    episodes,
    names,
    positions,
    supervisors,
)
from app.services.across.corrections.effects import Untold
from app.services.across.opening import SignedIn
from app.services.clients import assignments, records
from app.services.clients import episodes as times
from app.services.clients.entry import AssignmentEntry, ClientEntry, EpisodeEntry
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.hiring import applicants
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.services.problems import Forbidden, Invalid
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import closing, licenses, log, months, owed, paper, terms
from app.services.supervision import supervisors as led
from app.services.supervision.licenses import EducationEntry, LicenseEntry
from app.services.supervision.supervisors import HeadEntry, SupervisorEntry
from app.services.supervision.terms import WrittenEntry
from app.services.users import Action, Role, UserEntry
from tests import agency
from tests.pdfs import pages

MARCH, TODAY = dt.date(2026, 3, 1), dt.date(2026, 4, 3)
NOW = dt.datetime(2026, 4, 3, 18, tzinfo=dt.UTC)
WRONG = "mental_health_practitioner"  # supervises in Minnesota, not under Montana's rules
WHY = "Typed from the wrong card"


def write(who: SignedIn, work: Callable[[Any], Any], now: dt.datetime = NOW) -> Any:
    with sessions.transaction(who.store, who.actor, now) as session:
        return work(session)


def read(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def told(who: SignedIn, work: Callable[[Any, tuple[str, ...]], Any]) -> tuple[str, ...]:
    """Do what is asked as a person would: look at what it changes, then save; what was to look at."""
    try:
        write(who, lambda session: work(session, ()))
    except Untold as wrong:
        seen = wrong.effects
    else:
        return ()
    write(who, lambda session: work(session, seen))
    return seen


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """Annie and Dale under Ruth, whose license was typed wrongly; ten hours of Annie's in March."""

    def work(session: Any) -> None:
        ruth = led.by_code(session, "RC")
        ruth.licenses[0].license_type = WRONG
        cells = {(hours.Line(hours.Category.DIRECT_SERVICE), dt.date(2026, 3, 2)): 600}
        hours.save_week(session, hours.Week("AW", dt.date(2026, 3, 2), cells))

    write(staffed, work)
    return staffed


def credited(who: SignedIn, code: str = "AW") -> int:
    lines = read(who, lambda session: owed.ledger(session, TODAY, code))
    return sum(month.credited_minutes for line in lines for month in line.months)


def license_of(who: SignedIn, code: str = "RC") -> License:
    return read(who, lambda session: led.by_code(session, code)).licenses[0]


def typed(kept: License, **changed: Any) -> LicenseEntry:
    return LicenseEntry.read({name: getattr(kept, name) for name in LicenseEntry.model_fields} | changed)


def kept(who: SignedIn, table: str, record: uuid.UUID) -> list[book.Told]:
    return read(who, lambda session: book.of_records(session, table, [record]))


def close(who: SignedIn) -> None:
    key = opening.signing_key(who, agency.PASSPHRASE)
    write(who, lambda session: closing.close(session, [months.Wanted("AW", "mt-cbhpss", MARCH)], key))


def test_a_wrong_license_type_is_corrected_in_its_period_and_told_before(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    key = agency.record(staffed)
    agency.sign(ruth, key)
    close(ruth)
    row = license_of(staffed)
    assert credited(staffed) == 0
    entry = typed(row, license_type="social_worker")
    with pytest.raises(Invalid) as refused:
        write(staffed, lambda session: supervisors.correct_license(session, row.id, entry))
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Untold) as untold:
        write(staffed, lambda session: supervisors.correct_license(session, row.id, entry, WHY))
    assert license_of(staffed).license_type == WRONG and not kept(staffed, "license", row.id)
    said = " ".join(untold.value.effects)
    assert "Annie Whitegrass" in said and "March 2026" in said and "Credited: 0 min → 1 h" in said
    assert "Signed months of Annie Whitegrass: March 2026" in said and "Dale" not in said
    shown = untold.value.effects
    write(staffed, lambda session: supervisors.correct_license(session, row.id, entry, WHY, told=shown))
    assert credited(staffed) == 60
    assert [one.license_type for one in read(staffed, lambda s: led.by_code(s, "RC")).licenses] == ["social_worker"]
    (one,) = kept(staffed, "license", row.id)
    assert one.sentence == f"Corrected on Apr 3, 2026 by {staffed.actor.name}: {WHY}"
    words = one.words(LicenseEntry, {"license_type": [(WRONG, "Practitioner"), ("social_worker", "Social worker")]})
    assert words == "License type: Practitioner → Social worker"
    wanted = log.Wanted("AW", MARCH, dt.date(2026, 3, 31), TODAY)
    assert "Social worker" in " ".join(pages(read(staffed, lambda session: _log(session, wanted))))
    # what was signed keeps the words of its day, and still holds
    payload = read(staffed, lambda session: session.scalars(select(Signature)).one()).payload
    assert json.loads(payload)["signer"]["licenses"] == [[WRONG, "L-1"]]
    assert verify.run(staffed) == []
    (month,) = read(staffed, lambda session: months.closed(session, TODAY))
    assert month.statement.amounts["credited"] == 0 and bool(month.changes)


def _log(session: Any, wanted: log.Wanted) -> bytes:
    asked = papers.Asked(staff=wanted.staff, first=wanted.first, last=wanted.last, as_of=wanted.as_of)
    return papers.render(session, "supervision-log", asked)


def test_the_reason_and_both_values_lie_in_the_record_of_changes(staffed: SignedIn) -> None:
    row = license_of(staffed)
    entry = typed(row, license_number="SW-77")
    told(staffed, lambda session, seen: supervisors.correct_license(session, row.id, entry, WHY, told=seen))
    with staffed.store.engine.connect() as connection:
        values = [json.loads(one) for (one,) in connection.exec_driver_sql(
            "SELECT v.value FROM audit_value v JOIN audit_row r ON r.seq = v.seq WHERE r.\"table\" = 'correction'"
        )]  # fmt: skip
    assert [one["after"]["reason"] for one in values] == [WHY]
    assert json.loads(values[0]["after"]["said"]) == [["license_number", "L-1", "SW-77"]]


def test_what_was_told_must_be_what_is_saved(staffed: SignedIn, ruth: SignedIn) -> None:
    """Somebody signs between looking and saving: the list is shown anew, and nothing is saved on the old one."""
    agency.sign(ruth, agency.record(staffed))
    row, entry = license_of(staffed), typed(license_of(staffed), license_type="social_worker")
    with pytest.raises(Untold) as first:
        write(staffed, lambda session: supervisors.correct_license(session, row.id, entry, WHY))
    agency.sign(ruth, agency.record(staffed, date="2026-03-05"))
    with pytest.raises(Untold) as second:
        write(staffed, lambda session: supervisors.correct_license(session, row.id, entry, WHY, told=first.value.effects))
    assert second.value.effects != first.value.effects and license_of(staffed).license_type == WRONG


def test_all_periods_of_a_license_are_corrected_together_or_one_alone(staffed: SignedIn) -> None:
    row = license_of(staffed)
    last = dt.date(2025, 12, 31)
    write(staffed, lambda session: setattr(licenses.load_license(session, row.id), "license_expires_on", last))
    renewal = typed(row, from_on="2026-01-01", license_expires_on="2026-12-31")
    second = write(staffed, lambda session: licenses.add_license(session, row.supervisor_id, renewal).id)
    entry = typed(row, license_type="social_worker", license_expires_on="2025-12-31")

    def types() -> list[str]:
        found = read(staffed, lambda session: led.by_code(session, "RC")).licenses
        return [one.license_type for one in sorted(found, key=lambda one: one.from_on)]

    told(staffed, lambda s, seen: supervisors.correct_license(s, row.id, entry, WHY, told=seen))
    assert types() == ["social_worker", WRONG]
    told(staffed, lambda s, seen: supervisors.correct_license(
        s, row.id, typed(row, license_expires_on="2025-12-31"), WHY, told=seen))  # fmt: skip
    told(staffed, lambda s, seen: supervisors.correct_license(s, row.id, entry, WHY, all_periods=True, told=seen))
    assert types() == ["social_worker", "social_worker"]
    assert len(kept(staffed, "license", second)) == 1
    with pytest.raises(Invalid) as refused:
        write(staffed, lambda session: licenses.set_license(session, second, typed(row, license_type="social_worker")))
    assert "Dec 31, 2025" in refused.value.fields["from_on"]


def test_a_license_typed_twice_is_taken_out_and_put_back_but_not_one_that_counts(staffed: SignedIn, ruth: SignedIn) -> None:
    row = license_of(staffed)
    with pytest.raises(Invalid):  # the only one
        write(staffed, lambda session: supervisors.take_out_license(session, row.id))
    right = typed(row, license_type="social_worker", license_number="L-2")
    second = write(staffed, lambda session: licenses.add_license(session, row.supervisor_id, right).id)
    agency.sign(ruth, agency.record(staffed))
    assert credited(staffed) == 60
    with pytest.raises(Invalid) as refused:
        write(staffed, lambda session: supervisors.take_out_license(session, second))
    assert "count" in refused.value.fields[""]
    entry = write(staffed, lambda session: supervisors.take_out_license(session, row.id))
    assert entry.license_type == WRONG and credited(staffed) == 60
    write(staffed, lambda session: licenses.add_license(session, row.supervisor_id, entry))
    assert len(read(staffed, lambda session: led.by_code(session, "RC")).licenses) == 2
    assert verify.run(staffed) == []


def test_supervision_ce_is_corrected_and_taken_out(staffed: SignedIn) -> None:
    who = license_of(staffed).supervisor_id
    row = write(staffed, lambda session: licenses.add_education(session, who, EducationEntry.read({"hours": "20"})).id)
    entry = EducationEntry.read({"hours": "2.5", "earned_on": "2026-01-05"})
    with pytest.raises(Invalid):
        write(staffed, lambda session: supervisors.correct_education(session, row, entry))
    write(staffed, lambda session: supervisors.correct_education(session, row, entry, WHY))
    (one,) = kept(staffed, "supervision_education", row)
    assert one.words(EducationEntry) == "Hours: 20 h → 2 h 30 min"  # never 1200 → 150
    (one,) = kept(staffed, "supervision_education", row)
    assert [change.field for change in one.changes] == ["hours"]  # the day was blank before: filled in, not corrected
    write(staffed, lambda session: supervisors.take_out_education(session, row))
    assert read(staffed, lambda session: session.scalars(select(SupervisionEducation)).all()) == []


def test_a_supervisor_s_name_and_code_are_corrected_and_one_typed_by_mistake_is_taken_out(staffed: SignedIn) -> None:
    mark = read(staffed, lambda session: led.by_code(session, "MS"))
    entry = HeadEntry(code="MK", name="Mark Sørensen")
    with pytest.raises(Invalid):
        write(staffed, lambda session: supervisors.correct(session, mark.id, entry))
    write(staffed, lambda session: supervisors.correct(session, mark.id, entry, WHY))
    assert [change.field for change in kept(staffed, "supervisor", mark.id)[0].changes] == ["code", "name"]
    later = HeadEntry(code="MK", name="Mark Bird")  # a name from a day on is no correction
    write(staffed, lambda session: supervisors.correct(session, mark.id, later, name_from=dt.date(2026, 2, 1)))
    assert len(kept(staffed, "supervisor", mark.id)) == 1
    back = write(staffed, lambda session: supervisors.take_out(session, mark.id))
    assert [one.code for one in read(staffed, lambda session: session.scalars(select(Supervisor)).all())] == ["RC"]
    write(staffed, lambda session: led.add(session, SupervisorEntry.model_validate(back.model_dump())))
    with pytest.raises(Invalid) as refused:
        write(staffed, lambda session: supervisors.take_out(session, led.by_code(session, "RC").id))
    assert "agreements" in refused.value.fields[""]
    assert verify.run(staffed) == []


def enrolled(who: SignedIn, code: str = "AW") -> tuple[uuid.UUID, dict[str, Any]]:
    """The person's enrolment and what is typed of it."""

    def work(session: Any) -> tuple[uuid.UUID, dict[str, Any]]:
        query = select(Enrolment.id).join(Staff).where(Staff.code == code).order_by(Enrolment.id.desc()).limit(1)
        found = staff.enrolment(session, session.scalars(query).one())
        return found.id, enrolments.values(found)

    return read(who, work)


def test_an_enrolment_is_corrected_with_what_it_changes(staffed: SignedIn) -> None:
    key, values = enrolled(staffed)
    entry = StaffEntry.read(values | {"started_on": "2026-03-03"})
    with pytest.raises(Invalid) as refused:
        write(staffed, lambda session: enrolments.correct(session, key, entry))
    assert set(refused.value.fields) == {"reason"}
    seen = told(staffed, lambda session, shown: enrolments.correct(session, key, entry, WHY, told=shown))
    assert "Annie Whitegrass" in seen[0] and "Worked: 10 h → 0 min" in seen[0]
    assert "1 month (March 2026)" in seen[0]
    (one,) = kept(staffed, "enrolment", key)
    assert one.words(StaffEntry) == "Started: Jan 1, 2026 → Mar 3, 2026"


def test_what_fills_a_blank_or_goes_on_needs_no_reason(staffed: SignedIn) -> None:
    key, values = enrolled(staffed)
    for changed in (
        {"title": "Peer supporter"}, {"title": "Senior peer supporter"}, {"ended_on": "2027-01-31"},
        {"certification_number": "B-1", "certified_on": "2026-01-02", "certification_expires_on": "2026-12-31"},
        {"certification_expires_on": "2027-12-31"},
    ):  # fmt: skip
        values |= changed
        entry = StaffEntry.read(values)
        told(staffed, lambda s, seen, entry=entry: enrolments.correct(s, key, entry, told=seen))
    assert kept(staffed, "enrolment", key) == []
    for changed in ({"ended_on": ""}, {"certification_number": "B-2"}, {"certification_expires_on": "2026-11-30"}):
        entry = StaffEntry.read(values | changed)
        with pytest.raises(Invalid):
            write(staffed, lambda s, entry=entry: enrolments.correct(s, key, entry))


def test_what_was_brought_along_is_corrected_and_told_as_lengths(staffed: SignedIn) -> None:
    key, values = enrolled(staffed)
    carried = {
        "opening_ce_hours": "7.5", "ce_opened_on": "2026-01-01", "opening_owed_minutes": "45", "opened_on": "2026-01-01",
    }  # fmt: skip
    for changed in (carried, {"opening_ce_hours": "10", "opening_owed_minutes": "90"}):
        values |= changed
        entry = StaffEntry.read(values)
        told(staffed, lambda s, seen, entry=entry: enrolments.correct(s, key, entry, WHY, told=seen))
    (one,) = kept(staffed, "enrolment", key)
    assert "45 min → 1 h 30 min" in one.words(StaffEntry) and "7 h 30 min → 10 h" in one.words(StaffEntry)


def test_an_enrolment_typed_by_mistake_is_taken_out_and_its_lines_with_it(staffed: SignedIn) -> None:
    key, values = enrolled(staffed)
    write(staffed, lambda session: staff.add(session, StaffEntry.read(values | {"pack": "mt-fps"})))
    second, _values = enrolled(staffed)
    seen = told(staffed, lambda session, shown: enrolments.take_out(session, second, shown))
    assert "Annie Whitegrass" in seen[0]
    with pytest.raises(Invalid) as refused:  # the only one: hours, an agreement hang on the person
        write(staffed, lambda session: enrolments.take_out(session, key))
    assert "hours" in refused.value.fields[""] and "agreements" in refused.value.fields[""]
    slip = StaffEntry.read(values | {"code": "XX", "name": "Slip"})
    write(staffed, lambda session: staff.add(session, slip))
    third, _values = enrolled(staffed, "XX")
    write(staffed, lambda s: enrolments.correct(s, third, StaffEntry.read(values | {"code": "XY", "name": "Slip"}), WHY))
    back = write(staffed, lambda session: enrolments.take_out(session, third))
    assert "XY" not in [row.code for row in read(staffed, lambda session: staff.window(session))]
    write(staffed, lambda session: enrolments.put_back(session, back))
    assert "XY" in [row.code for row in read(staffed, lambda session: staff.window(session))]
    assert verify.run(staffed) == []


def agreed(who: SignedIn) -> tuple[uuid.UUID, WrittenEntry]:
    def work(session: Any) -> tuple[uuid.UUID, WrittenEntry]:
        query = select(Agreement.id).join(Staff, Staff.id == Agreement.staff_id).where(Staff.code == "AW")
        key = session.scalars(query).one()
        return key, terms.load(session, key)

    return read(who, work)


def test_an_agreement_is_corrected_and_ended(staffed: SignedIn, ruth: SignedIn) -> None:
    row = license_of(staffed)
    write(staffed, lambda session: setattr(licenses.load_license(session, row.id), "license_type", "social_worker"))
    agency.sign(ruth, agency.record(staffed))
    key, entry = agreed(staffed)
    later = entry.model_copy(update={"signed_on": dt.date(2026, 3, 10)})
    with pytest.raises(Invalid) as refused:
        write(ruth, lambda session: agreements.correct(session, key, later))
    assert set(refused.value.fields) == {"reason"}
    seen = told(ruth, lambda session, shown: agreements.correct(session, key, later, WHY, shown))
    assert "Credited: 1 h → 0 min" in seen[0] and credited(staffed) == 0
    assert kept(staffed, "agreement", key)[0].by == "Ruth"
    ended = later.model_copy(update={"ends_on": dt.date(2026, 12, 31), "no_kinship_confirmed": True})
    write(ruth, lambda session: agreements.correct(session, key, ended))  # an end is no correction
    assert len(kept(staffed, "agreement", key)) == 1


def test_an_agreement_that_nobody_used_is_taken_out_and_put_back(staffed: SignedIn, ruth: SignedIn) -> None:
    row = license_of(staffed)
    write(staffed, lambda session: setattr(licenses.load_license(session, row.id), "license_type", "social_worker"))
    wrong = WrittenEntry.read(agency.agreement(supervisor="MS", signed_on="2026-02-01") | {"duties": "Each week."})
    second = write(staffed, lambda session: terms.add(session, wrong).id)
    entry = write(ruth, lambda session: agreements.take_out(session, second))
    assert entry.duties == "Each week." and len(read(staffed, lambda s: s.scalars(select(Agreement)).all())) == 2
    write(ruth, lambda session: terms.add(session, entry))
    agency.sign(ruth, agency.record(staffed))
    key, _entry = agreed_with(staffed, "RC")
    with pytest.raises(Invalid) as refused:
        write(ruth, lambda session: agreements.take_out(session, key))
    assert "count" in refused.value.fields[""]
    assert verify.run(staffed) == []


def agreed_with(who: SignedIn, supervisor: str) -> tuple[uuid.UUID, str]:
    def work(session: Any) -> tuple[uuid.UUID, str]:
        query = (
            select(Agreement.id, Staff.code).join(Staff, Staff.id == Agreement.staff_id)
            .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
            .where(Staff.code == "AW", Supervisor.code == supervisor)
        )  # fmt: skip
        return tuple(session.execute(query).one())

    return read(who, work)


@pytest.fixture
def served(staffed: SignedIn) -> tuple[uuid.UUID, uuid.UUID]:
    """Clara, admitted in February; Annie works with her and wrote a note in March."""
    clara = {"code": "C-1", "first_name": "Clara", "last_name": "Medicine Elk", "admitted_on": "2026-02-01"}
    key = write(staffed, lambda session: records.add(session, ClientEntry.read(clara)).id)
    given = AssignmentEntry.read({"staff": "AW", "from_on": "2026-02-01"})
    write(staffed, lambda session: assignments.assign(session, key, given))
    note = {"client": "C-1", "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00", "manner": "phone"}
    write(staffed, lambda session: notes.record(session, EncounterEntry.read(note)))
    return key, read(staffed, lambda session: times.of_client(session, key)[0].id)


def test_admission_and_discharge_are_corrected(staffed: SignedIn, annie: SignedIn, served: tuple[Any, Any]) -> None:
    client, key = served
    entry = EpisodeEntry.read({"admitted_on": "2026-02-03", "discharged_on": "2026-03-01", "discharge_reason": "Moved"})
    with pytest.raises(Invalid) as refused:
        write(annie, lambda session: episodes.correct(session, key, entry))
    assert set(refused.value.fields) == {"reason"}
    seen = told(annie, lambda session, shown: episodes.correct(session, key, entry, WHY, shown))
    assert seen == ("1 note lies outside the days of service then.",)
    (one,) = kept(annie, "episode", key)
    assert one.by == "Annie" and one.words(EpisodeEntry) == "Admitted: Feb 1, 2026 → Feb 3, 2026"
    again = EpisodeEntry.read({"admitted_on": "2026-02-03"})  # the discharge is taken back
    with pytest.raises(Invalid):
        write(annie, lambda session: episodes.correct(session, key, again))
    write(annie, lambda session: episodes.correct(session, key, again, "Still here"))
    assert read(staffed, lambda session: session.get(Episode, key)).discharged_on is None
    with pytest.raises(Invalid) as used:
        write(annie, lambda session: episodes.take_out(session, key))
    assert "Notes" in used.value.fields[""]
    other = EpisodeEntry.read({"admitted_on": "2025-01-01", "discharged_on": "2025-02-01"})
    second = write(annie, lambda session: times.admit(session, client, other).id)
    assert write(annie, lambda session: episodes.take_out(session, second)) == other


def test_who_works_with_a_client_is_corrected(staffed: SignedIn, served: tuple[Any, Any]) -> None:
    client, _key = served
    row = read(staffed, lambda session: assignments.of_client(session, client)[0])
    entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-15"})
    with pytest.raises(Invalid):
        write(staffed, lambda session: episodes.correct_assignment(session, row.id, entry))
    write(staffed, lambda session: episodes.correct_assignment(session, row.id, entry, WHY))
    assert read(staffed, lambda session: session.get(ClientAssignment, row.id)).from_on == dt.date(2026, 1, 15)
    with pytest.raises(Invalid):
        write(staffed, lambda session: episodes.take_out_assignment(session, row.id))
    dale = AssignmentEntry.read({"staff": "DR", "from_on": "2026-02-01"})
    slip = write(staffed, lambda session: assignments.assign(session, client, dale).id)
    assert write(staffed, lambda session: episodes.take_out_assignment(session, slip)) == dale


def test_who_may_not_see_a_client_sees_no_correction_of_theirs(
    staffed: SignedIn, served: tuple[Any, Any], annie: SignedIn
) -> None:
    _client, key = served
    entry = EpisodeEntry.read({"admitted_on": "2026-02-02"})
    write(staffed, lambda session: episodes.correct(session, key, entry, WHY))
    row = license_of(staffed)
    number = typed(row, license_number="L-9")
    told(staffed, lambda s, seen: supervisors.correct_license(s, row.id, number, WHY, told=seen))
    enrolment, values = enrolled(staffed, "DR")
    changed = StaffEntry.read(values | {"started_on": "2026-01-02"})
    told(staffed, lambda s, seen: enrolments.correct(s, enrolment, changed, WHY, told=seen))
    user = UserEntry.read({"name": "Annie W.", "roles": "peer_supporter", "staff": "AW"})
    accounts.correct(staffed, annie.actor.user_id, user, WHY)
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    manager = agency.enter(staffed, "Other", "manager")
    for who, tables in ((annie, {"episode", "license"}), (dale, {"license", "enrolment"}),
                        (manager, {"episode", "license", "enrolment", "user"})):  # fmt: skip
        assert {one.table for one in read(who, lambda session: session.scalars(select(Correction)).all())} == tables


def test_a_destroyed_person_s_corrections_go_with_them() -> None:
    assert {("correction", "client_id"), ("correction", "staff_id")} <= destroy.BELONGINGS.own


def test_a_wrong_day_of_a_name_and_a_name_never_borne_are_set_right(staffed: SignedIn) -> None:
    key, values = enrolled(staffed)
    renamed = StaffEntry.read(values | {"name": "Annie Bird"})
    write(staffed, lambda session: enrolments.correct(session, key, renamed, name_from=dt.date(2026, 3, 1)))
    who = read(staffed, lambda session: staff.by_code(session, "AW").id)

    def dated() -> list[tuple[str, dt.date | None, dt.date | None]]:
        found = read(staffed, lambda session: names.of_person(session, "staff", who))
        return [(one.name, one.from_on, one.to_on) for one in found]

    second = read(staffed, lambda session: names.of_person(session, "staff", who)[1].id)
    entry = names.NameEntry.read({"name": "Annie Byrd", "from_on": "2026-02-15"})
    with pytest.raises(Invalid):
        write(staffed, lambda session: names.correct(session, "staff", second, entry))
    write(staffed, lambda session: names.correct(session, "staff", second, entry, WHY))
    assert dated() == [
        ("Annie Whitegrass", None, dt.date(2026, 2, 14)), ("Annie Byrd", dt.date(2026, 2, 15), None)
    ]
    assert read(staffed, lambda session: staff.by_code(session, "AW").name) == "Annie Byrd"
    write(staffed, lambda session: names.take_out(session, "staff", second))
    assert dated() == [("Annie Whitegrass", None, None)]
    assert read(staffed, lambda session: staff.by_code(session, "AW").name) == "Annie Whitegrass"
    with pytest.raises(Invalid):
        only = read(staffed, lambda session: names.of_person(session, "staff", who)[0].id)
        write(staffed, lambda session: names.take_out(session, "staff", only))


def test_a_client_s_name_is_set_right_by_who_may_edit_clients(
    staffed: SignedIn, annie: SignedIn, ruth: SignedIn, served: tuple[Any, Any]
) -> None:
    client, _key = served
    (first,) = read(annie, lambda session: names.of_person(session, "client", client))
    entry = names.ClientNameEntry(first_name="Klara", last_name="Medicine Elk", from_on=None)
    write(annie, lambda session: names.correct(session, "client", first.id, entry, WHY))
    assert read(annie, lambda session: records.load(session, client)).first_name == "Klara"
    with pytest.raises(Forbidden):
        write(ruth, lambda session: names.correct(session, "client", first.id, entry, WHY))


def test_a_paper_out_for_signature_is_told_of(staffed: SignedIn) -> None:
    agency.record(staffed)
    wanted = log.Wanted("AW", MARCH, dt.date(2026, 3, 31), TODAY)
    document, _data = write(staffed, lambda session: papers.print_for_signature(session, wanted))
    row = license_of(staffed)
    entry = typed(row, license_number="L-9")
    seen = told(staffed, lambda s, shown: supervisors.correct_license(s, row.id, entry, WHY, told=shown))
    assert document.number in seen[-1]
    write(staffed, lambda session: paper.withdraw(session, document.number, "License corrected"))
    again = typed(row, license_number="L-10")
    assert told(staffed, lambda s, shown: supervisors.correct_license(s, row.id, again, WHY, told=shown)) == ()


def test_a_user_s_name_and_links_are_corrected_in_store_and_vault(staffed: SignedIn, ruth: SignedIn) -> None:
    agency.sign(ruth, agency.record(staffed))
    key = ruth.actor.user_id
    entry = UserEntry.read({"name": "Ruth Calfrobe", "roles": "supervisor", "supervisor": "MS"})
    with pytest.raises(Invalid) as refused:
        accounts.correct(staffed, key, entry)
    assert set(refused.value.fields) == {"reason"} and "Ruth" in _slots(staffed)
    accounts.correct(staffed, key, entry, WHY)
    assert "Ruth Calfrobe" in _slots(staffed) and "Ruth" not in _slots(staffed)
    (one,) = kept(staffed, "user", key)
    assert [change.field for change in one.changes] == ["name", "supervisor"]
    payload = read(staffed, lambda session: session.scalars(select(Signature)).one()).payload
    assert json.loads(payload)["signer"]["user"] == "Ruth"
    taken = UserEntry.read({"name": staffed.actor.name.upper(), "roles": "supervisor"})
    with pytest.raises(Invalid):
        accounts.correct(staffed, key, taken, WHY)
    assert "Ruth Calfrobe" in _slots(staffed) and verify.run(staffed) == []
    folder = staffed.store.folder
    staffed.store.close()
    opened = opening.unlock(folder, "Ruth Calfrobe", agency.PASSPHRASE)
    assert opened.actor.name == "Ruth Calfrobe"
    opened.store.close()


def _slots(who: SignedIn) -> set[str]:
    return {person.name for person in vault.read(who.store.folder).people}


def test_one_s_own_new_name_is_signed_with_at_once(signed_in: SignedIn) -> None:
    entry = UserEntry.read({"name": "Ann Bird", "roles": "manager"})
    accounts.correct(signed_in, signed_in.actor.user_id, entry, WHY)
    assert signed_in.actor.name == "Ann Bird"
    with pytest.raises(Invalid):  # the last manager stays one
        accounts.correct(signed_in, signed_in.actor.user_id, UserEntry.read({"name": "Ann", "roles": "auditor"}), WHY)
    assert "Ann Bird" in _slots(signed_in)


def test_a_position_is_corrected_closed_reopened_and_taken_out(signed_in: SignedIn) -> None:
    opened = PositionEntry(name="Peer suporter", opened_on=dt.date(2026, 1, 5))
    key = write(signed_in, lambda session: positions.save(session, opened).id)
    entry = PositionEntry(name="Peer supporter", opened_on=dt.date(2026, 1, 5))
    with pytest.raises(Invalid) as refused:
        write(signed_in, lambda session: positions.save(session, entry, key))
    assert set(refused.value.fields) == {"reason"}
    write(signed_in, lambda session: positions.save(session, entry, key, WHY))
    assert kept(signed_in, "position", key)[0].words(PositionEntry) == "Position: Peer suporter → Peer supporter"
    write(signed_in, lambda session: positions.close(session, key, TODAY))
    late = ApplicantEntry.read(dict(code="A1", name="Joss", position="Peer supporter", applied_on="2026-04-04"))
    with pytest.raises(Invalid) as closed:
        write(signed_in, lambda session: applicants.save(session, late))
    assert "Apr 3, 2026" in closed.value.fields["applied_on"]
    with pytest.raises(Invalid):
        write(signed_in, lambda session: positions.close(session, key, dt.date(2025, 1, 1)))
    write(signed_in, lambda session: positions.close(session, key, None))
    who = write(signed_in, lambda session: applicants.save(session, late).id)
    with pytest.raises(Invalid):
        write(signed_in, lambda session: positions.take_out(session, key))
    assert write(signed_in, lambda session: positions.take_out_applicant(session, who)) == late
    write(signed_in, lambda session: positions.take_out(session, key))
    assert read(signed_in, applicants.positions) == []


@pytest.mark.parametrize("role", [Role.PEER_SUPPORTER, Role.AUDITOR, Role.SUPERVISOR])
def test_who_may_not_edit_may_not_correct(staffed: SignedIn, role: Role) -> None:
    who = agency.enter(staffed, "Somebody", role.value)
    row, (enrolment, values) = license_of(staffed), enrolled(staffed)
    acts = {
        Action.EDIT_STAFF: lambda s: enrolments.correct(s, enrolment, StaffEntry.read(values | {"code": "B"}), WHY),
        Action.EDIT_SUPERVISORS: lambda s: supervisors.correct_license(s, row.id, typed(row, license_number="2"), WHY),
        Action.HIRE: lambda s: positions.save(s, PositionEntry(name="Cook")),
    }  # fmt: skip
    for action, act in acts.items():
        if role in users.TABLE[action]:
            write(who, act)
        else:
            with pytest.raises(Forbidden):
                write(who, act)
    if role not in users.TABLE[Action.MANAGE_USERS]:
        with pytest.raises(Forbidden):
            accounts.correct(who, who.actor.user_id, UserEntry.read({"name": "X", "roles": "manager"}), WHY)


def test_effects_of_nothing_are_nothing(staffed: SignedIn) -> None:
    assert write(staffed, lambda session: effects.settle(session, lambda: 3)) == (3, ())
