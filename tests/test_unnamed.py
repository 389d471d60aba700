"""Exports without names: nothing that tells a person, a place or a day goes out, and what stays is true."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.encounters import Encounter
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.encounters import notes, signing
from app.services.exchange import exports, imports
from app.services.exchange.exports import Exported
from app.services.problems import Problem
from app.services.store import session as sessions
from tests import agency

STAFF = (
    "code,name,pack,started_on\n"
    "AW-7,Annie Whitegrass,mt-cbhpss,2024-01-01\n"
    "DR-8,Dale Running Crane,mt-cbhpss,2024-01-01\n"
)
CLIENTS = (
    "code,first_name,last_name,birth_date,county,program,funding,admitted_on\n"
    "CL-1,Clara,Medicine Elk,1984-03-02,Lake County,Drop-in,Lake County levy,2025-01-10\n"
    "CL-2,Pablo,Stands,1931-05-05,Glacier,Drop-in,Medicaid,2025-01-10\n"
    "CL-3,Rose,Low,1934-12-31,Glacier,Glacier drop-in,Medicaid,2025-01-10\n"
    "CL-4,Ida,Blank,,not_asked,Drop-in,Medicaid,2025-01-10\n"
)
ENCOUNTERS = (
    "client,staff,date,start,stop,manner,place,service_type,phase,support,data,assessment,plan,funding,group,private_line,goal\n"
    "CL-1,AW-7,2025-03-04,09:00,10:15,in_person,Ronan library,coaching,supporting,emotional;concrete,"
    "Clara wept,A,P,Medicaid,,hers,Own flat\n"
    "CL-2,DR-8,2025-12-31,23:30,00:30,phone,,,,,Pablo called,,,Lake County levy,,,\n"
    "CL-3,DR-8,2024-06-01,09:00,09:20,video,Polson,,engaging,,,,,Glacier Fund of the lakes,,,\n"
    "CL-1;CL-2,AW-7,2025-05-05,10:00,11:00,group,Hall,skills,,,Sang,,,Blakely grant,Tuesday circle,CL-1: quiet,\n"
    "CL-1,AW-7,2025-01-02,09:00,10:15,in_person,Home,coaching,supporting,emotional;concrete,Again,,,Medicaid,,,\n"
    "CL-4,AW-7,2025-01-03,09:00,10:00,outreach,Park,,,,Met,,Friday,,,,\n"
)
SECRETS = (
    "CL-", "AW-7", "DR-8", "Clara", "Pablo", "Annie", "Whitegrass", "Medicine", "Ronan", "Polson", "wept", "hers",
    "Own flat", "Tuesday", "quiet", "Lake", "Glacier", "-03-04", "09:00", "1984", "1931", "1934", "Hall",
)  # fmt: skip


@pytest.fixture
def served(signed_in: SignedIn) -> Iterator[SignedIn]:
    for kind, text in (("staff", STAFF), ("clients", CLIENTS), ("encounters", ENCOUNTERS)):
        imports.run(signed_in.store, signed_in.actor, kind, text.encode())
    yield signed_in


def write(who: SignedIn, out: Path, first: dt.date, last: dt.date, profile: str = "encounters") -> Exported:
    with sessions.reading(who.store, who.actor) as session:
        return exports.write(session, profile, first, last, out, deidentified=True)


def test_encounters_without_names_tell_the_work_and_nobody(served: SignedIn, tmp_path: Path) -> None:
    made = write(served, tmp_path, dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    rows = list(csv.reader(made.csv.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [
        ["year", "minutes", "manner", "service_type", "phase", "support", "funding", "clients", "age_group"],
        ["2024", "20", "video", "", "engaging", "", "hidden", "1", "90 or over"],
        ["2025", "60", "group", "skills", "", "", "Blakely grant", "2", "several"],
        ["2025", "60", "outreach", "", "", "", "", "1", ""],
        ["2025", "60", "phone", "", "", "", "hidden", "1", "90 or over"],
        ["2025", "75", "in_person", "coaching", "supporting", "emotional;concrete", "Medicaid", "1", "35 to 44"],
        ["2025", "75", "in_person", "coaching", "supporting", "emotional;concrete", "Medicaid", "1", "35 to 44"],
    ]
    for file in (made.csv, made.codebook, made.manifest):
        text = file.read_text(encoding="utf-8-sig")
        assert not [secret for secret in SECRETS if secret in text], file.name


def test_codebook_and_manifest_fit_and_tell_no_day(served: SignedIn, tmp_path: Path) -> None:
    made = write(served, tmp_path, dt.date(2025, 3, 4), dt.date(2025, 3, 4))
    assert made.rows == 1
    book, manifest = json.loads(made.codebook.read_bytes()), json.loads(made.manifest.read_bytes())
    header = made.csv.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    assert [field["name"] for field in book["fields"]] == header
    assert {field["name"]: field["type"] for field in book["fields"]}["minutes"] == "integer"
    assert all(field.get("description") or field.get("constraints") or field["title"] for field in book["fields"])
    assert (manifest["from"], manifest["to"], manifest["deidentified"]) == ("2025", "2025", True)


def test_what_was_taken_back_is_not_counted(served: SignedIn, tmp_path: Path) -> None:
    annie = agency.enter(served, "Annie", "peer_supporter", staff="AW-7")
    key = opening.signing_key(annie, agency.PASSPHRASE)
    with sessions.transaction(annie.store, annie.actor) as session:
        note = session.scalars(select(Encounter.id).where(Encounter.place == "Park")).one()
        signing.sign(session, [note], key)
    with sessions.transaction(annie.store, annie.actor) as session:
        signing.sign(session, [notes.amend(session, note, None, "It was another day.").id], key)
    made = write(served, tmp_path, dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert made.rows == 4 and "outreach" not in made.csv.read_text(encoding="utf-8-sig")


def test_an_empty_period_gives_a_header(served: SignedIn, tmp_path: Path) -> None:
    assert write(served, tmp_path, dt.date(2023, 1, 1), dt.date(2023, 12, 31)).rows == 0


def test_programs_named_after_a_county_are_hidden_among_clients_served(signed_in: SignedIn, tmp_path: Path) -> None:
    rows = "".join(f"X-{n},F,L{n},1980-01-01,Lake,LAKE drop-in,Lakeside levy,2025-02-01\n" for n in range(12))
    imports.run(signed_in.store, signed_in.actor, "clients", (CLIENTS.splitlines()[0] + "\n" + rows).encode())
    made = write(signed_in, tmp_path, dt.date(2025, 1, 1), dt.date(2025, 12, 31), "clients-served")
    found = {tuple(row) for row in csv.reader(made.csv.read_text(encoding="utf-8-sig").splitlines()[1:])}
    assert found == {("hidden", "Lakeside levy", "45 to 54", "2025", "")}


@pytest.mark.parametrize("profile", ["hours", "supervision"])
def test_the_others_have_no_such_form(served: SignedIn, tmp_path: Path, profile: str) -> None:
    with pytest.raises(Problem, match="without names"):
        write(served, tmp_path, dt.date(2025, 1, 1), dt.date(2025, 12, 31), profile)
