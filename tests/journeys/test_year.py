"""A certification year: hired, trained, certified, supervised each week, educated, renewed, and shown to the Board.

Every act is done by its person on its day; the clock of the screens stands still on a day after the year. Then the same
figures must come out of the screens, the command line and the papers.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QTableView

from app import __main__ as door
from app.services import hours, staff
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.credentials import education, proof, steps
from app.services.credentials.education import CourseEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.credentials.steps import StepEntry
from app.services.hiring import applicants
from app.services.hiring.applicants import ApplicantEntry, Decision, PositionEntry
from app.services.hours import Category, Line, Week
from app.services.problems import Problem
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import agreements, signing, supervisors
from app.services.supervision import sessions as held
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.supervisors import SupervisorEntry
from app.ui.write import Desk
from tests import agency
from tests.conftest import AGENCY, ZONE
from tests.journeys.hands import Hands, pdf_text
from tests.pdfs import foreign

MANAGER, PACK = "Ann Olson", "mt-cbhpss"
HIRED, CERTIFIED = dt.date(2024, 10, 7), dt.date(2024, 12, 16)
FIRST, LAST, TODAY = dt.date(2025, 1, 6), dt.date(2025, 12, 26), dt.date(2026, 1, 5)
MISSED = dt.date(2025, 7, 4)  # the one Friday without a session
DAY, PER_WEEK = 8 * 60, 2 * 60  # minutes worked on a day, minutes of supervision for a week
WAY: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("training", 21, {"title": "Peer Support 101", "provider": "Montana's Peer Network", "minutes": "40"}),
    ("exam", 22, {"score": "80"}),
    ("background_check", 28, {"result": "clear"}),
    ("attestation_diagnosis", 30, {}), ("attestation_treatment", 30, {}), ("attestation_recovery", 30, {}),
    ("ethics", 30, {}), ("application", 32, {}), ("application_fee", 32, {"amount_cents": "125"}),
)  # fmt: skip
COURSES = (
    (dt.date(2025, 2, 12), "Ethics in small towns", "6", {"ethics_hours": "6"}),
    (dt.date(2025, 5, 21), "Talking about suicide", "8", {"suicide_prevention_hours": "8"}),
    (dt.date(2025, 9, 17), "Care that minds trauma", "12", {}),
)
# What the papers and screens say: 2,040 h worked ask for 102; one Friday of 51 was missed; 26 h of education carry 6.
YEAR_WORDS = (
    "Worked 2,040 h", "worked 102 h", "Credited, 50 sessions 100 h",
    "Owed on December 31 2 h",
)  # fmt: skip
JULY_WORDS = ("Worked 184 h", "worked 9 h 12 min", "Credited, 3 sessions 6 h", "Owed on July 31 3 h 36 min")
EDUCATION_WORDS = (
    "All courses 26:00 6:00 8:00", "2025 20 h 26 h 0 min 0 min",
    "2026 20 h 0 min 6 h 14 h",
)  # fmt: skip
CHECKLIST_WORDS = (
    "40 h of 40 h", "80.00 %", "Since Dec 16, 2024, BBH-1203", "Holds until Dec 31, 2026",
    "6 h of 20 h, 6 h of it carried over; 14 h short", "8 h of 2 h by Dec 31, 2026",
)  # fmt: skip


class Year:
    """The open store and its people; each act is one transaction of one person on a day."""

    def __init__(self, folder: Path) -> None:
        """An agency founded on the day of the hire."""
        entry = opening.AgencyEntry.read({"name": AGENCY, "zone": ZONE})
        self.manager = opening.create(
            folder, entry, MANAGER, agency.PASSPHRASE, cost=vault.LOW, now=moment(HIRED)
        )
        self.led: SignedIn | None = None
        self.own: SignedIn | None = None
        self.enrolment: uuid.UUID | None = None

    def act(self, day: dt.date, work: Callable[[Any], Any], who: SignedIn | None = None) -> Any:
        """Do it as this person (else the manager) on this day."""
        person = who or self.manager
        with sessions.transaction(person.store, person.actor, moment(day)) as session:
            return work(session)


def moment(day: dt.date) -> dt.datetime:
    """Five in the afternoon of that day."""
    return dt.datetime.combine(day, dt.time(17), ZoneInfo(ZONE))


def enrolled(**changed: str) -> StaffEntry:
    typed = {"code": "AW", "name": "Annie Whitegrass", "pack": PACK, "started_on": HIRED.isoformat()}
    return StaffEntry.read(typed | changed)


def hire(year: Year) -> None:
    """From the application to the agreement and the users."""
    def applied(session: Any) -> None:
        applicants.save_position(session, PositionEntry.read({"name": "Peer supporter", "opened_on": "2024-09-02"}))
        typed = {"code": "A1", "name": "Annie Whitegrass", "position": "Peer supporter", "applied_on": "2024-09-16"}
        made = applicants.save(session, ApplicantEntry.read(typed))
        applicants.decide(session, made.id, Decision.HIRED, HIRED)

    def begins(session: Any) -> None:
        year.enrolment = staff.add(session, enrolled()).id
        supervisors.add(session, SupervisorEntry.read(agency.supervisor()))
        agreements.add(session, AgreementEntry.read(agency.agreement(signed_on=HIRED.isoformat())))

    year.act(HIRED, applied)
    year.act(HIRED, begins)
    year.led = agency.enter(year.manager, "Ruth Calfrobe", "supervisor", supervisor="RC")
    year.own = agency.enter(year.manager, "Annie Whitegrass", "peer_supporter", staff="AW")


def step(year: Year, kind: str, day: dt.date, **more: str) -> None:
    typed = {"staff": "AW", "kind": kind, "date": day.isoformat(), "pack": PACK} | more
    year.act(day, lambda session: steps.record(session, StepEntry.read(typed)))


def certify(year: Year) -> None:
    """Training, exam, checks and fees; a mark under the pass mark would not have done, and an exam is not taken twice."""
    for kind, after, more in WAY:
        step(year, kind, HIRED + dt.timedelta(after), **more)
    with pytest.raises(Problem):
        step(year, "exam", HIRED + dt.timedelta(40), score="79.99")

    def certified(session: Any) -> None:
        days = {"certified_on": CERTIFIED.isoformat(), "certification_expires_on": "2025-12-31"}
        staff.change(session, year.enrolment, enrolled(certification_number="BBH-1203", **days))

    year.act(CERTIFIED, certified)


def work(year: Year) -> None:
    """Fifty-one weeks of forty hours, two hours of supervision each Friday but one, signed at the month's end."""
    monday, waiting = FIRST, []
    while monday <= LAST:
        days = [monday + dt.timedelta(number) for number in range(5)]
        cells = {(Line(Category.DIRECT_SERVICE), day): DAY for day in days}
        year.act(days[-1], lambda session, monday=monday, cells=cells: hours.save_week(session, Week("AW", monday, cells)))
        if days[-1] != MISSED:
            entry = agency.entry(date=days[-1].isoformat(), start="14:00", stop="16:00")
            waiting.append(year.act(days[-1], lambda session, entry=entry: held.record(session, entry).id, year.led))
        monday += dt.timedelta(7)
        if waiting and (monday.month != days[-1].month or monday > LAST):
            for who in (year.led, year.own):
                key = opening.signing_key(who, agency.PASSPHRASE)
                year.act(days[-1], lambda session, ids=tuple(waiting), key=key: signing.sign(session, ids, key), who)
            waiting.clear()


