"""Exports: what goes out comes in again, guarded, whole, with a codebook and a manifest that fit."""

import csv
import datetime as dt
import hashlib
import io
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.clients import Client
from app.models.encounters import Encounter
from app.models.hours import Hours
from app.models.supervision import SupervisionSession
from app.services import entries
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import exports, imports
from app.services.exchange.formulas import guard
from app.services.problems import FileRefused, Forbidden, NotFound, Problem
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import sessions as supervision
from app.services.supervision.sessions import SessionEntry
from app.services.users import Actor, Role

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 12, 31)
STAFF = (
    "code,name,pack,started_on\n"
    "''-AW,=Anna+Wolf,mt-cbhpss,2024-01-01\n"
    "''-AW,=Anna+Wolf,mt-fps,2024-01-01\n"
    "čuč̓,Bo Čuč̓,mt-cbhpss,2024-01-01\n"
    "C3,Cy,mt-cbhpss,2024-01-01\n"
)
SUPERVISORS = "code,name,license_type,license_number,licensed_on\nRC,Ruth Calf,social_worker,L-1,2015-01-01\n"
AW = "'-AW"


def bring(opened: SignedIn, kind: str, data: bytes, **options: bool) -> imports.Report:
    return imports.run(opened.store, opened.actor, kind, data, **options)


def people(opened: SignedIn) -> SignedIn:
    bring(opened, "staff", STAFF.encode())
    bring(opened, "supervisors", SUPERVISORS.encode())
    return opened


def write(opened: SignedIn, profile: str, out: Path, **options: object) -> exports.Exported:
    with sessions.reading(opened.store, opened.actor) as session:
        return exports.write(session, profile, FIRST, LAST, out, **options)  # type: ignore[arg-type]


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))


@pytest.fixture
def filled(signed_in: SignedIn) -> SignedIn:
    return people(signed_in)


@pytest.fixture
def other(tmp_path: Path) -> SignedIn:
    made = opening.create(
        tmp_path / "other",
        opening.AgencyEntry(name="Other"),
        "Olga",
        "correct horse battery staple",
        cost=vault.LOW,
    )
    yield people(made)  # type: ignore[misc]  # a fixture that closes behind it
    made.store.close()


HOURS = (
    "staff,date,category,minutes,paid,pack\n"
    "''-AW,2024-02-01,group,90,no,mt-fps\n"
    "''-AW,2024-02-01,group,90,no,\n"
    "čuč̓,2025-02-28,on_call,1440,yes,\n"
    "C3,2023-12-31,travel,1,yes,\n"
)
SESSIONS = (
    "staff,supervisor,date,start,stop,format,manner,topics,paper_signed_on,pack,description,summary,"
    "reviewed_assessments,reviewed_interventions,start_fold,stop_fold,follow_up\n"
    '\'\'-AW,RC,2024-02-01,23:30,00:30,individual,in_person,\'=2+2,2024-02-03,mt-fps,\'-1,"say ""hi"", then\nstop",'
    "yes,no,,,'@you\n"
    "''-AW;čuč̓;C3,RC,2025-11-02,01:15,01:45,group,video,ƛ̓ɬ ; 日本,,,''quoted,'t Hart,,yes,1,1,\n"
    "C3,RC,2025-11-02,01:15,01:15,individual,phone,,,,,,,,0,1,\n"
)


@pytest.mark.parametrize(("kind", "text", "count"), [("hours", HOURS, 3), ("supervision", SESSIONS, 3)])
def test_what_goes_out_comes_in_again_without_loss(
    signed_in: SignedIn, other: SignedIn, tmp_path: Path, kind: str, text: str, count: int
) -> None:
    people(signed_in)
    bring(signed_in, kind, text.encode())
    made = write(signed_in, kind, tmp_path / "out")
    assert made.rows == count
    assert bring(other, kind, made.csv.read_bytes()).taken == count
    again = write(other, kind, tmp_path / "again")
    assert again.csv.read_bytes() == made.csv.read_bytes()


