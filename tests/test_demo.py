"""The sample agency: whole, checked by Peerdesk itself, the same for a day, and careful with the folder it is put in."""

import csv
import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from sqlalchemy import func, select

from app.models.clients import Client
from app.models.encounters import Encounter
from app.models.hours import Hours
from app.models.staff import Staff
from app.services import drafts, program, users
from app.services.across import demo, due, opening, verify
from app.services.across.demo import cast, folder, notes, people
from app.services.across.demo.plan import plan
from app.services.across.due import Kind
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.clients import assignments, duplicates, episodes, listing, records
from app.services.credentials import proof, standing
from app.services.encounters import notes as encounters
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import imports
from app.services.problems import Problem, StoreBusy
from app.services.rules.credentials import State
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import owed, paper, signing
from app.services.users import Actor, UserEntry
from tests import agency
from tests.fixtures import sample_of
from tests.notations import second
from tests.pdfs import pages as pages_of
from tests.places import overlaps

NOW = dt.datetime(2026, 11, 19, 18, tzinfo=dt.UTC)
TODAY = NOW.date()
REASONS = {"not_signed", "overlap", "no_agreement", "void", "license_not_in_force"}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real sample of that day, made with the cheapest key derivation."""
    where = tmp_path_factory.mktemp("demo") / "sample"
    shutil.copytree(sample_of(TODAY, NOW, "demo"), where)
    return where


@pytest.fixture(scope="session")
def manager(sample: Path) -> Iterator[SignedIn]:
    """The sample, opened by its manager with the passphrase that its README gives."""
    lines = (sample / folder.README).read_text(encoding="utf-8").splitlines()
    passphrase = lines[lines.index("Passphrase of each of them:") + 1]
    opened = opening.unlock(sample / folder.STORE, cast.MANAGER, passphrase)
    yield opened
    opened.store.close()


def test_peerdesk_finds_no_fault_in_it(manager: SignedIn) -> None:
    assert verify.run(manager) == []


def test_it_says_that_it_is_a_sample(manager: SignedIn) -> None:
    with sessions.reading(manager.store, manager.actor) as session:
        assert users.agency(session).name.endswith("(sample)")


def test_it_holds_the_cases_that_a_reviewer_asks_about(manager: SignedIn) -> None:
    with sessions.reading(manager.store, manager.actor) as session:
        lines = owed.ledger(session, TODAY)
    months = [month for line in lines for month in line.months]
    assert {one.reason_code for month in months for one in month.not_credited} >= REASONS
    assert any(month.surplus_not_carried for month in months)
    assert any("short_session" in month.flag_codes for month in months)
    last = {(line.staff, line.pack): line.months[-1].owed_minutes for line in lines}
    assert last[("WH", "mt-mfp")] is None
    assert last[("LF", "mt-cfpss")] == 0
    assert sum((amount or 0) > 0 for amount in last.values()) >= 2
    assert max(month.month for month in months) == "2026-11"
    assert {line.staff: len(line.months) for line in lines if line.pack == "mt-cbhpss"}["AW"] == 25


def test_somebody_has_something_to_do(manager: SignedIn) -> None:
    with sessions.reading(manager.store, manager.actor) as session:
        assert len(paper.open_papers(session)) == 1
        people = {user.name: user.id for user in users.listed(session)}
        ruth = users.actor_for(session, people["Ruth Calfrobe"])
    with sessions.reading(manager.store, ruth) as session:
        assert 1 <= len(signing.waiting(session)) <= 12
        assert len(drafts.of_author(session)) == 1


def test_the_people_served_show_what_an_intake_holds(manager: SignedIn) -> None:
    with sessions.reading(manager.store, manager.actor) as session:
        kept = list(session.scalars(select(Client)))
        assert len(kept) == len(people.PEOPLE) + len(people.BEFORE) + 1
        assert len({one.county for one in kept}) >= 6
        assert any("Č̓ɫk̓ʷšá" in one.last_name and one.known_staff for one in kept)
        assert {"not_asked", "prefer_not_to_say"} <= {one.sex for one in kept} | {one.race for one in kept}
        back = records.by_code(session, "C-104")
        assert [one.discharged_on is None for one in episodes.of_client(session, back.id)] == [True, False]
        phone = records.by_code(session, "C-101").phones[0]
        assert (phone.voicemail, phone.text, phone.say) == ("no", "yes", "a friend from the library")
        vance = records.by_code(session, "C-102")
        assert [one.code for one in duplicates.of_client(session, vance)] == ["P-88"]
        assert {one.staff for one in assignments.of_client(session, vance.id)} == {"AW"}
        assert {row.name: row.part_two for row in program.listed(session, TODAY)}[people.RECOVERY]
        counts = listing.counts(session, TODAY)
        assert counts["here"] == len(people.PEOPLE) - 1 and counts["discharged"] == len(people.BEFORE) + 1


def test_the_notes_are_of_every_kind_and_fit_the_hours(manager: SignedIn) -> None:
    with sessions.reading(manager.store, manager.actor) as session:
        kept = list(session.scalars(select(Encounter).options(*encounters.WHOLE)))
        query = select(Staff.code, Hours.date, func.sum(Hours.minutes)).join(Staff, Staff.id == Hours.staff_id)
        rows = session.execute(query.group_by(Staff.code, Hours.date))
        worked = {(code, day): minutes for code, day, minutes in rows}
    assert {one.staff.code for one in kept} == {one.code for one in cast.HABITS}
    assert {one.manner for one in kept} == {"in_person", "phone", "video", "outreach", "group"}
    assert {one.phase for one in kept} == {"engaging", "connecting", "supporting"}
    assert len({one.service_type for one in kept}) >= 8 and len({one.funding.name for one in kept}) == 4
    kinds = {code for one in kept for code in one.support.split(";")}
    assert kinds >= {"emotional", "informational", "instrumental", "affiliation", "educational", "concrete"}
    groups = [one for one in kept if one.group]
    assert all(len(one.attendance) >= 2 for one in groups) and any(
        row.private_line for one in groups for row in one.attendance
    )
    roles = [frozenset(row.role for row in one.signatures) for one in kept]
    assert {frozenset(), frozenset({"writer"}), frozenset({"writer", "supervisor"})} == set(roles)
    assert sum(not one for one in roles) <= 12
    spent: dict[tuple[str, dt.date], int] = {}
    for one in kept:
        if one.amends_id is None:
            spent[one.staff.code, one.date] = spent.get((one.staff.code, one.date), 0) + one.stops - one.starts
    assert not [key for key, minutes in spent.items() if minutes > worked[key]]


DUE = {
    cast.MANAGER: {Kind.OWED, Kind.EXPIRING, Kind.PAPER, Kind.INCIDENT},
    "Ruth Calfrobe": {Kind.OWED, Kind.EXPIRING, Kind.PAPER, Kind.SIGN, Kind.DRAFT, Kind.REVIEW, Kind.INCIDENT},
    "Annie Whitegrass": {Kind.OWED, Kind.EXPIRING, Kind.NOTE, Kind.SIGN},
    "Board reviewer": set(),  # an auditor has nothing to do here
}


def _as(manager: SignedIn, name: str) -> Actor:
    with sessions.reading(manager.store, manager.actor) as session:
        return users.actor_for(session, {user.name: user.id for user in users.listed(session)}[name])


@pytest.mark.parametrize("name", DUE)
def test_home_shows_each_role_what_is_theirs_to_do(manager: SignedIn, name: str) -> None:
    with sessions.reading(manager.store, _as(manager, name)) as session:
        items = due.due(session, TODAY).items
    assert {one.kind for one in items} >= DUE[name]
    foreign = {Kind.NOTE, Kind.REVIEW, Kind.SIGN, Kind.DRAFT, Kind.PAPER, Kind.INCIDENT} - DUE[name]
    assert not [one for one in items if one.kind in foreign]
    if name == "Annie Whitegrass":
        notes = [one for one in items if one.kind in (Kind.NOTE, Kind.SIGN) and "note" in one.what]
        assert {one.what for one in notes} == {"Sign a note", "Revise a note"}
        assert any("Late" in one.why for one in notes) and any("Late" not in one.why for one in notes)
        assert {one.person for one in items if one.kind == Kind.OWED} == {name}
        # nobody's license is hers to renew
        assert not [one for one in items if one.what == "Renew a license"]
        assert {one.person for one in items if one.what == "Renew a certificate"} == {name}
        assert {one.what for one in items if one.kind == Kind.OWED} == {"Ask for supervision"}
    elif name != "Board reviewer":
        assert {"Carol Nyland, LAC"} < {one.person for one in items if one.what == "Renew a license"}


def test_the_papers_are_pdfs_and_name_nobody_real(sample: Path) -> None:
    names = {path.name for path in sample.glob("*.pdf")}
    assert {f"supervision-log-{one.code}.pdf" for one in cast.HABITS} <= names
    assert {"supervisor-qualification.pdf", "intake-C-101.pdf", "encounter-C-101.pdf"} <= names
    assert {f"{kind}.pdf" for kind in demo.NEEDS_NOBODY} <= names
    assert {"interview-sheet.pdf", "interview-comparison.pdf"} <= names
    assert all((sample / name).read_bytes().startswith(b"%PDF-") for name in names)


def test_the_papers_say_times_days_and_lengths_in_one_way(sample: Path) -> None:
    found = {}
    for path in sorted(sample.glob("*.pdf")):
        if not path.name.startswith("blank-"):  # a form for the field says how to fill it in
            found[path.name] = list(second("\n".join(pages_of(path.read_bytes()))))
    assert len(found) > 20 and {name: words for name, words in found.items() if words} == {}


def test_no_word_of_the_sample_s_papers_is_cut_off_or_lies_over_another(sample: Path) -> None:
    papers = sorted(sample.glob("*.pdf"))
    assert papers and {path.name: overlaps(path.read_bytes()) for path in papers} == {path.name: [] for path in papers}


def test_the_sample_s_papers_take_few_sheets(sample: Path) -> None:
    """A year of Annie's sessions with two supervisors on five, her audit file on twenty, hours on a sheet a month."""
    for name, most in (("supervision-log-AW", 5), ("audit-file-AW", 20), ("hours-AW", 11),
                       ("supervision-log-WH-for-signature", 1), ("credential-summary-AW", 1)):  # fmt: skip
        with pikepdf.open(sample / f"{name}.pdf") as pdf:
            assert len(pdf.pages) <= most, name


