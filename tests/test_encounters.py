"""Encounter notes: what is kept, who may do what, signing, review, hours, import and export, the paper."""

import csv
import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.models.encounters import Encounter
from app.services import agency as agency_limits
from app.services.across import due, opening, papers, verify
from app.services.across.opening import SignedIn
from app.services.agency import PolicyEntry
from app.services.encounters import listing, notes, reviews, signing, warnings, worked
from app.services.encounters.entry import joined_lines, private_lines
from app.services.exchange import exports, imports
from app.services.problems import FileRefused, Forbidden, Frozen, Invalid, NotFound
from app.services.store import session as sessions
from tests import agency
from tests.encounter_notes import TYPED, clients, do, entry, read, write
from tests.pdfs import pages

DAY = dt.date(2026, 3, 4)


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """The small agency and its three clients."""
    do(staffed, clients)
    return staffed


def sign(who: SignedIn, *ids: uuid.UUID) -> None:
    key = opening.signing_key(who, agency.PASSPHRASE)
    do(who, lambda session: signing.sign(session, ids, key), agency.LATER)


def test_a_note_is_kept_as_typed_with_real_time(annie: SignedIn) -> None:
    key = write(annie)
    kept = read(annie, lambda session: notes.load(session, key))
    assert kept.stops - kept.starts == 60
    again = read(annie, lambda session: notes.entry_of(notes.load(session, key)))
    assert again.model_dump(exclude={"start_fold", "stop_fold"}) == entry().model_dump(exclude={"start_fold", "stop_fold"})


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("stop", {"stop": "09:00"}),
        ("start", {"date": "2026-03-08", "start": "02:30"}),
        ("client", {"client": "C1;C2"}),
        ("client", {"client": "C9"}),
        ("support", {"support": "emotional;magic"}),
        ("service_type", {"service_type": "therapy"}),
        ("phase", {"phase": "ended"}),
        ("funding", {"funding": "Nobody's"}),
        ("data", {"data": "x" * 20_001}),
        ("private_line", {"manner": "group", "client": "C1;C2", "private_line": "whose is this"}),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(staffed: SignedIn, field: str, changed: dict[str, str]) -> None:
    with pytest.raises(Invalid) as said:
        write(staffed, **changed)
    assert list(said.value.fields) == [field]
    assert read(staffed, listing.window) == []


def test_long_notes_and_any_script_are_kept(annie: SignedIn) -> None:
    long, other = "č̓ k̓ʷ " * 2800, "שלום = +1"
    key = write(annie, data=long, plan=other)
    kept = read(annie, lambda session: notes.load(session, key))
    assert (kept.data, kept.plan) == (entry(data=long).data, other)


def test_a_group_note_keeps_each_private_line_apart(annie: SignedIn) -> None:
    text = "C1: left early\nand came back\n C2: is a name\nC2: first time"
    key = write(annie, client="C2;C1", manner="group", group="Tuesday circle", private_line=text)
    kept = read(annie, lambda session: notes.load(session, key))
    assert {row.client.code: row.private_line for row in kept.attendance} == {
        "C1": "left early\nand came back\nC2: is a name", "C2": "first time",
    }  # fmt: skip
    assert read(annie, lambda session: notes.entry_of(notes.load(session, key))).private_line == text


def test_private_lines_survive_being_joined() -> None:
    lines = {"A": "B: looks like a code\n  B: so does this", "B": "plain"}
    assert private_lines(("A", "B"), joined_lines(lines, ("A", "B"))) == lines


def test_two_encounters_at_once_are_flagged_and_kept(annie: SignedIn) -> None:
    first = write(annie)
    other = entry(client="C2", start="09:30", stop="10:30")
    said = read(annie, lambda session: warnings.warnings(session, other))
    assert len(said) == 1 and "9:00 AM" in said[0]
    assert read(annie, lambda session: warnings.warnings(session, other, first)) == []
    assert read(annie, lambda session: warnings.warnings(session, entry(start="10:00", stop="11:00"))) == []
    write(annie, client="C2", start="09:30", stop="10:30")
    assert len(read(annie, listing.window)) == 2


