"""Two records of one person: shown as one in lists, notes, papers and exports; taken apart again; never in a chain."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.models.clients import Client
from app.services import program
from app.services.across import merge, papers, verify
from app.services.across.opening import SignedIn
from app.services.across.papers import Asked
from app.services.clients import assignments, duplicates, episodes, listing, records
from app.services.clients.entry import AssignmentEntry, ClientEntry, EpisodeEntry
from app.services.encounters import listing as note_list
from app.services.encounters import notes, people
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import exports, imports
from app.services.problems import Forbidden, Invalid, NotFound, Problem
from app.services.store import session as sessions
from tests import agency
from tests.pdfs import pages

TODAY = dt.date(2026, 11, 22)
FIRST = {
    "code": "C-1", "first_name": "Clara", "last_name": "Medicine Elk", "birth_date": "1988-04-17", "phone": "555-1",
    "program": "Adult", "admitted_on": "2026-02-01", "discharged_on": "2026-03-01", "county": "Lake",
}  # fmt: skip
SECOND = {
    "code": "P-9", "first_name": "Klara", "last_name": "Elk", "name_used": "Kay", "phone": "555-2", "county": "Glacier",
    "program": "Homes", "admitted_on": "2026-06-01",
}  # fmt: skip


def act(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor) as session:
        return work(session)


def client(who: SignedIn, typed: dict[str, str], **more: str) -> uuid.UUID:
    return act(who, lambda session: records.add(session, ClientEntry.read(typed | more)).id)


def note(who: SignedIn, codes: str, day: str, **more: str) -> uuid.UUID:
    typed = {
        "client": codes, "staff": "AW", "date": day, "start": "10:00", "stop": "11:00", "manner": "in_person",
        "data": f"Note of {day}.",
    }  # fmt: skip
    return act(who, lambda session: notes.record(session, EncounterEntry.read(typed | more)).id)


@pytest.fixture
def pair(staffed: SignedIn) -> tuple[uuid.UUID, uuid.UUID]:
    """Clara twice: with an old episode and a note, and as Klara with a new episode and a note."""
    made = client(staffed, FIRST), client(staffed, SECOND)
    note(staffed, "C-1", "2026-02-10")
    note(staffed, "P-9", "2026-06-10")
    act(staffed, lambda session: merge.merge(session, *made))
    return made


def codes(who: SignedIn, **asked: Any) -> list[str]:
    return [row.code for row in act(who, lambda session: listing.window(session, TODAY, **asked))]


@pytest.mark.parametrize("turned", [False, True])
def test_the_fuller_record_is_proposed_to_stay_in_front(signed_in: SignedIn, turned: bool) -> None:
    """Answers of the intake count first, for the front record's stand for both; 'not asked' is no answer."""
    full = client(signed_in, FIRST)
    bare = client(signed_in, {"code": "P-9", "first_name": "Klara", "last_name": "Elk"}, county="not_asked")
    for month in ("05", "06", "07"):
        typed = EpisodeEntry.read({"admitted_on": f"2025-{month}-01", "discharged_on": f"2025-{month}-09"})
        act(signed_in, lambda session, typed=typed: episodes.admit(session, bare, typed))
    asked = (bare, full) if turned else (full, bare)
    found = act(signed_in, lambda session: merge.compare(session, *asked))
    assert found.fuller.code == "C-1" and (found.fuller.answers, found.other.answers) in ((5, 2), (5, 5))
    same = client(signed_in, {"code": "P-8", "first_name": "Klara", "last_name": "Elk"})
    further = act(signed_in, lambda session: merge.compare(session, same, bare))
    assert further.fuller.code == "P-9"  # as many answers, and more hangs on it


def test_lists_search_and_counts_show_one_person(signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID]) -> None:
    assert codes(signed_in) == codes(signed_in, which="here") == ["C-1"]
    for text in ("clara", "klara elk", "P-9", "Kay", "Medicine"):
        assert codes(signed_in, text=text) == ["C-1"], text
    (row,) = act(signed_in, lambda session: listing.window(session, TODAY))
    assert (row.program, row.admitted_on) == ("Homes", dt.date(2026, 6, 1))
    counts = act(signed_in, lambda session: listing.counts(session, TODAY))
    assert counts == {"here": 1, "all": 1, "discharged": 0, "not_admitted": 0}
    assert act(signed_in, listing.choices) == [("C-1", "Clara Medicine Elk")]
    again = client(signed_in, FIRST, code="C-7")
    found = act(signed_in, lambda session: duplicates.of_client(session, records.load(session, again)))
    assert [one.code for one in found] == ["C-1"]


