"""One order of rows, whatever the order in which they came in: exports, what is owed, papers and lists of two stores
that hold the same records are the same to the letter.
"""

import csv
import datetime as dt
import io
import random
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.base import made_at, new_id, new_ids
from app.services import hours, staff
from app.services.across import forecast, forecast_words, opening, papers
from app.services.across.opening import SignedIn
from app.services.across.papers import Asked
from app.services.clients import listing as clients
from app.services.encounters import listing as encounters
from app.services.exchange import exports, imports, owed_text
from app.services.hiring import applicants
from app.services.hours import Category, Line, Week
from app.services.store import session as sessions
from app.services.supervision import agreements, owed, session_list, supervisors
from tests.conftest import MANAGER, PASSPHRASE
from tests.pdfs import pages

NOW = dt.datetime(2026, 4, 20, 18, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 4, 20)
PEOPLE, LEADERS, CLIENTS = ("AW", "DR", "JB"), ("RC", "MS"), ("C-1", "C-2", "C-3", "C-4")


def rows(head: str, *lines: str) -> list[str]:
    return [head, *lines]


def days(step: int = 7) -> Iterator[dt.date]:
    return (FIRST + dt.timedelta(days=number) for number in range(0, 100, step))


# Each with rows that agree in all by which a list is usually sorted: day, start, person, name.
FILES: dict[str, list[str]] = {
    "staff": rows(
        "code,name,title,pack,started_on",
        *[f"{code},Same Name,Peer supporter,mt-cbhpss,2026-01-01" for code in PEOPLE],
        "AW,Same Name,Peer supporter,mt-fps,2026-01-01",
    ),
    "supervisors": rows(
        "code,name,license_type,license_number,licensed_on",
        *[f"{code},Same Leader,social_worker,L-{code},2015-01-01" for code in LEADERS],
    ),
    "agreements": rows(
        "staff,supervisor,signed_on,ends_on,not_therapist_confirmed",
        *[f"{code},{led},2026-01-01,,yes" for code in PEOPLE for led in LEADERS],
    ),
    "hours": rows(
        "staff,date,category,minutes,paid,pack",
        *[
            f"{code},{day},{kind},{minutes},{paid},{pack}"
            for code in PEOPLE for day in days()
            for kind, minutes, paid, pack in (
                ("direct_service", 60, "yes", ""), ("direct_service", 60, "no", ""), ("direct_service", 45, "yes", ""),
                ("group", 60, "yes", ""), ("travel", 30, "yes", ""),
            )
        ],
        *[f"AW,{day},direct_service,60,yes,mt-fps" for day in days()],
    ),
    "supervision": rows(
        "staff,supervisor,date,start,stop,format,manner,topics,paper_signed_on",
        *[
            f"{code},{led},{day},10:00,{stop},individual,{manner},{topics},{day}"
            for code in PEOPLE for day in days(14)
            for led, stop, manner, topics in (
                ("RC", "11:00", "video", "Ethics"), ("RC", "11:00", "phone", "Ethics"), ("MS", "11:00", "video", "Ethics"),
                ("RC", "10:30", "video", "Limits"),
            )
        ],
    ),
    "clients": rows(
        "code,first_name,last_name,birth_date,program,admitted_on",
        *[f"{code},Same,Person,1980-01-01,Drop-in,2026-01-02" for code in CLIENTS],
    ),
    "encounters": rows(
        "client,staff,date,start,stop,manner,place,data,plan",
        *[
            f"{client},{code},{day},09:00,{stop},phone,{place},{text},Again"
            for client in CLIENTS for code in PEOPLE for day in days(30)
            for stop, place, text in (("09:30", "Center", "One"), ("09:30", "Center", "Two"), ("09:20", "Home", "One"))
        ],
    ),
    "ce": rows(
        "staff,date,title,provider,hours,ethics_hours,suicide_prevention_hours,preparation_hours",
        *[
            f"{code},{day},{title},{giver},2,{ethics},,"
            for code in PEOPLE for day in days(50)
            for title, giver, ethics in (
                ("Ethics", "Board", "1"), ("Ethics", "Board", ""), ("Ethics", "Network", ""), ("Limits", "Board", ""),
            )
        ],
    ),
    "applicants": rows(
        "code,name,position,applied_on", *[f"A{number},Same Applicant,Peer,2026-02-01" for number in range(4)]
    ),
    "scores": rows(
        "applicant,panelist,question,score,note",
        *[
            f"A{number},{who},general-{question},4,ok"
            for number in range(4) for who in ("Dee", "Cy") for question in range(1, 4)
        ],
    ),
    "referrals": rows(
        "client,staff,date,to,need,outcome",
        *[
            f"{client},{code},{day},{to},{need},{outcome}"
            for client in CLIENTS for code in PEOPLE for day in days(60)
            for to, need, outcome in (("Clinic", "Care", ""), ("Clinic", "Care", "waiting"), ("Office", "A home", ""))
        ],
    ),
}  # fmt: skip


def filled(folder: Path, made: Path, seed: int) -> SignedIn:
    """A store with all of it, each file's rows in another order."""
    shutil.copytree(made, folder)
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    for kind, (head, *lines) in FILES.items():
        mixed = random.Random(seed).sample(lines, len(lines)) if seed else lines
        imports.run(opened.store, opened.actor, kind, "\n".join([head, *mixed]).encode(), now=NOW)
    return opened


