"""Who saw a record: each opening, each change, each paper and file; grants to an auditor; and the paper that tells it."""

import datetime as dt
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app import __main__ as program
from app.models.clients import ClientGrant
from app.models.consents import DisclosedClient, Disclosure, RecordOpening
from app.models.program import Program
from app.services.across import leaving, papers, verify
from app.services.across.opening import SignedIn
from app.services.across.papers import Asked
from app.services.clients import assignments, grants, listing, records
from app.services.clients.entry import AssignmentEntry, ClientEntry
from app.services.clients.grants import GrantEntry
from app.services.consents import giving, seen
from app.services.consents.giving import OWN_USE, DisclosureEntry, Purpose
from app.services.consents.seen import Kind
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import exports, imports
from app.services.problems import DiskProblem, Forbidden, Invalid, NotFound, Problem
from app.services.store import session as sessions
from tests import agency
from tests.conftest import PASSPHRASE
from tests.pdfs import pages

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
NOON = dt.datetime(2026, 3, 6, 19, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 6)


def read(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def write(who: SignedIn, work: Callable[[Any], Any], at: dt.datetime = NOON) -> Any:
    with sessions.transaction(who.store, who.actor, at) as session:
        return work(session)


def add(who: SignedIn, code: str, **typed: str) -> uuid.UUID:
    entry = ClientEntry.read({"code": code, "first_name": "Clara", "last_name": f"Elk {code}"} | typed)
    found: uuid.UUID = write(who, lambda session: records.add(session, entry).id)
    return found


@pytest.fixture
def board(staffed: SignedIn) -> SignedIn:
    return agency.enter(staffed, "Board", "auditor")


def grant(who: SignedIn, client: uuid.UUID, **typed: str) -> ClientGrant:
    entry = GrantEntry.read(
        {"auditor": "Board", "from_on": "2020-01-01", "to_on": "2199-12-31", "reason": "Audit 12"} | typed
    )
    made: ClientGrant = write(who, lambda session: grants.grant(session, client, entry))
    return made


def note(who: SignedIn, *codes: str) -> uuid.UUID:
    typed = {
        "client": ";".join(codes), "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00",
        "manner": "group" if len(codes) > 1 else "in_person", "data": "We talked.",
    }  # fmt: skip
    found: uuid.UUID = write(who, lambda session: notes.record(session, EncounterEntry.read(typed)).id)
    return found


def codes(who: SignedIn) -> list[str]:
    return [row.code for row in read(who, lambda session: listing.window(session, TODAY))]


def test_an_auditor_sees_a_granted_record_and_its_notes_and_no_other(staffed: SignedIn, board: SignedIn) -> None:
    mine, other = add(staffed, "A"), add(staffed, "B")
    both, theirs = note(staffed, "A", "B"), note(staffed, "B")
    assert codes(board) == []
    grant(staffed, mine)
    assert codes(board) == ["A"]
    kept = read(board, lambda session: notes.load(session, both))
    assert [row.client.code for row in kept.attendance] == ["A"]  # of a group only their own line
    with pytest.raises(NotFound):
        read(board, lambda session: notes.load(session, theirs))
    with pytest.raises(NotFound):
        read(board, lambda session: records.load(session, other))
    assert read(board, lambda session: papers.render(session, "intake", Asked(client="A")))[:4] == b"%PDF"
    with pytest.raises(Forbidden):
        add(board, "C")


@pytest.mark.parametrize(
    ("typed", "seen_now"),
    [
        ({}, True),
        ({"from_on": "2199-01-01"}, False),
        ({"from_on": "2020-01-01", "to_on": "2026-03-06"}, False),
    ],
)
def test_a_grant_holds_from_its_first_day_to_its_last(
    staffed: SignedIn, board: SignedIn, typed: dict[str, str], seen_now: bool
) -> None:
    grant(staffed, add(staffed, "A"), **typed)
    assert codes(board) == (["A"] if seen_now else [])


def test_a_grant_is_closed_at_once_and_stays_on_record(staffed: SignedIn, board: SignedIn) -> None:
    client = add(staffed, "A")
    made = grant(staffed, client)
    later = NOON + dt.timedelta(hours=1)
    write(staffed, lambda session: grants.revoke(session, made.id), later)
    assert codes(board) == []
    write(staffed, lambda session: grants.revoke(session, made.id), later + dt.timedelta(days=1))
    (kept,) = read(staffed, lambda session: grants.of_client(session, client))
    assert (kept.auditor, kept.reason, kept.revoked_at) == ("Board", "Audit 12", later)
    assert not kept.holds(TODAY)
    with pytest.raises(NotFound):
        write(staffed, lambda session: grants.revoke(session, uuid.uuid4()))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"auditor": "Ann Manager"}, "auditor"),
        ({"auditor": "Nobody"}, "auditor"),
        ({"auditor": ""}, "auditor"),
        ({"reason": ""}, "reason"),
        ({"from_on": ""}, "from_on"),
        ({"to_on": "2019-12-31"}, "to_on"),
        ({"to_on": "2026-03-05"}, "to_on"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(
    staffed: SignedIn, board: SignedIn, typed: dict[str, str], field: str
) -> None:
    client = add(staffed, "A")
    with pytest.raises(Invalid) as refused:
        grant(staffed, client, **typed)
    assert list(refused.value.fields) == [field]
    assert read(staffed, lambda session: grants.of_client(session, client)) == []
    with pytest.raises(NotFound):
        grant(staffed, uuid.uuid4())


def test_only_a_manager_opens_a_record_to_an_auditor(staffed: SignedIn, board: SignedIn) -> None:
    client = add(staffed, "A")
    for who in (board, agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")):
        with pytest.raises(Forbidden):
            grant(who, client)
        with pytest.raises(Forbidden):
            read(who, grants.auditors)


def test_an_opening_is_noted_once_in_ten_minutes_for_each_person(staffed: SignedIn) -> None:
    client, other = add(staffed, "A"), add(staffed, "B")
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"})
    write(staffed, lambda session: assignments.assign(session, client, entry))

    def opens(who: SignedIn, minutes: float, which: uuid.UUID = client) -> bool:
        at = NOON + dt.timedelta(minutes=minutes)
        return bool(write(who, lambda session: giving.opened(session, [which]), at))

    assert [opens(staffed, minutes) for minutes in (0, 5, 9.9, 10, 12, 20)] == [True, False, False, True, False, True]
    assert opens(annie, 1) and not opens(annie, 2)
    assert opens(staffed, 1, other)
    with pytest.raises(NotFound):
        opens(annie, 30, other)
    assert read(staffed, lambda session: session.scalar(select(func.count(RecordOpening.id)))) == 5


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "fun"}, "purpose"),
        ({"purpose": "payment_or_law", "basis": "Claim 4"}, "recipient"),
        ({"purpose": "payment_or_law", "recipient": "Medicaid"}, "basis"),
        ({"purpose": "named_recipient", "consent_on": "2026-01-01"}, "recipient"),
        ({"purpose": "named_recipient", "recipient": "Dr. Low"}, "consent_on"),
        ({"purpose": "own_use", "consent_on": "yesterday"}, "consent_on"),
    ],
)
def test_a_purpose_says_what_it_needs(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        DisclosureEntry.read(typed)
    assert list(refused.value.fields) == [field]


def test_a_program_under_part_two_asks_for_consent(staffed: SignedIn) -> None:
    plain = add(staffed, "A", program="Peer support", admitted_on="2026-01-01")
    covered = add(staffed, "B", program="Recovery", admitted_on="2020-01-01", discharged_on="2020-02-01")

    def cover(session: Any) -> None:
        session.scalars(select(Program).where(Program.name == "Recovery")).one().part_two = True

    write(staffed, cover)
    asked = {"purpose": "payment_or_law", "recipient": "Medicaid", "basis": "Claim 4"}
    write(staffed, lambda session: giving.given(session, DisclosureEntry.read(asked), "paper intake", [plain]))
    with pytest.raises(Invalid) as refused:
        write(staffed, lambda session: giving.given(session, DisclosureEntry.read(asked), "x", [plain, covered]))
    assert list(refused.value.fields) == ["consent_on"]
    signed = DisclosureEntry.read(asked | {"consent_on": "2026-02-03"})
    made = write(staffed, lambda session: giving.given(session, signed, "paper intake", [covered]))
    assert made.basis == "Claim 4; consent signed Feb 3, 2026"
    assert read(staffed, lambda session: session.scalar(select(func.count(Disclosure.id)))) == 2


def test_who_saw_a_record_tells_openings_changes_and_what_was_given_out(staffed: SignedIn, tmp_path: Path) -> None:
    client, _other = add(staffed, "A", phone="555"), add(staffed, "B")
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"})
    hour = dt.timedelta(hours=1)
    write(staffed, lambda session: assignments.assign(session, client, entry), NOON + hour)
    write(annie, lambda session: giving.opened(session, [client]), NOON + 2 * hour)
    written = NOON + 3 * hour
    typed = {
        "client": "A", "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00", "manner": "in_person",
        "data": "We talked.",
    }  # fmt: skip
    write(annie, lambda session: notes.record(session, EncounterEntry.read(typed)), written)
    asked = {"purpose": "named_recipient", "recipient": "Dr. Low", "basis": "Referral", "consent_on": "2026-03-01"}
    papers.make(annie, "intake", Asked(client="A"), tmp_path / "i.pdf", DisclosureEntry.read(asked), NOON + 4 * hour)
    leaving.export(staffed, "clients-served", FIRST, LAST, tmp_path, now=NOON + 5 * hour)
    found = read(annie, lambda session: seen.traces(session, client))
    me, her = staffed.actor.name, "Annie"
    told = [(one.by, one.kind, one.what) for one in reversed(found)]
    assert told == [
        (me, Kind.CHANGED, "Intake, Name, Phone"),
        (me, Kind.CHANGED, "Who works with them"),
        (her, Kind.OPENED, "Record"),
        (her, Kind.CHANGED, "Note"),
        (her, Kind.GIVEN, "Paper: intake"),
        (her, Kind.OPENED, "Record"),
        (me, Kind.GIVEN, "File: clients served, 2026-01-01 to 2026-12-31"),
    ]
    paper = next(one for one in found if one.by == her and one.kind is Kind.GIVEN)
    assert (paper.purpose, paper.recipient, paper.basis) == (
        Purpose.NAMED_RECIPIENT, "Dr. Low", "Referral; consent signed Mar 1, 2026",
    )  # fmt: skip


def test_a_record_from_a_file_says_so(staffed: SignedIn) -> None:
    text = (
        "code,first_name,last_name,name_used,birth_date,county,program,funding,admitted_on,discharged_on\n"
        "A,Clara,Elk,,,,Peer support,,2026-01-02,\nB,Dan,Low,,,,,,,\n"
    )
    imports.run(staffed.store, staffed.actor, "clients", text.encode(), now=NOON)
    client = read(staffed, lambda session: records.by_code(session, "A")).id
    (line,) = read(staffed, lambda session: seen.traces(session, client))
    assert (line.at, line.by, line.kind) == (NOON, staffed.actor.name, Kind.CHANGED)
    assert line.what == "From a file: Intake, Name, Time of service"


def test_who_saw_a_record_is_told_only_to_those_who_see_the_client(staffed: SignedIn, board: SignedIn) -> None:
    client = add(staffed, "A")
    with pytest.raises(NotFound):
        read(board, lambda session: seen.traces(session, client))
    grant(staffed, client)
    assert [one.what for one in read(board, lambda session: seen.traces(session, client))] == [
        "Intake, Name, Opened to an auditor"
    ]
    write(board, lambda session: giving.opened(session, [client]))
    assert read(board, lambda session: session.scalar(select(func.count(RecordOpening.id)))) == 1


def test_five_hundred_clients_go_out_with_one_line_each(staffed: SignedIn, tmp_path: Path) -> None:
    head = "code,first_name,last_name,name_used,birth_date,county,program,funding,admitted_on,discharged_on\n"
    rows = "".join(f"C-{n:03},F,L{n},,,,Peer support,,2026-01-02,\n" for n in range(500))
    imports.run(staffed.store, staffed.actor, "clients", (head + rows).encode())
    made = leaving.export(staffed, "clients-served", FIRST, LAST, tmp_path / "named")
    assert made.rows == 500
    counted = (Disclosure, DisclosedClient)
    assert [read(staffed, lambda session: session.scalar(select(func.count(kind.id)))) for kind in counted] == [1, 500]  # noqa: B023
    leaving.export(staffed, "clients-served", FIRST, LAST, tmp_path / "plain", deidentified=True)
    leaving.export(staffed, "hours", FIRST, LAST, tmp_path / "hours")
    assert read(staffed, lambda session: session.scalar(select(func.count(Disclosure.id)))) == 1
    assert verify.run(staffed) == []


def test_every_export_that_tells_of_clients_names_them_for_the_log() -> None:
    """Whoever adds a profile with a client's code or name must say whom it names."""
    telling = {
        name for name, one in exports.PROFILES.items() if {"client", "clients", "first_name"} & set(one.codebook.names)
    }
    assert telling == {name for name, one in exports.PROFILES.items() if one.clients is not None} != set()


def test_the_line_is_ready_before_the_file_and_goes_with_it_where_nothing_left(
    staffed: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(staffed, "A", program="Peer support", admitted_on="2026-01-01")
    order: list[str] = []
    given = giving.given

    def noted(*arguments: Any) -> Any:
        order.append("line")
        return given(*arguments)

    def full(*_arguments: Any) -> None:
        order.append("file")
        raise DiskProblem("full")

    monkeypatch.setattr(giving, "given", noted)
    monkeypatch.setattr(papers, "save", full)
    monkeypatch.setattr(exports.files, "write", full)
    with pytest.raises(DiskProblem):
        papers.make(staffed, "intake", Asked(client="A"), tmp_path / "i.pdf")
    with pytest.raises(DiskProblem):
        leaving.export(staffed, "clients-served", FIRST, LAST, tmp_path / "out")
    assert order == ["line", "file", "line", "file"]
    with pytest.raises(NotFound):
        papers.make(staffed, "intake", Asked(client="Z"), tmp_path / "i.pdf")
    assert len(order) == 4  # a paper that cannot be made leaves no line
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert session.scalar(select(func.count(Disclosure.id))) == 0, "nothing is recorded that did not happen"


def test_where_no_line_can_be_written_nothing_leaves(
    staffed: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(staffed, "A", program="Peer support", admitted_on="2026-01-01")

    def refuses(*_arguments: Any) -> None:
        raise DiskProblem("full")

    monkeypatch.setattr(giving, "given", refuses)
    with pytest.raises(DiskProblem):
        papers.make(staffed, "intake", Asked(client="A"), tmp_path / "i.pdf")
    with pytest.raises(DiskProblem):
        leaving.export(staffed, "clients-served", FIRST, LAST, tmp_path / "out")
    assert list(tmp_path.rglob("*.pdf")) == [] and not (tmp_path / "out").exists()


def test_what_cannot_be_written_is_not_recorded_as_given(staffed: SignedIn, tmp_path: Path) -> None:
    add(staffed, "A", program="Peer support", admitted_on="2026-01-01")
    (tmp_path / "taken").mkdir()
    (tmp_path / "plain").write_bytes(b"")
    for out in ("taken", "gone/i.pdf", "plain/i.pdf", f"{'i' * 300}.pdf"):
        with pytest.raises(Problem):
            papers.make(staffed, "intake", Asked(client="A"), tmp_path / out)
    (tmp_path / "taken" / "clients-served.csv").write_bytes(b"somebody else's")
    for folder in (tmp_path / "plain", tmp_path / "taken"):
        with pytest.raises(Problem):
            leaving.export(staffed, "clients-served", FIRST, LAST, folder)
    assert read(staffed, lambda session: session.scalar(select(func.count(Disclosure.id)))) == 0


def test_the_command_line_takes_the_purpose(staffed: SignedIn, tmp_path: Path, capsys: Any) -> None:
    client = add(staffed, "A", program="Peer support", admitted_on="2026-01-01")
    staffed.store.close()
    word = tmp_path / "word.txt"
    word.write_text(PASSPHRASE, encoding="utf-8")
    common = ["--store", str(staffed.store.folder), "--passphrase-file", str(word)]
    out = str(tmp_path / "i.pdf")
    paper = ["pdf", "intake", "--client", "A", "--out", out]
    assert program.run([*common, *paper]) == program.DONE
    assert program.run([*common, *paper, "--purpose", "payment_or_law", "--recipient", "Medicaid"]) == program.REFUSED
    assert "on what ground" in capsys.readouterr().err
    law = ["--purpose", "payment_or_law", "--recipient", "Medicaid", "--basis", "Claim 4"]
    files = ["export", "clients-served", "--from", "2026-01-01", "--to", "2026-12-31", "--out", str(tmp_path / "x")]
    assert program.run([*common, *files, *law]) == program.DONE
    assert program.run([*common, *paper, "--purpose", "fun"]) == program.USAGE
    from app.services.across import opening

    again = opening.unlock(staffed.store.folder, staffed.actor.name, PASSPHRASE)
    try:
        found = read(again, lambda session: seen.traces(session, client))
    finally:
        again.store.close()
    told = [(one.kind, one.what, one.purpose, one.recipient) for one in reversed(found) if one.kind is not Kind.CHANGED]
    assert told == [
        (Kind.GIVEN, "Paper: intake", Purpose.OWN_USE, ""),
        (Kind.OPENED, "Record", None, ""),
        (Kind.GIVEN, "File: clients served, 2026-01-01 to 2026-12-31", Purpose.PAYMENT_OR_LAW, "Medicaid"),
    ]


def test_the_accounting_tells_the_client_on_paper(staffed: SignedIn) -> None:
    client = add(staffed, "A")
    asked = {"purpose": "named_recipient", "recipient": "Dr. Low", "consent_on": "2026-03-01"}
    write(staffed, lambda session: giving.given(session, DisclosureEntry.read(asked), "paper intake", [client]))
    late = NOON + dt.timedelta(days=40)
    write(staffed, lambda session: giving.given(session, OWN_USE, "paper encounter", [client]), late)
    asked_for = Asked(client="A", last=dt.date(2026, 3, 31))
    data = read(staffed, lambda session: papers.render(session, "accounting", asked_for))
    assert data == read(staffed, lambda session: papers.render(session, "accounting", asked_for))
    text = "\n".join(pages(data))
    for words in ("Clara Elk A", "Dr. Low", "consent signed Mar 1, 2026", "Paper: intake", staffed.actor.name, "12:00 PM"):
        assert words in text
    assert "encounter" not in text
    assert "encounter" in "\n".join(
        pages(read(staffed, lambda session: papers.render(session, "accounting", Asked(client="A"))))
    )
    with pytest.raises(Invalid):
        read(staffed, lambda session: papers.render(session, "accounting", Asked()))
    with pytest.raises(NotFound):
        read(staffed, lambda session: papers.render(session, "accounting", Asked(client="Z")))