def learn_and_renew(year: Year) -> None:
    """Twenty-six hours of education in a year that asks for twenty, proof of one, and the renewal in December."""
    for day, title, length_, more in COURSES:
        typed = {"staff": "AW", "date": day.isoformat(), "title": title, "provider": "Network", "hours": length_} | more
        made = year.act(day, lambda session, typed=typed: education.add(session, CourseEntry.read(typed)).id)
    file = Proof(ProofKind.EDUCATION, COURSES[-1][1], foreign(0), owner=("education_id", made))
    year.act(COURSES[-1][0], lambda session: proof.add(session, "AW", file))
    step(year, "renewal", dt.date(2025, 12, 10), until="2026-12-31", amount_cents="100")


@pytest.fixture
def year(store_folder: Path) -> Year:
    """The whole year lived, the store closed."""
    made = Year(store_folder)
    for part in (hire, certify, work, learn_and_renew):
        part(made)
    assert verify.run(made.manager) == []
    made.manager.store.close()
    return made


class Terminal:
    """The command line on the year's store."""

    def __init__(self, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The passphrase lies in a file."""
        secret = tmp_path / "passphrase.txt"
        secret.write_text(agency.PASSPHRASE, encoding="utf-8")
        self.tmp_path, self.capsys = tmp_path, capsys
        self.common = ["--store", str(store), "--user", MANAGER, "--passphrase-file", str(secret)]

    def __call__(self, *arguments: str) -> str:
        """What a command says; it must end well."""
        self.capsys.readouterr()
        assert door.run([*arguments, *self.common]) == 0, self.capsys.readouterr().err
        return self.capsys.readouterr().out

    def paper(self, *arguments: str) -> str:
        """The words of a paper."""
        file = self.tmp_path / "paper.pdf"
        self(*arguments, "--staff", "AW", "--as-of", TODAY.isoformat(), "--out", str(file))
        return pdf_text(file.read_bytes())


def rows_of(hands: Hands) -> list[list[str]]:
    """The cells of every list on the page."""
    models = [table.model() for table in hands.seen(QTableView, hands.page())]
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for model in models
        for row in range(model.rowCount())
    ]


def test_a_certification_year_says_the_same_on_screen_paper_and_command_line(
    year: Year, settings: None, store_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, qtbot: Any, request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    said = Terminal(store_folder, tmp_path, capsys)
    months = json.loads(said("owed", "--staff", "AW", "--as-of", TODAY.isoformat(), "--format", "json"))
    of_2025 = [month for month in months if month["month"].startswith("2025")]
    assert sum(month["worked_minutes"] for month in of_2025) == 51 * 5 * DAY
    assert sum(int(month["required_minutes"]) for month in of_2025) == 51 * PER_WEEK
    assert sum(month["credited_minutes"] for month in of_2025) == 50 * PER_WEEK
    assert [month["owed_minutes"] for month in months if month["month"] == "2025-12"] == [str(PER_WEEK)]
    july = next(month for month in months if month["month"] == "2025-07")
    assert (july["required_minutes"], july["credited_minutes"], july["owed_minutes"]) == ("552", 360, "216")

    year_long = ("--from", "2025-01-01", "--to", "2025-12-31")
    log = said.paper("pdf", "supervision-log", *year_long)
    july_paper = said.paper("pdf", "month-statement", "--from", "2025-07-01", "--to", "2025-07-31")
    transcript = said.paper("pdf", "ce-transcript")
    summary = said.paper("pdf", "credential-summary")
    whole = said.paper("audit-file", *year_long)
    for words in YEAR_WORDS:
        assert words in log and words in whole, words
    for words in JULY_WORDS:
        assert words in july_paper, words
    assert "July 2025 184 h 9 h 12 min 6 h 3 h 36 min" in whole
    assert "DRAFT" not in whole and COURSES[-1][1] in whole and "from afar 1" in whole
    for words in EDUCATION_WORDS:
        assert words in transcript, words
    for words in CHECKLIST_WORDS:
        assert words in summary, words

    monkeypatch.setattr(Desk, "today", lambda _desk: TODAY)
    hands = Hands(qtbot, request.getfixturevalue("program"))
    hands.unlock(MANAGER, agency.PASSPHRASE)
    hands.go("supervision")
    hands.press("Supervision owed")
    hands.press("Annie Whitegrass")
    hands.reads("2 h owed since June 2025")
    hands.press("2025")
    rows = [row[:5] for row in rows_of(hands)]  # the last column says where the month's statement stands
    assert ["Jul", "184:00", "9:12", "6:00", "3:36"] in rows
    assert ["2025", "2040:00", "102:00", "100:00", "2:00"] in rows
    hands.go("staff")
    hands.open_row("Annie Whitegrass")
    hands.press("Credentials and education")
    shown = "\n".join(" ".join(row) for row in rows_of(hands))
    for words in CHECKLIST_WORDS:
        assert words in shown, words
