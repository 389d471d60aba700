"""The audit file's page: people, period and proof are chosen, a file that cannot go in is asked about, Cancel stops."""


import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app.services.across.opening import SignedIn
from app.ui.kit.preview import Preview
from app.ui.reports.audit_file import AuditFilePart
from app.ui.reports.room import ReportsPage
from app.ui.write import Desk
from tests import audited
from tests.audited import add
from tests.pdfs import foreign, lines


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    return audited.filled(signed_in)


@pytest.fixture
def desk(office: SignedIn, seat) -> Desk:
    return seat(office, "reports", size=(1366, 768))


def part(desk: Desk) -> AuditFilePart:
    desk.open("reports", "audit-file")
    page = desk.window.page()
    assert isinstance(page, ReportsPage)
    found = page.sections.part()
    assert isinstance(found, AuditFilePart)
    found.form.set_values({"staff": "AW", "first": "2026-02-01", "last": "2026-03-31"})
    found.form.changed.emit()
    return found


def shown(qtbot, desk: Desk) -> list[str]:
    qtbot.waitUntil(lambda: isinstance(desk.window.page(), Preview), timeout=30_000)
    page = desk.window.page()
    assert isinstance(page, Preview)
    return lines(page.data)


def test_what_is_ticked_goes_in(qtbot, desk: Desk, office: SignedIn, nameless, unreached) -> None:
    add(office, "Letter of June", foreign(0, words="first"))
    add(office, "Letter of July", foreign(0, words="second"), in_audit_file=False)
    made = part(desk)
    assert [(box.text(), box.isChecked()) for _one, box in made.attachments.boxes] == [
        ("Letter of June", True), ("Letter of July", False),
    ]  # fmt: skip
    assert made.attachments.aside.text() == "1 of 2 go in"
    assert nameless(made) == [] and unreached(made) == []
    made.attachments.boxes[0][1].click()
    made.attachments.boxes[1][1].click()
    made.button.click()
    text = shown(qtbot, desk)
    assert "Board audit file" in text[0] and "second 1" in text[-1] and "first 1" not in " ".join(text)


@pytest.mark.parametrize("go_on", [True, False])
def test_a_file_that_cannot_go_in_is_asked_about(qtbot, desk: Desk, office: SignedIn, go_on: bool) -> None:
    add(office, "Receipt", foreign(0, password="secret"))
    made, said = part(desk), list[str]()

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, answer)
            return
        said.append(box.text())
        wanted = "Make it without" if go_on else "Go back"
        next(button for button in box.buttons() if button.text() == wanted).click()

    QTimer.singleShot(20, answer)
    made.button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    assert "Receipt: it is protected by a password." in said[0]
    if go_on:
        assert "Attachments left out Receipt" in shown(qtbot, desk)[1]
    else:
        qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=30_000)
        assert desk.window.page() is not None and not isinstance(desk.window.page(), Preview)


def test_a_period_the_wrong_way_round_stands_beside_its_field(qtbot, desk: Desk) -> None:
    made = part(desk)
    made.form.set_values({"staff": "AW", "first": "2026-03-31", "last": "2026-02-01"})
    made.make()
    qtbot.waitUntil(lambda: bool(made.form.faulty()), timeout=30_000)
    assert [field.name for field in made.form.faulty()] == ["last"]


def test_cancel_leaves_the_page_as_it_was(qtbot, desk: Desk) -> None:
    made = part(desk)
    made.make()
    next(iter(desk.queue._jobs)).progress.cancel()
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=30_000)
    assert not isinstance(desk.window.page(), Preview)