def test_a_peer_supporter_writes_own_notes_about_own_clients(annie: SignedIn, staffed: SignedIn) -> None:
    with pytest.raises(Forbidden):
        write(annie, staff="DR")
    with pytest.raises(Invalid):
        write(annie, client="C3")
    theirs = write(staffed, staff="DR", client="C3")
    with pytest.raises(NotFound):
        read(annie, lambda session: notes.load(session, theirs))
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    assert [row.client_name for row in read(dale, listing.window)] == ["Rose Low"]
    assert read(agency.enter(staffed, "Board", "auditor"), listing.window) == []


def test_an_unsigned_note_changes_and_goes_a_signed_one_stays(annie: SignedIn) -> None:
    key = write(annie, client="C1;C2", manner="group")
    do(annie, lambda session: notes.change(session, key, entry(client="C2", data="Changed.")))
    kept = read(annie, lambda session: notes.load(session, key))
    assert (kept.data, [row.client.code for row in kept.attendance]) == ("Changed.", ["C2"])
    back = do(annie, lambda session: notes.remove(session, key))
    assert back.data == "Changed." and read(annie, listing.window) == []
    key = write(annie)
    sign(annie, key)
    for work in (
        lambda session: notes.change(session, key, entry(data="Later.")),
        lambda session: notes.remove(session, key),
    ):
        with pytest.raises(Frozen):
            do(annie, work)


def test_a_trigger_holds_a_signed_note_below_the_services(annie: SignedIn, staffed: SignedIn) -> None:
    key = write(annie)
    sign(annie, key)
    assert verify.run(staffed) == []
    with staffed.store.engine.connect() as connection, pytest.raises(Exception, match="frozen"):
        connection.execute(update(Encounter).values(data="Rewritten."))


def test_a_changed_note_is_found_by_verify(annie: SignedIn, ruth: SignedIn, staffed: SignedIn) -> None:
    key = write(annie)
    sign(annie, key)
    with staffed.store.engine.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_encounter_update")
        connection.exec_driver_sql("UPDATE encounter SET data = 'Rewritten.'")
        connection.commit()
    for who in (staffed, ruth):
        assert any("signed note was changed" in fault.sentence for fault in verify.run(who))


def test_writer_signs_then_the_supervisor_signs_off(annie: SignedIn, ruth: SignedIn, staffed: SignedIn) -> None:
    key = write(annie)
    assert read(annie, signing.count_waiting) == 1
    with pytest.raises(Invalid):
        sign(ruth, key)
    sign(annie, key)
    with pytest.raises(Invalid):
        sign(annie, key)
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    with pytest.raises(Forbidden):  # no agreement with Annie
        sign(mark, key)
    assert [one.id for one in read(ruth, reviews.queue)] == [key]
    sign(ruth, key)
    assert read(ruth, reviews.queue) == [] and read(annie, signing.waiting) == []
    assert {row.by_supervisor for row in read(staffed, listing.window)} == {True}
    assert verify.run(staffed) == []


def test_signing_needs_a_link_and_a_past_day(annie: SignedIn, staffed: SignedIn) -> None:
    key, ahead = write(annie), write(annie, date="2026-03-20")
    unlinked = agency.enter(staffed, "Manager two", "manager")
    with pytest.raises(Forbidden):
        sign(unlinked, key)
    with pytest.raises(Invalid):
        sign(annie, ahead, key)
    assert read(annie, lambda session: notes.load(session, key)).signatures == []


def test_a_note_sent_back_comes_to_its_writer_and_back(annie: SignedIn, ruth: SignedIn) -> None:
    recent = (dt.datetime.now(dt.UTC) - dt.timedelta(days=20)).date().isoformat()
    key = write(annie, date=recent)
    key_ring = opening.signing_key(annie, agency.PASSPHRASE)
    do(annie, lambda session: signing.sign(session, [key], key_ring))
    with pytest.raises(Invalid):
        do(ruth, lambda session: reviews.review(session, key, reviews.NEEDS_REVISION))
    do(ruth, lambda session: reviews.review(session, key, reviews.NEEDS_REVISION, "Say who was called."))
    assert read(ruth, reviews.queue) == []
    [(note, word)] = read(annie, reviews.sent_back)
    assert (note.id, word.comment, word.by) == (key, "Say who was called.", "Ruth")
    do(annie, lambda session: reviews.ready(session, key))
    assert [one.id for one in read(ruth, reviews.queue)] == [key]
    do(ruth, lambda session: reviews.review(session, key, reviews.SEEN))
    assert read(ruth, reviews.queue) == [] and read(annie, reviews.sent_back) == []


