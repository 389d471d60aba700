"""Programs and fundings: added, renamed, removed while unused; the word for a person; who may."""

import datetime as dt
import uuid

import pytest

from app.services import program
from app.services.across.opening import SignedIn
from app.services.clients import episodes, records
from app.services.clients.entry import ClientEntry, EpisodeEntry
from app.services.problems import Forbidden, Invalid, NotFound, Problem
from app.services.program import ClientWord, FundingEntry, ProgramEntry
from app.services.store import session as sessions
from tests import agency

TODAY = dt.date(2026, 3, 6)


def act(who: SignedIn, work):
    with sessions.transaction(who.store, who.actor) as session:
        return work(session)


def add(who: SignedIn, name: str, **more: str) -> uuid.UUID:
    return act(who, lambda session: program.PROGRAMS.record(session, ProgramEntry.read({"name": name} | more)).id)


def client(who: SignedIn, code: str = "C1", **more: str) -> uuid.UUID:
    typed = {"code": code, "first_name": "Clara", "last_name": "Medicine Elk", "admitted_on": "2026-02-01"} | more
    return act(who, lambda session: records.add(session, ClientEntry.read(typed)).id)


def test_a_program_is_added_changed_and_shown_with_whom_it_serves(signed_in: SignedIn) -> None:
    key = add(signed_in, "Adult", part_two="yes", client_word="participant")
    client(signed_in, program="Adult")
    client(signed_in, "C2", program="Adult", discharged_on="2026-02-20")
    rows = act(signed_in, lambda session: program.listed(session, TODAY))
    assert rows == [program.Row(key, "Adult", 1, 2, "participant", True)]
    entry = ProgramEntry.read({"name": "Adult peers", "client_word": "member"})
    act(signed_in, lambda session: program.PROGRAMS.change(session, key, entry))
    rows = act(signed_in, lambda session: program.listed(session, TODAY))
    assert rows == [program.Row(key, "Adult peers", 1, 2, "member", False)]


def test_fundings_are_counted_too(signed_in: SignedIn) -> None:
    key = act(signed_in, lambda session: program.FUNDINGS.record(session, FundingEntry(name="Medicaid")).id)
    client(signed_in, funding="Medicaid")
    act(signed_in, lambda session: program.FUNDINGS.change(session, key, FundingEntry(name="Montana Medicaid")))
    assert act(signed_in, lambda session: program.fundings(session, TODAY)) == [program.Row(key, "Montana Medicaid", 1, 1)]


def test_a_name_is_there_once_and_an_unknown_key_is_told(signed_in: SignedIn) -> None:
    key = add(signed_in, "Adult")
    with pytest.raises(Invalid, match="already"):
        add(signed_in, "Adult")
    act(signed_in, lambda session: program.PROGRAMS.change(session, key, ProgramEntry.read({"name": "Adult"})))
    with pytest.raises(NotFound):
        act(signed_in, lambda session: program.PROGRAMS.change(session, uuid.uuid4(), ProgramEntry.read({"name": "X"})))
    for typed, field in (({"name": " "}, "name"), ({"name": "X", "client_word": "patient"}, "client_word")):
        with pytest.raises(Invalid) as refused:
            ProgramEntry.read(typed)
        assert field in refused.value.fields


def test_what_is_named_stays_and_what_is_not_goes_and_comes_back(signed_in: SignedIn) -> None:
    used, unused = add(signed_in, "Used"), add(signed_in, "Unused", client_word="family")
    client(signed_in, program="Used", funding="Grant")
    with pytest.raises(Problem, match="Used stands in records"):
        act(signed_in, lambda session: program.PROGRAMS.remove(session, used))
    entry = act(signed_in, lambda session: program.PROGRAMS.remove(session, unused))
    assert [row.name for row in act(signed_in, lambda session: program.listed(session, TODAY))] == ["Used"]
    act(signed_in, lambda session: program.PROGRAMS.record(session, entry))
    assert act(signed_in, lambda session: program.listed(session, TODAY))[0].client_word == "family"
    [grant] = act(signed_in, lambda session: program.fundings(session, TODAY))
    with pytest.raises(Problem, match="Grant stands in records"):
        act(signed_in, lambda session: program.FUNDINGS.remove(session, grant.id))


def test_the_word_is_that_of_the_newest_program(signed_in: SignedIn) -> None:
    add(signed_in, "Adult")
    add(signed_in, "Homes", client_word="participant")
    who, other = client(signed_in, program="Adult"), client(signed_in, "C2")
    words = act(signed_in, lambda session: program.words_of(session, [who, other]))
    assert words == {who: ClientWord.CLIENT}
    again = EpisodeEntry.read({"program": "Homes", "admitted_on": "2026-03-01"})
    act(signed_in, lambda session: episodes.admit(session, who, again))
    assert act(signed_in, lambda session: program.words_of(session, [who])) == {who: ClientWord.PARTICIPANT}


def test_only_a_manager_changes_programs(signed_in: SignedIn) -> None:
    act(signed_in, agency.people)
    ruth = agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC")
    for work in (
        lambda session: program.PROGRAMS.record(session, ProgramEntry.read({"name": "Mine"})),
        lambda session: program.FUNDINGS.record(session, FundingEntry(name="Mine")),
    ):
        with pytest.raises(Forbidden):
            act(ruth, work)
    assert act(ruth, lambda session: program.listed(session, TODAY)) == []
