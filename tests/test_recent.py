"""What was recorded lately: the newest first, cut short, and only what the person may see."""

import datetime as dt

import pytest
from sqlalchemy import select

from app.models.base import made_at, new_id
from app.models.users import User
from app.services import drafts
from app.services.across import recent
from app.services.across.due import own
from app.services.across.recent import Kind
from app.services.clients import records
from app.services.clients.entry import ClientEntry
from app.services.store import session as sessions
from tests import agency


@pytest.fixture
def peopled(staffed):
    with sessions.transaction(staffed.store, staffed.actor) as session:
        records.add(session, ClientEntry.read({"code": "C1", "first_name": "Clara", "last_name": "Medicine Elk"}))
    agency.record(staffed)
    return staffed


def found(who):
    with sessions.reading(who.store, who.actor) as session:
        return recent.recent(session)


def test_the_newest_stands_first_with_a_short_name(peopled):
    assert [(one.kind, one.what) for one in found(peopled)] == [
        (Kind.SESSION, "Session, Annie W."), (Kind.CLIENT, "Clara Medicine E."),
    ]  # fmt: skip


def test_only_so_many_are_shown(peopled):
    for number in range(8):
        agency.record(peopled, date=f"2026-03-{number + 10}")
    assert len(found(peopled)) == recent.SHOWN


def test_others_records_are_not_shown(peopled):
    dale = agency.enter(peopled, "Dale", "peer_supporter", staff="DR")
    assert found(dale) == []
    annie = agency.enter(peopled, "Annie", "peer_supporter", staff="AW")
    assert [one.kind for one in found(annie)] == [Kind.SESSION]


def test_an_auditor_sees_no_client_here(peopled):
    auditor = agency.enter(peopled, "Audra", "auditor")
    assert {one.kind for one in found(auditor)} == {Kind.SESSION}


def test_a_key_tells_when_it_was_made():
    before = dt.datetime.now(dt.UTC)
    assert abs(made_at(new_id()) - before) < dt.timedelta(seconds=5)


def test_a_row_of_the_store_has_such_a_key(peopled):
    with sessions.reading(peopled.store, peopled.actor) as session:
        user = session.scalars(select(User)).first()
    assert abs(made_at(user.id) - user.created_at) < dt.timedelta(minutes=5)


def test_a_draft_typed_in_the_evening_is_of_that_day(peopled):
    late = dt.datetime(2026, 3, 5, 4, 30, tzinfo=dt.UTC)  # March 4, 9:30 PM in Denver
    with sessions.transaction(peopled.store, peopled.actor, late) as session:
        drafts.keep(session, "encounter", "new", "{}")
    with sessions.reading(peopled.store, peopled.actor) as session:
        (item,) = own.drafts(session, dt.date(2026, 3, 5))
    assert item.why == "Last typed Mar 4"