def test_episodes_workers_numbers_and_notes_of_both_stand_together(
    signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    first, second = pair
    served = act(signed_in, lambda session: episodes.of_client(session, first))
    assert [one.program.name for one in served] == ["Homes", "Adult"]
    again = EpisodeEntry.read({"program": "Homes", "admitted_on": "2026-07-01"})
    with pytest.raises(Invalid):  # the second record's episode is open
        act(signed_in, lambda session: episodes.admit(session, first, again))
    entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-06-01"})
    act(signed_in, lambda session: assignments.assign(session, second, entry))
    assert [one.staff for one in act(signed_in, lambda s: assignments.of_client(s, first))] == ["AW"]
    with pytest.raises(Invalid):
        act(signed_in, lambda session: assignments.assign(session, first, entry))
    assert [one.code for one in act(signed_in, lambda session: records.further(session, first))] == ["P-9"]
    for code in ("C-1", "P-9"):
        assert act(signed_in, lambda session, code=code: records.by_code(session, code)).id == first
        who = act(signed_in, lambda session, code=code: people.person(session, code))
        assert (who.code, [line.partition(":")[0] for line in who.contact]) == ("C-1", ["555-1", "555-2"])
        rows = act(signed_in, lambda session, code=code: note_list.window(session, client=code))
        assert [(row.date.month, row.client_name) for row in rows] == [(6, "Clara Medicine Elk"), (2, "Clara Medicine Elk")]
    rows = act(signed_in, lambda session: note_list.window(session, text="Klara"))
    assert len(rows) == 2
    newest = act(signed_in, lambda session: notes.previous(session, "C-1", 10**9))
    assert newest.date == dt.date(2026, 6, 10)
    assert act(signed_in, lambda s: program.words_of(s, [first])).keys() == {first}


def test_papers_show_both(signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID]) -> None:
    note(signed_in, "C-1;P-9", "2026-07-01", manner="group", private_line="C-1: Early.\nP-9: Late.")
    asked = Asked(client="P-9", first=dt.date(2026, 1, 1), last=TODAY)
    text = " ".join(pages(act(signed_in, lambda session: papers.render(session, "encounter", asked))))
    assert "Note of 2026-02-10." in text and "Note of 2026-06-10." in text and text.count("Note of 2026-07-01.") == 1
    assert "Early." in text and "Late." in text and "Clara Medicine Elk" in text
    intake = " ".join(pages(act(signed_in, lambda session: papers.render(session, "intake", Asked(client="P-9")))))
    assert "Adult" in intake and "Homes" in intake and "C-1" in intake


def csv_of(who: SignedIn, name: str, where: Path) -> list[str]:
    period = dt.date(2026, 1, 1), TODAY
    made = act(who, lambda session: exports.write(session, name, *period, where))
    return made.csv.read_text(encoding="utf-8-sig").splitlines()


def test_exports_have_the_rows_under_the_first_code(
    signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID], tmp_path: Path
) -> None:
    note(signed_in, "C-1;P-9", "2026-07-01", manner="group", private_line="C-1: Early.\nP-9: Late.")
    rows = csv_of(signed_in, "encounters", tmp_path)
    assert len(rows) == 4 + 1 and not [row for row in rows if "P-9" in row]  # the group's lines take two
    assert sum(row.startswith("C-1,") for row in rows) == 3
    served = csv_of(signed_in, "clients-served", tmp_path)
    assert [row.split(",")[:3] for row in served[1:]] == [["C-1", "Clara", "Medicine Elk"]] * 2
    report = imports.run(
        signed_in.store, signed_in.actor, "encounters",
        b"client,staff,date,start,stop,manner\nP-9,AW,2026-08-01,09:00,10:00,phone\n",
    )  # fmt: skip
    assert report.taken == 1 and len(csv_of(signed_in, "encounters", tmp_path)) == 6


