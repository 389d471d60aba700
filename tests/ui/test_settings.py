"""The Settings room: agency, users and links, one's own passphrase, the recovery key, the check of the store, look."""

import datetime as dt
import getpass
import inspect

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from app.services import agency, program, staff, users
from app.services.across import access, confirmed, due, opening
from app.services.across.opening import SignedIn
from app.services.clients import records as clients
from app.services.clients.entry import ClientEntry
from app.services.problems import Problem, WrongPassphrase
from app.services.store import session as sessions
from app.services.store import vault
from app.ui import routes
from app.ui.kit import controls, theme
from app.ui.kit.controls import Button
from app.ui.kit.shown_key import ShownKey
from app.ui.preferences import Preferences
from app.ui.settings import people, programs, user
from app.ui.settings.keyring import KeyringCard
from app.ui.settings.recovery import NewKeyPage, RecoveryCard
from app.ui.settings.room import SettingsPage
from app.ui.settings.security import PassphraseCard, VerifyCard
from app.ui.window import Acts, Window
from app.ui.write import Desk
from tests.conftest import MANAGER, PASSPHRASE
from tests.keyrings import Native

OTHER = "seven tin kettles over Flathead"


@pytest.fixture
def desk(signed_in: SignedIn, own_settings, seat) -> Desk:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        entry = dict(code="AW", name="Annie Whitegrass", pack="mt-cbhpss", started_on="2026-01-01")
        staff.add(session, staff.StaffEntry.read(entry))
    return seat(signed_in, "settings", size=None)


def part(desk: Desk, name: str):
    desk.open("settings", name)
    page = desk.window.page()
    assert isinstance(page, SettingsPage)
    return page.sections.part()


@pytest.fixture
def cheap(monkeypatch) -> None:
    """New passphrases by the cheapest derivation."""
    own = (confirmed.reset_passphrase, confirmed.add_user)
    for setter in (access.choose_passphrase, access.reset_passphrase, access.change_passphrase, *own):
        monkeypatch.setitem(inspect.unwrap(setter).__kwdefaults__, "cost", vault.LOW)


def annie(desk: Desk) -> people.UserRow:
    """A further user as the list shows her."""
    entry = users.UserEntry.read(dict(name="Annie", roles="peer_supporter", staff="AW"))
    opening.add_user(desk.signed_in, entry, PASSPHRASE, cost=vault.LOW)
    return next(one for one in people.rows(desk) if one.name == "Annie")


def type_twice(new, words: str) -> None:
    new.first.line.setText(words)
    new.again.line.setText(words)


def confirm(asking, typed: str = PASSPHRASE) -> None:
    """Type the passphrase that confirms an act."""
    asking.editor.line.setText(typed)


def idle(qtbot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=20_000)


def test_the_agency_is_changed_on_record_and_on_the_unlock_screen(desk: Desk) -> None:
    agency = part(desk, "agency")
    agency.form.editor("name").set_value("Mission Valley Peers")
    agency.form.editor("zone").set_value("America/Boise")
    agency.save()
    kept = desk.read(users.agency)
    assert (kept.name, kept.zone) == ("Mission Valley Peers", "America/Boise")
    assert vault.read(desk.signed_in.store.folder).agency == "Mission Valley Peers"
    assert str(desk.zone) == "America/Boise"


def test_an_agency_without_a_name_is_refused(desk: Desk) -> None:
    agency = part(desk, "agency")
    agency.form.editor("name").set_value("")
    agency.save()
    assert [field.name for field in agency.form.faulty()] == ["name"]
    assert desk.read(users.agency).name


def test_a_user_is_added_and_linked(qtbot, desk: Desk) -> None:
    page = people.AddUserPage(desk)
    desk.window.open_page(page, "settings")
    page.form.set_values({"name": "Annie", "roles": "peer_supporter"})
    page.passphrase.first.line.setText(OTHER)
    page.passphrase.again.line.setText(OTHER + "x")
    page.add()
    assert page.passphrase.field_again.sentence()
    page.passphrase.again.line.setText(OTHER)
    for typed in ("", OTHER):
        confirm(page.own, typed)
        page.add()
        idle(qtbot, desk)
        assert page.own.sentence() and len(people.rows(desk)) == 1
    confirm(page.own)
    page.add()
    idle(qtbot, desk)
    row = next(one for one in people.rows(desk) if one.name == "Annie")
    assert (row.roles, row.staff) == (("peer_supporter",), "")
    assert "which staff member they are" in desk.window.page().findChild(controls.Note).words()
    page = user.UserPage(desk, row)
    desk.window.open_page(page, "settings")
    page.form.editor("staff").set_value("AW")
    for typed in ("", OTHER):
        confirm(page.own, typed)
        page.save()
        idle(qtbot, desk)
        assert page.own.sentence() and page.save_button.isEnabled()
        assert next(one for one in people.rows(desk) if one.name == "Annie").staff == ""
    confirm(page.own)
    page.save()
    idle(qtbot, desk)
    assert next(one for one in people.rows(desk) if one.name == "Annie").staff == "AW"
    folder = desk.signed_in.store.folder
    assert vault.unlock(folder, "Annie", OTHER).user is not None


