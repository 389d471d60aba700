"""Clients: intake, answers left open, episodes, names over time, who sees whom, duplicates, files and papers."""

import csv
import datetime as dt
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.audit import AuditValue
from app.models.clients import Client, ClientAssignment, ClientName, ClientPhone, Episode
from app.models.encounters import Encounter, EncounterAttendance
from app.models.staff import Staff
from app.services.across import papers, verify
from app.services.across.opening import SignedIn
from app.services.across.papers import Asked
from app.services.clients import assignments, duplicates, episodes, listing, records, steps
from app.services.clients.entry import KEPT, AssignmentEntry, ClientEntry, EpisodeEntry
from app.services.exchange import exports, imports, templates
from app.services.problems import FileRefused, Forbidden, Invalid, NotFound, Problem
from app.services.store import session as sessions
from tests import agency
from tests.pdfs import pages

CLARA = {"code": "C-1", "first_name": "Clara", "last_name": "Medicine Elk"}
TODAY = dt.date(2026, 11, 22)


def add(who: SignedIn, **typed: str) -> uuid.UUID:
    with sessions.transaction(who.store, who.actor) as session:
        return records.add(session, ClientEntry.read(CLARA | typed)).id


def write(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.transaction(who.store, who.actor) as session:
        return work(session)


def read(who: SignedIn, work: Callable[[Any], Any]) -> Any:
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def bring(who: SignedIn, text: str, **options: Any) -> Any:
    return imports.run(who.store, who.actor, "clients", text.encode(), **options)


def codes(who: SignedIn, **asked: Any) -> list[str]:
    return [row.code for row in read(who, lambda session: listing.window(session, TODAY, **asked))]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": ""}, "code"),
        ({"first_name": " "}, "first_name"),
        ({"last_name": ""}, "last_name"),
        ({"birth_date": "3/4/60"}, "birth_date"),
        ({"veteran": "maybe"}, "veteran"),
        ({"eligibility": "rich"}, "eligibility"),
        ({"program": "Peer support"}, "admitted_on"),
        ({"admitted_on": "2026-02-01", "discharged_on": "2026-01-01"}, "discharged_on"),
        ({"admitted_on": "1960-01-01", "birth_date": "1970-01-01"}, "admitted_on"),
        ({"other_phone": "555"}, "phone"),
    ],
)
def test_what_cannot_be_taken_says_which_field(changed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ClientEntry.read(CLARA | changed)
    assert list(refused.value.fields) == [field]


def test_only_code_and_names_are_needed() -> None:
    assert {name for name, field in ClientEntry.model_fields.items() if field.is_required()} == set(CLARA)


def test_blank_not_asked_and_prefer_not_to_say_are_kept_apart(signed_in: SignedIn) -> None:
    key = add(signed_in, race="Prefer not to say", sex="not_asked", veteran="NOT ASKED", language="")
    kept = records.typed(read(signed_in, lambda session: records.load(session, key)))
    assert [kept[name] for name in ("race", "sex", "veteran", "language", "relative_gives_care")] == [
        "prefer_not_to_say", "not_asked", "not_asked", "", "",
    ]  # fmt: skip
    assert steps.said("race", kept["race"]) == "Prefer not to say"
    assert steps.said("language", kept["language"]) == ""


def test_every_field_of_the_intake_stands_in_a_step_and_in_the_table() -> None:
    asked = [name for step in steps.STEPS for name in step.fields]
    assert len(asked) == len(set(asked))
    assert set(ClientEntry.model_fields) - set(asked) == {"discharged_on", "discharge_reason"}
    assert all(len(step.lines) <= 12 for step in steps.STEPS)
    assert set(KEPT) <= set(Client.__mapper__.column_attrs.keys())
    assert all(steps.why(name) for name in asked)


def test_what_was_typed_comes_back_and_a_removed_number_goes(signed_in: SignedIn) -> None:
    typed = {
        "phone": "(406) 555-0117", "phone_voicemail": "no", "phone_text": "yes", "phone_say": "Dale",
        "other_phone": "555-0199", "safe_to_mail": "no", "tribal_affiliation": "Séliš; Ql̓ispé", "eligibility": "adult",
    }  # fmt: skip
    key = add(signed_in, **typed)
    kept = records.typed(read(signed_in, lambda session: records.load(session, key)))
    assert {name: kept[name] for name in typed} == typed
    again = ClientEntry.read(CLARA | typed | {"other_phone": "", "phone_say": ""})
    write(signed_in, lambda session: records.change(session, key, again))
    phones = read(signed_in, lambda session: records.load(session, key)).phones
    assert [(phone.number, phone.say) for phone in phones] == [("(406) 555-0117", "")]


def test_a_new_name_keeps_the_old_one_with_its_days(signed_in: SignedIn) -> None:
    key = add(signed_in)
    married = ClientEntry.read(CLARA | {"last_name": "Bird"})
    write(signed_in, lambda session: records.change(session, key, married, dt.date(2026, 6, 1)))
    spans = read(signed_in, lambda session: list(session.scalars(select(ClientName).order_by(ClientName.from_on))))
    assert {(one.last_name, one.from_on, one.to_on) for one in spans} == {
        ("Medicine Elk", None, dt.date(2026, 5, 31)), ("Bird", dt.date(2026, 6, 1), None),
    }  # fmt: skip
    assert codes(signed_in, text="medicine") == codes(signed_in, text="clara bird") == ["C-1"]
    slip = ClientEntry.read(CLARA | {"last_name": "Byrd"})
    write(signed_in, lambda session: records.change(session, key, slip))
    assert read(signed_in, lambda session: session.scalar(select(func.count(ClientName.id)))) == 2
    early = ClientEntry.read(CLARA | {"last_name": "Late"})
    with pytest.raises(Invalid):
        write(signed_in, lambda session: records.change(session, key, early, dt.date(2026, 5, 1)))


def test_a_code_is_taken_once(signed_in: SignedIn) -> None:
    add(signed_in)
    with pytest.raises(Invalid) as refused:
        add(signed_in, first_name="Other")
    assert list(refused.value.fields) == ["code"]


def test_admitted_discharged_and_again_are_rows_that_stay(signed_in: SignedIn) -> None:
    key = add(signed_in, program="Peer support", admitted_on="2025-01-10")
    again = EpisodeEntry.read({"program": "Peer support", "admitted_on": "2026-02-01"})
    with pytest.raises(Invalid) as refused:
        write(signed_in, lambda session: episodes.admit(session, key, again))
    assert list(refused.value.fields) == ["admitted_on"]
    first = read(signed_in, lambda session: episodes.of_client(session, key))[0].id
    with pytest.raises(Invalid):
        write(signed_in, lambda session: episodes.discharge(session, first, dt.date(2025, 1, 9)))
    write(signed_in, lambda session: episodes.discharge(session, first, dt.date(2025, 6, 30), "Moved"))
    assert codes(signed_in, which="discharged") == ["C-1"]
    assert codes(signed_in, which="here") == []
    write(signed_in, lambda session: episodes.admit(session, key, again))
    assert codes(signed_in, which="here") == ["C-1"]
    other = EpisodeEntry.read({"program": "Family", "admitted_on": "2026-03-01"})
    write(signed_in, lambda session: episodes.admit(session, key, other))
    shown = read(signed_in, lambda session: [
        (one.program.name, one.admitted_on.isoformat(), str(one.discharged_on))
        for one in episodes.of_client(session, key)
    ])  # fmt: skip
    assert shown == [
        ("Family", "2026-03-01", "None"), ("Peer support", "2026-02-01", "None"),
        ("Peer support", "2025-01-10", "2025-06-30"),
    ]  # fmt: skip


def test_the_list_goes_on_where_it_stopped_and_finds_every_word(signed_in: SignedIn) -> None:
    for number in range(7):
        add(signed_in, code=f"C-{number}", first_name=f"F{number}", last_name="Same" if number < 5 else "Z_%")
    seen: list[str] = []
    after = None
    while rows := read(signed_in, lambda session: listing.window(session, TODAY, limit=2, after=after)):  # noqa: B023
        seen += [row.code for row in rows]
        after = (rows[-1].last_name, rows[-1].id)
    assert seen == sorted(seen) and len(seen) == 7
    assert codes(signed_in, text="f3 same") == ["C-3"]
    assert codes(signed_in, text="_%") == ["C-5", "C-6"]
    assert codes(signed_in, sort="code", descending=True)[:2] == ["C-6", "C-5"]
    counts = read(signed_in, lambda session: listing.counts(session, TODAY))
    assert counts == {"here": 0, "all": 7, "discharged": 0, "not_admitted": 7}


def encounter(who: SignedIn, staff: str, client: uuid.UUID) -> None:
    def work(session: Any) -> None:
        staff_id = session.scalar(select(Staff.id).where(Staff.code == staff))
        one = Encounter(
            staff_id=staff_id, date=dt.date(2026, 3, 4), start=dt.time(9), stop=dt.time(10), zone="America/Denver",
            starts=29544960, stops=29545020, manner="in_person", recorded_at=agency.LATER,
        )  # fmt: skip
        session.add(one)
        session.flush()
        session.add(EncounterAttendance(encounter_id=one.id, client_id=client))

    write(who, work)


def test_each_role_sees_its_own_clients(staffed: SignedIn) -> None:
    keys = {code: add(staffed, code=code, phone="555", program="P", admitted_on="2026-01-01") for code in "ABC"}
    entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"})
    write(staffed, lambda session: assignments.assign(session, keys["A"], entry))
    encounter(staffed, "DR", keys["B"])
    seen = {
        "Annie": agency.enter(staffed, "Annie", "peer_supporter", staff="AW"),
        "Dale": agency.enter(staffed, "Dale", "peer_supporter", staff="DR"),
        "Ruth": agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"),
        "Mark": agency.enter(staffed, "Mark", "supervisor", supervisor="MS"),
        "Nobody": agency.enter(staffed, "Nobody", "peer_supporter"),
    }
    assert {name: codes(who) for name, who in seen.items()} == {
        "Annie": ["A"], "Dale": ["B"], "Ruth": ["A", "B"], "Mark": [], "Nobody": [],
    }  # fmt: skip
    for kind, count in ((Client, 1), (ClientPhone, 1), (Episode, 1), (ClientName, 1), (Encounter, 0)):
        assert read(seen["Annie"], lambda session: session.scalar(select(func.count(kind.id)))) == count  # noqa: B023
    assert read(seen["Dale"], lambda session: session.scalar(select(func.count(Encounter.id)))) == 1
    with pytest.raises(NotFound):
        read(seen["Annie"], lambda session: records.by_code(session, "B"))
    board = agency.enter(staffed, "Board", "auditor")
    assert codes(board) == []
    assert read(board, lambda session: session.scalar(select(func.count(Client.id)))) == 0


def test_an_assignment_that_ended_shows_nothing_any_more(staffed: SignedIn) -> None:
    key = add(staffed)
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"})
    made = write(staffed, lambda session: assignments.assign(session, key, entry)).id
    assert codes(annie) == ["C-1"]
    with pytest.raises(Invalid):
        write(staffed, lambda session: assignments.assign(session, key, entry))
    write(staffed, lambda session: assignments.end(session, made, dt.date(2026, 2, 1)))
    annie = SignedIn(annie.store, annie.actor, annie.zone, annie.agency)
    assert codes(annie) == []


def test_a_peer_supporter_takes_in_and_then_works_with_the_client(staffed: SignedIn) -> None:
    add(staffed, code="HIDDEN", program="Peer support", admitted_on="2026-01-01")
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    add(annie, program="Peer support", admitted_on="2026-03-01")
    assert codes(annie) == ["C-1"]
    with pytest.raises(Invalid) as refused:
        add(annie, code="HIDDEN")
    assert list(refused.value.fields) == ["code"]
    with pytest.raises(Invalid) as refused:
        add(annie, code="C-2", program="Brand new", admitted_on="2026-03-01")
    assert list(refused.value.fields) == ["program"]
    with pytest.raises(Invalid):
        add(agency.enter(staffed, "Nobody", "peer_supporter"), code="C-3")
    with pytest.raises(Forbidden):
        add(agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"), code="C-4")
    assert codes(staffed) == ["HIDDEN", "C-1"] or codes(staffed) == ["C-1", "HIDDEN"]


def test_a_peer_supporter_cannot_write_for_another(staffed: SignedIn) -> None:
    key = add(staffed)
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with pytest.raises(NotFound):
        write(annie, lambda session: records.change(session, key, ClientEntry.read(CLARA)))

    def steal(session: Any) -> None:
        dale = session.scalar(select(Staff.id).where(Staff.code == "DR"))
        session.add(ClientAssignment(client_id=key, staff_id=dale, from_on=TODAY))

    with pytest.raises(Forbidden):
        write(annie, steal)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({}, {}, True),
        ({"first_name": "José", "last_name": "O'Neil"}, {"first_name": "jose", "last_name": "ONEIL"}, True),
        ({"first_name": "Medicine Elk", "last_name": "Clara"}, {}, True),
        ({"first_name": "C.", "name_used": "Clara"}, {}, True),
        ({"birth_date": "1984-03-02"}, {}, True),
        ({"birth_date": "1984-03-02"}, {"birth_date": "1984-03-03"}, False),
        ({"first_name": "Carla"}, {}, False),
    ],
)
def test_possible_duplicates_are_found(
    signed_in: SignedIn, one: dict[str, str], other: dict[str, str], same: bool
) -> None:
    add(signed_in, **one)
    key = add(signed_in, code="C-2", **other)
    found = read(
        signed_in, lambda session: duplicates.of_client(session, records.load(session, key))
    )
    assert [known.code for known in found] == (["C-1"] if same else [])


