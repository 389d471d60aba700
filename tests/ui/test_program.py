"""The program from its first page: unlock, first run, lock; what a person sees and what lies on the disk."""

import datetime as dt
import getpass
import os

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from app.services import drafts
from app.services.across import access, opening
from app.services.store import session as sessions
from app.services.store import vault
from app.ui.app import Program
from app.ui.preferences import settings
from tests.conftest import AGENCY, MANAGER, PASSPHRASE
from tests.keyrings import Native


@pytest.fixture
def program(qtbot, signed_in, store_folder):
    signed_in.store.close()
    made = Program(store_folder)
    yield made
    made.close()
    for page in (made.unlock, made.setup):
        if page is not None:
            page.close()


def users(program):
    box = program.unlock.findChild(QComboBox)
    return [box.itemText(number) for number in range(box.count())]


def words(program):
    return " ".join(label.text() for label in program.unlock.findChildren(QLabel) if label.isVisible())


def enter(qtbot, program):
    qtbot.waitUntil(lambda: users(program) == [MANAGER], timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)


def test_the_unlock_page_names_the_agency_and_its_users(qtbot, program):
    qtbot.waitUntil(lambda: users(program) == [MANAGER], timeout=20_000)
    assert AGENCY in words(program)
    assert program.unlock.windowTitle() == "Peerdesk"


def test_a_wrong_passphrase_is_told_on_the_page_and_opens_nothing(qtbot, program):
    qtbot.waitUntil(lambda: users(program) == [MANAGER], timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE + "x")
    qtbot.waitUntil(lambda: "passphrase" in words(program).lower(), timeout=20_000)
    assert program.desktop is None
    assert words(program).strip()


def test_the_right_passphrase_opens_home_and_no_name_is_in_the_title(qtbot, program):
    enter(qtbot, program)
    window = program.desktop.window
    assert window.isVisible() and window.room == "home"
    assert MANAGER not in window.windowTitle()
    assert program.unlock is None


def test_locking_gives_the_store_back_and_keeps_what_was_typed(qtbot, program, store_folder):
    enter(qtbot, program)
    program.desktop.desk.keeper.typed("supervision", "", {"summary": "half a sentence"})
    program.lock()
    assert program.desktop is None and program.unlock.isVisible()
    again = opening.unlock(store_folder, MANAGER, PASSPHRASE)
    try:
        with sessions.reading(again.store, again.actor) as session:
            kept = drafts.of_author(session, "supervision")
        assert ["half a sentence" in one.typed for one in kept] == [True]
    finally:
        again.store.close()


def test_quiet_minutes_lock_the_window_and_say_so(qtbot, program):
    enter(qtbot, program)
    program.desktop.window.idle.set_minutes(0)
    qtbot.waitUntil(lambda: program.desktop is None, timeout=20_000)
    assert "kept" in words(program)


@pytest.fixture
def kept_key(signed_in, monkeypatch):
    """The computer's key store holds this person's key, and they were the last to come in."""
    backend = Native()
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    access.keep_in_keyring(signed_in, PASSPHRASE)
    settings().setValue("user", MANAGER)
    return backend


def test_what_the_computer_keeps_opens_the_window_at_start_and_never_after_a_lock(qtbot, kept_key, program):
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    asked = []
    kept_key.get_password = lambda *words: asked.append(words)
    program.lock()
    qtbot.waitUntil(lambda: users(program) == [MANAGER], timeout=20_000)
    program.open_folder(program.folder)
    qtbot.waitUntil(lambda: users(program) == [MANAGER], timeout=20_000)
    qtbot.wait(200)
    assert asked == [] and program.desktop is None
    assert program.unlock.findChild(QLineEdit).text() == ""


def test_where_the_computer_has_lost_the_key_the_passphrase_opens_as_ever(qtbot, kept_key, program):
    kept_key.kept.clear()
    qtbot.waitUntil(lambda: "keeps no key" in words(program), timeout=20_000)
    enter(qtbot, program)
    assert program.desktop is not None


def test_the_recovery_key_leads_to_a_new_passphrase(qtbot, program, signed_in):
    qtbot.waitUntil(lambda: users(program) == [MANAGER], timeout=20_000)
    program.attempt_recovery(MANAGER, signed_in.recovery_key)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    window = program.desktop.window
    assert window.room == "settings"
    said = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    assert any("You came in with the recovery key" in one for one in said)


def test_a_second_program_says_that_the_store_is_open(qtbot, program, store_folder):
    enter(qtbot, program)
    other = Program(store_folder)
    qtbot.waitUntil(lambda: users(other) == [MANAGER], timeout=20_000)
    other.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: "another window of Peerdesk" in words(other), timeout=20_000)
    assert other.desktop is None
    other.unlock.close()


def test_the_first_run_makes_a_store_and_checks_the_recovery_key(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(vault, "FULL", vault.LOW)
    monkeypatch.setattr(opening.create, "__kwdefaults__", {**opening.create.__kwdefaults__, "cost": vault.LOW})
    folder = tmp_path / "new"
    program = Program(folder)
    page = program.setup
    assert page is not None and page.isVisible()
    type_into(page, "agency", AGENCY)
    page.advance()
    for name, words in (("name", MANAGER), ("passphrase", PASSPHRASE), ("again", PASSPHRASE)):
        type_into(page, name, words)
    page.advance()
    assert (folder / "agency.db").is_file() and (folder / "vault.json").is_file()
    type_into(page, "typed", page._key)
    page.advance()
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    desk = program.desktop.desk
    with desk.reading() as session:
        assert opening.users.agency(session).recovery_checked_at is not None
    assert desk.today() <= dt.date(2200, 1, 1)
    program.close()


def type_into(page, name, words):
    edit = page.fields[name].editor.findChild(QLineEdit)
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    edit.setText(words)
    edit.textEdited.emit(words)