def test_the_exports_come_in_again_without_loss(sample: Path, tmp_path: Path, manager: SignedIn) -> None:
    fresh = opening.create(tmp_path / "other", AgencyEntry.read({"name": "Other"}), "Ann", agency.PASSPHRASE, cost=vault.LOW)
    try:
        _people_of(fresh)
        for kind, name in (
            ("hours", "hours"), ("supervision", "supervision"), ("clients", "clients-served"), ("encounters", "encounters"),
        ):  # fmt: skip
            data = (sample / f"{name}.csv").read_bytes()
            report = imports.run(fresh.store, fresh.actor, kind, data)
            manifest = json.loads((sample / f"{name}.manifest.json").read_text(encoding="utf-8"))
            assert report.taken == manifest["rows"] == _rows(data)
        worked = []
        for who in (fresh, manager):
            with sessions.reading(who.store, who.actor) as session:
                worked.append([month.worked_minutes for one in owed.ledger(session, TODAY) for month in one.months])
        assert worked[0] == worked[1]
    finally:
        fresh.store.close()


def test_what_a_funder_gets_names_nobody(sample: Path) -> None:
    for name in ("clients-served", "encounters"):
        text = (sample / folder.WITHOUT_NAMES / f"{name}.csv").read_text(encoding="utf-8-sig")
        assert text.count("\n") > len(people.PEOPLE)
        for one in (*people.PEOPLE, *people.BEFORE):
            assert not [said for said in (one.code, one.last, one.county) if said in text]
    assert people.ADULT in (sample / folder.WITHOUT_NAMES / "clients-served.csv").read_text(encoding="utf-8-sig")


