"""Agendas drawn from what stands open, follow-ups that come back, phases per client beside the log, logging a plan."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from app.models.clients import ClientAssignment
from app.models.planning import AgendaItem, PhaseNote
from app.services.across import agenda_paper, leaving, papers
from app.services.across.opening import SignedIn
from app.services.encounters import notes, reviews
from app.services.encounters.entry import EncounterEntry, Phase
from app.services.problems import Forbidden, Frozen, Invalid, NotFound
from app.services.supervision import agenda, held, phases, plans, topics
from app.services.supervision import sessions as logged
from app.services.supervision.agenda import Agenda
from app.services.supervision.held import Beside
from app.services.supervision.phases import PhaseEntry
from app.services.supervision.topics import TopicEntry
from tests import agency
from tests.caseload import NOTE, NOW, act, client, plan

DAY = dt.date(2026, 3, 4)
LATER = dt.datetime(2026, 3, 20, 18, tzinfo=dt.UTC)


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """Annie works with two of three clients, Dale with the third."""
    client(staffed, "C1", "Clara", "AW")
    client(staffed, "C2", "Pablo", "AW")
    client(staffed, "C3", "Rose", "DR")
    return staffed


def note(signed_in: SignedIn, **changed: str) -> uuid.UUID:
    return act(signed_in, lambda session: notes.record(session, EncounterEntry.read(NOTE | changed)).id)


def of(who: SignedIn, *codes: str, day: dt.date = DAY, at: dt.datetime = NOW, **how: Any) -> list[Agenda]:
    return act(who, agenda.of, codes or ("AW",), day, at=at, **how)


def log(who: SignedIn, beside: Beside = Beside(), at: dt.datetime = LATER, **changed: str) -> uuid.UUID:  # noqa: B008
    return act(who, lambda session: held.record(session, agency.entry(**changed), beside).id, at=at)


def topic(who: SignedIn, text: str = "Rides", staff: str = "AW", **changed: Any) -> uuid.UUID:
    entry = TopicEntry.read({"staff": staff, "text": text, "item": changed.pop("item", "")})
    return act(who, lambda session: topics.add(session, entry, **changed).id)


def words(found: Agenda) -> list[str]:
    return [one.words for one in found.items]


def test_the_phases_are_those_of_a_note() -> None:
    assert phases.PHASES == ("", *(one.value for one in Phase))


def test_clients_stand_with_the_last_phase_that_a_note_or_a_session_named(staffed: SignedIn, ruth: SignedIn) -> None:
    note(staffed)
    note(staffed, date="2026-02-18", phase="supporting")
    note(staffed, date="2026-02-26", phase="", start="11:00", stop="12:00")
    (found,) = of(ruth)
    assert [(one.code, one.phase, one.on) for one in found.clients] == [
        ("C1", "connecting", dt.date(2026, 2, 25)), ("C2", "", None),
    ]  # fmt: skip
    key = log(ruth, Beside(noted=(PhaseEntry(client="C1", phase="engaging", note="Back to listening."),)))
    (found,) = of(ruth, day=dt.date(2026, 3, 20), at=LATER)
    assert (found.clients[0].phase, found.clients[0].on) == ("engaging", DAY)
    (before,) = of(ruth, day=dt.date(2026, 3, 20), at=LATER, besides=key)
    assert before.clients[0].phase == "connecting"


def test_a_note_sent_back_stands_until_it_is_answered(staffed: SignedIn, ruth: SignedIn) -> None:
    key = note(staffed)
    act(ruth, reviews.review, key, reviews.NEEDS_REVISION, "Say what was planned.\nAnd when.")
    (found,) = of(ruth)
    assert [(one.id, one.comment, one.by) for one in found.returned] == [(key, "Say what was planned.", "Ruth")]
    act(ruth, reviews.review, key, reviews.SEEN, at=LATER)
    assert of(ruth)[0].returned == ()


def test_ethics_role_play_and_what_is_owed_stand_with_their_days(ruth: SignedIn) -> None:
    assert (of(ruth)[0].ethics_on, of(ruth)[0].role_play_on, of(ruth)[0].last_on) == (None, None, None)
    log(ruth, date="2026-02-04", topics="Ethics and boundaries; Self-care")
    log(ruth, date="2026-02-11", topics="Role play and skills")
    void = log(ruth, date="2026-02-18", topics="Ethics and boundaries")
    agency.sign(ruth, void)
    back = act(ruth, logged.amend, void, None, "Entered twice.", at=LATER)
    assert of(ruth)[0].ethics_on == dt.date(2026, 2, 18)  # it is taken back once that is signed
    agency.sign(ruth, back.id, at=LATER)
    (found,) = of(ruth)
    assert (found.ethics_on, found.role_play_on) == (dt.date(2026, 2, 4), dt.date(2026, 2, 11))
    assert found.last_on == dt.date(2026, 2, 11)
    assert [(one.pack, one.minutes) for one in found.owed] == [("mt-cbhpss", 0)]


def test_follow_ups_come_back_for_each_person_until_a_session_settles_them(ruth: SignedIn) -> None:
    log(ruth, staff="AW;DR", format="group", follow_up="Bring the crisis plan\n\nCall the library")
    annie, dale = of(ruth, "AW", "DR", day=dt.date(2026, 3, 11), at=LATER)
    assert words(annie) == words(dale) == ["Bring the crisis plan", "Call the library"]
    later = log(ruth, Beside(settled=(annie.items[0].id,)), date="2026-03-11")
    annie, dale = of(ruth, "AW", "DR", day=dt.date(2026, 3, 18), at=LATER)
    assert words(annie) == ["Call the library"] and len(words(dale)) == 2
    assert act(ruth, held.beside, later).settled and not words(of(ruth, "DR")[0])[2:]
    act(ruth, held.change, later, agency.entry(date="2026-03-11"), Beside(), at=LATER)
    assert len(words(of(ruth, day=dt.date(2026, 3, 18), at=LATER)[0])) == 2


def test_a_changed_follow_up_changes_what_comes_back(ruth: SignedIn) -> None:
    key = log(ruth, follow_up="Bring the plan\nCall the library")
    kept = of(ruth, at=LATER)[0].items[1].id
    act(ruth, held.change, key, agency.entry(follow_up="Call the library\nAsk about rides"), Beside(), at=LATER)
    (found,) = of(ruth, at=LATER)
    assert words(found) == ["Call the library", "Ask about rides"] and found.items[0].id == kept
    agency.sign(ruth, key)
    act(ruth, logged.amend, key, agency.entry(follow_up="Ask about rides"), "It was one.", at=LATER)
    assert words(of(ruth, at=LATER)[0]) == ["Ask about rides"]


def test_topics_are_put_on_an_agenda_by_hand_or_from_a_list(ruth: SignedIn, annie: SignedIn) -> None:
    topic(ruth, "", item="bh-ethics")
    own = topic(annie, "Rides to court")
    (found,) = of(annie)
    assert [(one.words, one.mine) for one in found.items] == [("Ethics and boundaries", False), ("Rides to court", True)]
    entry, planned = act(annie, topics.remove, own)
    assert entry.text == "Rides to court" and planned is None and words(of(ruth)[0]) == ["Ethics and boundaries"]
    with pytest.raises(Forbidden):
        act(annie, topics.remove, found.items[0].id)
    with pytest.raises(Invalid):
        topic(ruth, "", item="no-such-line")
    with pytest.raises(Invalid):
        TopicEntry.read({"staff": "AW"})
    with pytest.raises(Forbidden):
        topic(annie, "For somebody else", staff="DR")
    act(ruth, topics.settle, found.items[0].id)
    assert of(ruth)[0].items == ()


def test_a_topic_of_a_later_plan_waits_for_it_and_is_not_lost(ruth: SignedIn) -> None:
    first, second = plan(ruth), plan(ruth, date="2026-03-11")
    topic(ruth, "Not yet", planned_id=second[0])
    assert words(of(ruth, planned_id=first[0])[0]) == []
    assert words(of(ruth, day=dt.date(2026, 3, 11), planned_id=second[0])[0]) == ["Not yet"]
    act(ruth, plans.cancel, second[0], "On leave.")
    assert words(of(ruth, planned_id=first[0])[0]) == ["Not yet"]


def test_a_moved_plan_takes_its_topics_along(ruth: SignedIn) -> None:
    (key,) = plan(ruth)
    topic(ruth, planned_id=key)
    entry = plans.PlanEntry.read({
        "staff": "AW", "supervisor": "RC", "date": "2026-03-05", "start": "14:00", "minutes": "60",
        "format": "individual", "manner": "in_person",
    })  # fmt: skip
    (made,) = act(ruth, plans.change, key, entry, "Court.")
    assert act(ruth, lambda session: session.scalars(select(AgendaItem.planned_id)).all()) == [made.id]


def test_a_plan_is_logged_once_and_waits_again_when_the_log_is_removed(ruth: SignedIn) -> None:
    (key,), asked = plan(ruth), topic(ruth)
    beside = Beside(key, (asked,), (PhaseEntry(client="C1", phase="supporting"),))
    made = log(ruth, beside)
    assert act(ruth, plans.load, key).session_id == made
    assert act(ruth, held.beside, made) == beside
    with pytest.raises(Frozen):
        log(ruth, Beside(key))
    act(ruth, logged.remove, made, at=LATER)
    assert act(ruth, plans.load, key).session_id is None
    assert words(of(ruth)[0]) == ["Rides"]
    assert act(ruth, lambda session: session.scalars(select(PhaseNote.id)).all()) == []
    log(ruth, beside)


def test_a_session_with_notes_on_others_clients_is_left_to_the_manager(staffed: SignedIn, ruth: SignedIn) -> None:
    key = log(ruth, Beside(noted=(PhaseEntry(client="C1", phase="engaging"),)))

    def end(session: Any) -> None:
        for row in session.scalars(select(ClientAssignment)):
            row.to_on = dt.date(2026, 3, 1)

    act(staffed, end)
    with pytest.raises(Frozen, match="Ask a manager"):
        act(ruth, logged.remove, key, at=LATER)
    assert act(ruth, logged.load, key).id == key
    act(staffed, logged.remove, key, at=LATER)


def test_the_agenda_on_paper_names_people_served_by_their_codes(ruth: SignedIn, annie: SignedIn) -> None:
    from tests.journeys.hands import pdf_text

    (key,) = plan(ruth)
    topic(ruth, "Rides to court")
    for who in (ruth, annie):
        text = pdf_text(act(who, agenda_paper.render, key))
        assert "Rides to court" in text and "Annie Whitegrass" in text and "C1, no phase yet" in text
        assert "Clara" not in text and "Page 1 of 1" in text


def test_a_cancelled_plan_and_one_of_others_cannot_be_logged(staffed: SignedIn, ruth: SignedIn) -> None:
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    (key,) = plan(ruth)
    with pytest.raises(NotFound):
        log(mark, Beside(key), supervisor="MS")
    act(ruth, plans.cancel, key, "On leave.")
    with pytest.raises(Frozen):
        log(ruth, Beside(key))


def test_phases_are_kept_changed_and_seen_by_those_who_see_the_client(
    staffed: SignedIn, ruth: SignedIn, annie: SignedIn
) -> None:
    key = log(staffed, Beside(noted=tuple(PhaseEntry(client=code, phase="engaging") for code in ("C1", "C2", "C3"))))
    shown = {one.client for one, _name in act(annie, phases.of_session, key)}
    assert shown == {"C1", "C2"}
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    auditor = agency.enter(staffed, "Board", "auditor")
    assert act(mark, phases.of_session, key) == [] == act(auditor, phases.of_session, key)
    act(ruth, phases.save, key, [PhaseEntry(client="C1", note="Slower."), PhaseEntry(client="C2")])
    found = [(one.client, one.phase, one.note) for one, _name in act(ruth, phases.of_session, key)]
    assert found == [("C1", "", "Slower."), ("C3", "engaging", "")]
    with pytest.raises(Invalid):
        act(mark, phases.save, key, [PhaseEntry(client="C1", phase="engaging")])
    with pytest.raises(Forbidden):
        act(annie, phases.save, key, [])


def test_what_is_noted_per_client_leaves_neither_by_the_log_nor_by_an_export(
    staffed: SignedIn, ruth: SignedIn, tmp_path: Path
) -> None:
    said = "Zanzibar said per client"
    key = log(ruth, Beside(noted=(PhaseEntry(client="C1", phase="engaging", note=said),)))
    agency.sign(ruth, key)
    asked = papers.Asked("AW", first=dt.date(2026, 3, 1), last=dt.date(2026, 3, 31), as_of=dt.date(2026, 3, 31))
    made = leaving.export(staffed, "supervision", dt.date(2026, 1, 1), dt.date(2026, 12, 31), tmp_path)
    assert "Zanzibar" not in made.csv.read_text(encoding="utf-8") and "ngaging" not in made.csv.read_text(encoding="utf-8")
    from tests.journeys.hands import pdf_text

    text = pdf_text(act(staffed, papers.render, "supervision-log", asked))
    assert "Annie Whitegrass" in text and "Zanzibar" not in text and "ngaging" not in text
    payloads = act(staffed, lambda session: [row.payload for row in logged.load(session, key).signatures])
    assert payloads and not any(b"Zanzibar" in one for one in payloads)


def test_many_clients_topics_and_notes_ask_no_more_of_the_store(staffed: SignedIn, ruth: SignedIn) -> None:
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        counted.append(statement)

    event.listen(staffed.store.engine, "before_cursor_execute", count)
    of(ruth)
    few = len(counted)
    event.remove(staffed.store.engine, "before_cursor_execute", count)
    for number in range(12):
        client(staffed, f"D{number}", f"Client{number}", "AW")
        key = note(staffed, client=f"D{number}", date="2026-02-20", start=f"{number:02}:00", stop=f"{number:02}:30")
        act(ruth, reviews.review, key, reviews.NEEDS_REVISION, "More.")
        topic(ruth, f"Topic {number}")
    counted.clear()
    event.listen(staffed.store.engine, "before_cursor_execute", count)
    (found,) = of(ruth)
    event.remove(staffed.store.engine, "before_cursor_execute", count)
    assert (len(found.clients), len(found.returned), len(found.items)) == (14, 12, 12)
    assert len(counted) == few