def test_texts_are_kept_to_the_letter(signed_in: SignedIn, other: SignedIn, tmp_path: Path) -> None:
    people(signed_in)
    bring(signed_in, "supervision", SESSIONS.encode())
    bring(other, "supervision", write(signed_in, "supervision", tmp_path).csv.read_bytes())
    with sessions.reading(other.store, other.actor) as session:
        kept = session.scalars(select(SupervisionSession).order_by(SupervisionSession.starts)).all()
    assert (kept[0].topics, kept[0].description, kept[0].follow_up) == ("=2+2", "-1", "@you")
    assert kept[0].summary == 'say "hi", then\nstop' and kept[0].pack == "mt-fps"
    assert sorted(one.stops - one.starts for one in kept) == [30, 60, 60]
    assert {one.description for one in kept[1:]} == {"", "'quoted"}
    assert {one.summary for one in kept[1:]} == {"", "'t Hart"}


SIGNS = st.sampled_from([*"=+-@'\"\t\n;, aƛ̓é日", "\r\n", "'=", "''"])
TEXT = st.lists(SIGNS, max_size=12).map("".join)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(topics=TEXT, summary=TEXT, day=st.dates(FIRST, LAST))
def test_any_text_comes_back(
    filled: SignedIn, other: SignedIn, tmp_path: Path, topics: str, summary: str, day: dt.date
) -> None:
    entry = SessionEntry.read(
        {"staff": "C3", "supervisor": "RC", "date": day, "start": "10:00", "stop": "11:00", "format": "individual",
         "manner": "phone", "topics": topics, "summary": summary}
    )  # fmt: skip
    with sessions.transaction(filled.store, filled.actor) as session:
        key = supervision.record(session, entry).id
    with sessions.reading(filled.store, filled.actor) as session:
        made = exports.write(session, "supervision", day, day, tmp_path)
    bring(other, "supervision", made.csv.read_bytes(), allow_repeats=True)
    query = select(SupervisionSession.topics, SupervisionSession.summary).where(
        SupervisionSession.date == day
    )
    with sessions.reading(other.store, other.actor) as session:
        assert (entry.topics, entry.summary) in [tuple(row) for row in session.execute(query)]
    with sessions.transaction(filled.store, filled.actor) as session:
        supervision.remove(session, key)


def test_no_cell_starts_a_formula(signed_in: SignedIn, tmp_path: Path) -> None:
    people(signed_in)
    bring(signed_in, "hours", HOURS.encode())
    bring(signed_in, "supervision", SESSIONS.encode())
    for profile in exports.PROFILES:
        for row in read(write(signed_in, profile, tmp_path).csv):
            assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r\n"))]


