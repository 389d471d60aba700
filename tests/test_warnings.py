"""What a session is warned about before it is kept, and what the record says of a person on a day."""

import datetime as dt

import pytest

from app.services import staff
from app.services.store import session as stores
from app.services.supervision import agreements, outlook, sessions, supervisors, warnings

TYPED = {
    "staff": "AW", "supervisor": "RC", "date": "2026-03-05", "start": "14:00", "stop": "15:00",
    "format": "individual", "manner": "in_person", "topics": "Ethics and boundaries", "follow_up": "Bring a note",
}  # fmt: skip


def entry(**changed):
    return sessions.SessionEntry.read({**TYPED, **changed})


@pytest.fixture
def store(signed_in):
    with stores.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, staff.StaffEntry.read({
            "code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": "2026-01-01",
            "certification_number": "B-1", "certification_expires_on": "2026-06-30",
        }))  # fmt: skip
        supervisors.add(session, supervisors.SupervisorEntry.read({
            "code": "RC", "name": "Ruth Calfrobe", "license_type": "social_worker", "license_number": "L-1",
            "licensed_on": "2015-02-01", "license_expires_on": "2026-09-30",
        }))  # fmt: skip
        agreements.add(session, agreements.AgreementEntry.read({
            "staff": "AW", "supervisor": "RC", "signed_on": "2026-02-01", "not_therapist_confirmed": "yes",
        }))  # fmt: skip
    return signed_in


def warned(store, own=None, **changed):
    with stores.reading(store.store, store.actor) as session:
        return warnings.warnings(session, entry(**changed), own)


def kept(store, **changed):
    with stores.transaction(store.store, store.actor) as session:
        return sessions.record(session, entry(**changed)).id


def test_a_session_that_will_be_credited_in_full_warns_of_nothing(store):
    assert warned(store) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"date": "2026-01-15"}, "No supervision agreement"),
        ({"date": "2025-12-31"}, "first day"),
        ({"date": "2026-10-01"}, "license was not in force"),
        ({"date": "2026-07-01"}, "certification on record ended"),
        ({"stop": "14:10"}, "It lasts 10 min"),
        ({"date": "2199-01-01"}, "still to come"),
    ],
)
def test_each_reason_is_told(store, changed, words):
    assert any(words in sentence for sentence in warned(store, **changed))


def test_shared_minutes_are_told_but_not_with_itself(store):
    own = kept(store)
    assert ["shares 30 min" in one for one in warned(store, start="14:30", stop="15:30")] == [True]
    assert warned(store, own) == []
    assert warned(store, start="15:00", stop="16:00") == []


def test_times_that_cannot_be_read_warn_of_nothing(store):
    assert warned(store, stop="14:00") == []


def look(store, day, **more):
    with stores.reading(store.store, store.actor) as session:
        return outlook.on_day(session, "AW", dt.date.fromisoformat(day), **more)


def test_the_outlook_of_a_day(store):
    kept(store)
    first = kept(store, date="2026-03-12", topics="Mission", follow_up="")
    before = look(store, "2026-03-13", supervisor="RC")
    assert (before.ethics_on, before.last_on, before.follow_up) == (dt.date(2026, 3, 5), dt.date(2026, 3, 12), "")
    assert len(before.unsigned) == 2 and before.agreed_on == dt.date(2026, 2, 1)
    without = look(store, "2026-03-13", supervisor="RC", own=first)
    assert (without.last_on, without.follow_up) == (dt.date(2026, 3, 5), "")  # it stands on the agenda
    assert look(store, "2026-03-01").ethics_on is None
    assert look(store, "2026-01-10", supervisor="RC").agreed_on is None
