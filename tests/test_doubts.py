"""Bounds and doubts: one list a kind, asked by form, import and command line alike; what is stored longer stays."""

import datetime as dt
import importlib
import pkgutil
import typing
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

import app.services
from app.models.encounters import Encounter
from app.models.supervision import SupervisionSession
from app.services import doubts, hours, staff
from app.services.across import due
from app.services.across.opening import SignedIn
from app.services.clients import records
from app.services.clients.entry import ClientEntry
from app.services.encounters import notes
from app.services.encounters import warnings as note_warnings
from app.services.encounters.entry import EncounterEntry
from app.services.entries import Entry
from app.services.exchange import imports
from app.services.exchange.kinds.table import KINDS
from app.services.hours import Category, Line, Week
from app.services.problems import FileRefused, Invalid
from app.services.rules.moments import NOTE, SESSION
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import held, owed, plans, supervisors
from app.services.supervision import sessions as kept_sessions
from app.services.supervision import warnings as session_warnings
from app.services.supervision.held import Beside
from app.services.supervision.plans import PlanEntry
from app.services.supervision.supervisors import SupervisorEntry
from tests import agency

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
NOTE_TYPED = {"client": "C-101", "staff": "AW", "date": "2026-11-16", "start": "09:00", "stop": "09:30",
              "manner": "in_person"}  # fmt: skip
LONG = [("13:59", 1439), ("13:00", 1380), ("02:01", 721), ("02:00", 720), ("18:01", 241), ("18:00", 240)]


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
        client = {"code": "C-101", "first_name": "Kim", "last_name": "Lone"}
        records.add(session, ClientEntry.read(client))
    return signed_in


def run(who: SignedIn, kind: str, text: str, **more: Any) -> imports.Report:
    return imports.run(who.store, who.actor, kind, text.replace("\n", "\r\n").encode(), now=NOW, **more)


def told(report: imports.Report) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.sentence) for one in report.warnings]


def see(who: SignedIn, work: Any) -> Any:
    """As at `NOW`: what is asked in a transaction is asked at its moment."""
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return work(session)


def session_row(stop: str) -> str:
    head = "staff,supervisor,date,start,stop,format,manner,topics,paper_signed_on\n"
    return head + f"AW,RC,2026-11-16,14:00,{stop},individual,in_person,Ethics,2026-11-17\n"


class TestLengths:
    @pytest.mark.parametrize(("stop", "minutes"), LONG)
    def test_a_session_is_doubted_over_4_hours_and_refused_over_12_by_form_and_import_alike(
        self, office: SignedIn, stop: str, minutes: int
    ) -> None:
        typed = agency.entry(date="2026-11-16", start="14:00", stop=stop)
        said = see(office, lambda session: session_warnings.warnings(session, typed))
        assert any(sentence.startswith("This lasts ") for sentence in said) is (minutes > 240)
        if minutes > 720:
            with pytest.raises(Invalid, match="at most 12 hours"):
                see(office, lambda session: kept_sessions.record(session, typed))
            with pytest.raises(FileRefused) as refused:
                run(office, "supervision", session_row(stop))
            assert [(one.row, one.column) for one in refused.value.rows] == [(2, "stop")]
            return
        report = run(office, "supervision", session_row(stop))
        lasting = [one for one in told(report) if one[1] == "stop"]
        assert bool(lasting) is (minutes > 240) and report.taken == 1

    @pytest.mark.parametrize(("stop", "minutes"), LONG)
    def test_a_note_is_doubted_over_4_hours_and_refused_at_24(self, office: SignedIn, stop: str, minutes: int) -> None:
        typed = EncounterEntry.read(NOTE_TYPED | {"start": "14:00", "stop": stop})
        said = see(office, lambda session: note_warnings.warnings(session, typed))
        assert any(sentence.startswith("This lasts ") for sentence in said) is (minutes > 240)
        row = f"client,staff,date,start,stop,manner\nC-101,AW,2026-11-16,14:00,{stop},in_person\n"
        assert bool(told(run(office, "encounters", row))) is (minutes > 240)

    def test_a_night_of_24_hours_and_45_minutes_is_refused(self, office: SignedIn) -> None:
        """The clock goes back on 1 November: 01:30 to 01:15 of the next day, told by its folds."""
        folds = {"date": "2026-11-01", "start": "01:30", "stop": "01:15", "start_fold": "0", "stop_fold": "0"}
        with pytest.raises(Invalid, match="24 h 45 min"):
            see(office, lambda session: notes.record(session, EncounterEntry.read(NOTE_TYPED | folds)))
        with pytest.raises(Invalid, match="at most 12 hours"):
            see(office, lambda session: kept_sessions.record(session, agency.entry(**folds)))
        same_night = EncounterEntry.read(NOTE_TYPED | folds | {"stop_fold": "1"})
        made = see(office, lambda session: notes.record(session, same_night))
        assert made.stops - made.starts == 45

    def test_a_plan_keeps_the_same_bounds(self, office: SignedIn) -> None:
        typed = {"staff": "AW", "supervisor": "RC", "date": "2026-12-01", "start": "09:00", "format": "individual",
                 "manner": "in_person"}  # fmt: skip
        assert see(office, lambda session: plans.add(session, PlanEntry.read(typed | {"minutes": "720"})))
        with pytest.raises(Invalid, match="720"):
            PlanEntry.read(typed | {"minutes": "721"})
        where = doubts.Setting(TODAY, "America/Denver")
        for minutes, doubted in (("241", True), ("240", False)):
            assert bool(doubts.of(plans.DOUBTS, PlanEntry.read(typed | {"minutes": minutes}), where)) is doubted


