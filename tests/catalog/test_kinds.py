"""What holds for every kind of record below its screens: declared whole, kept, changed, removed, listed, seen by role."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.models.audit import AuditRow
from app.models.base import Versioned
from app.services.across.opening import SignedIn
from app.services.catalog import KINDS
from app.services.problems import Forbidden, Invalid, NotFound, Overtaken
from app.services.users import TABLE, Role
from tests import agency
from tests.caseload import act
from tests.catalog.conftest import Kind
from tests.catalog.examples import EXAMPLES, WORDS

Write = Callable[..., uuid.UUID]
MANY = 250


def test_each_kind_has_an_example_and_a_name_of_its_own() -> None:
    names = [kind.name for kind in KINDS]
    assert set(EXAMPLES) == set(WORDS) == set(names) and len(set(names)) == len(names)
    forms = [form for kind in KINDS for form in kind.forms]
    assert len(set(forms)) == len(forms)


def test_the_declaration_names_fields_of_the_entry_and_columns_of_the_table(kind: Kind) -> None:
    fields, columns = set(kind.entry.model_fields), set(kind.model.__table__.columns.keys())
    assert {f"{name}_id" for name in kind.names} <= columns and set(kind.names) <= fields
    assert {*kind.times, *kind.times.values(), *kind.search} <= fields
    assert {f"{name}_fold" for name in kind.times} <= fields & columns
    assert kind.order in columns and (not kind.open_until or kind.model.__table__.columns[kind.open_until].nullable)
    kept = {*kind.names, *kind.typed, *(f"{name}_fold" for name in kind.times)}
    assert kept == fields, "each field of the entry is kept, and given back"
    assert issubclass(kind.model, Versioned)
    assert all(kind.entry.model_fields[name].title for name in fields)


def test_it_is_given_back_as_it_was_typed(staffed: SignedIn, kind: Kind, write: Write) -> None:
    key = write(staffed, kind)
    typed = kind.entry.read(EXAMPLES[kind.name])
    folds = {f"{name}_fold": 0 for name in kind.times}
    assert act(staffed, lambda session: kind.entry_of(kind.load(session, key))) == typed.model_copy(update=folds)


def test_a_change_takes_the_version_that_it_saw(staffed: SignedIn, kind: Kind, write: Write) -> None:
    key, words = write(staffed, kind), WORDS[kind.name]

    def change(said: str, seen: int) -> int:
        entry = kind.entry.read(EXAMPLES[kind.name] | {words: said})
        return int(act(staffed, lambda session: kind.change(session, key, entry, seen).version))

    assert change("The second", 1) == 2
    with pytest.raises(Overtaken):
        change("The third", 1)
    assert act(staffed, lambda session: getattr(kind.load(session, key), words)) == "The second"
    assert change("The third", 2) == 3


def test_a_removal_gives_what_puts_it_back(staffed: SignedIn, kind: Kind, write: Write) -> None:
    key = write(staffed, kind)
    entry = act(staffed, kind.remove, key)
    assert act(staffed, kind.window) == []
    with pytest.raises(NotFound):
        act(staffed, kind.load, key)
    act(staffed, kind.record, entry)
    assert len(act(staffed, kind.window)) == 1
    query = select(AuditRow.action).where(AuditRow.table == kind.model.__tablename__).order_by(AuditRow.seq)
    with staffed.store.engine.connect() as connection:
        acts = connection.execute(query).scalars().all()
    assert acts == ["add", "remove", "add"]


def test_a_code_that_is_on_no_record_is_refused_beside_its_field(staffed: SignedIn, kind: Kind, write: Write) -> None:
    for name in kind.names:
        if name in EXAMPLES[kind.name]:
            with pytest.raises(Invalid) as wrong:
                write(staffed, kind, **{name: "NOBODY"})
            assert list(wrong.value.fields) == [name] and "NOBODY" in wrong.value.fields[name]


def test_each_role_does_what_the_table_lets_it_and_sees_its_own(staffed: SignedIn, kind: Kind, write: Write) -> None:
    key = write(staffed, kind)
    about_people = "client" in kind.names
    people = {
        Role.SUPERVISOR: agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"),
        Role.PEER_SUPPORTER: agency.enter(staffed, "Annie", "peer_supporter", staff="AW"),
        Role.AUDITOR: agency.enter(staffed, "Board", "auditor"),
    }
    for role, who in people.items():
        if role not in TABLE[kind.see]:
            with pytest.raises(Forbidden):
                act(who, kind.window)
        if role not in TABLE[kind.write]:
            with pytest.raises(Forbidden):
                write(who, kind)
            with pytest.raises(Forbidden):
                act(who, kind.remove, key)
    assert [line.id for line in act(people[Role.PEER_SUPPORTER], kind.window)] == [key]
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    if not about_people:
        return  # it is seen by whoever may see such records at all
    assert act(dale, kind.window) == [] and set(act(dale, kind.counts).values()) == {0}
    with pytest.raises(NotFound):
        act(dale, kind.load, key)
    assert act(people[Role.AUDITOR], kind.window) == []


def test_a_list_of_many_is_whole_in_each_order_and_counted(staffed: SignedIn, kind: Kind, write: Write) -> None:
    rows = [EXAMPLES[kind.name] | {name: f"No. {number}" for name in kind.unique} for number in range(MANY)]
    act(staffed, lambda session: [kind.record(session, kind.entry.read(typed)).id for typed in rows])
    for sort in (None, kind.order, *kind.search):
        for descending in (False, True):
            met: list[uuid.UUID] = []
            while True:
                after = met[-1] if met else None
                lines = act(staffed, kind.window, sort=sort, descending=descending, after=after, limit=100)
                met += [line.id for line in lines]
                if len(lines) < 100:
                    break
            assert len(met) == len(set(met)) == MANY, sort
    assert act(staffed, kind.counts)["all"] == MANY
    if "client" in kind.names:
        assert len(act(staffed, kind.window, text="medicine clara")) == MANY and act(staffed, kind.window, text="rose") == []
        assert len(act(staffed, kind.window, about="C1")) == MANY and act(staffed, kind.window, about="C3") == []
    if kind.open_until:
        assert len(act(staffed, kind.window, which="open")) == MANY and act(staffed, kind.window, which="closed") == []


def test_what_must_be_its_own_is_refused_where_another_record_has_it(staffed: SignedIn, kind: Kind, write: Write) -> None:
    key = write(staffed, kind)
    for name in kind.unique:
        with pytest.raises(Invalid) as wrong:
            write(staffed, kind)
        assert list(wrong.value.fields) == [name]
        entry = kind.entry.read(EXAMPLES[kind.name])
        assert act(staffed, lambda session, entry=entry: kind.change(session, key, entry).id) == key
