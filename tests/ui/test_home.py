"""Home: what is due for whom, counted by filter, and the balances beside it."""

from app.services.across.due import Kind
from app.ui.app import Program
from tests.conftest import MANAGER, PASSPHRASE


def test_an_unchecked_recovery_key_is_due_and_leads_to_settings(qtbot, signed_in, store_folder):
    signed_in.store.close()
    program = Program(store_folder)
    qtbot.waitUntil(lambda: program._ready.is_set(), timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    window = program.desktop.window
    home = window.page()
    items = [item for item in home._due.items if item.kind == Kind.SETUP]
    assert len(items) == 1
    assert home._fits(items[0], "all") and home._fits(items[0], "week") and not home._fits(items[0], Kind.SIGN)
    assert not home._sign.isVisible()
    home._act(items[0])
    assert window.room == "settings"
    program.close()


def test_every_filter_has_a_count(qtbot, signed_in, store_folder):
    signed_in.store.close()
    program = Program(store_folder)
    qtbot.waitUntil(lambda: program._ready.is_set(), timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    words = [button.text() for button in program.desktop.window.page()._chips._buttons]
    assert words and all(any(sign.isdigit() for sign in word) for word in words), words
    program.close()
