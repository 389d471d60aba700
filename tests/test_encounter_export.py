"""The export of encounters: which are in effect on its day, who was there, whose signature counts, and no formula."""

import csv
import datetime as dt
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.clients import Client
from app.models.program import Funding
from app.models.staff import Staff
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.encounters import notes, signing
from app.services.exchange import exports
from tests import agency
from tests.encounter_notes import clients, do, entry, read, write

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """The small agency and its three clients."""
    do(staffed, clients)
    return staffed


def sign(who: SignedIn, key: uuid.UUID, day: str) -> None:
    at = dt.datetime.fromisoformat(f"{day}T18:00+00:00")
    do(who, lambda session: signing.sign(session, [key], opening.signing_key(who, agency.PASSPHRASE)), at)


@pytest.fixture
def given_out(staffed: SignedIn, tmp_path: Path):
    """The rows of an export as of a day, as a spreadsheet would read them."""

    def made(as_of: str = "2026-12-31", first: dt.date = FIRST, last: dt.date = LAST) -> list[dict[str, str]]:
        day = dt.date.fromisoformat(as_of)
        out = read(staffed, lambda session: exports.write(session, "encounters", first, last, tmp_path / "out", as_of=day))
        with out.csv.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert out.rows == len(rows)
        return rows

    return made


def test_an_amendment_stands_in_from_the_day_it_is_signed(annie: SignedIn, given_out) -> None:
    first = write(annie, data="As it was")
    sign(annie, first, "2026-03-05")
    newer = do(annie, lambda session: notes.amend(session, first, entry(data="As it is"), "A mistake").id)
    assert [row["data"] for row in given_out()] == ["As it was"]
    sign(annie, newer, "2026-03-10")
    assert [row["data"] for row in given_out("2026-03-09")] == ["As it was"]
    assert [row["data"] for row in given_out("2026-03-10")] == ["As it is"]
    gone = do(annie, lambda session: notes.amend(session, first, None, "It was another day").id)
    sign(annie, gone, "2026-03-12")
    assert [row["data"] for row in given_out("2026-03-11")] == ["As it is"]
    assert given_out("2026-03-12") == []


def test_the_writers_signature_counts_from_its_day(annie: SignedIn, ruth: SignedIn, given_out) -> None:
    key = write(annie, private_line="Kept apart")
    sign(annie, key, "2026-03-05")
    sign(ruth, key, "2026-03-07")
    assert [row["signed_on"] for row in given_out("2026-03-04")] == [""]
    (row,) = given_out("2026-03-08")
    assert (row["signed_on"], row["private_line"]) == ("2026-03-05", "Kept apart")


def test_a_group_is_one_row_by_code_and_two_records_of_one_person_are_one(staffed: SignedIn, given_out) -> None:
    def change(whose: str, **values: object) -> None:
        def work(session) -> None:
            one = session.scalars(select(Client).where(Client.code == whose)).one()
            for name, value in values.items():
                setattr(one, name, value)

        do(staffed, work)

    change("C1", code="X1")  # first on record, last by code
    write(staffed, manner="group", client="C3;C2;X1", private_line="X1: sang\nC2: listened\nC3: spoke")
    (row,) = given_out()
    assert (row["client"], row["private_line"]) == ("C2;C3;X1", "C2: listened\nC3: spoke\nX1: sang")
    change("C3", merged_into_id=read(staffed, lambda session: session.scalar(select(Client.id).where(Client.code == "X1"))))
    (row,) = given_out()
    assert (row["client"], row["private_line"]) == ("C2;X1", "C2: listened\nX1: sang\nspoke")
    write(staffed, client="C3", start="12:00", stop="13:00")
    assert [one["client"] for one in given_out()] == ["C2;X1", "X1"]


def test_the_days_asked_for_in_their_order(staffed: SignedIn, given_out) -> None:
    for day in ("2026-03-31", "2026-03-01", "2026-04-01", "2026-02-28", "2026-03-15"):
        write(staffed, date=day)
    assert [row["date"] for row in given_out()] == ["2026-03-01", "2026-03-15", "2026-03-31"]


def test_no_cell_of_text_is_a_formula(staffed: SignedIn, given_out) -> None:
    def risky(session) -> None:
        session.add(Funding(name="=Grant"))
        session.scalars(select(Staff).where(Staff.code == "AW")).one().code = "=AW"
        session.scalars(select(Client).where(Client.code == "C1")).one().code = "+C1"

    do(staffed, risky)
    text = {name: f"={name}" for name in ("data", "assessment", "plan", "place", "goal", "group", "private_line")}
    write(staffed, **text, client="+C1", staff="=AW", funding="=Grant")
    (row,) = given_out()
    assert {name: row[name] for name in text} == {name: f"'={name}" for name in text}
    assert (row["client"], row["staff"], row["funding"]) == ("'+C1", "'=AW", "'=Grant")