HEAD = "code,first_name,last_name,name_used,birth_date,county,program,funding,admitted_on,discharged_on\n"
YEARS = (
    "C-1,Clara,Medicine Elk,,1984-03-02,Lake,Peer support,Medicaid,2025-01-10,2025-06-01\n"
    "C-1,Clara,Medicine Elk,,,,Peer support,Medicaid,2025-09-01,\n"
    "C-2,José,O'Neil,Joe,,,,,,\n"
)


def test_a_file_is_taken_with_its_programs_and_further_episodes(signed_in: SignedIn) -> None:
    report = bring(signed_in, HEAD + YEARS)
    assert report.taken == 3
    assert [(one.row, one.column) for one in report.warnings] == [(2, "program"), (2, "funding")]
    clara = read(signed_in, lambda session: records.by_code(session, "C-1"))
    assert sorted((one.admitted_on, one.discharged_on) for one in clara.episodes) == [
        (dt.date(2025, 1, 10), dt.date(2025, 6, 1)), (dt.date(2025, 9, 1), None),
    ]  # fmt: skip
    assert [name.last_name for name in clara.names] == ["Medicine Elk"]
    with signed_in.store.engine.connect() as connection:  # a person's session reads no audit
        owners = set(connection.scalars(select(AuditValue.owner).where(AuditValue.owner.like("%/%"))))
    assert f"{clara.id.hex}/2025" in owners
    assert verify.run(signed_in) == []


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ("C-9,,B,,,,,,,\n", [(2, "first_name")]),
        ("C-9,A,B,,2999-01-01,,,,,\n", [(2, "birth_date")]),
        ("C-9,A,B,,,,P,,2025-01-01,\nC-9,A,B,,,,P,,2025-01-01,\n", [(3, None)]),
        ("C-9,A,B,,,,P,,2025-01-01,\nC-9,A,C,,,,P,,2025-02-01,\n", [(3, "last_name")]),
        ("C-9,A,B,,,,P,,2025-01-01,\nC-9,A,B,,,,P,,2025-02-01,\n", [(3, "admitted_on")]),
        ("C-1,Clara,Medicine Elk,,,,,,2025-09-01,\n", [(2, None)]),
        ("C-1,Clara,Medicine Elk,,,Flathead,,,2025-12-01,\n", [(2, "county")]),
        ("C-1,Clara,Medicine Elk,,,,Peer support,,2025-12-01,\n", [(2, "admitted_on")]),
        ("C-2,José,O'Neil,,,,,,,\n", [(2, None)]),
    ],
)
def test_a_bad_row_refuses_the_file(signed_in: SignedIn, rows: str, refused: list[tuple[int, str | None]]) -> None:
    bring(signed_in, HEAD + YEARS)
    with pytest.raises(FileRefused) as said:
        bring(signed_in, HEAD + "C-8,Good,Row,,,,New program,,2025-01-01,\n" + rows)
    assert [(one.row, one.column) for one in said.value.rows] == [(row + 1, column) for row, column in refused]
    assert "C-8" not in codes(signed_in)
    assert read(signed_in, episodes.programs) == ["Peer support"]


