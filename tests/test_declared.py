"""What is known about a table is declared at its model: a table, or a reference, that lacks its word is named here."""

from sqlalchemy import Date

from app.models import schema
from app.models.base import Base, Goes
from app.models.schema import METADATA
from app.services.across import certificates
from app.services.consents import seen

KINDS = {one.class_.__tablename__: one.class_ for one in Base.registry.mappers}
RECORDS = {name: kind for name, kind in KINDS.items() if "id" in METADATA.tables[name].columns}
MAY_BE_BLANK = {Goes.WITH, Goes.LET_GO, Goes.REPLACES, Goes.ATTACHED}


def going() -> set[str]:
    """The tables of which rows can go with a client or staff member."""
    gone: set[str] = {"client", "staff"}
    references = [key for table in METADATA.tables.values() for key in table.foreign_keys if "id" in table.columns]
    while True:
        found = set(gone)
        for key in references:
            goes, naming, named = key.parent.info.get("goes"), key.parent.table.name, key.column.table.name
            if named in gone and (not key.parent.nullable or goes is Goes.WITH):
                found.add(naming)
            if naming in gone and goes in (Goes.SHARED, Goes.ATTACHED):
                found.add(named)
        if found == gone:
            return gone
        gone = found


def test_every_table_says_who_sees_and_writes_it() -> None:
    assert [name for name, kind in KINDS.items() if "access" not in vars(kind)] == []


def test_every_reference_to_a_person_says_what_becomes_of_its_row() -> None:
    """To a client or staff member, or to what goes with them; one that may not be blank goes with what it names."""
    gone = going()
    assert len(gone) > 40
    for table in METADATA.tables.values():
        for key in table.foreign_keys:
            place, goes, named = f"{table.name}.{key.parent.name}", key.parent.info.get("goes"), key.column.table.name
            if key.parent.nullable and named in gone:
                assert goes in MAY_BE_BLANK, place
            if not key.parent.nullable:
                assert goes in (None, Goes.SHARED), place
            if named == "client" and not key.parent.nullable:
                assert "id" in table.columns, f"{table.name} is not destroyed with its client"


def test_every_record_has_a_name_of_its_own() -> None:
    """It stands in what a restore would lose, and where something is not taken out because it is used."""
    names = {name: kind.named.many for name, kind in RECORDS.items()}
    assert len(names) > 60 and all(names.values())
    assert len(set(names.values())) == len(names)
    assert [name for name, kind in RECORDS.items() if "named" not in vars(kind)] == []


def test_the_certificate_has_a_name_for_all_that_can_go_with_a_person() -> None:
    gone = going()
    counts = dict(certificates._counts(dict.fromkeys(gone, 1)))
    assert sum(counts.values()) == len(gone) and all(counts)
    assert counts["Signatures"] == 4 and counts["Attendance"] == 2 and counts["Names and phone numbers"] == 3
    assert [*counts][:5] == [
        "Clients' own records", "Names and phone numbers", "Times of service", "Encounter notes", "Attendance"
    ]  # fmt: skip
    assert "Steps toward a certification" in counts and "Reviews of notes" in counts


def test_what_hangs_on_a_client_or_a_note_has_a_name_in_who_saw_a_record() -> None:
    hanging = {name for name, kind in RECORDS.items() if {"client_id", "encounter_id"} & set(kind.__table__.columns.keys())}
    logs = {kind.__tablename__ for kind in seen.LOGS}
    assert [name for name in {"client", "encounter", *hanging} - logs if not KINDS[name].named.one] == []


def test_days_of_service_and_work_stand_in_columns_of_their_tables() -> None:
    days = [(name, one) for name, kind in KINDS.items() for one in kind.days]
    assert len(days) == 9
    for name, one in days:
        columns = METADATA.tables[name].columns
        assert schema.referred(KINDS[name], one.person).__tablename__ in ("client", "staff"), name
        dated = METADATA.tables[schema.referred(KINDS[name], one.of).__tablename__].columns if one.of else columns
        assert isinstance(dated[one.on].type, Date) and (not one.until or dated[one.until].nullable), name