def test_an_amendment_counts_from_its_signing_and_can_void(annie: SignedIn) -> None:
    key = write(annie)
    sign(annie, key)
    with pytest.raises(Invalid):
        do(annie, lambda session: notes.amend(session, key, entry(), " "))
    better = do(annie, lambda session: notes.amend(session, key, entry(data="Better."), "A name was wrong.").id)
    effect = lambda session: [one.data for one in notes.in_effect(session, "C1", DAY, DAY)]  # noqa: E731
    assert read(annie, effect) == ["Met at the center."]
    sign(annie, better)
    assert read(annie, effect) == ["Better."]
    gone = do(annie, lambda session: notes.amend(session, key, None, "It was another day.").id)
    do(annie, lambda session: signing.sign(session, [gone], opening.signing_key(annie, agency.PASSPHRASE)))
    assert read(annie, effect) == []
    assert read(annie, lambda session: worked.by_day(session, "AW", DAY, DAY)) == {}


def test_the_note_before_is_found(annie: SignedIn) -> None:
    write(annie, data="First.")
    second = write(annie, date="2026-03-05", data="Second.")
    now = read(annie, lambda session: notes.load(session, second))
    assert read(annie, lambda session: notes.previous(session, "C1", now.starts)).data == "First."
    assert read(annie, lambda session: notes.previous(session, "C1", now.starts + 1, second)).data == "First."
    assert read(annie, lambda session: notes.previous(session, "C2", now.starts)) is None


def test_hours_are_proposed_by_category_and_a_shared_minute_counts_once(annie: SignedIn) -> None:
    write(annie)
    write(annie, start="09:30", stop="11:00", client="C2")
    write(annie, start="13:00", stop="14:15", manner="group", client="C1;C2")
    write(annie, start="23:30", stop="00:30", manner="phone")
    found = read(annie, lambda session: worked.by_day(session, "AW", DAY, DAY))
    assert found == {("direct_service", DAY): 120 + 60, ("group", DAY): 75}


def test_a_note_not_signed_is_due_72_hours_after_its_day(annie: SignedIn, ruth: SignedIn) -> None:
    key = write(annie)
    blank = write(annie, date="2026-03-05", plan="")
    kinds = (due.Kind.NOTE, due.Kind.SIGN)
    items = [one for one in read(annie, lambda s: due.due(s, dt.date(2026, 3, 10))).items if one.kind in kinds]
    assert [(one.what, one.action, one.on, one.person, one.target) for one in items] == [
        ("Sign a note", "Sign", dt.date(2026, 3, 7), "Clara Medicine Elk", f"note/{key.hex}"),
        ("Finish a note", "Open", dt.date(2026, 3, 8), "Clara Medicine Elk", blank.hex),
    ]
    assert all("Late" in one.why for one in items)
    sign(annie, key)
    items = [one for one in read(annie, lambda s: due.due(s, DAY)).items if one.kind in kinds]
    assert [one.what for one in items] == ["Finish a note"]


@pytest.mark.parametrize(("stop", "on"), [("10:30", dt.date(2026, 3, 5)), ("00:30", dt.date(2026, 3, 6))])
def test_the_agency_s_own_limit_counts_from_the_end_of_the_visit(
    annie: SignedIn, staffed: SignedIn, stop: str, on: dt.date
) -> None:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        agency_limits.set_policy(session, PolicyEntry.read({"note_hours": "36"}))
    start = "10:00" if stop == "10:30" else "22:30"
    write(annie, start=start, stop=stop)
    items = [one for one in read(annie, lambda s: due.due(s, on)).items if one.kind == due.Kind.SIGN]
    assert [one.on for one in items] == [on] and "36 h" in items[0].source and "Late" not in items[0].why