def test_codebook_and_manifest_describe_the_file(signed_in: SignedIn, tmp_path: Path) -> None:
    people(signed_in)
    bring(signed_in, "hours", HOURS.encode())
    made = write(signed_in, "hours", tmp_path, now=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    header, *rows = read(made.csv)
    book = json.loads(made.codebook.read_bytes())
    assert [field["name"] for field in book["fields"]] == header and book["missingValues"] == [""]
    types = {field["name"]: field["type"] for field in book["fields"]}
    assert types["date"] == "date" and types["minutes"] == "integer" and types["paid"] == "boolean"
    enum = next(field["constraints"]["enum"] for field in book["fields"] if field["name"] == "category")
    assert {row[2] for row in rows} <= set(enum)
    manifest = json.loads(made.manifest.read_bytes())
    assert (manifest["profile"], manifest["from"], manifest["to"]) == ("hours", "2024-01-01", "2026-12-31")
    assert manifest["rows"] == len(rows) == 3 and manifest["deidentified"] is False
    assert manifest["made_at"] == "2026-03-01T12:00:00+00:00" and manifest["version"]
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    raw = made.csv.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 4 == raw.count(b"\n")


def test_only_the_period_is_written(signed_in: SignedIn, tmp_path: Path) -> None:
    people(signed_in)
    bring(signed_in, "hours", HOURS.encode())
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        made = exports.write(session, "hours", dt.date(2023, 12, 31), dt.date(2024, 2, 1), tmp_path)
    assert [row[1] for row in read(made.csv)[1:]] == ["2023-12-31", "2024-02-01", "2024-02-01"]


def test_a_signed_amendment_stands_in_and_a_void_one_leaves_nothing(
    signed_in: SignedIn, tmp_path: Path
) -> None:
    people(signed_in)
    entry = {"staff": "C3", "supervisor": "RC", "date": "2025-03-03", "start": "10:00", "stop": "11:00",
             "format": "individual", "manner": "phone", "topics": "first", "paper_signed_on": "2025-03-04"}  # fmt: skip
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        kept = supervision.record(session, SessionEntry.read(entry))
        gone = supervision.record(
            session, SessionEntry.read(entry | {"date": "2025-03-05", "paper_signed_on": "2025-03-05"})
        )
        better = supervision.amend(
            session, kept.id, SessionEntry.read(entry | {"topics": "better"}), "a slip"
        )
        void = supervision.amend(session, gone.id, None, "never held")
        supervision._sign_on_paper(session, better.id, dt.date(2025, 3, 10))
        supervision._sign_on_paper(session, void.id, dt.date(2025, 3, 10))
    before = read(write(signed_in, "supervision", tmp_path, as_of=dt.date(2025, 3, 9)).csv)
    after = read(write(signed_in, "supervision", tmp_path, as_of=dt.date(2025, 3, 10)).csv)
    assert [row[7] for row in before[1:]] == ["first", "first"]
    assert [(row[7], row[8], row[-1]) for row in after[1:]] == [("better", "2025-03-10", "2025-03-10")]


def test_an_earlier_export_is_replaced_and_a_foreign_file_is_not(signed_in: SignedIn, tmp_path: Path) -> None:
    people(signed_in)
    bring(signed_in, "hours", HOURS.encode())
    write(signed_in, "hours", tmp_path)
    assert write(signed_in, "hours", tmp_path).rows == 3
    (tmp_path / "supervision.csv").write_text("mine")
    with pytest.raises(Problem, match="not an export"):
        write(signed_in, "supervision", tmp_path)
    assert (tmp_path / "supervision.csv").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        "hours.csv", "hours.codebook.json", "hours.manifest.json", "supervision.csv",
    }  # fmt: skip


