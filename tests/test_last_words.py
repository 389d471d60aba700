"""Without a console: a bug or refusal at the start is shown in a box, and its kind and place stand in the log."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __main__ as program
from app import log, terminal

ROOT = Path(__file__).resolve().parent.parent
SECRET = "Clara Medicine Elk"
# As pythonw and the window's program on Windows start: no stdout, no stderr. The box writes what it says to a file.
START = """
import sys
sys.stdout = sys.stderr = None
from app import __main__ as program
from app.ui import last_words
def shown(words):
    open(sys.argv[1], "a", encoding="utf-8").write(words)
last_words.show = shown
{more}
sys.argv[1:] = {arguments}
code = program.main()
sys.exit(code)
"""


def start(tmp_path: Path, arguments: str, more: str = "") -> tuple[int, str, str]:
    """Exit code, what the box said, what the log holds."""
    said = tmp_path / "said.txt"
    script = START.format(arguments=arguments, more=more).replace("sys.argv[1], \"a\"", f"{str(said)!r}, \"a\"")
    env = os.environ | {"PEERDESK_STORE": str(tmp_path / "home" / "store"), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, timeout=120, check=False)
    logged = tmp_path / "home" / log.NAME
    return (
        done.returncode, said.read_text(encoding="utf-8") if said.exists() else "",
        logged.read_text(encoding="utf-8") if logged.exists() else "",
    )  # fmt: skip


def test_a_bug_at_the_start_is_shown_and_logged_without_its_values(tmp_path: Path) -> None:
    more = f"def broken(_store):\n    raise ValueError({SECRET!r})\nprogram.open_window = broken"
    code, said, logged = start(tmp_path, "[]", more)
    assert code == program.REFUSED
    assert "ValueError at " in said and "ValueError, " in logged
    assert SECRET not in said + logged


def test_a_refusal_at_the_start_is_shown_in_its_own_words_and_logged_by_kind(tmp_path: Path) -> None:
    more = ("from app.services.problems import StoreBusy\n"
            f"def busy(_store):\n    raise StoreBusy({SECRET!r})\nprogram.open_window = busy")  # fmt: skip
    code, said, logged = start(tmp_path, "[]", more)
    assert code == program.REFUSED and said == SECRET
    assert "refused: StoreBusy, " in logged and SECRET not in logged


def test_a_wrong_option_is_shown_too(tmp_path: Path) -> None:
    code, said, _logged = start(tmp_path, '["--no-such-option"]')
    assert code == program.USAGE and "no-such-option" in said


def test_a_good_end_says_nothing(tmp_path: Path) -> None:
    code, said, logged = start(tmp_path, '["--version"]')
    assert (code, said, logged) == (0, "", "")


def test_the_box_is_shown_by_qt(qapp, monkeypatch) -> None:
    from PySide6.QtWidgets import QMessageBox

    from app.ui import last_words

    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    last_words.show("The store is open already.")
    assert said == ["The store is open already."]


def test_with_a_console_nothing_stands_in_for_it() -> None:
    assert terminal.stand_in() is None


def test_the_log_stays_small_and_private(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PEERDESK_STORE", str(tmp_path / "store"))
    for _turn in range(3):
        log.note("x" * 90_000)
    file = tmp_path / log.NAME
    log.note("the last")
    assert file.stat().st_size < 2 * log.MOST and file.read_text(encoding="utf-8").endswith(" the last\n")
    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PEERDESK_STORE", str(tmp_path / "file" / "store"))
    log.note("nowhere")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of X11")
def test_what_a_window_lacks_is_named_before_qt_ends_the_program(monkeypatch) -> None:
    from app.services.problems import Problem
    from app.ui import libraries

    real = libraries.ctypes.CDLL

    def lacking(file: str) -> object:
        if "icccm" in file or "keysyms" in file:
            raise OSError(f"{file}: cannot open shared object file")
        if file.endswith("libqxcb.so"):
            raise OSError("libxcb-icccm.so.4: cannot open shared object file: No such file or directory")
        return real(None)

    monkeypatch.setattr(libraries.ctypes, "CDLL", lacking)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    with pytest.raises(Problem) as refused:
        libraries.require()
    said = refused.value.sentence
    assert "libxcb-icccm.so.4, libxcb-keysyms.so.1" in said and "libxcb-icccm4 libxcb-keysyms1" in said
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    libraries.require()