ROWS = [
    TYPED | {"data": "=SUM(A1)\nsecond line", "plan": "'quoted", "place": "+1 Main St", "goal": "@home"},
    TYPED | {"client": "C1;C2", "manner": "group", "start": "11:00", "stop": "12:00", "group": "Circle",
             "private_line": "C1: one\n C2: no code\nC2: two", "funding": "Block grant", "support": ""},
    TYPED | {"date": "2026-11-01", "start": "01:30", "stop": "01:45", "start_fold": "1", "stop_fold": "1", "staff": "DR"},
]  # fmt: skip


def csv_of(rows: list[dict[str, str]]) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows({name: guarded(text) for name, text in row.items()} for row in rows)
    return out.getvalue().encode()


def guarded(text: str) -> str:
    return "'" + text if text[:1] in "=+-@'" and text else text


def bring(who: SignedIn, rows: list[dict[str, str]], **how: Any) -> imports.Report:
    return imports.run(who.store, who.actor, "encounters", csv_of(rows), **how)


def give(who: SignedIn, folder: Path) -> list[dict[str, str]]:
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    made = read(who, lambda session: exports.write(session, "encounters", first, last, folder))
    with made.csv.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_exported_imports_again_without_loss(staffed: SignedIn, tmp_path: Path) -> None:
    report = bring(staffed, ROWS)
    assert report.taken == 3 and any("Block grant" in warning.sentence for warning in report.warnings)
    given = give(staffed, tmp_path)
    assert given[0]["data"] == "'=SUM(A1)\nsecond line" and given[0]["plan"] == "''quoted"
    again = bring(staffed, ROWS, allow_repeats=True)
    assert again.taken == 3
    twice = give(staffed, tmp_path)
    assert sorted(map(str, twice)) == sorted(map(str, given * 2))


def test_the_exported_file_itself_is_taken(staffed: SignedIn, tmp_path: Path) -> None:
    bring(staffed, ROWS)
    before = give(staffed, tmp_path / "one")
    data = (tmp_path / "one" / "encounters.csv").read_bytes()
    with pytest.raises(FileRefused) as said:
        imports.run(staffed.store, staffed.actor, "encounters", data)
    assert [problem.row for problem in said.value.rows] == [2, 3, 4]
    imports.run(staffed.store, staffed.actor, "encounters", data, allow_repeats=True)
    after = give(staffed, tmp_path / "two")
    assert sorted(map(str, after)) == sorted(map(str, before * 2))
    assert verify.run(staffed) == []


def test_an_import_names_each_row_at_fault_and_keeps_nothing(staffed: SignedIn) -> None:
    bad = [TYPED, TYPED | {"stop": "09:00"}, TYPED | {"client": "C1;NO", "manner": "group"}, TYPED | {"manner": "fax"}]
    with pytest.raises(FileRefused) as said:
        bring(staffed, bad)
    assert [(one.row, one.column) for one in said.value.rows] == [(3, "stop"), (4, "client"), (5, "manner")]
    assert read(staffed, listing.window) == []


def test_an_import_warns_of_two_at_once_in_file_and_store(staffed: SignedIn) -> None:
    write(staffed)
    report = bring(staffed, [
        TYPED | {"client": "C2", "start": "09:59", "stop": "11:00"}, TYPED | {"start": "10:30", "stop": "10:45"},
        TYPED | {"start": "11:00", "stop": "12:00"}, TYPED | {"staff": "DR", "data": "Another's."},
    ])  # fmt: skip
    assert [(one.row, one.column) for one in report.warnings] == [(2, "start"), (3, "start")]


def test_an_import_tells_its_progress_and_can_be_cancelled(staffed: SignedIn) -> None:
    class Stop(Exception):
        pass

    heard: list[int] = []

    def step(done: int, total: int) -> None:
        heard.append(done)
        if done >= 800:
            raise Stop

    with pytest.raises(Stop):
        bring(staffed, ROWS, step=step)
    assert heard == sorted(heard) and heard[0] == 0
    assert read(staffed, listing.window) == []
    assert bring(staffed, ROWS, step=lambda done, total: heard.append(done)).taken == 3
    assert heard[-1] == 990


def test_only_a_manager_imports(annie: SignedIn) -> None:
    with pytest.raises(Forbidden):
        bring(annie, ROWS)