def test_the_same_file_again_is_refused_and_once_more_with_repeats_adds_nothing(signed_in: SignedIn) -> None:
    bring(signed_in, HEAD + YEARS)
    with pytest.raises(FileRefused):
        bring(signed_in, HEAD + YEARS)
    report = bring(signed_in, HEAD + YEARS, allow_repeats=True)
    assert report.taken == 0 and len(report.warnings) == 3
    assert codes(signed_in) == ["C-1", "C-2"]


def test_a_repeat_that_names_another_number_is_refused(signed_in: SignedIn) -> None:
    columns = "code,first_name,last_name,phone,phone_text\n"
    bring(signed_in, columns + "C-1,Clara,Elk,555-0117,no\n")
    with pytest.raises(FileRefused) as said:
        bring(signed_in, columns + "C-1,Clara,Elk,555-0117,yes\n")
    assert [one.column for one in said.value.rows] == ["phone"]


def test_a_file_warns_of_possible_duplicates_in_it_and_on_record(signed_in: SignedIn) -> None:
    add(signed_in)
    columns = "code,first_name,last_name\n"
    report = bring(signed_in, columns + "C-2,CLARA,Medicine-Elk\nC-3,Al,Bo\nC-4,Bo,Al\n")
    assert [one.row for one in report.warnings] == [2, 4]