class TestStoredLonger:
    """As an earlier Peerdesk took it: the row is written past the services, as it lies in a store."""

    def put(self, who: SignedIn, kind: type[Any], minutes: int) -> uuid.UUID:
        key = agency.record(who, date="2026-11-16") if kind is SupervisionSession else see(
            who, lambda session: notes.record(session, EncounterEntry.read(NOTE_TYPED | {"stop": "08:45"})).id
        )  # fmt: skip
        with who.store.engine.execution_options(writes=True).begin() as connection:
            stop = "13:00" if kind is SupervisionSession else "09:45"
            table = kind.__tablename__
            connection.execute(
                text(f"UPDATE {table} SET stops = starts + {minutes}, stop = '{stop}' WHERE id = '{key.hex}'")
            )
        return key

    def items(self, who: SignedIn) -> list[due.Item]:
        found = see(who, lambda session: due.due(session, TODAY))
        return [item for item in found.items if "length" in item.what]

    def test_it_stays_and_stands_on_home_until_it_is_mended(self, office: SignedIn) -> None:
        session_id, note_id = self.put(office, SupervisionSession, 23 * 60), self.put(office, Encounter, 24 * 60 + 45)
        found = {item.target: item for item in self.items(office)}
        assert set(found) == {session_id.hex, note_id.hex}
        assert found[session_id.hex].detail == "Nov 16, 2026, 23 h" and found[session_id.hex].kind == due.Kind.SESSION
        assert found[note_id.hex].detail == "Nov 16, 2026, 24 h 45 min" and found[note_id.hex].action == "Open"
        see(office, lambda session: kept_sessions.change(session, session_id, agency.entry(date="2026-11-16")))
        see(office, lambda session: notes.remove(session, note_id))
        assert not self.items(office)

    def test_signed_it_can_be_amended_or_taken_back(self, office: SignedIn) -> None:
        ruth = agency.enter(office, "Ruth", "supervisor", supervisor="RC")
        key = self.put(office, SupervisionSession, 23 * 60)
        agency.sign(ruth, key, at=NOW)
        assert [item.target for item in self.items(office)] == [key.hex]
        with pytest.raises(Invalid, match="at most 12 hours"):
            long = agency.entry(date="2026-11-16", stop="13:30")
            see(office, lambda session: kept_sessions.amend(session, key, long, "Slip"))
        back = see(office, lambda session: kept_sessions.amend(session, key, None, "Slip").id)
        agency.sign(ruth, back, at=NOW)
        assert not self.items(office)
        line = see(office, lambda session: owed.ledger(session, TODAY, "AW"))[0]
        assert line.months[-1].credited_minutes == 0

    def test_removed_by_a_slip_it_can_be_put_back(self, office: SignedIn) -> None:
        session_id, note_id = self.put(office, SupervisionSession, 23 * 60), self.put(office, Encounter, 24 * 60 + 45)
        entry = see(office, lambda session: kept_sessions.remove(session, session_id))
        note = see(office, lambda session: notes.remove(session, note_id))
        again = see(office, lambda session: held.record(session, entry, Beside(), stored=True))
        assert again.stops - again.starts == 23 * 60
        assert see(office, lambda session: notes.record(session, note, stored=True)).stops

    def test_an_index_finds_the_few_long_notes(self, office: SignedIn) -> None:
        """Home looks for them among all notes ever written."""
        from app.models.encounters import IS_LONG

        with sessions.reading(office.store, office.actor) as session:
            query = select(Encounter.id).where(IS_LONG)
            query = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
        with office.store.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").fetchall()
        assert "ix_encounter_long" in " ".join(str(row[-1]) for row in plan)


