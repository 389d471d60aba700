"""Run inside a D-Bus session of its own: the real Secret Service keeps, gives back, forgets, and locks.

Prints a line for each step that went as promised. Arguments: none. The account check is left aside: the step that
refuses shared accounts has its own test, and a build machine often knows root only.
"""

import subprocess
import sys

import secretstorage

from app.services.store import keychain

STORE, USER, SECRET = "store-of-a-trial", "user-of-a-trial", bytes(range(32))


def main() -> int:
    """Keep, compare, forget; then lock the service and be refused with a sentence."""
    subprocess.run(
        ["gnome-keyring-daemon", "--unlock", "--components=secrets"], input=b"a trial", check=True, capture_output=True
    )
    keychain._account_is_shared = lambda: False
    assert keychain.why_not(STORE) == ""
    print("TRIAL")
    keychain.keep(STORE, USER, SECRET)
    assert keychain.fetch(STORE, USER) == SECRET
    print("KEPT")
    keychain.forget(STORE, USER)
    assert keychain.fetch(STORE, USER) is None
    print("FORGOTTEN")
    keychain.keep(STORE, USER, SECRET)
    bus = secretstorage.dbus_init()
    secretstorage.get_default_collection(bus).lock()
    try:
        keychain.fetch(STORE, USER)
    except keychain.NoKeychain as refused:
        assert refused.sentence
        print("LOCKED")
    return 0


if __name__ == "__main__":
    sys.exit(main())
