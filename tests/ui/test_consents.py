"""On screen: opening a record is written down, papers ask what they are for, grants open and close, who saw it is told."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from sqlalchemy import func, select

from app.models.consents import Disclosure, RecordOpening
from app.services.across.opening import SignedIn
from app.services.clients import grants, records
from app.services.clients.entry import ClientEntry
from app.services.consents import giving, seen
from app.services.consents.giving import Purpose
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.problems import DiskProblem
from app.services.store import session as sessions
from app.ui import consents
from app.ui.kit import printing
from app.ui.kit.preview import Preview
from app.ui.kit.printing import Job
from app.ui.people.person import PersonPage
from app.ui.people.seen import SeenPart
from app.ui.reports.exports import ExportsPart
from app.ui.reports.papers import PapersPart
from app.ui.reports.room import ReportsPage
from app.ui.write import Desk
from tests import agency
from tests.conftest import PASSPHRASE

Enter = Callable[[SignedIn], Desk]


def add(desk: Desk, code: str = "C-1", **typed: str) -> uuid.UUID:
    entry = ClientEntry.read(
        {"code": code, "first_name": "Clara", "last_name": "Elk", "program": "P", "admitted_on": "2026-01-02"} | typed
    )
    made = desk.write(lambda session: records.add(session, entry).id)
    assert made is not None
    return made


def count(desk: Desk, kind: Any) -> int:
    return desk.read(lambda session: session.scalar(select(func.count(kind.id)))) or 0


def shown(qtbot, desk: Desk) -> Preview:
    qtbot.waitUntil(lambda: isinstance(desk.window.page(), Preview), timeout=20_000)
    page = desk.window.page()
    assert isinstance(page, Preview)
    return page


@pytest.fixture
def saved_as(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the dialog that asks for a file says to save."""
    where = tmp_path / "out.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(where), ""))
    return where