def test_a_wrong_name_or_link_of_a_user_is_corrected_with_a_reason(qtbot, desk: Desk) -> None:
    page = user.UserPage(desk, annie(desk))
    desk.window.open_page(page, "settings")
    page.form.editor("roles").set_value("peer_supporter;auditor")
    page.form.changed.emit()
    assert page.correction.field.isHidden()
    page.form.editor("name").set_value("Annie Whitegrass")
    page.form.changed.emit()
    confirm(page.own)
    page.save()
    idle(qtbot, desk)
    assert "Say why" in page.correction.field.sentence()
    page.correction.editor.box.setPlainText("Her whole name")
    for typed in ("", OTHER):
        confirm(page.own, typed)
        page.save()
        idle(qtbot, desk)
        assert page.own.sentence() and not [one for one in people.rows(desk) if one.name == "Annie Whitegrass"]
    confirm(page.own)
    page.save()
    idle(qtbot, desk)
    row = next(one for one in people.rows(desk) if one.name == "Annie Whitegrass")
    assert {person.name for person in vault.read(desk.signed_in.store.folder).people} >= {"Annie Whitegrass"}
    page = user.UserPage(desk, row)
    words = [label.text() for label in page.findChildren(QLabel)]
    assert "Name: Annie → Annie Whitegrass" in words and any(text.endswith("Her whole name") for text in words)
    page.form.editor("name").set_value(MANAGER)
    page.form.changed.emit()
    page.correction.editor.box.setPlainText("x")
    confirm(page.own)
    page.save()
    idle(qtbot, desk)
    assert [field.name for field in page.form.faulty()] == ["name"]


def test_roles_are_changed_and_the_last_manager_stays(qtbot, desk: Desk) -> None:
    page = user.UserPage(desk, annie(desk))
    desk.window.open_page(page, "settings")
    page.form.editor("roles").set_value("auditor;supervisor")
    confirm(page.own)
    page.save()
    idle(qtbot, desk)
    kept = {one.name: one for one in people.rows(desk)}
    assert (kept["Annie"].roles, kept["Annie"].staff) == (("auditor", "supervisor"), "AW")
    page = user.UserPage(desk, kept[MANAGER])
    desk.window.open_page(page, "settings")
    assert page.reset is None  # one's own passphrase changes under Security
    for roles in ("auditor", ""):
        page.form.editor("roles").set_value(roles)
        confirm(page.own)
        page.save()
        idle(qtbot, desk)
        assert [field.name for field in page.form.faulty()] == ["roles"]
    assert {one.name: one for one in people.rows(desk)}[MANAGER].roles == ("manager",)


def test_a_manager_sets_a_new_passphrase_for_another(qtbot, desk: Desk, cheap) -> None:
    page = user.UserPage(desk, annie(desk))
    desk.window.open_page(page, "settings")
    type_twice(page.reset.new, "password")
    page.reset.run()
    assert page.reset.new.field.sentence()
    type_twice(page.reset.new, OTHER)
    folder = desk.signed_in.store.folder
    for typed in ("", OTHER):
        confirm(page.reset.own, typed)
        page.reset.run()
        idle(qtbot, desk)
        assert page.reset.own.sentence() and vault.unlock(folder, "Annie", PASSPHRASE).user is not None
    confirm(page.reset.own)
    page.reset.run()
    idle(qtbot, desk)
    assert page.reset.note.words() and page.reset.new.first.value() == ""
    folder = desk.signed_in.store.folder
    assert vault.unlock(folder, "Annie", OTHER).user is not None
    with pytest.raises(WrongPassphrase):
        vault.unlock(folder, "Annie", PASSPHRASE)