@pytest.fixture(scope="module")
def stores(first_store: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SignedIn]]:
    place = tmp_path_factory.mktemp("orders")
    made = [filled(place / f"store-{seed}", first_store[0], seed) for seed in (0, 1, 2)]
    yield made
    for one in made:
        one.store.close()


def differing(found: list[object]) -> list[int]:
    """The places of those that are not as the first."""
    return [number for number, one in enumerate(found) if one != found[0]]


@pytest.mark.parametrize(("profile", "plain"), [*((name, False) for name in exports.PROFILES), ("encounters", True)])
def test_an_export_has_one_order(stores: list[SignedIn], tmp_path: Path, profile: str, plain: bool) -> None:
    found: list[object] = []
    for number, who in enumerate(stores):
        with sessions.reading(who.store, who.actor) as session:
            made = exports.write(
                session, profile, FIRST, LAST, tmp_path / str(number), as_of=LAST, deidentified=plain, now=NOW
            )
        found.append(made.csv.read_bytes())
        assert made.rows == len(list(csv.reader(io.StringIO(made.csv.read_text(encoding="utf-8-sig"))))) - 1 > 0
    assert len(found) > 1 and differing(found) == []


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_what_is_owed_has_one_order(stores: list[SignedIn], form: str) -> None:
    found: list[object] = []
    for who in stores:
        with sessions.reading(who.store, who.actor) as session:
            ahead = forecast_words.FORMATS[form](forecast.of_ledger(session, LAST, None), LAST)
            found.append((owed_text.FORMATS[form](owed.ledger(session, LAST, None)), ahead))
    assert len(found) > 1 and differing(found) == []


PAPERS: dict[str, Asked] = {
    "supervision-log": Asked(staff="AW", pack="mt-cbhpss"), "month-statement": Asked(staff="AW", pack="mt-cbhpss"),
    "hours": Asked(staff="AW", pack="mt-cbhpss"), "supervisor-qualification": Asked(staff="AW"),
    "credential-summary": Asked(staff="AW"), "ce-transcript": Asked(staff="AW", pack="mt-cbhpss"),
    "agreement": Asked(staff="AW"), "ethics-agreement": Asked(staff="AW"),
    "encounter": Asked(client="C-1"), "intake": Asked(client="C-1"),
    "interview-sheet": Asked(position="Peer"), "interview-comparison": Asked(position="Peer"),
    "accounting": Asked(client="C-1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_has_one_order(stores: list[SignedIn], kind: str) -> None:
    found: list[object] = []
    for who in stores:
        with sessions.reading(who.store, who.actor) as session:
            asked = replace(PAPERS[kind], first=FIRST, last=LAST, as_of=LAST)
            found.append([re.sub(r"\s+", " ", text) for text in pages(papers.render(session, kind, asked))])
    assert len(found) > 1 and differing(found) == []


def listed(who: SignedIn) -> dict[str, list[object]]:
    """The rows of lists as a window shows them, keys aside."""
    with sessions.reading(who.store, who.actor) as session:
        (place,) = applicants.positions(session)
        return {
            "hours": [
                (row.date, row.staff, row.category, row.minutes, row.paid, row.pack)
                for row in hours.window(session, limit=500)
            ],
            "sessions": [(row.date, row.start, row.stop) for row in session_list.window(session, limit=500)],
            "notes": [(row.date, row.start, row.stop) for row in encounters.window(session, limit=500)],
            "agreements": [(row.staff, row.supervisor) for row in agreements.window(session)],
            "staff": [row.code for row in staff.window(session)],
            "supervisors": [row.code for row in supervisors.window(session)],
            "clients": [row.code for row in clients.window(session, LAST)],
            "choices": [*staff.choices(session), *supervisors.choices(session)],
            "applicants": [row.code for row in applicants.listed(session, place.id)],
        }


def test_lists_have_the_order_in_which_rows_came_in_not_that_of_chance(
    stores: list[SignedIn], first_store: tuple[Path, str], tmp_path: Path
) -> None:
    again = filled(tmp_path / "again", first_store[0], 0)
    try:
        assert listed(again) == listed(stores[0])
    finally:
        again.store.close()


def test_a_week_typed_twice_is_exported_alike(first_store: tuple[Path, str], tmp_path: Path) -> None:
    """Hours of one day, typed in the grid in one act, once came out in another order from run to run."""
    found: list[object] = []
    for number in range(4):
        shutil.copytree(first_store[0], tmp_path / str(number))
        who = opening.unlock(tmp_path / str(number), MANAGER, PASSPHRASE)
        imports.run(who.store, who.actor, "staff", "\n".join(FILES["staff"]).encode(), now=NOW)
        monday = dt.date(2026, 3, 2)
        cells = {(Line(kind, paid), monday): 60 for kind in Category for paid in (True, False)}
        with sessions.transaction(who.store, who.actor, NOW) as session:
            hours.save_week(session, Week("AW", monday, cells))
        with sessions.reading(who.store, who.actor) as session:
            made = exports.write(session, "hours", monday, monday, tmp_path / f"out-{number}", now=NOW)
            shown = [(row.category, row.paid) for row in hours.window(session)]
        found.append((made.csv.read_bytes(), shown))
        who.store.close()
    assert len(found) > 1 and differing(found) == []


def test_keys_of_one_moment_rise() -> None:
    made = [key for _each in range(2000) for key in (new_id(), *new_ids(3), new_id())]
    assert made == sorted(made) and len(set(made)) == len(made)
    assert {key.version for key in made} == {7} and {key.variant for key in made} == {uuid.RFC_4122}
    assert abs(made_at(made[-1]) - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=30)