def test_who_was_only_met_under_a_second_code_is_served_once(signed_in: SignedIn, tmp_path: Path) -> None:
    act(signed_in, agency.people)
    bare = {"admitted_on": "", "discharged_on": "", "program": ""}
    one, other = client(signed_in, FIRST, **bare), client(signed_in, SECOND, **bare)
    for code in ("C-1", "P-9"):
        note(signed_in, code, "2026-06-10")
    assert len(csv_of(signed_in, "clients-served", tmp_path)) == 3
    act(signed_in, lambda session: merge.merge(session, one, other))
    assert len(csv_of(signed_in, "clients-served", tmp_path)) == 2
    served = EpisodeEntry.read({"admitted_on": "2026-06-01"})
    act(signed_in, lambda session: episodes.admit(session, other, served))
    (row,) = csv_of(signed_in, "clients-served", tmp_path)[1:]
    assert row.startswith("C-1,") and "2026-06-01" in row


def test_taken_apart_each_has_its_own_again(signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID]) -> None:
    first, second = pair
    act(signed_in, lambda session: merge.undo(session, second))
    assert sorted(codes(signed_in)) == ["C-1", "P-9"]
    for key, name in ((first, "Adult"), (second, "Homes")):
        (one,) = act(signed_in, lambda session, key=key: episodes.of_client(session, key))
        assert one.program.name == name
    assert len(act(signed_in, lambda session: note_list.window(session, client="P-9"))) == 1
    with pytest.raises(Problem, match="stands on its own"):
        act(signed_in, lambda session: merge.undo(session, second))
    assert verify.run(signed_in) == []


def test_no_cycle_no_chain_and_nothing_twice(signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID]) -> None:
    first, second = pair
    third = client(signed_in, FIRST, code="C-3")
    for one, other, words in (
        (first, first, "one and the same"),
        (second, first, "P-9 is shown"),  # a cycle
        (third, second, "P-9 is shown"),
        (second, third, "P-9 is shown"),  # a chain below
        (third, first, "Another record is shown with C-1"),  # a chain above
    ):
        with pytest.raises(Invalid, match=words):
            act(signed_in, lambda session, one=one, other=other: merge.merge(session, one, other))
    act(signed_in, lambda session: merge.merge(session, first, third))
    assert len(act(signed_in, lambda session: records.further(session, first))) == 2
    with pytest.raises(NotFound):
        act(signed_in, lambda session: merge.merge(session, first, uuid.uuid4()))


def test_what_differs_is_told(signed_in: SignedIn) -> None:
    one, other = client(signed_in, FIRST), client(signed_in, SECOND)
    found = act(signed_in, lambda session: merge.compare(session, one, other))
    assert (found.one.name, found.other.name, found.one.episodes, found.other.notes) == (
        "Clara Medicine Elk", "Kay Elk", 1, 0,
    )  # fmt: skip
    lines = {line.label: line for line in found.lines}
    assert lines["County"].differs and not lines["Birth date"].differs and lines["Birth date"].other == ""
    assert {line.label for line in found.lines if line.differs} == {"First name", "Last name", "County", "Phone"}


def test_a_manager_alone_decides_and_each_sees_the_person_of_their_record(
    signed_in: SignedIn, pair: tuple[uuid.UUID, uuid.UUID]
) -> None:
    first, second = pair
    since = AssignmentEntry.read({"staff": "DR", "from_on": "2026-06-01"})
    act(signed_in, lambda session: assignments.assign(session, second, since))
    dale = agency.enter(signed_in, "Dale", "peer_supporter", staff="DR")
    assert codes(dale) == ["C-1"]  # he works with Klara, who is Clara
    assert len(act(dale, lambda session: note_list.window(session, client="C-1"))) == 2
    for work in (
        lambda session: merge.undo(session, second),
        lambda session: merge.merge(session, first, second),
        lambda session: merge.compare(session, first, second),
    ):
        with pytest.raises(Forbidden):
            act(dale, work)
    act(signed_in, lambda session: merge.undo(session, second))
    assert codes(dale) == ["P-9"]
    with pytest.raises(NotFound):
        act(dale, lambda session: records.load(session, first))
    assert act(signed_in, lambda session: session.get(Client, second)).merged_into_id is None