def test_the_paper_is_a_draft_until_each_note_is_signed(annie: SignedIn) -> None:
    from app.services.across import encounter_papers

    key = write(annie, client="C1;C2", manner="group", private_line="C2: only hers", data="x " * 10_000)
    paper = read(annie, lambda session: encounter_papers.values(session, "C1", DAY, DAY))
    assert paper.draft and "only hers" not in str(paper) and "Pablo" not in str(paper)
    sign(annie, key)
    paper = read(annie, lambda session: encounter_papers.values(session, "C1", DAY, DAY))
    assert not paper.draft and paper.notes[0].signed[0].name == "Annie"
    asked = papers.Asked(client="C1", first=DAY, last=DAY)
    data = read(annie, lambda session: papers.render(session, "encounter", asked))
    assert data.startswith(b"%PDF") and data == read(annie, lambda session: papers.render(session, "encounter", asked))
    blank = read(annie, lambda session: papers.render(session, "blank-encounter", asked))
    assert len(pages(blank)) == 1
    with pytest.raises(Invalid):
        read(annie, lambda session: papers.render(session, "encounter", papers.Asked()))


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [({"data": ""}, {"data"}), ({"plan": ""}, {"plan"}), ({"data": "", "plan": " \n"}, {"data", "plan"})],
)
def test_nobody_signs_what_is_no_note_yet(annie: SignedIn, ruth: SignedIn, changed: dict[str, str], lacks: set[str]) -> None:
    whole, blank = write(annie, date="2026-03-03"), write(annie, **changed)
    with pytest.raises(Invalid) as refused:
        sign(annie, whole, blank)
    assert set(refused.value.fields) == lacks
    assert [one.id for one in read(annie, signing.waiting)] == [whole]  # all of the batch, or none
    assert [one.id for one in read(annie, signing.unfinished)] == [blank]
    assert (read(annie, signing.count_waiting), read(annie, signing.count_unfinished)) == (1, 1)
    assert "before you sign" in read(annie, lambda session: signing.why_not(session, blank))
    do(annie, lambda session: notes.change(session, blank, entry(assessment="")))
    sign(annie, whole, blank)
    assert read(annie, signing.unfinished) == read(annie, signing.waiting) == []
    back = do(annie, lambda session: notes.amend(session, blank, None, "It was another day.").id)
    sign(annie, back)  # what takes a note back needs its reason alone


def test_an_amendment_needs_what_a_note_needs(annie: SignedIn) -> None:
    key = write(annie)
    sign(annie, key)
    emptied = do(annie, lambda session: notes.amend(session, key, entry(data=""), "A name was wrong.").id)
    with pytest.raises(Invalid) as refused:
        sign(annie, emptied)
    assert set(refused.value.fields) == {"data"}


def test_who_cannot_sign_a_note_is_told_why(annie: SignedIn, ruth: SignedIn, staffed: SignedIn) -> None:
    key, ahead = write(annie), write(annie, date="2198-01-01")
    alone = agency.enter(staffed, "Nobody yet", "supervisor")

    def why(who: SignedIn, note: uuid.UUID) -> str:
        return read(who, lambda session: signing.why_not(session, note))

    assert why(annie, key) == ""
    assert "lies in the future" in why(annie, ahead)
    assert why(ruth, key) == "The writer signs first. Then you sign the note off."
    assert "is linked to you" in why(staffed, key)
    sign(annie, key)
    assert why(annie, key) == "You have signed this note already."
    assert why(ruth, key) == ""
    with pytest.raises(Forbidden, match="is linked to you"):
        sign(alone, key)


def test_the_doubts_about_a_note_go_with_it_to_whoever_signs(annie: SignedIn) -> None:
    first, second = write(annie, assessment="Calmer."), write(annie, start="09:30", stop="10:30", assessment="")

    def of(key: uuid.UUID) -> list[str]:
        return read(annie, lambda session: warnings.of_note(session, notes.load(session, key)))

    assert [one.split(".")[0].split(" from")[0] for one in of(first)] == ["The same peer supporter was with somebody else"]
    assert len(of(second)) == 2 and of(second)[1] == "The assessment is blank."
    sign(annie, first)
    better = entry(start="07:00", stop="08:00", assessment="Calmer.")
    moved = do(annie, lambda session: notes.amend(session, first, better, "The hour.").id)
    assert of(moved) == []  # it does not share time with the note that it replaces