def test_the_template_names_the_fixed_columns_first() -> None:
    head, _blank, _book, *lines = templates.template("clients").splitlines()
    assert head.startswith(HEAD.strip())
    needed = [line.split(",")[0] for line in lines if ",required," in line]
    assert needed == list(CLARA)


def test_the_intake_prints_and_only_for_those_who_see_the_client(staffed: SignedIn) -> None:
    add(staffed, phone="555-0117", race="prefer not to say", program="Peer support", admitted_on="2026-01-01")
    text = "\n".join(pages(read(staffed, lambda session: papers.render(session, "intake", Asked(client="C-1")))))
    for words in ("Clara Medicine Elk", "555-0117", "Prefer not to say", "Peer support", "Jan 1, 2026"):
        assert words in text
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with pytest.raises(NotFound):
        read(annie, lambda session: papers.render(session, "intake", Asked(client="C-1")))
    with pytest.raises(Invalid):
        read(staffed, lambda session: papers.render(session, "intake", Asked()))
    board = agency.enter(staffed, "Board", "auditor")
    with pytest.raises(NotFound):
        read(board, lambda session: papers.render(session, "intake", Asked(client="C-1")))


def test_the_blank_form_asks_what_the_screen_asks(signed_in: SignedIn) -> None:
    text = "\n".join(pages(read(signed_in, lambda session: papers.render(session, "blank-intake", Asked()))))
    for step in steps.STEPS:
        assert step.title in text
        for name in step.fields:
            assert name == "code" or steps.label(name) in text