@pytest.mark.parametrize("way", ["print", "save"])
def test_a_disclosure_is_written_only_when_something_has_left(
    staffed: SignedIn, enter: Enter, saved_as: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """I3: no line for a queue or a folder that refuses, one for what left; the queue learns no client's name."""
    desk, jobs, told = enter(staffed), list[Job](), list[str]()
    page = desk.open("client.paper", "Intake", b"%PDF-1.4", kind="intake", client=add(desk), room="people")
    assert isinstance(page, Preview)
    monkeypatch.setattr("app.ui.kit.preview.QPrinterInfo.availablePrinterNames", lambda: ["front"])
    monkeypatch.setattr(printing, "ask", lambda _parent, title, data: (Job(title, data, 1), None))
    monkeypatch.setattr("app.ui.kit.page.problem", lambda _parent, wrong, *_more: told.append(str(wrong)))

    def refuse(*_arguments: object) -> str:
        raise DiskProblem("It was refused.")

    monkeypatch.setattr(printing, "leave", refuse)
    monkeypatch.setattr("app.ui.kit.preview.write", refuse)
    getattr(page, way)()
    assert count(desk, Disclosure) == 0 and told == ["It was refused."] and not saved_as.exists()
    monkeypatch.setattr(printing, "leave", lambda job, _printer: jobs.append(job) or "Sent to front: 1 page.")
    monkeypatch.setattr("app.ui.kit.preview.write", lambda path, data: path.write_bytes(data))
    getattr(page, way)()
    assert count(desk, Disclosure) == 1
    assert [job.title for job in jobs] == (["intake"] if way == "print" else []) and saved_as.exists() == (way == "save")


def test_opening_a_record_is_written_down_once(staffed: SignedIn, enter: Enter) -> None:
    desk = enter(staffed)
    one, other = add(desk), add(desk, "C-2")
    desk.open("client", one)
    desk.open("client", one)
    desk.open("intake", one)
    assert count(desk, RecordOpening) == 1
    desk.open("intake")  # a new one opens nobody's
    assert count(desk, RecordOpening) == 1
    desk.open("merge", one, other)
    assert count(desk, RecordOpening) == 2


def test_reading_a_note_opens_the_record_of_each_client_in_it(staffed: SignedIn, enter: Enter) -> None:
    desk = enter(staffed)
    keys = {add(desk, code) for code in ("A", "B", "C")}
    typed = {
        "client": "A;B", "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00", "manner": "group",
        "data": "We talked.",
    }  # fmt: skip
    note = desk.write(lambda session: notes.record(session, EncounterEntry.read(typed)).id)
    desk.open("note", note)
    assert count(desk, RecordOpening) == 2
    told = desk.read(lambda session: [len(seen.traces(session, key)) for key in keys])
    assert sorted(told) == [1, 2, 2] or sorted(told) == [1, 3, 3]


def test_what_cannot_be_written_down_is_not_shown(
    staffed: SignedIn, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = enter(staffed)
    client = add(desk)

    def full(*_arguments: Any) -> None:
        raise DiskProblem("The disk is full.")

    monkeypatch.setattr(giving, "opened", full)
    with pytest.raises(DiskProblem):
        desk.open("client", client)
    assert not isinstance(desk.window.page(), PersonPage)


def test_a_paper_of_a_client_asks_what_it_is_for(qtbot, staffed: SignedIn, enter: Enter, saved_as: Path) -> None:
    desk = enter(staffed)
    page = desk.open("client", add(desk))
    assert isinstance(page, PersonPage)
    page.print_intake()
    preview = shown(qtbot, desk)
    why = preview.findChild(consents.Why)
    assert [why.form.fields[name].isVisible() for name in consents.MORE] == [False] * 3
    why.form.set_values({"purpose": "payment_or_law"})
    why.form.changed.emit()
    assert [why.form.fields[name].isVisible() for name in consents.MORE] == [True] * 3
    preview.save()
    assert not saved_as.exists() and count(desk, Disclosure) == 0
    assert why.form.fields["recipient"].sentence()
    why.form.editor("recipient").set_value("Medicaid")
    why.form.editor("basis").set_value("Claim 4")
    preview.save()
    assert saved_as.read_bytes() == preview.data and count(desk, Disclosure) == 1
    why.form.set_values({"purpose": "own_use"})
    why.form.changed.emit()
    assert why.form.values()["recipient"] == ""
    preview.save()
    kept = desk.read(lambda session: list(session.scalars(select(Disclosure).order_by(Disclosure.made_at))))
    assert [(one.what, one.purpose, one.recipient) for one in kept] == [
        ("paper intake", "payment_or_law", "Medicaid"), ("paper intake", "own_use", ""),
    ]  # fmt: skip


def test_a_log_that_cannot_be_written_keeps_the_paper_here(
    qtbot, staffed: SignedIn, enter: Enter, saved_as: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = enter(staffed)
    page = desk.open("client", add(desk))
    page.print_intake()  # type: ignore[attr-defined]
    preview = shown(qtbot, desk)
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))

    def full(*_arguments: Any) -> None:
        raise DiskProblem("The disk is full.")

    monkeypatch.setattr(giving, "given", full)
    preview.save()
    assert said == ["The disk is full."] and not saved_as.exists()


def test_reports_ask_too_and_other_papers_do_not(qtbot, staffed: SignedIn, enter: Enter, saved_as: Path) -> None:
    desk = enter(staffed)
    add(desk)
    page = desk.window.go("reports")
    assert isinstance(page, ReportsPage)
    part = page.sections.show_part("papers")
    assert isinstance(part, PapersPart)
    assert part._save.isVisible()
    part.form.set_values({"kind": "accounting", "client": "C-1"})
    part.form.changed.emit()
    assert not part._save.isVisible()
    part.produce(part._show)
    preview = shown(qtbot, desk)
    preview.save()
    assert count(desk, Disclosure) == 1 and count(desk, RecordOpening) == 1
    page = desk.window.go("reports")
    part.form.set_values({"kind": "blank-intake"})
    part.form.changed.emit()
    part.produce(part._show)
    qtbot.waitUntil(lambda: isinstance(desk.window.page(), Preview), timeout=20_000)
    assert desk.window.page().findChild(consents.Why) is None
    desk.window.page().save()
    assert count(desk, Disclosure) == 1


def test_an_export_with_names_asks_what_it_is_for(qtbot, staffed: SignedIn, enter: Enter, tmp_path: Path) -> None:
    desk = enter(staffed)
    add(desk)
    page = desk.window.go("reports")
    assert isinstance(page, ReportsPage)
    part = page.sections.show_part("exports")
    assert isinstance(part, ExportsPart) and not part.why.isVisible()
    out = tmp_path / "out"
    part.form.set_values({"profile": "clients-served", "folder": str(out)})
    part.form.changed.emit()
    assert part.why.isVisible()
    part.why.form.set_values({"purpose": "named_recipient", "recipient": "Dr. Low"})
    part.why.form.changed.emit()
    part.export()
    assert part.why.form.fields["consent_on"].sentence() and not out.exists()
    part.why.form.editor("consent_on").set_value("2026-01-01")
    part.export()
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=20_000)
    assert (out / "clients-served.csv").exists() and count(desk, Disclosure) == 1
    part.form.set_values({"deidentified": "yes"})
    part.form.changed.emit()
    assert not part.why.isVisible()


