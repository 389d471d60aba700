"""No core dumps, and temporary files in a folder of one's own, from the first line of the program on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """
import resource, tempfile
import app.__main__ as program
def run():
    print(resource.getrlimit(resource.RLIMIT_CORE), tempfile.gettempdir())
    import ctypes
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if {linux} else 0)  # PR_GET_DUMPABLE
    return 0
program.run = run
raise SystemExit(program.main())
"""


@pytest.mark.skipif(os.name == "nt", reason="limits are asked the POSIX way")
def test_the_program_writes_no_dumps_and_keeps_its_temporaries(tmp_path: Path) -> None:
    linux = sys.platform.startswith("linux")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(linux=linux)], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PEERDESK_STORE": str(tmp_path / "store"), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    limits, dumpable = done.stdout.splitlines()
    assert limits.startswith("(0, 0) " + str(tmp_path / "temporary"))
    assert dumpable == "0"
    assert list((tmp_path / "temporary").iterdir()) == []  # it went with the process
