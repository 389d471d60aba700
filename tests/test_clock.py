"""One clock: what day and hour it is goes by the agency's zone, whatever the laptop's says, and is asked in one place."""

import ast
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app import __main__ as door
from app import clock
from app.models.clients import ClientAssignment
from app.services import hours
from app.services.across import backups, papers
from app.services.across.opening import SignedIn
from app.services.clients import records
from app.services.clients.entry import ClientEntry
from app.services.encounters import warnings as note_warnings
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import imports
from app.services.problems import FileRefused, Invalid
from app.services.store import backup
from app.services.store import session as sessions
from app.services.store.backup import Kept
from app.services.supervision import warnings as session_warnings
from app.services.supervision.sessions import SessionEntry
from tests import agency, sources
from tests.conftest import MANAGER, PASSPHRASE, ZONE
from tests.evenings import DAY, EVENING, NEXT, NIGHT
from tests.sources import ROOT

OUTSIDE = (path for name in ("installer", "migrations") for path in (ROOT / name).rglob("*.py"))
PLACES = [ROOT / "dev.py", *sources.APP, *OUTSIDE]
# Where the machine's clock may be asked, or a moment cut to its day, beside app/clock.py; each says why.
BESIDE = {
    ("app/models/base.py", "time_ns"): "a new key carries its milliseconds, in UTC",
    ("app/models/base.py", "fromtimestamp"): "and gives them back as a moment, in UTC",
    ("app/ui/kit/away.py", "time"): "counts the seconds that a laptop slept; tells no day and no hour",
}
CALLS = {"today", "now", "utcnow", "fromtimestamp", "utcfromtimestamp"}
MACHINE = {"time", "time_ns", "localtime", "gmtime", "ctime"}
QT = {"currentDate", "currentTime", "currentDateTime", "currentDateTimeUtc"}


def askings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of what asks the machine for a moment, or cuts one to a day or hour without saying in which zone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            bare = not node.args and not node.keywords
            if node.func.attr == "date" and bare:
                yield node.lineno, "date"
            elif node.func.attr == "astimezone" and (bare or ast.unparse(node.args[0]) not in ("dt.UTC", "UTC")):
                yield node.lineno, "astimezone"
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if (owner in ("date", "datetime") and node.attr in CALLS) or (owner == "time" and node.attr in MACHINE):
                yield node.lineno, node.attr
            elif node.attr in QT:
                yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in MACHINE)


def test_nobody_else_asks_the_machine_what_day_it_is() -> None:
    found = []
    for path in PLACES:
        name = sources.name(path)
        if name != "app/clock.py":
            found += [f"{name}:{line} {what}" for line, what in askings(sources.tree(path)) if (name, what) not in BESIDE]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "dt.date.today()", "date.today()", "dt.datetime.now()", "dt.datetime.now(dt.UTC)", "datetime.utcnow()",
        "at.date()", "session.info['at'].date()", "at.astimezone()", "at.astimezone(zone).day", "time.time()",
        "def f(today=dt.date.today): pass", "QDateTime.currentDateTime()", "QDate.currentDate()",
        "from time import localtime", "dt.datetime.fromtimestamp(3)",
    ],
)  # fmt: skip
def test_an_asking_is_found(source: str) -> None:
    assert list(askings(ast.parse(source)))


@pytest.mark.parametrize("source", ["at.astimezone(dt.UTC)", "clock.today(zone)", "time.monotonic()", "row.date"])
def test_what_is_no_asking_is_left_alone(source: str) -> None:
    assert not list(askings(ast.parse(source)))


CLARA = {"code": "C-1", "first_name": "Clara", "last_name": "Medicine Elk"}
NOTE = {
    "client": "C-1", "staff": "AW", "start": "09:00", "stop": "10:00", "manner": "in_person", "place": "11",
    "service_type": "coaching",
}  # fmt: skip


def to_come(told: list[str]) -> bool:
    return any("still to come" in sentence for sentence in told)