def test_after_the_recovery_key_the_old_passphrase_is_not_asked_for(qtbot, desk: Desk, cheap) -> None:
    desk.signed_in.recovered = True
    card = part(desk, "security").findChild(PassphraseCard)
    assert card.field.isHidden() and "recovery key" in card.note.words()
    type_twice(card.new, OTHER)
    card.change()
    idle(qtbot, desk)
    assert vault.unlock(desk.signed_in.store.folder, MANAGER, OTHER).user is not None
    assert not card.field.isHidden() and not desk.signed_in.recovered


def asked(qtbot, card: KeyringCard) -> None:
    qtbot.waitUntil(lambda: "Asking" not in card.note.words(), timeout=20_000)


def test_opening_without_typing_is_off_until_turned_on_with_the_passphrase(
    qtbot, desk: Desk, service: Native
) -> None:
    card = part(desk, "security").findChild(KeyringCard)
    asked(qtbot, card)
    assert "off" in card.note.words() and card.off_button.isHidden()
    folder = desk.signed_in.store.folder
    for typed in ("", OTHER):
        card.typed.line.setText(typed)
        card.turn_on()
        idle(qtbot, desk)
        assert card.field.sentence() and service.kept == {}
    card.typed.line.setText(PASSPHRASE)
    card.turn_on()
    idle(qtbot, desk)
    asked(qtbot, card)
    assert "It is on" in card.note.words() and card.on_button.isHidden() and card.typed.value() == ""
    assert [person.keyring for person in vault.read(folder).people] == [True]
    card.turn_off()
    idle(qtbot, desk)
    asked(qtbot, card)
    assert service.kept == {}
    assert [person.keyring for person in vault.read(folder).people] == [False]


def test_a_shared_account_says_why_it_cannot_be_turned_on(qtbot, desk: Desk, service: Native, monkeypatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "frontdesk")
    card = part(desk, "security").findChild(KeyringCard)
    asked(qtbot, card)
    assert "shared" in card.note.words()
    assert card.on_button.isHidden() and card.off_button.isHidden() and card.field.isHidden()


def test_a_weak_passphrase_is_refused_with_its_reason(desk: Desk) -> None:
    page = people.AddUserPage(desk)
    desk.window.open_page(page, "settings")
    page.form.set_values({"name": "Annie", "roles": "peer_supporter"})
    page.passphrase.first.line.setText("password")
    page.passphrase.again.line.setText("password")
    page.add()
    assert page.passphrase.field.sentence()
    assert [one.name for one in people.rows(desk)] == [MANAGER]


def test_one_s_own_passphrase_changes(qtbot, desk: Desk) -> None:
    card = part(desk, "security").findChild(PassphraseCard)
    card.old.line.setText("not this one at all")
    card.new.first.line.setText(OTHER)
    card.new.again.line.setText(OTHER)
    card.change()
    idle(qtbot, desk)
    assert card.field.sentence()
    card.old.line.setText(PASSPHRASE)
    card.change()
    idle(qtbot, desk)
    assert card.note.words()
    folder = desk.signed_in.store.folder
    assert vault.unlock(folder, MANAGER, OTHER).user is not None
    with pytest.raises(WrongPassphrase):
        vault.unlock(folder, MANAGER, PASSPHRASE)


def test_the_recovery_key_is_checked_by_typing(qtbot, desk: Desk) -> None:
    card = part(desk, "security").findChild(RecoveryCard)
    card.typed.set_value("AAAA-BBBB")
    card.check()
    idle(qtbot, desk)
    assert card.field.sentence()
    assert desk.read(users.agency).recovery_checked_at is None
    card.typed.set_value(desk.signed_in.recovery_key.lower())
    card.check()
    idle(qtbot, desk)
    assert desk.read(users.agency).recovery_checked_at is not None
    assert card.typed.value() == ""


def test_a_recovery_key_over_a_year_old_is_asked_for_again(desk: Desk) -> None:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=366)
    opening.confirm_recovery_key(desk.signed_in, desk.signed_in.recovery_key, long_ago)
    card = part(desk, "security").findChild(RecoveryCard)
    card.refresh()
    assert "over a year ago" in card.state.words()
    assert card.ways.text() == f"1 manager can set a new passphrase for others: {MANAGER}."
    items = [one for one in desk.read(lambda session: due.due(session, desk.today())).items if one.kind == due.Kind.SETUP]
    assert [(one.what, one.on < desk.today(), one.target) for one in items] == [("Check the recovery key", True, "security")]
    opening.confirm_recovery_key(desk.signed_in, desk.signed_in.recovery_key)
    card.refresh()
    assert "last checked" in card.state.words() and "over a year" not in card.state.words()


