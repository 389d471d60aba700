"""What may be a client's name in a text for the Board is found: whole words, any script, with or without marks."""

import datetime as dt

import pytest

from app.models.clients import Client, ClientName
from app.services.across.opening import SignedIn
from app.services.exchange import imports
from app.services.store import session as sessions
from app.services.supervision import naming
from app.services.supervision.naming import Names
from tests import agency
from tests.caseload import act, client


@pytest.fixture(scope="module")
def names() -> Names:
    made = Names()
    called = ("Clara", "Medicine Elk", "Rose", "Will", "Zoë", "Q̓ʷáyqʷ", "Ó Dálaigh", "李", "李明", "Анна", "Li", "O'Neil")
    for name in called:
        made.add(name)
    for code in ("C-101", "K7", "1234", "20417"):
        made.add(code, code=True)
    return made


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We talked about Clara and rides.", ["Clara"]),
        ("CLARA's plan; clara again", ["CLARA", "clara"]),
        ("Clarabelle declared it clear.", []),
        ("With Medicine  Elk, and medicine alone", ["Medicine  Elk"]),
        ("zoe and ZOË", ["zoe", "ZOË"]),
        ("Met q̓ʷáyqʷ today", ["q̓ʷáyqʷ"]),
        ("o dalaigh called", ["o dalaigh"]),
        ("见了 李明 先生", ["李明"]),
        ("Говорили об Анна.", ["Анна"]),
        ("Will we meet? We will. She rose early.", []),
        ("We met Will and Rose.", ["Will", "Rose"]),
        ("Client C-101, K7 and 20417", ["C-101", "K7", "20417"]),
        ("On 1234 steps in 2026", []),
        ("Mrs. Peterson, Mr Bell and Ms. Ånger came", ["Mrs. Peterson", "Mr Bell", "Ms. Ånger"]),
        ("O’Neil and a list, li-", ["O’Neil", "li"]),
        ("", []),
        ("Practiced saying no to extra shifts.", []),
    ],
)
def test_names_are_found_as_whole_words(names: Names, text: str, found: list[str]) -> None:
    assert sorted(names.found(text)) == sorted(found)


def test_the_warning_names_a_few_words_and_refuses_nothing() -> None:
    assert naming.warning([]) == ""
    said = naming.warning(["A", "B", "A", "C", "D", "E"])
    assert "A, B, C, D." in said and "E" not in said.split(":")[1].split(".")[0]


def test_only_clients_in_view_are_looked_for_by_each_name_they_ever_had(signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    key = client(signed_in, "C1", "Clara", "AW")
    client(signed_in, "C2", "Pablo")
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        session.add(ClientName(client_id=key, first_name="Claudine", last_name="Old Horn", to_on=dt.date(2025, 1, 1)))
    ruth = agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC")
    text = "Clara, Pablo, Claudine Old Horn."
    assert act(signed_in, naming.known).found(text) == ["Clara", "Pablo", "Claudine", "Old Horn"]
    assert act(ruth, naming.known).found(text) == ["Clara", "Claudine", "Old Horn"]


def test_an_import_warns_by_row_and_takes_the_file(signed_in: SignedIn, caplog: pytest.LogCaptureFixture) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
        session.add(Client(code="C1", first_name="Zanzibarina", last_name="Elk"))
    rows = "staff,supervisor,date,start,stop,format,manner,topics,summary,description\n" + "\n".join([
        "AW,RC,2026-03-04,14:00,15:00,individual,in_person,,Listening,",
        "AW,RC,2026-03-11,14:00,15:00,individual,in_person,,About Zanzibarina,",
        "AW,RC,2026-03-18,14:00,15:00,individual,in_person,,,With zanzibarina Elk",
    ])  # fmt: skip
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        report = imports.take(session, "supervision", rows.encode())
    assert report.taken == 3
    told = [(one.row, one.column) for one in report.warnings if one.column in ("summary", "description")]
    assert told == [(3, "summary"), (4, "description")]
    assert not any("anzibarina" in str(one) for one in report.warnings)
    assert "anzibarina" not in caplog.text
