"""The operating system's real key store, where this machine has one: it keeps, forgets and locks as the fakes do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import figures

ROOT = Path(__file__).resolve().parent.parent.parent
STEPS = ["TRIAL", "KEPT", "FORGOTTEN", "LOCKED"]
NEEDED = ("dbus-run-session", "gnome-keyring-daemon")


@pytest.mark.full
@pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason=f"absent here: {' or '.join(NEEDED)} (Debian: dbus, gnome-keyring)"
)
def test_the_secret_service_keeps_what_it_is_given(tmp_path):
    home = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.faults.keyring_trip"],
        cwd=ROOT, env={**os.environ, **home}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    went = done.stdout.split()
    figures.record(1, "steps with a real Secret Service", len(STEPS), len(STEPS) - len(went))
    assert went == STEPS, done.stderr