def test_a_new_recovery_key_works_once_it_was_typed_and_the_old_one_no_more(qtbot, desk: Desk) -> None:
    folder, old = desk.signed_in.store.folder, desk.signed_in.recovery_key
    part(desk, "security").findChild(RecoveryCard).new_button.click()
    page = desk.window.page()
    assert isinstance(page, NewKeyPage)
    for typed in ("", OTHER):
        confirm(page.begin_own, typed)
        page.begin()
        idle(qtbot, desk)
        assert page.begin_own.sentence() and page.key == "" and page.button.isHidden()
    confirm(page.begin_own)
    page.begin()
    idle(qtbot, desk)
    assert {label.text() for label in page.findChildren(ShownKey)} == {page.key}
    page.typed.set_value(old)
    for typed in ("", OTHER):
        confirm(page.own, typed)
        page.use()
        idle(qtbot, desk)
        assert page.own.sentence()
        vault.check_recovery_key(folder, old)
    confirm(page.own)
    page.use()
    idle(qtbot, desk)
    assert "not the new key" in page.field.sentence()
    vault.check_recovery_key(folder, old)
    page.typed.set_value(page.key.lower().replace("-", " "))
    QGuiApplication.clipboard().setText(page.key[5:14])
    page.use()
    idle(qtbot, desk)
    assert desk.window.page() is not page and QGuiApplication.clipboard().text() == ""
    vault.check_recovery_key(folder, page.key)
    with pytest.raises(WrongPassphrase, match="newer recovery key"):
        vault.check_recovery_key(folder, old)
    assert desk.read(users.agency).recovery_checked_at is not None


def test_a_user_is_removed_with_the_managers_own_passphrase(qtbot, desk: Desk) -> None:
    row, kept = annie(desk), desk.signed_in.store.key
    page = user.UserPage(desk, row)
    desk.window.open_page(page, "settings")
    card = page.removal
    card.run()
    assert card.field.sentence() == "Type your own passphrase."
    card.typed.line.setText(OTHER)
    card.run()
    idle(qtbot, desk)
    assert "not your passphrase" in card.field.sentence() and desk.signed_in.store.key == kept
    card.typed.line.setText(PASSPHRASE)
    card.run()
    idle(qtbot, desk)
    assert desk.window.page() is not page and desk.signed_in.store.key != kept
    assert {one.name: one.removed for one in people.rows(desk)} == {MANAGER: False, "Annie": True}
    with pytest.raises(WrongPassphrase):
        vault.unlock(desk.signed_in.store.folder, "Annie", PASSPHRASE)


def test_a_removal_that_would_shut_everybody_out_says_why_on_the_card(qtbot, desk: Desk) -> None:
    row = annie(desk)
    with sessions.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        users.set_roles(session, row.id, frozenset({users.Role.MANAGER}))
    card = user.UserPage(desk, row).removal
    card.typed.line.setText(PASSPHRASE)
    card.run()
    idle(qtbot, desk)
    assert "nobody has checked the recovery key" in card.note.words()
    assert not any(one.removed for one in people.rows(desk))


def test_a_passphrase_that_the_manager_chose_opens_and_does_not_sign_until_changed(qtbot, desk: Desk, cheap) -> None:
    page = user.UserPage(desk, annie(desk))
    type_twice(page.reset.new, OTHER)
    page.reset.new.absent.set_value("yes")
    confirm(page.reset.own)
    page.reset.run()
    idle(qtbot, desk)
    assert not page.reset.new.temporary
    folder = desk.signed_in.store.folder
    desk.signed_in.store.close()
    own = opening.unlock(folder, "Annie", OTHER)
    try:
        assert opening.is_temporary(own)
        with pytest.raises(Problem, match="Somebody else chose"):
            opening.signing_key(own, OTHER)
        access.change_passphrase(own, OTHER, "nine blue doors on Higgins Avenue")
        assert not opening.is_temporary(own)
        assert opening.signing_key(own, "nine blue doors on Higgins Avenue")
    finally:
        own.store.close()


def test_the_check_of_the_store_says_what_it_found(qtbot, desk: Desk) -> None:
    card = part(desk, "security").findChild(VerifyCard)
    card.run()
    idle(qtbot, desk)
    assert "All is well" in card.note.words()
    with desk.signed_in.store.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE staff SET name = 'Someone Else'")
        connection.commit()
    card.run()
    idle(qtbot, desk)
    assert "1 fault" in card.note.words()
    assert "changed outside Peerdesk" in card.found.text()