def test_an_evening_belongs_to_its_day(staffed: SignedIn, now: dt.datetime) -> None:
    """Through the same services as the forms: intake, note, session."""
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with sessions.transaction(annie.store, annie.actor) as session:
        records.add(session, ClientEntry.read(CLARA | {"birth_date": DAY.isoformat()}))
        assert session.scalars(select(ClientAssignment.from_on)).all() == [DAY]
        with pytest.raises(Invalid) as refused:
            records.add(session, ClientEntry.read(CLARA | {"code": "C-2", "birth_date": NEXT.isoformat()}))
        assert list(refused.value.fields) == ["birth_date"]
    with sessions.reading(annie.store, annie.actor) as session:
        for day, warned in ((DAY, False), (NEXT, True)):
            note = EncounterEntry.read(NOTE | {"date": day.isoformat()})
            assert to_come(note_warnings.warnings(session, note)) is warned
            held = SessionEntry.read(agency.HELD | {"date": day.isoformat()})
            assert to_come(session_warnings.warnings(session, held)) is warned


def test_files_are_judged_by_the_agencys_day(staffed: SignedIn, now: dt.datetime) -> None:
    head, born = "code,first_name,last_name,birth_date\n", "C-9,Ann,Bird,{day}\n"
    with pytest.raises(FileRefused) as refused:
        imports.run(staffed.store, staffed.actor, "clients", (head + born.format(day=NEXT)).encode())
    assert [(one.row, one.column) for one in refused.value.rows] == [(2, "birth_date")]
    assert imports.run(staffed.store, staffed.actor, "clients", (head + born.format(day=DAY)).encode()).taken == 1
    with sessions.transaction(staffed.store, staffed.actor) as session:
        with pytest.raises(FileRefused, match=DAY.isoformat()):  # the day on which it was taken before
            imports.take(session, "clients", (head + born.format(day=DAY)).encode())


def test_the_command_line_reckons_to_the_agencys_day(
    staffed: SignedIn, now: dt.datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        line = hours.Line(hours.Category.DIRECT_SERVICE)
        hours.save_week(session, hours.Week("AW", DAY - dt.timedelta(days=2), {(line, DAY): 60, (line, NEXT): 240}))
    staffed.store.close()
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    common = ["--store", str(staffed.store.folder), "--user", MANAGER, "--passphrase-file", str(secret)]
    capsys.readouterr()
    assert door.run(["owed", "--staff", "AW", "--format", "json", *common]) == 0
    months = {one["month"]: one["worked_minutes"] for one in json.loads(capsys.readouterr().out)}
    assert months["2026-11"] == 60


def test_a_backup_is_of_the_agencys_day(staffed: SignedIn, now: dt.datetime) -> None:
    made = backups.daily(staffed, now)
    noon = Kept(Path("noon"), dt.datetime(2026, 11, 18, 19, tzinfo=dt.UTC), 1)  # of the same day in Denver
    tomorrow = Kept(Path("tomorrow"), dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC), 1)  # of the next one, 1 AM
    assert backup.surplus([tomorrow, made, noon], 10**9, staffed.zone, now) == [noon]


def test_a_paper_ends_with_the_agencys_day(staffed: SignedIn, now: dt.datetime) -> None:
    with sessions.reading(staffed.store, staffed.actor) as session:
        asked = papers.Asked(staff="AW")
        assert papers._wanted(session, asked).as_of == DAY


def test_a_session_keeps_one_moment_from_its_first_line_to_its_last(
    staffed: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.services import users

    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    with sessions.reading(staffed.store, staffed.actor) as session:
        monkeypatch.setattr(clock, "now", lambda: NIGHT + dt.timedelta(hours=3))
        assert (users.today(session), f"{users.now(session):%H:%M}") == (DAY, "23:05")
    with sessions.transaction(staffed.store, staffed.actor, NIGHT) as session:
        assert users.today(session) == DAY and session.info["at"] == NIGHT


def test_a_change_of_zone_holds_at_once(staffed: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services import agency as office
    from app.services import users
    from app.services.across.opening import AgencyEntry

    monkeypatch.setattr(clock, "now", lambda: EVENING)
    with sessions.transaction(staffed.store, staffed.actor) as session:
        assert users.today(session) == DAY
        office.change(session, staffed.store, AgencyEntry.read({"name": "Moved", "zone": "Asia/Tokyo"}))
        assert users.today(session) == NEXT


def test_a_moment_that_is_not_told_in_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError):
        clock.parts(EVENING)
    with pytest.raises(ValueError):
        clock.day(dt.datetime(2026, 11, 19, 1), ZONE)
