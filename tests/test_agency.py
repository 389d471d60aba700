"""The agency's limits: their defaults, their bounds, who may set them, and what goes by them."""

import pytest
from sqlalchemy import select

from app.models.agency import Policy
from app.services import agency
from app.services.across.opening import SignedIn
from app.services.agency import PolicyEntry
from app.services.problems import Forbidden, Invalid
from app.services.store import session as sessions
from tests import agency as example


def read(who: SignedIn) -> dict[str, int]:
    with sessions.reading(who.store, who.actor) as session:
        return agency.policy(session).model_dump()


def test_limits_have_defaults_until_they_are_set_and_stay_one_row(signed_in: SignedIn) -> None:
    assert read(signed_in) == {"note_hours": 72, "keep_years": 7, "lock_minutes": 10}
    for hours in ("48", "24"):
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            agency.set_policy(session, PolicyEntry.read({"note_hours": hours, "keep_years": "10"}))
            assert len(list(session.scalars(select(Policy)))) == 1
    assert read(signed_in) == {"note_hours": 24, "keep_years": 10, "lock_minutes": 10}


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("note_hours", "0", "1 to 720"),
        ("note_hours", "721", "1 to 720"),
        ("note_hours", "", "needed"),
        ("note_hours", "two", "whole number"),
        ("keep_years", "6", "The rules ask for 7"),
        ("lock_minutes", "16", "1 to 15"),
        ("lock_minutes", "0", "1 to 15"),
        ("lock_minutes", "1.5", "whole number"),
    ],
)
def test_limits_out_of_bounds_are_refused_with_their_bounds(field: str, typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        PolicyEntry.read({field: typed})
    assert words in refused.value.fields[field]


def test_everyone_reads_the_limits_and_a_manager_alone_sets_them(signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        example.people(session)
    for name, role, link in (("Annie", "peer_supporter", {"staff": "AW"}), ("Ruth", "supervisor", {"supervisor": "RC"})):
        who = example.enter(signed_in, name, role, **link)
        assert read(who)["lock_minutes"] == 10
        with pytest.raises(Forbidden), sessions.transaction(who.store, who.actor) as session:
            agency.set_policy(session, PolicyEntry())
