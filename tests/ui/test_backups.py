"""Backups on screen: made behind the window, listed with their marks, restored with the word typed; Home tells their age."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFileDialog

from app.services.across import backups, opening
from app.services.across.due import Kind, safety
from app.services.across.opening import SignedIn
from app.services.problems import DiskProblem, Forbidden
from app.services.store import backup, placement
from app.ui import backed, backing, routes
from app.ui.kit.controls import Note
from app.ui.settings.backups import BackupsPart
from app.ui.settings.restoring import RestorePage
from app.ui.window import Acts, Window
from app.ui.write import Desk
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE

NOW = dt.datetime(2026, 11, 25, 2, 15, tzinfo=dt.UTC)


@pytest.fixture
def desk(staffed: SignedIn, own_settings, seat) -> Desk:
    return seat(staffed, "settings", size=None)


@pytest.fixture
def part(qtbot, desk: Desk) -> BackupsPart:
    desk.open("settings", "backups")
    found = desk.window.page().sections.part()
    idle(qtbot, desk)
    return found


def idle(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.queue.busy() and not backing.of(desk).busy(), timeout=30_000)


def said(part: BackupsPart) -> list[list[str]]:
    model = part.list.model
    return [
        [model.cell(row, column).text for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_backing_up_now_lists_it_with_its_mark(qtbot, desk: Desk, part: BackupsPart) -> None:
    assert said(part) == []
    part.now_button.click()
    idle(qtbot, desk)
    ((when, where, size, checked, _button),) = said(part)
    assert str(desk.today().year) in when
    assert (where, checked) == ("On this computer", "Read back and checked") and size.endswith((" KB", " MB"))


def test_the_drive_is_chosen_remembered_and_gets_its_copy(
    qtbot, desk: Desk, part: BackupsPart, monkeypatch, tmp_path: Path
) -> None:
    drive = tmp_path / "usb"
    drive.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_words: str(drive))
    part.drive_card.choose_button.click()
    assert backing.of(desk).drive == drive and str(drive) in part.drive_card.state.text()
    part.now_button.click()
    idle(qtbot, desk)
    assert [row[1] for row in said(part)] == ["On this computer", "On the drive"]
    assert "Last: " in part.drive_card.state.text() and len(list(drive.glob("*.backup"))) == 1
    drive.rename(tmp_path / "pulled")
    part.now_button.click()
    idle(qtbot, desk)
    assert "Plug the drive in" in part.note.words() and not drive.exists()
    part.drive_card.stop_button.click()
    assert backing.of(desk).drive is None


def test_a_damaged_one_says_so_and_is_not_offered(qtbot, desk: Desk, part: BackupsPart) -> None:
    made = backups.daily(desk.signed_in, NOW)
    made.path.write_bytes(made.path.read_bytes()[:5000])
    part.refresh()
    idle(qtbot, desk)
    ((_when, _where, _size, checked, _button),) = said(part)
    assert checked == "Damaged" and part.list.model.cell(0, 4).button == ""


def test_the_daily_one_waits_for_quiet_and_holds_nothing_up(qtbot, desk: Desk, monkeypatch) -> None:
    made_by, gone, go = backing.of(desk), threading.Event(), threading.Event()

    def slow(*arguments) -> object:
        gone.set()
        go.wait(20)
        return real(*arguments)

    real = backups.daily
    monkeypatch.setattr(backups, "daily", slow)
    made_by.look()
    assert not made_by.busy()  # somebody typed a moment ago
    monkeypatch.setattr(desk.window.idle, "quiet", lambda: 60.0)
    made_by.look()
    assert gone.wait(20) and made_by.busy()
    answers: list[int] = []
    desk.queue.run(lambda _progress: 7, answers.append)  # other work does not wait for it
    qtbot.waitUntil(lambda: answers == [7], timeout=20_000)
    go.set()
    idle(qtbot, desk)
    assert len(backup.listed(backup.own_folder(desk.signed_in.store))) == 1
    made_by.look()
    assert not made_by.busy()


def test_locking_does_not_wait_for_a_backup(qtbot, signed_in: SignedIn, monkeypatch, tmp_path) -> None:
    kept = QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr("app.ui.preferences.settings", lambda: kept)
    window = Window(Acts(lambda: None))
    desk = Desk(signed_in, window, routes.opener)
    inside, go, ended = threading.Event(), threading.Event(), threading.Event()

    def held(_signed_in, _now, _drive, tell) -> None:
        inside.set()
        go.wait(20)
        try:
            tell(50)
        finally:
            ended.set()

    monkeypatch.setattr(backups, "by_hand", held)
    backing.of(desk).now()
    assert inside.wait(20)
    queue = backing.of(desk)._queue
    (job,) = queue._jobs
    qtbot.waitUntil(lambda: job.dialog is not None, timeout=20_000)  # its progress is shown by now
    desk.close()  # returns though the backup still runs
    window.deleteLater()
    qtbot.wait(50)
    assert not ended.is_set()
    go.set()
    assert ended.wait(20)
    qtbot.waitUntil(lambda: not queue.busy(), timeout=20_000)


def test_a_backup_at_exit_only_where_it_is_due(qtbot, desk: Desk) -> None:
    made_by = backing.of(desk)
    made_by.at_exit()
    own = backup.own_folder(desk.signed_in.store)
    assert len(backup.listed(own)) == 1
    made_by.at_exit()
    assert len(backup.listed(own)) == 1


def test_what_failed_is_told_on_home_and_in_settings(qtbot, desk: Desk, part: BackupsPart, monkeypatch) -> None:
    def full(*_arguments) -> None:
        raise DiskProblem("The disk is full.")

    monkeypatch.setattr(backups, "by_hand", full)
    part.now_button.click()
    idle(qtbot, desk)
    assert part.note.words() == "The disk is full."
    card = backed.LastCard(desk)
    qtbot.addWidget(card)
    assert "The disk is full." in [label.text() for label in card.findChildren(type(card.title))]


def restore_page(qtbot, desk: Desk, path: Path) -> RestorePage:
    page = RestorePage(desk, path)
    desk.window.open_page(page, "settings")
    page.typed.line.setText(PASSPHRASE)
    page.look_button.click()
    idle(qtbot, desk)
    return page


def test_restoring_tells_names_and_takes_the_word(qtbot, desk: Desk) -> None:
    ruth = agency.enter(desk.signed_in, "Ruth", "supervisor", supervisor="RC")
    made = backups.daily(desk.signed_in, NOW)
    agency.sign(ruth, agency.record(desk.signed_in))
    page = restore_page(qtbot, desk, made.path)
    told = " ".join(note.words() for note in page.told.findChildren(Note))
    assert "1 signed record would be lost:\nSupervision session, 2026-03-04, AW, RC" in told
    assert not page.run_button.isEnabled()
    page.word.set_value("restored")
    page.word.changed.emit()
    assert not page.run_button.isEnabled()
    page.word.set_value("restore")
    page.word.changed.emit()
    page.run_button.click()
    idle(qtbot, desk)
    with desk.signed_in.store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM signature").scalar() == 0
    shown = desk.window.page()
    assert shown.sections.value() == "backups" and "is kept as" in shown._note.words()
    idle(qtbot, desk)
    assert [row[1] for row in said(shown.sections.part())] == ["On this computer"] * 2


def test_a_wrong_passphrase_of_older_keys_stands_beside_its_field(qtbot, desk: Desk, monkeypatch) -> None:
    made = backups.daily(desk.signed_in, NOW)
    monkeypatch.setattr(
        "app.services.across.restore.vault.check_mac", lambda *_all: (_ for _ in ()).throw(opening.Damaged("no"))
    )
    page = RestorePage(desk, made.path)
    desk.window.open_page(page, "settings")
    page.look_button.click()
    assert page.field.sentence() == "Type your passphrase."
    page.typed.line.setText("another one entirely")
    page.look_button.click()
    idle(qtbot, desk)
    assert "on that day" in page.field.sentence() and page.told.isHidden()


def test_leaving_the_page_takes_the_opened_copy_away(qtbot, desk: Desk) -> None:
    made = backups.daily(desk.signed_in, NOW)
    page = restore_page(qtbot, desk, made.path)
    work = page._prepared.work
    assert work.is_dir()
    desk.open("settings", "backups")
    qtbot.waitUntil(lambda: not work.exists(), timeout=5_000)


def test_home_asks_for_one_after_seven_days(desk: Desk) -> None:
    signed_in, today = desk.signed_in, NOW.date()
    real = dt.datetime.now(dt.UTC)

    def due(at: dt.datetime, elsewhere: dt.datetime | None = None) -> list[str]:
        return [one.what for one in safety.items(signed_in, at, today, elsewhere) if one.kind == Kind.BACKUP]

    week = dt.timedelta(days=7, hours=1)
    assert due(real) == []
    assert due(real + week) == ["Back up the records"]
    assert due(real + week, real + week) == []  # the drive has a newer one
    backups.daily(signed_in, real)
    assert due(real + dt.timedelta(days=6)) == []
    (item,) = safety.items(signed_in, real + 3 * week, today)
    assert item.detail == "The newest is 21 days old" and (today - item.on).days == 14


def test_home_tells_of_a_clock_set_back_and_of_an_unsafe_folder(desk: Desk) -> None:
    earlier = dt.datetime.now(dt.UTC) - dt.timedelta(hours=5)
    whats = [one.what for one in safety.items(desk.signed_in, earlier, NOW.date())]
    assert whats == ["Check this computer's clock"]
    desk.signed_in.placement = placement.warning(Path("/home/ann/Dropbox/store"))
    now = dt.datetime.now(dt.UTC)
    assert [one.what for one in safety.items(desk.signed_in, now, NOW.date())] == ["Move the records"]
    annie = agency.enter(desk.signed_in, "Annie", "peer_supporter", staff="AW")
    with pytest.raises(Forbidden):
        safety.items(annie, earlier, NOW.date())


def test_the_card_on_home_says_when(qtbot, desk: Desk) -> None:
    empty = backed.LastCard(desk)
    qtbot.addWidget(empty)
    words = [label.text() for label in empty.findChildren(type(empty.title))]
    assert "Not backed up yet" in words
    backups.daily(desk.signed_in, dt.datetime.now(dt.UTC))
    card = backed.LastCard(desk)
    qtbot.addWidget(card)
    words = [label.text() for label in card.findChildren(type(card.title))]
    assert "Backed up today" in words and any("Read back and checked." in one for one in words)


def test_every_control_has_a_name_and_is_reached(qtbot, desk: Desk, part: BackupsPart, nameless, unreached) -> None:
    made = backups.daily(desk.signed_in, NOW)
    part.refresh()
    idle(qtbot, desk)
    assert nameless(part.window()) == [] and unreached(part.window()) == []
    page = restore_page(qtbot, desk, made.path)
    with qtbot.waitActive(desk.window):  # a progress box may have had the focus
        desk.window.activateWindow()
    assert nameless(page.window()) == [] and unreached(page.window()) == []
    assert MANAGER not in desk.window.windowTitle()
