"""Referrals: what is refused beside its field, what Home reminds of, and what an open one keeps from destruction."""

import datetime as dt
import uuid

import pytest

from app.services.across import due, retention
from app.services.across.due import Kind as DueKind
from app.services.across.opening import SignedIn
from app.services.problems import Invalid
from app.services.referrals import KIND, ReferralEntry
from tests import agency
from tests.caseload import NOW, act, client

TYPED = {"client": "C1", "staff": "AW", "date": "2026-02-16", "to": "Housing office", "need": "A place to live"}


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    client(staffed, "C1", "Clara", "AW")
    return staffed


def write(who: SignedIn, **changed: str) -> uuid.UUID:
    return act(who, lambda session: KIND.record(session, ReferralEntry.read(TYPED | changed)).id)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"direction": "up"}, "direction", "out, in"),
        ({"outcome": "lost"}, "outcome", "connected, waiting"),
        ({"contacted_on": "2026-02-15"}, "contacted_on", "before the referral"),
        ({"follow_up_on": "2026-02-15"}, "follow_up_on", "before the referral"),
        ({"closed_on": "2026-02-15", "outcome": "connected"}, "closed_on", "before the referral"),
        ({"closed_on": "2026-02-17"}, "outcome", "what came of it"),
        ({"to": ""}, "to", "needed"),
        ({"need": ""}, "need", "needed"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    staffed: SignedIn, changed: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        write(staffed, **changed)
    assert words in wrong.value.fields[field]


def test_home_reminds_of_an_open_one_on_the_day_that_was_set_or_after_thirty(staffed: SignedIn) -> None:
    late = write(staffed)
    write(staffed, to="Food bank", follow_up_on="2026-03-04")
    write(staffed, to="Clinic", outcome="connected", closed_on="2026-02-20")
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")  # sees them, and writes none
    assert len(act(ruth, KIND.window)) == 3

    def items(who: SignedIn) -> list[due.Item]:
        found = act(who, due.due, NOW.date()).items
        return [one for one in found if one.kind is DueKind.RECORD]

    assert [(one.on, one.detail, one.person) for one in items(annie)] == [
        (dt.date(2026, 3, 4), "Food bank", "Annie Whitegrass"), (dt.date(2026, 3, 18), "Housing office", "Annie Whitegrass"),
    ]  # fmt: skip
    assert items(annie)[1].target == f"referral/{late.hex}" and "within 30 days" in items(annie)[1].source
    assert "Clara" not in str(items(annie)) and items(ruth) == []


def test_an_open_one_keeps_the_record_and_its_day_is_one_of_service(staffed: SignedIn) -> None:
    key = write(staffed)

    def kept() -> retention.Kept:
        return next(one for one in act(staffed, retention.clients, NOW.date()) if one.code == "C1")

    assert kept().last_on == dt.date(2026, 2, 16) and "A referral is open. Close it first." in kept().blocks
    closed = ReferralEntry.read(TYPED | {"outcome": "waiting", "closed_on": "2026-02-20"})
    act(staffed, lambda session: KIND.change(session, key, closed).id)
    assert kept().blocks == ()