def test_limits_are_set_and_a_wrong_one_is_told_beside_its_field(desk: Desk) -> None:
    limits = part(desk, "limits")
    assert limits.form.values() == {"note_hours": "72", "keep_years": "7", "lock_minutes": "10"}
    limits.form.editor("keep_years").set_value("6")
    limits.form.editor("note_hours").set_value("48")
    limits.save()
    assert "The rules ask for 7" in limits.form.fields["keep_years"].sentence()
    assert desk.read(agency.policy).note_hours == 72 and limits.form.values()["note_hours"] == "48"
    limits.form.editor("keep_years").set_value("10")
    limits.button.click()
    assert desk.read(agency.policy).model_dump() == {"note_hours": 48, "keep_years": 10, "lock_minutes": 10}


def test_a_program_is_added_changed_removed_and_put_back(qtbot, desk: Desk) -> None:
    shown = part(desk, "programs")
    shown.add_program.click()
    page = desk.window.page()
    page.form.editor("name").set_value("Homes")
    page.form.editor("client_word").set_value("participant")
    page.form.editor("part_two").set_value("yes")
    page.save()
    [row] = shown.programs.model.rows()
    assert (row.name, row.client_word, row.part_two) == ("Homes", "participant", True)
    assert shown.programs.model.cell(0, 0).second == "42 CFR Part 2"
    shown.programs.opened.emit(row)
    page = desk.window.page()
    page.form.editor("name").set_value("")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["name"]
    page.form.editor("name").set_value("Homes first")
    page.save()
    shown.programs.opened.emit(shown.programs.model.rows()[0])
    next(one for one in desk.window.page().findChildren(Button) if one.text() == "Remove").click()
    assert shown.programs.model.rows() == []
    desk.window.page()._undo._button.click()
    qtbot.waitUntil(lambda: [one.name for one in shown.programs.model.rows()] == ["Homes first"])


def test_what_was_typed_of_a_program_comes_back_and_a_named_funding_has_no_way_out(desk: Desk) -> None:
    page = programs.open_form(desk, "program")
    page.form.editor("name").set_value("Rec")
    page.form.changed.emit()
    assert desk.keeper.flush()
    desk.open("settings.draft", "program", "")
    assert desk.window.page().form.values()["name"] == "Rec" and not desk.window.page().restored.isHidden()
    with sessions.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        typed = {"code": "C1", "first_name": "Clara", "last_name": "Elk", "admitted_on": "2026-01-05", "funding": "Grant"}
        key = clients.add(session, ClientEntry.read(typed)).id
        funding = program.fundings(session, desk.today())[0].id
    page = programs.open_form(desk, "funding", funding)
    assert "Remove" not in [one.text() for one in page.findChildren(Button)]
    desk.keeper.forget("program")
    desk.open("settings.draft", "funding", key.hex)  # removed since
    assert isinstance(desk.window.page(), SettingsPage)


def test_text_size_and_minutes_take_hold(desk: Desk) -> None:
    look = part(desk, "look")
    look.minutes.set_value("5")
    look.minutes.changed.emit()
    assert Preferences(desk.signed_in).number("minutes") == 5
    look.text_size.set_value("125")
    look.text_size.changed.emit()
    assert theme.percent() == 125
    assert desk.window.page().sections.value() == "look"


def test_a_peer_supporter_sees_no_way_to_change_others(qtbot, signed_in: SignedIn) -> None:
    entry = users.UserEntry.read(dict(name="Annie", roles="peer_supporter"))
    opening.add_user(signed_in, entry, PASSPHRASE, cost=vault.LOW)
    signed_in.store.close()
    window = Window(Acts(lambda: None))
    made = Desk(opening.unlock(signed_in.store.folder, "Annie", PASSPHRASE), window, routes.opener)
    qtbot.addWidget(window)
    window.add_page("settings", lambda: made.open("room.settings"))
    try:
        assert not part(made, "agency").form.isEnabled()
        assert not part(made, "limits").form.isEnabled() and not part(made, "limits").button.isVisible()
        assert part(made, "users").add_button.isHidden()
        assert part(made, "security").findChild(VerifyCard) is None
    finally:
        made.close()


def test_every_control_has_a_name_and_is_reached(qtbot, desk: Desk, service: Native, nameless, unreached) -> None:
    for name in ("agency", "limits", "programs", "users", "security", "look"):
        shown = part(desk, name)
        if name == "security":
            asked(qtbot, shown.findChild(KeyringCard))
        assert nameless(shown.window()) == []
        assert unreached(shown.window()) == []
    page = user.UserPage(desk, annie(desk))
    desk.window.open_page(page, "settings")
    assert nameless(page.window()) == []
    assert unreached(page.window()) == []
