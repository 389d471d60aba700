"""One folded form: whoever is on record under any spelling is found by plain keys, in every list that can be searched."""

import ast
import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import folded
from app.services import hours, staff
from app.services.across.opening import SignedIn
from app.services.clients import duplicates
from app.services.clients import listing as clients
from app.services.clients.duplicates import Known
from app.services.encounters import listing as encounters
from app.services.exchange import imports
from app.services.hiring import applicants
from app.services.store import session as sessions
from app.services.supervision import agreements, session_list, supervisors
from app.ui.kit.table import from_rows
from tests import sources

ROOT = Path(__file__).resolve().parent.parent
# first, last, and how it may be typed on a plain keyboard
NAMES = (
    ("José", "Álvarez", ("jose", "alvarez", "JOSE ALVAREZ", "Alvarez, Jose")),
    ("Mary", "O’Brien", ("o'brien", "O’Brien, Mary", "obrien", "mary o`brien", "O'BRIEN")),
    ("Siobhán", "D'Arcy-Ó Néill", ("darcy", "d’arcy o neill", "neill, siobhan", "D'Arcy-O'Neill")),
    ("Č̓ɫk̓ʷšá", "Big Crane", ("clkwsa", "Č̓ɫk̓ʷšá", "crane, clkwsa", "CLKWSA big")),
    ("Ann", "Smith‑Jones", ("smith-jones", "smith jones", "smithjones", "Smith–Jones, Ann")),
    ("Łucja", "Weiß", ("lucja", "weiss", "LUCJA WEISS")),
    ("Ḥéčeglala", "Rose", ("heceglala", "rose, heceglala")),
    ("Zoë", "Nuñez", ("zoe", "nunez", "Zoe\u0308")),
)


def typings() -> Iterator[tuple[int, str]]:
    """(which name, a way to type it), each also composed, decomposed and in other case."""
    for number, (first, last, ways) in enumerate(NAMES):
        for way in (*ways, f"{first} {last}", f"{last}, {first}", last):
            for form in ("NFC", "NFD"):
                yield number, unicodedata.normalize(form, way)
            yield number, way.upper()


def full(number: int) -> str:
    return f"{NAMES[number][0]} {NAMES[number][1]}"


def csv(head: str, line: Callable[[int], str]) -> bytes:
    return "\n".join([head, *(line(number) for number in range(len(NAMES)))]).encode()


@pytest.fixture(scope="module")
def kinds() -> tuple[tuple[str, bytes], ...]:
    """The names as clients, staff, supervisors and applicants, each with the records that name them."""
    return (
        ("staff", csv("code,name,pack,started_on", lambda n: f"S{n},{full(n)},mt-cbhpss,2024-01-01")),
        ("supervisors", csv(
            "code,name,license_type,license_number,licensed_on", lambda n: f"L{n},{full(n)},social_worker,N{n},2015-01-01"
        )),
        ("agreements", csv(
            "staff,supervisor,signed_on,not_therapist_confirmed", lambda n: f"S{n},L{n},2024-01-01,yes"
        )),
        ("hours", csv("staff,date,category,minutes", lambda n: f"S{n},2024-02-01,group,60")),
        ("supervision", csv(
            "staff,supervisor,date,start,stop,format,manner,topics",
            lambda n: f"S{n},L{n},2024-02-01,10:00,11:00,individual,phone,Ethics",
        )),
        ("clients", csv("code,first_name,last_name", lambda n: f"C{n},{NAMES[n][0]},{NAMES[n][1]}")),
        ("encounters", csv("client,staff,date,start,stop,manner", lambda n: f"C{n},S{n},2024-03-01,10:00,11:00,phone")),
        ("applicants", csv("code,name,position,applied_on", lambda n: f"A{n},{full(n)},Peer supporter,2024-01-01")),
    )  # fmt: skip


@pytest.fixture
def named(signed_in: SignedIn, kinds: tuple[tuple[str, bytes], ...]) -> SignedIn:
    for kind, data in kinds:
        imports.run(signed_in.store, signed_in.actor, kind, data)
    return signed_in


TODAY = dt.date(2026, 11, 18)
LISTS: dict[str, Callable[[Any, str], list[str]]] = {
    "clients": lambda session, text: [row.code for row in clients.window(session, TODAY, text=text)],
    "staff": lambda session, text: [row.code for row in staff.window(session, text=text)],
    "supervisors": lambda session, text: [row.code for row in supervisors.window(session, text=text)],
    "agreements": lambda session, text: [row.staff for row in agreements.window(session, text=text)],
    "hours": lambda session, text: [row.staff for row in hours.window(session, text=text)],
    "sessions": lambda session, text: [row.staff_name for row in session_list.window(session, text=text)],
    "encounters": lambda session, text: [row.client_name for row in encounters.window(session, text=text)],
    "applicants": lambda session, text: [row.code for row in applicants.listed(session, text=text)],
}


@pytest.mark.parametrize("kind", LISTS)
def test_every_list_finds_each_name_however_it_is_typed(named: SignedIn, kind: str) -> None:
    look, missed = LISTS[kind], []
    with sessions.reading(named.store, named.actor) as session:
        everyone = look(session, "")
        whose = {name[-1:] if name[-1:].isdigit() else name: name for name in everyone}
        assert len(whose) == len(NAMES)
        for number, way in typings():
            if whose.get(str(number), full(number)) not in look(session, way):
                missed.append((full(number), way))
        assert look(session, "nobody of this name") == []
    assert missed == []


def test_lists_held_in_memory_find_them_too() -> None:
    rows = [full(number) for number in range(len(NAMES))]
    fetch = from_rows(lambda: rows, {}, lambda row: row)
    for number, way in typings():
        assert full(number) in fetch(sort=None, descending=False, after=None, limit=100, filter=way), way


def test_two_spellings_of_one_name_may_be_one_person() -> None:
    for first, last, _ways in NAMES:
        one = Known(None, "A", first, last, "", None)
        plainly = Known(None, "B", folded.fold(first).upper(), folded.fold(last), "", None)
        turned = Known(None, "C", last, first, "", None)
        assert duplicates.alike(one, plainly) and duplicates.alike(one, turned)


letters = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


@given(letters)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = folded.fold(text)
    assert folded.fold(once) == once


names = letters.filter(lambda text: any(sign.isalpha() for sign in folded.fold(text)))


@given(names, names)
def test_a_name_is_found_by_itself_in_any_form_and_order(first: str, last: str) -> None:
    for form in ("NFC", "NFD", "NFKC"):
        for query in (f"{first} {last}", f"{last}, {first}"):
            assert folded.found(unicodedata.normalize(form, query), first, last)


# Where two texts are compared but nobody is searched for: each says why.
BESIDE = {
    "app/folded.py": "the folded form itself",
    "app/services/store/destroying.py": "whether a draft names somebody: over-finds by design",
}


def test_no_list_compares_names_by_case_alone() -> None:
    """A database's own `icontains`, or case folding beside an `in`, would miss José for jose."""
    found = []
    for path in sources.APP:
        name = sources.name(path)
        for node in ast.walk(sources.tree(path)):
            own = isinstance(node, ast.Attribute) and node.attr in ("icontains", "ilike", "istartswith")
            compared = isinstance(node, ast.Compare) and any(isinstance(one, ast.In) for one in node.ops)
            if name not in BESIDE and (own or (compared and "casefold()" in ast.unparse(node.left) and _text(node))):
                found.append(f"{name}:{node.lineno}")
    assert found == []


def _text(node: ast.Compare) -> bool:
    return "casefold()" in ast.unparse(node.comparators[0])