def test_a_failure_on_the_way_leaves_no_part_of_a_file(
    signed_in: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object) -> object:
        yield [("a", "b")]
        raise Problem("the disk is full")

    monkeypatch.setitem(
        exports.PROFILES,
        "hours",
        exports.Profile("hours", exports.PROFILES["hours"].codebook, failing),  # type: ignore[arg-type]
    )
    with pytest.raises(Problem, match="full"):
        write(signed_in, "hours", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_cannot_be_exported_says_why(signed_in: SignedIn, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotFound):
        write(signed_in, "claims", tmp_path)
    with pytest.raises(Problem, match="not a folder"):
        write(signed_in, "hours", tmp_path / "file")
    with pytest.raises(Problem, match="without names"):
        write(signed_in, "hours", tmp_path, deidentified=True)
    with (
        sessions.reading(signed_in.store, signed_in.actor) as session,
        pytest.raises(Problem, match="before it"),
    ):
        exports.write(session, "hours", LAST, FIRST, tmp_path)


def test_who_may_not_export_does_not(signed_in: SignedIn, tmp_path: Path) -> None:
    peer = Actor(signed_in.actor.user_id, "Pat", frozenset({Role.PEER_SUPPORTER}))
    with sessions.reading(signed_in.store, peer) as session, pytest.raises(Forbidden):
        exports.write(session, "hours", FIRST, LAST, tmp_path)


def test_an_empty_period_gives_a_header_alone(signed_in: SignedIn, tmp_path: Path) -> None:
    made = write(signed_in, "hours", tmp_path)
    assert made.rows == 0 and len(read(made.csv)) == 1
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert session.scalar(select(Hours.id).limit(1)) is None


MARKS = ("\u05e9\u05dc", "\u0627\u0644", "\u05e9\u200f\u05dc", "\u0301", "x̣ʷ", "C1: ", "\r\n", "''", "🙂")
LETTERS = st.sampled_from([*"=+-@'\"\t\n;, aƛ̓é日", *MARKS])
WRITTEN = st.lists(LETTERS, max_size=12).map("".join)
NAMES = st.lists(st.sampled_from([*"=+-@' aé", "\u05e9", "\u0627", "k̓ʷ", "1"]), min_size=1, max_size=8).map("".join)
CLIENTS = "code,first_name,last_name,admitted_on\nC1,Clara,Elk,2024-01-01\nC2,Pablo,Stands,2024-01-01\n"


NOTES = st.tuples(WRITTEN, WRITTEN, WRITTEN, st.booleans())


@settings(max_examples=4, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(NOTES, min_size=20, max_size=20))
def test_any_note_comes_back(
    filled: SignedIn, other: SignedIn, tmp_path: Path, written: list[tuple[str, str, str, bool]]
) -> None:
    for one in (filled, other):
        bring(one, "clients", CLIENTS.encode(), allow_repeats=True)
    typed = [
        {
            "client": "C1;C2" if together else "C1", "staff": "C3", "date": "2025-05-05", "start": "10:00",
            "stop": "11:00", "manner": "group" if together else "phone", "data": data, "plan": plan, "goal": "=goal",
            "place": "@home", "private_line": "C2: x" + line if together else line,
        }
        for data, plan, line, together in written
    ]  # fmt: skip
    with sessions.transaction(filled.store, filled.actor) as session:
        keys = [notes.record(session, EncounterEntry.read(one)).id for one in typed]
    given_out = kept_on(filled)
    bring(other, "encounters", write(filled, "encounters", tmp_path).csv.read_bytes(), allow_repeats=True)
    came_back = kept_on(other)
    for one in (filled, other):
        with sessions.transaction(one.store, one.actor) as session:
            for key in session.scalars(select(Encounter.id)).all():
                notes.remove(session, key)
    assert len(given_out) == len(keys) and given_out == came_back


def kept_on(who: SignedIn) -> list[str]:
    """Every encounter on record, whole, in an order of its own words."""
    with sessions.reading(who.store, who.actor) as session:
        kept = session.scalars(select(Encounter.id)).all()
        return sorted(repr(notes.entry_of(notes.load(session, key))) for key in kept)


@settings(max_examples=5, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=NAMES, last=NAMES, used=NAMES, number=st.integers(0, 10**9))
def test_any_name_comes_back(
    filled: SignedIn, other: SignedIn, tmp_path: Path, first: str, last: str, used: str, number: int
) -> None:
    assume(first.strip() and last.strip())
    values = {"code": f"N{number}", "first_name": first, "last_name": last, "name_used": used, "admitted_on": "2024-05-05"}
    out = io.StringIO()
    csv.writer(out).writerows([values.keys(), map(guard, values.values())])
    bring(filled, "clients", out.getvalue().encode(), allow_repeats=True)
    bring(other, "clients", write(filled, "clients-served", tmp_path).csv.read_bytes(), allow_repeats=True)
    columns = (Client.first_name, Client.last_name, Client.name_used)
    found = []
    for one in (filled, other):
        with sessions.reading(one.store, one.actor) as session:
            found.append(session.execute(select(*columns).where(Client.code == f"N{number}")).one())
    assert found[0] == found[1]
    assert tuple(found[0]) == tuple(unicodedata.normalize("NFC", text).strip() for text in (first, last, used))


def test_the_longest_note_comes_back_and_a_longer_one_is_refused(
    filled: SignedIn, other: SignedIn, tmp_path: Path
) -> None:
    text = ("\u05e9\u05dc\u05d5\u05dd ƛ̓ =1+1\n" * 2000)[: entries.LONG - 1] + "."
    for one in (filled, other):
        bring(one, "clients", CLIENTS.encode())
    rows = [["client", "staff", "date", "start", "stop", "manner", "data"],
            ["C1", "C3", "2025-01-02", "10:00", "11:00", "phone", text]]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    bring(filled, "encounters", out.getvalue().encode())
    bring(other, "encounters", write(filled, "encounters", tmp_path).csv.read_bytes())
    with sessions.reading(other.store, other.actor) as session:
        assert session.scalars(select(Encounter.data)).one() == text
    with pytest.raises(FileRefused, match=r"20,?000"):
        bring(filled, "encounters", out.getvalue().replace(text, text + "!!").encode(), allow_repeats=True)