class TestDaysToCome:
    def test_what_the_forms_doubt_the_imports_warn_of_and_take(self, office: SignedIn) -> None:
        """Hours of 2062, a note of 2036, a note of 23 hours, a signature on paper of a day to come."""
        report = run(office, "hours", "staff,date,category,minutes\nAW,2062-11-16,direct_service,480\n")
        assert report.taken == 1 and [one[:2] for one in told(report)] == [(2, "date")]
        assert "still to come" in told(report)[0][2]
        report = run(office, "encounters", "client,staff,date,start,stop,manner\nC-101,AW,2036-11-16,09:00,09:30,in_person\n"
                     "C-101,AW,2026-11-16,14:00,13:00,in_person\n")  # fmt: skip
        assert report.taken == 2
        assert told(report) == [
            (2, "date", "This day is still to come. Sign the note once it has taken place."),
            (3, "stop", "This lasts 23 h. Check start and stop."),
        ]  # fmt: skip
        report = run(office, "supervision", session_row("15:00").replace("2026-11-17", "2027-01-05"))
        assert (2, "paper_signed_on", doubts.PAPER_TO_COME) in told(report) and report.taken == 1

    def test_each_form_says_the_same_as_its_import(self, office: SignedIn) -> None:
        typed = agency.entry(date="2026-12-24", paper_signed_on="2026-12-24")
        said = see(office, lambda session: session_warnings.warnings(session, typed))
        assert said[0] == "This day is still to come. Sign the session once it has been held."
        assert doubts.PAPER_TO_COME in said
        week = Week("AW", dt.date(2026, 11, 16), {(Line(Category.GROUP), dt.date(2026, 11, 21)): 1000})
        assert see(office, lambda session: hours.week_doubts(session, week)) == [
            "Nov 21: This day is still to come. Hours are written down once they were worked.",
            "Nov 21: This is 16 h 40 min of one kind of work on one day. Check the minutes.",
        ]  # fmt: skip

    def test_a_license_too_general_for_a_pack_in_use_is_asked_about_with_the_special_ones_to_choose(
        self, office: SignedIn
    ) -> None:
        entry = SupervisorEntry.read(agency.supervisor(code="NN", name="Nia North", license_number="L-9"))
        assert see(office, lambda session: supervisors.doubtful(session, entry)) == []
        mfp = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-mfp", "started_on": "2026-01-01"}
        see(office, lambda session: staff.add(session, StaffEntry.read(mfp)))
        (doubt,) = see(office, lambda session: supervisors.doubtful(session, entry))
        assert doubt.field == "license_type" and [value for value, _label in doubt.offers] == ["msw", "lcsw"]
        for value, _label in doubt.offers:
            mended = entry.model_copy(update={"license_type": value})
            assert see(office, lambda session, mended=mended: supervisors.doubtful(session, mended)) == []
        rows = "code,name,license_type,license_number,licensed_on\nNN,Nia North,social_worker,L-9,2015-01-01\n"
        assert [one[:2] for one in told(run(office, "supervisors", rows))] == [(2, "license_type")]


# Entries with a day of which nothing is doubted, each with the reason.
NOT_DOUBTED = {
    "ClosingEntry": "a day to come is refused",
    "TopicEntry": "its day is one to come",
    "ExperienceEntry": "a day to come is refused",
    "StepEntry": "a day to come is refused",
    "AssignmentEntry": "it may begin on a day to come",
    "DisclosureEntry": "a day to come is refused",
    "PositionEntry": "it may open and close on a day to come",
    "BeginEntry": "a day to come is refused",
    "MentoringEntry": "a day to come is refused",
    "GrantEntry": "its days are to come",
    "ContactEntry": "a day to come is refused",
    "AmendmentEntry": "a rule may begin on a day to come",
    "WrittenEntry": "an agreement with its terms: asked with the agreements' list",
}


# Lists that stand beside another one in their module.
BESIDES = {"EpisodeEntry": "EPISODE_DOUBTS", "EducationEntry": "EDUCATION_DOUBTS"}


def entries_with_days() -> Iterator[type[Entry]]:
    """Every entry in which somebody types a day."""
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        importlib.import_module(module.name)
    waiting = list(Entry.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not kind.__module__.startswith("app.services.") or kind.__module__.startswith("app.services.exchange."):
            continue
        hints = typing.get_type_hints(kind)
        if any("date" in str(hints[name]) for name in kind.model_fields):
            yield kind


def test_every_entry_with_a_day_has_its_list_or_says_why_not() -> None:
    """A kind that comes later is asked for its doubts here."""
    without = set()
    for kind in entries_with_days():
        module = importlib.import_module(kind.__module__)
        name = BESIDES.get(kind.__name__, "DOUBTS")
        if kind.__name__ in NOT_DOUBTED:
            without.add(kind.__name__)
        else:
            assert getattr(module, name), kind
    assert without == set(NOT_DOUBTED)


def test_every_import_asks_the_list_of_its_kind() -> None:
    """By identity: a second list beside the first would be told by one door and not by the other."""
    for kind in KINDS.values():
        module = importlib.import_module(kind.entry.__module__)
        assert kind.doubts == getattr(module, "DOUBTS", ()), kind.name
    assert {kind.name for kind in KINDS.values() if not kind.doubts} == {"scores"}


def test_the_bounds_are_those_of_the_design() -> None:
    assert (SESSION.doubt, SESSION.most, NOTE.doubt, NOTE.most) == (240, 720, 240, 1439)