def _people_of(fresh: SignedIn) -> None:
    from app.services import staff
    from app.services.staff import StaffEntry
    from app.services.supervision import supervisors
    from app.services.supervision.supervisors import SupervisorEntry

    made = plan(TODAY, demo.SEED)
    with sessions.transaction(fresh.store, fresh.actor) as session:
        for row in cast.staff(made.first, TODAY, made.month(8)):
            staff.add(session, StaffEntry.read(dict(row)))
        for row in cast.supervisors(made.first, TODAY):
            supervisors.add(session, SupervisorEntry.read(dict(row)))


def _rows(data: bytes) -> int:
    return len(list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))) - 1


@pytest.mark.parametrize("day", ["2026-11-19", "2027-01-01", "2028-02-29", "2026-03-31"])
def test_a_day_gives_the_same_plan_and_nothing_from_the_future(day: str) -> None:
    today = dt.date.fromisoformat(day)
    made, again = plan(today, 1), plan(today, 1)
    assert (made.hours, made.sessions) == (again.hours, again.sessions)
    assert plan(today, 2).hours != made.hours
    met = notes.planned(made, 1)
    assert met == notes.planned(again, 1) and met != notes.planned(made, 2)
    assert max(one.date for one in met) < today and all(EncounterEntry.read(dict(one.values)) for one in met)
    assert max(row.date for row in made.hours) < today
    assert max(one.date for one in made.sessions) < today
    assert made.first == dt.date(today.year - 2, today.month, 1)