def export(who: SignedIn, out: Path, deidentified: bool = False, last: dt.date = dt.date(2025, 12, 31)) -> list[list[str]]:
    made = read(
        who,
        lambda session: exports.write(
            session, "clients-served", dt.date(2025, 1, 1), last, out, deidentified=deidentified
        ),
    )
    assert json.loads(made.manifest.read_text())["deidentified"] is deidentified
    return list(csv.reader(made.csv.read_text(encoding="utf-8-sig").splitlines()))


def test_clients_served_come_in_again_without_loss(staffed: SignedIn, tmp_path: Path) -> None:
    guarded = "=C,'Quoted,@Elk,,1984-03-02,Lake,+P,-F,2025-01-10,2025-06-01\n"
    before = "OLD,Al,Bo,,,,P,,2020-01-01,2024-12-31\nMET,Cy,Do,,,,,,,\nLATER,Ed,Fo,,,,P,,2026-01-01,\n"
    bring(staffed, HEAD + YEARS.replace("C-2,", "C-3,") + guarded + before)
    met = read(staffed, lambda session: records.by_code(session, "MET")).id
    encounter(staffed, "AW", met)
    rows = export(staffed, tmp_path, last=dt.date(2025, 12, 31))
    assert [row[0] for row in rows[1:]] == ["'=C", "C-1", "C-1"]
    later = export(staffed, tmp_path, last=dt.date(2026, 12, 31))
    assert [row[0] for row in later[1:]] == ["'=C", "C-1", "C-1", "LATER", "MET"]
    text = (tmp_path / "clients-served.csv").read_text(encoding="utf-8-sig")
    report = bring(staffed, text, allow_repeats=True)
    assert report.taken == 0 and len(report.warnings) == 5
    new = text.replace("C-1,", "N-1,")
    assert bring(staffed, new, allow_repeats=True).taken == 2


