"""Every list of the app with 250 rows: each row once, sorted both ways, filtered. The lists are found by the walk."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from sqlalchemy import select

from app import clock
from app.models.consents import RecordOpening
from app.models.packs import PackAmendment
from app.models.retention import Destruction
from app.models.staff import Staff
from app.models.supervision import PaperDocument, PaperDocumentSession
from app.models.users import User
from app.services import program, referrals, staff, users
from app.services.across import backups
from app.services.across.opening import SignedIn
from app.services.clients import records as clients
from app.services.clients.entry import ClientEntry
from app.services.contacts import records as contacts
from app.services.contacts.entry import ContactEntry
from app.services.credentials import certificates, education, mentoring, proof, steps
from app.services.credentials.certificates import CertificateEntry
from app.services.credentials.education import CourseEntry
from app.services.credentials.mentoring import MentoringEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.credentials.steps import StepEntry
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.hiring import applicants, own
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.services.hiring.own import OwnQuestionEntry
from app.services.incidents import records as incidents
from app.services.incidents.entry import IncidentEntry
from app.services.packs import amending
from app.services.packs.entry import AmendmentEntry
from app.services.problems import RowProblem
from app.services.program import FundingEntry, ProgramEntry
from app.services.referrals import ReferralEntry
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import agreements, plans, supervisors
from app.services.supervision import sessions as held
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.plans import PlanEntry
from app.services.supervision.supervisors import SupervisorEntry
from app.ui.desktop import Desktop
from app.ui.kit.listing import List
from app.ui.owed.person import PersonPage
from app.ui.reports.imports import ImportsPart
from app.ui.settings.backups import BackupsPart
from app.ui.supervision.queue import QueuePage
from app.ui.write import Desk
from tests import agency, walk
from tests.ui import sampled

MANY = 250
START = dt.date.today() - dt.timedelta(days=MANY + 5)  # what waits for a supervisor reaches back a year
HELD = dt.date(2022, 1, 3)  # a year of its own: what is owed is told by years
# Lists that the rules or the calendar bound, far below one window: what stands in them is a pack's, not the agency's.
BOUNDED = {"checklist", "figures", "pack-figures", "packs", "notes-of-owed", "owed-months"}


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def _people(session: sessions.Session) -> None:
    for number in range(MANY):
        typed = {"code": f"S{number:03}", "name": f"Person {number:03}", "pack": "mt-cbhpss", "started_on": "2001-01-01"}
        staff.add(session, StaffEntry.read(typed))
        supervisors.add(session, SupervisorEntry.read(agency.supervisor(code=f"L{number:03}", name=f"Leader {number:03}")))
        pair = {"staff": f"S{number:03}", "supervisor": f"L{number:03}", "signed_on": f"{day(number)}"}
        agreements.add(session, AgreementEntry.read(agency.agreement(**pair)))
        session.add(User(name=f"User {number:03}", created_at=session.info["at"]))


def _served(session: sessions.Session) -> None:
    for number in range(MANY):
        typed = {"code": f"C{number:03}", "first_name": f"First {number:03}", "last_name": f"Last {number:03}",
                 "admitted_on": "2003-01-01"}  # fmt: skip
        made = clients.add(session, ClientEntry.read(typed))
        if not number:
            first = made.id
        note = {"client": "C000", "staff": "S000", "date": f"{day(number)}", "start": "09:00", "stop": "10:00",
                "manner": "in_person", "place": "Library", "service_type": "coaching", "data": f"Data {number}",
                "plan": "Plan"}  # fmt: skip
        notes.record(session, EncounterEntry.read(note))
        seen = {"staff": "S000", "client": "C000", "kind": "other", "date": f"{day(number)}", "what": f"What {number}."}
        incidents.record(session, IncidentEntry.read(seen))
        pointed = {"client": "C000", "staff": "S000", "date": f"{day(number)}", "to": f"Office {number:03}", "need": "Bus"}
        referrals.KIND.record(session, ReferralEntry.read(pointed))
        gone = {"code": f"G{number:03}", "admitted_on": "1990-01-01", "discharged_on": "1991-01-01"}
        clients.add(session, ClientEntry.read(typed | gone))
    user = users.actor_of(session).user_id
    at = session.info["at"]
    session.add_all(
        RecordOpening(client_id=first, user_id=user, opened_at=at - dt.timedelta(hours=number)) for number in range(MANY)
    )


def _supervised(session: sessions.Session) -> None:
    kept = [
        held.record(session, agency.entry(staff="S000", supervisor="L000", date=f"{HELD + dt.timedelta(days=number)}"))
        for number in range(MANY)
    ]
    person = session.scalars(select(Staff.id).where(Staff.code == "S000")).one()
    printed = [
        PaperDocument(number=f"SL-2026-{number:04}", kind="supervision-log", staff_id=person, first=START, last=day(number),
                      as_of=day(number), printed_at=session.info["at"] - dt.timedelta(hours=number), digest=b"d")
        for number in range(MANY)
    ]  # fmt: skip
    session.add_all(printed)
    session.flush()
    session.add_all(
        PaperDocumentSession(document_id=one.id, session_id=each.id) for one, each in zip(printed, kept, strict=True)
    )
    ahead = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    for number in range(MANY):
        typed = {"staff": "S000", "supervisor": "L000", "date": f"{ahead + dt.timedelta(days=number)}", "start": "14:00",
                 "minutes": "60", "format": "individual", "manner": "in_person"}  # fmt: skip
        plans.add(session, PlanEntry.read(typed))


def _learned(session: sessions.Session) -> None:
    mentoring.record(session, MentoringEntry.read({"staff": "S000", "kind": "begin", "mentor": "S001", "date": f"{START}"}))
    for number in range(MANY):
        on, code = f"{day(number)}", "S000"
        education.add(session, CourseEntry.read({"staff": code, "date": on, "title": f"Course {number}",
                                                "provider": "State", "hours": "1"}))
        certificates.add(session, CertificateEntry.read(
            {"staff": code, "title": f"Certificate {number}", "issuer": "State", "issued_on": on}))  # fmt: skip
        proof.add(session, code, Proof(ProofKind.OTHER, f"Letter {number}", f"%PDF-1.4 {number}".encode()))
        steps.record(session, StepEntry.read({"staff": code, "kind": "board_told", "date": on}))
        mentoring.record(session, MentoringEntry.read(
            {"staff": code, "kind": "meeting", "mentor": "S001", "date": on, "minutes": "1"}))  # fmt: skip


def _further(session: sessions.Session) -> None:
    user, at = users.actor_of(session).user_id, session.info["at"]
    figures = {"pack": "mt-cbhpss", "in_force_from": "2040-01-01", "confidence": "verified", "reason": "Trial",
               "source": "Letter", "figures": {"ratio": "1/10"}}  # fmt: skip
    own_rule = amending.amend(session, AmendmentEntry.read(figures))
    for number in range(MANY):
        applicants.save_position(session, PositionEntry.read({"name": f"Position {number:03}"}))
        typed = {"code": f"A{number:03}", "name": f"Applicant {number:03}", "position": f"Position {number // 5:03}"}
        applicants.save(session, ApplicantEntry.read(typed | {"applied_on": f"{day(number)}"}))
        own.add(session, OwnQuestionEntry.read({"text": f"Question {number}?"}))
        line = {"name": f"Line {number:03}", "kind": "other", "number": f"406-555-{number:04}", "source": "Call",
                "checked_on": f"{day(number)}", "on_page": "no"}  # fmt: skip
        contacts.save(session, ContactEntry.read(line))
        program.PROGRAMS.record(session, ProgramEntry.read({"name": f"Program {number:03}"}))
        program.FUNDINGS.record(session, FundingEntry.read({"name": f"Funding {number:03}"}))
        session.add(PackAmendment(
            pack="mt-cbhpss", in_force_from=day(number), rule=own_rule.rule, reason=f"Reason {number}", source="Letter",
            based_on=own_rule.based_on, made_at=at, made_by=user,
            withdrawn_at=at, withdrawn_by=user, withdrawn_reason="No"))  # fmt: skip
        session.add(Destruction(
            number=f"DR-2026-{number:04}", subject_kind="client", subject_id=user, subject_code=f"X{number}",
            last_service_on=START, kept_until=day(number), reason="Over", asked_at=at, asked_by=user, withdrawn_at=at,
        ))  # fmt: skip


@pytest.fixture(scope="module")
def crowded(tmp_path_factory, first_store) -> Path:
    """A store with 250 rows for every list."""
    from app.services.across import opening
    from tests.conftest import MANAGER, PASSPHRASE

    store = tmp_path_factory.mktemp("crowded") / "store"
    shutil.copytree(first_store[0], store)
    signed_in = opening.unlock(store, MANAGER, PASSPHRASE)
    for seed in (_people, _served, _supervised, _learned, _further):
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            seed(session)
    made = backups.by_hand(signed_in, dt.datetime.now(dt.UTC))
    stamp = made.made_at.strftime(clock.STAMP)
    assert stamp in made.path.name
    for number in range(1, MANY):
        at = made.made_at - dt.timedelta(hours=number)
        shutil.copy(made.path, made.path.with_name(made.path.name.replace(stamp, at.strftime(clock.STAMP))))
    signed_in.store.close()
    return store


@pytest.fixture
def desk(qtbot, crowded: Path, monkeypatch) -> Iterator[Desk]:
    from app.services.across import opening
    from tests.conftest import MANAGER, PASSPHRASE

    sampled.silence(monkeypatch)
    monkeypatch.setattr(walk, "STAFF", "S000")
    signed_in: SignedIn = opening.unlock(crowded, MANAGER, PASSPHRASE)
    made = Desktop(signed_in, lambda _note: None)
    made.window.resize(1366, 720)
    with qtbot.waitActive(made.window):
        made.window.show()
    yield made.desk
    made.window.idle.pause()
    qtbot.waitUntil(lambda: not made.desk.queue.busy(), timeout=60_000)
    made.desk.keeper.close()
    made.desk.queue.close()
    signed_in.store.listeners.clear()
    made.window.close()
    made.window.forget_pages()
    made.window.deleteLater()
    signed_in.store.close()


def all_rows(one: List) -> list[object]:
    """Every row, window by window, as a list that is scrolled to its end shows them."""
    turns = 0
    while one.model.more():
        one.model.fetchMore(QModelIndex())
        turns += 1
        assert turns < 50, "the windows of this list do not end"
    return one.model.rows()


def told(one: List, number: int) -> str:
    return " | ".join(one.model.cell(number, column).plain() for column in range(one.model.columnCount()))


def check(one: List) -> list[str]:
    """What is wrong with a list of many rows."""
    wrong = []
    one.refresh()
    rows = all_rows(one)
    if len(rows) < MANY:
        return [f"{len(rows)} rows"]
    seen = [told(one, number) for number in range(len(rows))]
    keys = [getattr(row, "id", None) or getattr(row, "key", None) or words for row, words in zip(rows, seen, strict=True)]
    if len(set(map(str, keys))) != len(rows):
        wrong.append(f"{len(rows) - len(set(map(str, keys)))} of {len(rows)} rows come twice")
    for number, column in enumerate(one.model.columns):
        if column.sort_key:
            orders = []
            for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
                one.model.sort(number, order)
                orders.append([str(getattr(row, "id", row)) for row in all_rows(one)])
            if len(orders[0]) != len(rows) or sorted(orders[0]) != sorted(orders[1]):
                wrong.append(f"sorted by {column.sort_key}: {len(orders[0])} and {len(orders[1])} of {len(rows)}")
    one.model.order.sort = None
    if one.filter.isVisibleTo(one):
        one.set_filter("zzzzzz")
        if one.model.rows():
            wrong.append("the filter keeps what does not fit")
        one.set_filter("")
        if len(all_rows(one)) != len(rows):
            wrong.append("the filter does not let go")
    return wrong


def ready(qtbot, desk: Desk, page) -> None:
    """Lists that are read on a thread, or filled by an act, have their rows."""
    for part in page.findChildren(BackupsPart):
        qtbot.waitUntil(lambda part=part: bool(part._rows), timeout=60_000)
    if isinstance(page, PersonPage) and page.years is not None:
        page.years.choose(str(HELD.year))
        page.years.chosen.emit(str(HELD.year))
    if isinstance(page, QueuePage):
        page.states.choose("all")
    for part in page.findChildren(ImportsPart):
        part.kind.set_value("staff")
        part._problems = [RowProblem(number + 2, "staff", "No such code.") for number in range(MANY)]


PARTS = 3  # so many tests share the walk: these pages of thousands of rows take their time


@pytest.mark.parametrize("part", range(PARTS))
def test_every_list_shows_each_of_its_rows_once(qtbot, desk: Desk, part: int) -> None:
    wrong: dict[str, list[str]] = {}
    met: set[str] = set()
    ways = [way for way in walk.ways(desk) if "(" not in way[0] or "(part=" in way[0]]  # the lists of a page are its own
    for name, open_it in ways[part::PARTS]:
        page = walk.visit(desk, open_it)
        if page is None:
            continue
        ready(qtbot, desk, page)
        for one in page.findChildren(List):
            told_as = one._name
            if told_as in met:
                continue
            met.add(told_as)
            found = check(one)
            if found and not (told_as in BOUNDED and found[0].endswith(" rows")):
                wrong[f"{told_as} on {name}"] = found
    assert wrong == {}
    assert len(met) > 5