def _contents(where: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(where.rglob("*")) if path.is_file()}


def test_a_folder_without_its_marker_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    before = _contents(tmp_path)
    with pytest.raises(Problem) as said:
        demo.make(tmp_path, now=NOW, cost=vault.LOW)
    assert "Nothing was changed" in said.value.sentence
    assert _contents(tmp_path) == before


@pytest.mark.parametrize("strange", ["letters/one.doc", "photo.jpg", "without-names/photo.jpg"])
def test_strange_files_beside_the_sample_are_not_touched(tmp_path: Path, strange: str) -> None:
    folder.mark(tmp_path)
    path = tmp_path / strange
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    with pytest.raises(Problem):
        folder.clear(tmp_path)
    assert path.read_text() == "mine"


def test_a_file_in_the_folders_place_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("mine")
    with pytest.raises(Problem):
        demo.make(path, now=NOW, cost=vault.LOW)
    assert path.read_text() == "mine"


def _small(where: Path, name: str) -> SignedIn:
    folder.mark(where)
    (where / "hours.csv").write_text("old")
    (where / folder.WITHOUT_NAMES).mkdir(exist_ok=True)
    (where / folder.WITHOUT_NAMES / "encounters.csv").write_text("old")
    entry = AgencyEntry.read({"name": name})
    return opening.create(where / folder.STORE, entry, "Ann", agency.PASSPHRASE, cost=vault.LOW)


def test_an_earlier_sample_is_taken_away(tmp_path: Path) -> None:
    _small(tmp_path, cast.AGENCY["name"]).store.close()
    folder.clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [folder.MARKER]


def test_a_sample_that_is_open_is_not_taken_away(tmp_path: Path) -> None:
    opened = _small(tmp_path, cast.AGENCY["name"])
    try:
        with pytest.raises(StoreBusy):
            folder.clear(tmp_path)
        assert (tmp_path / "hours.csv").exists()
    finally:
        opened.store.close()


def test_a_sample_that_an_agency_made_its_own_is_not_taken_away(tmp_path: Path) -> None:
    _small(tmp_path, "Blackfeet Recovery House").store.close()
    before = _contents(tmp_path)
    with pytest.raises(Problem):
        folder.clear(tmp_path)
    assert _contents(tmp_path) == before


def test_every_user_of_the_readme_may_open_it(sample: Path, manager: SignedIn) -> None:
    text = (sample / folder.README).read_text(encoding="utf-8")
    known = {person.name for person in vault.read(sample / folder.STORE).people}
    assert known == {cast.MANAGER, *(name for name, *_rest in cast.USERS)}
    assert all(UserEntry.read({"name": name, "roles": "auditor"}).name in text for name in known)


def test_the_credentials_are_of_every_kind(manager: SignedIn, sample: Path) -> None:
    with sessions.reading(manager.store, manager.actor) as session:
        found = {(one.staff, one.holder.pack.code): one for one in standing.everyone(session, TODAY)}
        files = proof.of_staff(session, "AW")
    annie, wes, dale = (found[code, "mt-cbhpss"] for code in ("AW", "WH", "DR"))
    assert {line.state for line in dale.lines} >= {State.DONE, State.MISSING}
    assert State.MISSING not in {line.state for line in annie.lines}, "what the certification says is not asked again"
    assert annie.account.on(TODAY).short < wes.account.on(TODAY).short
    assert any(one.over_preparation for one in wes.account.periods)
    assert any(one.carried for one in annie.account.periods)
    assert [line.state for line in dale.lines if line.code in ("training", "exam", "certification")] == [
        State.DONE, State.DONE, State.MISSING,
    ]  # fmt: skip
    assert len(files) == 5
    names = {path.name for path in sample.glob("*.pdf")}
    assert {f"credential-summary-{one.code}.pdf" for one in cast.HABITS} <= names