def test_clients_served_without_names_hide_small_cells(signed_in: SignedIn, tmp_path: Path) -> None:
    many = "".join(f"X-{n},F,L{n},,1980-01-01,Lake,Peer support,Medicaid,2025-02-0{n % 9 + 1},\n" for n in range(12))
    bring(signed_in, HEAD + many + "X-90,Old,One,,1930-01-01,Lake,Rare program,,2025-01-05,\n")
    rows = export(signed_in, tmp_path, deidentified=True)
    assert rows[0] == ["program", "funding", "age_group", "admitted_year", "veteran"]
    assert len(rows) == 14
    text = (tmp_path / "clients-served.csv").read_text(encoding="utf-8-sig")
    for secret in ("Lake", "X-", "1980", "1930", "Rare", "90 or over", "2025-02"):
        assert secret not in text
    bring(signed_in, HEAD + many.replace("X-", "Y-").replace("L", "M"))
    rows = export(signed_in, tmp_path, deidentified=True)
    assert rows[1:] == [["Peer support", "Medicaid", "45 to 54", "2025", ""]] * 14 + [["hidden"] * 5] * 11


def test_fewer_than_eleven_cannot_go_out_without_names(signed_in: SignedIn, tmp_path: Path) -> None:
    bring(signed_in, HEAD + YEARS)
    with pytest.raises(Problem, match="Fewer than 11"):
        export(signed_in, tmp_path / "out", deidentified=True)
    assert not list((tmp_path / "out").iterdir())