def seen_part(desk: Desk, client: uuid.UUID) -> SeenPart:
    page = desk.open("client", client, "seen")
    assert isinstance(page, PersonPage)
    part = page.sections.part()
    assert isinstance(part, SeenPart)
    return part


def test_a_manager_opens_a_record_to_an_auditor_and_closes_it(qtbot, staffed: SignedIn, enter: Enter) -> None:
    board = agency.enter(staffed, "Board", "auditor")
    desk = enter(staffed)
    client = add(desk)
    part = seen_part(desk, client)
    quick = part.grants.quick
    assert quick is not None
    quick.open()
    quick.form.set_values({"auditor": "Board", "from_on": "2026-01-01", "to_on": "2199-12-31", "reason": ""})
    quick.save()
    assert quick.form.fields["reason"].sentence()
    quick.form.editor("reason").set_value("Audit 12")
    for typed in ("", "not the manager's own"):
        part.grants.own.editor.line.setText(typed)
        quick.save()
        qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=20_000)
        assert part.grants.own.sentence() and quick.save_button.isEnabled()
        assert desk.read(lambda session: grants.of_client(session, client)) == []
    part.grants.own.editor.line.setText(PASSPHRASE)
    quick.save()
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=20_000)
    assert "Board can read this record" in part.grants.note.words()
    (made,) = desk.read(lambda session: grants.of_client(session, client))
    assert (made.auditor, made.reason) == ("Board", "Audit 12")
    with sessions.reading(board.store, board.actor) as session:
        assert records.load(session, client).code == "C-1"
    close = next(one for one in part.grants.findChildren(type(quick.opener)) if one.text() == "Close now")
    close.click()
    assert desk.read(lambda session: grants.of_client(session, client))[0].revoked_at is not None
    assert [one for one in part.grants.findChildren(type(quick.opener)) if one.text() == "Close now"] == []


def test_without_an_auditor_the_card_says_what_to_do(staffed: SignedIn, enter: Enter) -> None:
    desk = enter(staffed)
    part = seen_part(desk, add(desk))
    assert part.grants.quick is None


def test_an_auditor_reads_the_record_and_who_saw_it_and_prints_it(
    qtbot, staffed: SignedIn, enter: Enter, nameless, saved_as: Path
) -> None:
    QApplication.clipboard().clear()
    board = agency.enter(staffed, "Board", "auditor")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        client = records.add(session, ClientEntry.read({"code": "C-1", "first_name": "Clara", "last_name": "Elk"})).id
        typed = {"auditor": "Board", "from_on": "2020-01-01", "to_on": "2199-12-31", "reason": "Audit 12"}
        grants.grant(session, client, grants.GrantEntry.read(typed))
    desk = enter(board)
    part = seen_part(desk, client)
    assert not hasattr(part, "grants") and nameless(part.window()) == []
    told = [(one.by, one.kind.value) for one in part.list.model.rows()]
    assert told == [("Board", "opened"), (staffed.actor.name, "changed")]
    part.print()
    preview = shown(qtbot, desk)
    why = preview.findChild(consents.Why)
    assert why.form.values()["purpose"] == Purpose.CLIENT_REQUEST.value
    preview.save()
    assert saved_as.read_bytes()[:4] == b"%PDF"
    kept = desk.read(lambda session: list(session.scalars(select(Disclosure))))
    assert [(one.what, one.purpose, one.user_id) for one in kept] == [
        ("paper accounting", "client_request", board.actor.user_id)
    ]
    assert "Clara" not in desk.window.windowTitle()
    assert QApplication.clipboard().text() == ""
