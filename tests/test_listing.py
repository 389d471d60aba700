"""The list of encounters: windows join without gap or repeat, and each filter keeps what it says, whichever way it looks."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.services.across.opening import SignedIn
from app.services.encounters import listing
from app.services.encounters.listing import EncounterRow
from app.services.exchange import imports
from app.services.store import session as sessions

STAFF = "code,name,pack,started_on\nAW,Annie Whitegrass,mt-cbhpss,2024-01-01\nDR,Dale Fox,mt-cbhpss,2024-01-01\n"
CLIENTS = "code,first_name,last_name,name_used\nC1,Clara,Medicine Elk,\nC2,Pablo,Stands,Fox\nC3,Rose,Low,\nC4,Ida,100%,\n"
COUNT = 40


@pytest.fixture
def served(signed_in: SignedIn) -> Iterator[SignedIn]:
    rows = ["client,staff,date,start,stop,manner"]
    for number in range(COUNT):
        who, group = (("C1;C2", "group") if number % 8 == 0 else (f"C{1 + number % 4}", "phone"))
        rows.append(f"{who},{'DR' if number % 5 == 0 else 'AW'},2025-03-{1 + number // 4:02},10:00,11:00,{group}")
    for kind, text in (("staff", STAFF), ("clients", CLIENTS), ("encounters", "\n".join(rows))):
        imports.run(signed_in.store, signed_in.actor, kind, text.encode())
    yield signed_in


def windows(who: SignedIn, limit: int = 7, **how: Any) -> list[EncounterRow]:
    found: list[EncounterRow] = []
    while True:
        after = (found[-1].starts, found[-1].id) if found else None
        with sessions.reading(who.store, who.actor) as session:
            some = listing.window(session, after=after, limit=limit, **how)
        found += some
        if len(some) < limit:
            return found


@pytest.mark.parametrize("descending", [True, False])
def test_windows_join_without_gap_or_repeat(served: SignedIn, descending: bool) -> None:
    rows = windows(served, descending=descending)
    keys = [(row.starts, row.id) for row in rows]
    assert len(set(keys)) == COUNT and keys == sorted(keys, reverse=descending)


@pytest.mark.parametrize("many", [1, 1000])
@pytest.mark.parametrize(
    ("text", "clients", "staff"),
    [
        ("medicine", {"C1"}, set()), ("Fox", {"C2"}, {"DR"}), ("rose", {"C3"}, set()), ("annie", set(), {"AW"}),
        ("%", {"C4"}, set()), ("nobody", set(), set()), ("a", {"C1", "C2", "C4"}, {"AW", "DR"}),
    ],
)  # fmt: skip
def test_text_keeps_clients_and_writers_of_that_name(
    served: SignedIn, monkeypatch: pytest.MonkeyPatch, many: int, text: str, clients: set[str], staff: set[str]
) -> None:
    monkeypatch.setattr(listing, "MANY", many)
    wanted = {row.id for code in clients for row in windows(served, client=code)}
    wanted |= {row.id for code in staff for row in windows(served, staff=code)}
    found = windows(served, text=text)
    assert [row.id for row in found] == [row.id for row in windows(served) if row.id in wanted]


def test_filters_join(served: SignedIn) -> None:
    both = windows(served, client="C1", staff="DR", text="Pablo Fox".split()[1])
    mine = {row.id for row in windows(served, client="C1")} & {row.id for row in windows(served, staff="DR")}
    assert {row.id for row in both} == mine and 0 < len(mine) < COUNT
    assert windows(served, client="C9") == [] == windows(served, staff="XX")
    assert len(windows(served, unsigned=True)) == COUNT
    assert {row.present for row in windows(served, client="C1")} == {1, 2}
